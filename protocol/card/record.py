"""The purse record: 48 bytes that say everything about the money on a card at one counter.

Layout, big-endian (SPEC 3):

    B0   0 format (high nibble 1) and PIN fails (low nibble) · 1 key version · 2-3 times purse
         4-7 counter · 8-11 balance (signed) · 12-15 cumulated debits
    B1  16-17 business day · 18-21 spent that day · 22-23 terminal · 24-27 lineage · 28-31 sequence
    B2  32-35 amount (signed) · 36-38 points · 39 locked (bit 7) and kind · 40-47 MAC
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay
from protocol.money import Money

RECORD_BYTES = 48
MAC_BYTES = 8
SIGNED_BYTES = RECORD_BYTES - MAC_BYTES
FORMAT = 1
LOCKED_BIT = 0x80

_FIXED = struct.Struct(">BBHIiIHIHIIi")


class Kind(IntEnum):
    """Why a record was written."""

    ISSUE = 1
    SALE = 2
    VOID = 3
    LOAD = 4
    REFUND = 5
    CLAIM = 6
    PIN_TRY = 7
    CONFIRM = 8
    LOCK = 9
    UNLOCK = 10
    CASH_OUT = 11


CREDIT_KINDS = frozenset({Kind.ISSUE, Kind.LOAD, Kind.REFUND, Kind.CLAIM, Kind.UNLOCK})
"""Kinds that need the load key as well (SPEC 5.3). A void is not one: it may only undo the record beneath it."""
DEBIT_KINDS = frozenset({Kind.SALE, Kind.VOID, Kind.CASH_OUT})
"""Kinds whose amounts, turned round, add up to the cumulated debits."""


class RecordViolation(ValueError):
    """48 bytes that no writer of ours makes: wrong format, unknown kind, value out of range."""


@dataclass(frozen=True, slots=True)
class Record:
    """One purse record as a value; `mac` is kept as read and judged elsewhere (`keys`)."""

    key_version: int
    pin_fails: int
    times: int
    counter: int
    balance: Money
    cumulated_debits: Money
    day: BusinessDay
    spent_today: Money
    reference: Reference
    amount: Money
    points: int
    locked: bool
    kind: Kind
    mac: bytes = bytes(MAC_BYTES)

    def pack(self) -> bytes:
        """The 48 bytes of this record. Raises RecordViolation if a value does not fit its field."""
        ref = self.reference
        try:
            head = _FIXED.pack(
                FORMAT << 4 | self.pin_fails,
                self.key_version,
                self.times,
                self.counter,
                self.balance.minor,
                self.cumulated_debits.minor,
                self.day,
                self.spent_today.minor,
                ref.terminal,
                ref.lineage,
                ref.sequence,
                self.amount.minor,
            )
            tail = self.points.to_bytes(3, "big") + bytes([self.kind | (LOCKED_BIT if self.locked else 0)])
        except (struct.error, OverflowError) as error:
            raise RecordViolation(f"a value does not fit the record: {error}") from None
        if not 0 <= self.pin_fails <= 15 or len(self.mac) != MAC_BYTES:
            raise RecordViolation("a value does not fit the record: PIN fails or MAC")
        return head + tail + self.mac

    @property
    def signed(self) -> bytes:
        """The 40 bytes that the MAC covers."""
        return self.pack()[:SIGNED_BYTES]


def unpack(data: bytes) -> Record:
    """Read 48 bytes. Raises RecordViolation; does not judge the MAC."""
    if len(data) != RECORD_BYTES:
        raise RecordViolation(f"a record has {RECORD_BYTES} bytes, not {len(data)}")
    head, version, times, counter, balance, debits, day, spent, terminal, lineage, sequence, amount = _FIXED.unpack_from(data)
    if head >> 4 != FORMAT:
        raise RecordViolation(f"record format {head >> 4} is unknown")
    kind_byte = data[39]
    try:
        kind = Kind(kind_byte & ~LOCKED_BIT)
    except ValueError:
        raise RecordViolation(f"record kind {kind_byte & ~LOCKED_BIT} is unknown") from None
    return Record(
        key_version=version,
        pin_fails=head & 0x0F,
        times=times,
        counter=counter,
        balance=Money(balance),
        cumulated_debits=Money(debits),
        day=BusinessDay(day),
        spent_today=Money(spent),
        reference=Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence)),
        amount=Money(amount),
        points=int.from_bytes(data[36:39], "big"),
        locked=bool(kind_byte & LOCKED_BIT),
        kind=kind,
        mac=data[SIGNED_BYTES:],
    )
