"""Rows of the card-state snapshot: 16 bytes each, found by binary search in the raw bytes (SPEC 6.6).

keyed hash of number and instance 8 · minimum counter u32 · state u8 · flags u8 · balance check 2
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256

from protocol.link.tables import CardState
from protocol.link.violations import OurViolation
from protocol.money import Money

ROW_BYTES = 16
HASH_BYTES = 8
CHECK_BYTES = 2
_ROW = struct.Struct(">8sIBB2s")


@dataclass(frozen=True, slots=True)
class StateRow:
    """What head office says of one card instance; `flags` is 0 in this version."""

    hash: bytes
    minimum_counter: int
    state: CardState
    flags: int
    check: bytes


def balance_check(hash8: bytes, counter: int, balance: Money) -> bytes:
    """Two bytes that change with the balance: SHA-256(hash ‖ counter u32 ‖ balance i32), first two.

    A card that shows the listed counter with another check was tampered with.
    """
    return sha256(hash8 + counter.to_bytes(4, "big") + balance.minor.to_bytes(4, "big", signed=True)).digest()[:CHECK_BYTES]


def state_row(row: StateRow) -> bytes:
    """The 16 bytes of a row. Raises OurViolation if a value does not fit."""
    if len(row.hash) != HASH_BYTES or len(row.check) != CHECK_BYTES or row.flags:
        raise OurViolation("a card-state row does not fit its 16 bytes")
    try:
        return _ROW.pack(row.hash, row.minimum_counter, row.state, row.flags, row.check)
    except struct.error as error:
        raise OurViolation(f"a card-state row does not fit its 16 bytes: {error}") from None


def _row_at(rows: bytes | memoryview, place: int) -> StateRow:
    hash8, minimum, state, flags, check = _ROW.unpack_from(rows, place * ROW_BYTES)
    return StateRow(hash8, minimum, CardState(state), flags, check)


def lookup(rows: bytes | memoryview, hash8: bytes) -> StateRow | None:
    """The row of a card instance in rows that `rows_fault` has passed, or None."""
    low, high = 0, len(rows) // ROW_BYTES
    while low < high:
        middle = (low + high) // 2
        found = bytes(rows[middle * ROW_BYTES : middle * ROW_BYTES + HASH_BYTES])
        if found == hash8:
            return _row_at(rows, middle)
        if found < hash8:
            low = middle + 1
        else:
            high = middle
    return None


def rows_fault(rows: bytes) -> str | None:
    """Why bytes are not rows of a snapshot, or None: whole rows, strictly rising hashes, known states, no flags."""
    if len(rows) % ROW_BYTES:
        return "card-state rows are cut short"
    before = None
    for hash8, _, state, flags, _ in _ROW.iter_unpack(rows):
        if before is not None and hash8 <= before:
            return "card-state rows do not rise by hash"
        if state > max(CardState) or flags:
            return "a card state or flag is unknown"
        before = hash8
    return None
