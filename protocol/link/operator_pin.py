"""Whether a keyed PIN is an operator's, without the PIN being anywhere (SPEC 6.4).

    verifier = cost u8 · salt 16 · scrypt(PIN, salt, N = 2^cost, r = 8, p = 1), 16 bytes      (RFC 7914)

A PIN of four to six digits cannot be made strong: whoever holds the operator table tries all of them in hours. The cost makes
it hours instead of seconds and still less than 0.3 s on a Raspberry Pi 4. Where that is not enough an operator also needs a card.
"""

from __future__ import annotations

from hashlib import scrypt
from hmac import compare_digest
from itertools import pairwise

PIN_DIGITS = range(4, 7)
SALT_BYTES = 16
HASH_BYTES = 16
VERIFIER_BYTES = 1 + SALT_BYTES + HASH_BYTES
COSTS = range(14, 17)
"""16 MiB of memory, the least that is believed, up to 64 MiB, the most that a terminal gives."""
COST = 14
_BLOCK = 8
_SPARE = 2**20


class BadPin(ValueError):
    """Not four to six digits."""


def pin_fault(pin: str) -> str | None:
    """Why this is no PIN, or None."""
    fits = len(pin) in PIN_DIGITS and pin.isascii() and pin.isdigit()
    return None if fits else f"a PIN has {PIN_DIGITS[0]} to {PIN_DIGITS[-1]} digits"


def is_guessed(pin: str) -> bool:
    """Whether everybody tries it first: 1111, 1212, 1234 or 4321. Nobody may choose such a PIN."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps in ({1}, {-1}) or pin in (pin + pin)[1:-1]


def pin_verifier(pin: str, salt: bytes, cost: int = COST) -> bytes:
    """What is kept of a PIN; `salt` is 16 fresh random bytes. Raises BadPin."""
    if fault := pin_fault(pin):
        raise BadPin(fault)
    return bytes([cost]) + salt + _hash(pin, salt, cost)


def pin_fits(verifier: bytes, keyed: str) -> bool:
    """Whether this was keyed for that verifier, in a time that does not depend on the digits. An empty verifier fits nothing."""
    if verifier_fault(verifier):
        return False
    salt = verifier[1 : 1 + SALT_BYTES]
    return compare_digest(verifier[1 + SALT_BYTES :], _hash(keyed, salt, verifier[0]))


def verifier_fault(verifier: bytes) -> str | None:
    """Why these bytes are no verifier, or None."""
    if len(verifier) != VERIFIER_BYTES:
        return f"a PIN verifier has {VERIFIER_BYTES} bytes"
    return None if verifier[0] in COSTS else f"the cost of a PIN verifier is {COSTS[0]} to {COSTS[-1]}"


def _hash(pin: str, salt: bytes, cost: int) -> bytes:
    room = 128 * _BLOCK * 2**cost + _SPARE
    return scrypt(pin.encode(), salt=salt, n=2**cost, r=_BLOCK, p=1, maxmem=room, dklen=HASH_BYTES)
