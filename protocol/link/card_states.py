"""Rows of the card-state snapshot: 16 bytes each, in the order of their bytes (SPEC 6.6).

keyed hash of number and instance 8 · minimum counter u32 · state u8 · flags u8 · balance check 2
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntFlag
from hashlib import sha256

from protocol.link.tables import CardState
from protocol.link.violations import OurViolation
from protocol.money import Money

ROW_BYTES = 16
HASH_BYTES = 8
CHECK_BYTES = 2
_ROW = struct.Struct(">8sIBB2s")
_STATES = tuple(CardState)


class StateFlag(IntFlag):
    """What else a terminal should know of a card; other bits are refused."""

    CLAIM_WAITING = 1
    CLASS_CHANGED = 2


NO_FLAGS = StateFlag(0)
_FLAGS = tuple(StateFlag(bits) for bits in range(4))


@dataclass(frozen=True, slots=True)
class StateRow:
    """What head office says of one card instance. `minimum_counter` is the highest settled counter."""

    hash: bytes
    minimum_counter: int
    state: CardState
    flags: StateFlag
    check: bytes


def balance_check(hash8: bytes, counter: int, balance: Money) -> bytes:
    """Two bytes that change with the balance: SHA-256(hash ‖ counter u32 ‖ balance i32), first two.

    A card that shows the listed counter with another check was tampered with.
    """
    return sha256(hash8 + counter.to_bytes(4, "big") + balance.minor.to_bytes(4, "big", signed=True)).digest()[:CHECK_BYTES]


def state_row(row: StateRow) -> bytes:
    """The 16 bytes of a row. Raises OurViolation if a value does not fit."""
    if len(row.hash) != HASH_BYTES or len(row.check) != CHECK_BYTES:
        raise OurViolation("a card-state row does not fit its 16 bytes")
    try:
        return _ROW.pack(row.hash, row.minimum_counter, row.state, row.flags, row.check)
    except struct.error as error:
        raise OurViolation(f"a card-state row does not fit its 16 bytes: {error}") from None


def row_of(raw: bytes) -> StateRow:
    """The row in 16 bytes that `rows_fault` has passed."""
    hash8, minimum, state, flags, check = _ROW.unpack(raw)
    return StateRow(hash8, minimum, _STATES[state], _FLAGS[flags], check)


def each_row(rows: bytes) -> Iterator[bytes]:
    """The rows one by one, still raw."""
    for start in range(0, len(rows), ROW_BYTES):
        yield rows[start : start + ROW_BYTES]


def rows_fault(rows: bytes) -> str | None:
    """Why bytes are not rows of a snapshot, or None: whole rows, strictly rising hashes, known states and flags."""
    if len(rows) % ROW_BYTES:
        return "card-state rows are cut short"
    before = b""
    for hash8, _, state, flags, _ in _ROW.iter_unpack(rows):
        if hash8 <= before:
            return "card-state rows do not rise by hash"
        if state >= len(_STATES) or flags >= len(_FLAGS):
            return "a card state or flag is unknown"
        before = hash8
    return None
