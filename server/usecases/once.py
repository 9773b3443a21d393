"""A form is done once, however often it is sent: its random key is written down in the transaction of what it does."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from protocol.instants import MS_PER_MINUTE, Instant
from server.database import run, writing
from server.usecases.declined import Declined, Reason

KEY_BYTES = 16
HOURS_KEPT = 24
"""Longer than any session lasts, and with it any page that has the form."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came: its key, whose it is, where it was sent to, and what it says."""

    key: str
    staff: int
    endpoint: str
    fields: Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The page of what came of a form. `again`: it was done before."""

    address: str
    again: bool


def new_key() -> str:
    """A key that nobody guesses."""
    return secrets.token_hex(KEY_BYTES)


def do_once(sent: Sent, act: Callable[[], str], now: Instant) -> Outcome:
    """Do it, or find what came of it before; `act` gives the page of that.

    Raises Declined where the act does, and for a key that was sent with other fields: then nobody knows which ones were meant.
    """
    key, content = _hash(sent.key, str(sent.staff), sent.endpoint), _hash(*(part for field in sent.fields for part in field))
    with writing():
        run("DELETE FROM form_once WHERE at < %s", (now - HOURS_KEPT * 60 * MS_PER_MINUTE,))
        done = run("SELECT content, address FROM form_once WHERE key = %s", (key,)).fetchone()
        if done is not None:
            if bytes(done[0]) != content:
                raise Declined(Reason.SENT_BEFORE)
            return Outcome(done[1], again=True)
        address = act()
        run(
            "INSERT INTO form_once (key, content, staff, endpoint, address, at) VALUES (%s, %s, %s, %s, %s, %s)",
            (key, content, sent.staff, sent.endpoint, address, now),
        )
    return Outcome(address, again=False)


def _hash(*parts: str) -> bytes:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(4, "big") + part.encode())
    return whole.digest()
