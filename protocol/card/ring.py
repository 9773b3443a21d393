"""The three-slot ring: which record rules a card, and what the next record must say (SPEC 4).

A record with counter k lies in slot k mod 3, so the next write never touches the record that rules.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from collections.abc import Sequence as Items
from dataclasses import dataclass, replace

from protocol.card.record import DEBIT_KINDS, Kind, Record, RecordViolation, unpack
from protocol.ids import Reference
from protocol.instants import BusinessDay
from protocol.money import ZERO, Money

SLOTS = 3


def slot_of(counter: int) -> int:
    """The slot that the record with this counter lies in."""
    return counter % SLOTS


@dataclass(frozen=True, slots=True)
class Chain:
    """What a card says: the ruling record, the consecutive ones beneath it, newest first, and the rest.

    `strays` are valid records with a break between them and the chain: evidence, nothing more.
    """

    current: Record
    beneath: tuple[Record, ...] = ()
    strays: tuple[Record, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """The chain from the ruling record downwards."""
        return (self.current, *self.beneath)

    def holding(self, reference: Reference) -> Record | None:
        """The record of the chain that carries this reference."""
        return next((record for record in self.records if record.reference == reference), None)

    def at(self, counter: int) -> Record | None:
        """The record of the chain with this counter."""
        return next((record for record in self.records if record.counter == counter), None)

    @property
    def spare_slots(self) -> tuple[int, ...]:
        """Slots that hold no record of the chain: those a scrub overwrites."""
        held = {slot_of(record.counter) for record in self.records}
        return tuple(slot for slot in range(SLOTS) if slot not in held)


def read_chain(slots: Items[bytes], authentic: Callable[[int, Record], bool]) -> Chain | None:
    """The chain in three raw slots, or None if no slot holds a valid record.

    `authentic(slot, record)` judges the MAC. A record is valid only in the slot of its counter, and a void
    only above the sale that it undoes, where that sale's slot still speaks (SPEC 4).
    """
    found: list[Record] = []
    for slot, raw in enumerate(slots):
        try:
            record = unpack(raw)
        except RecordViolation:
            continue
        if slot_of(record.counter) == slot and authentic(slot, record):
            found.append(record)
    found.sort(key=lambda record: record.counter, reverse=True)
    if not found:
        return None
    chain = [found[0]]
    for record in found[1:]:
        if record.counter == chain[-1].counter - 1:
            chain.append(record)
    strays = tuple(record for record in found if record not in chain)
    if any(not _void_is_sound(above, below) for above, below in itertools.pairwise(chain)):
        return None
    return Chain(chain[0], tuple(chain[1:]), strays)


def _void_is_sound(above: Record, below: Record) -> bool:
    return above.kind is not Kind.VOID or (below.kind is Kind.SALE and above.amount == -below.amount)


@dataclass(frozen=True, slots=True)
class Change:
    """What one card change does, told apart from the record it is done to."""

    kind: Kind
    amount: Money
    day: BusinessDay
    points: int = 0
    times: int = 0
    pin_fails: int = 0
    locked: bool = False


def successor(before: Record, change: Change, reference: Reference, key_version: int) -> Record:
    """The record that follows `before`, still without a MAC.

    The counter rises by one; the day never falls (I14); a sale adds to the cumulated debits and to the day's spending, and a
    void takes both back; what is paid out in cash is a debit that nobody spent.
    Raises RecordViolation from `pack` if a value would not fit.
    """
    day = BusinessDay(max(before.day, change.day))
    spent = before.spent_today if day == before.day else ZERO
    debits = before.cumulated_debits
    if change.kind in DEBIT_KINDS:
        debits -= change.amount
    if change.kind in (Kind.SALE, Kind.VOID):
        spent = Money(max(0, (spent - change.amount).minor))
    return replace(
        before,
        key_version=key_version,
        pin_fails=change.pin_fails,
        times=before.times + change.times,
        counter=before.counter + 1,
        balance=before.balance + change.amount,
        cumulated_debits=debits,
        day=day,
        spent_today=spent,
        reference=reference,
        amount=change.amount,
        points=before.points + change.points,
        locked=change.locked,
        kind=change.kind,
        mac=bytes(8),
    )


def first_record(change: Change, reference: Reference, key_version: int) -> Record:
    """The record that personalisation writes: counter 0 and nothing in the purse."""
    return Record(
        key_version=key_version,
        pin_fails=0,
        times=0,
        counter=0,
        balance=ZERO,
        cumulated_debits=ZERO,
        day=change.day,
        spent_today=ZERO,
        reference=reference,
        amount=ZERO,
        points=0,
        locked=False,
        kind=Kind.ISSUE,
    )
