"""Passwords: what may be one, and how one is kept (Argon2id). Nothing here ever prints or logs one."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.usecases.declined import Declined, Reason

LENGTH_LEAST, LENGTH_MAX = 8, 256
COMMON = Path(__file__).parent / "common_passwords.txt"
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody mistakes for another."""
CODE_GROUPS, GROUP = 4, 4
"""A one-time code has 79 bits."""


class Passwords:
    """Makes and checks the hashes, at the cost that the configuration sets."""

    def __init__(self, memory_kib: int, rounds: int) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)
        self._nobodys = self._hasher.hash(secrets.token_hex())

    def hashed(self, password: str) -> str:
        """What is kept of a password."""
        return self._hasher.hash(password)

    def fit(self, kept: str | None, password: str) -> bool:
        """Whether this is the password. Without a hash it takes as long and is never right."""
        try:
            return self._hasher.verify(self._nobodys if kept is None else kept, password[:LENGTH_MAX]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def check_password(password: str, name: str, least: int = LENGTH_LEAST) -> None:
    """Raises Declined for one that must not be chosen."""
    plain = password.casefold()
    if len(password) < least:
        raise Declined(Reason.PASSWORD_SHORT)
    if len(password) > LENGTH_MAX:
        raise Declined(Reason.PASSWORD_LONG)
    if plain in _common() or plain.strip("0123456789!.?#*_-") in _common() | {name.casefold()} or len(set(plain)) <= 2:
        raise Declined(Reason.PASSWORD_COMMON)


def one_time_code() -> str:
    """A code to hand over or to read from a console, such as `k7fq-2mzd-w9xa-hh3c`."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(CODE_GROUPS))
    return "-".join(groups)


def plain_code(typed: str) -> str:
    """A code as it was made, however it was typed."""
    letters = "".join(one for one in typed.casefold() if one.isalnum())
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())
