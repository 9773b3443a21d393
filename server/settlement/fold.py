"""PURE: the entries of one batch -> the facts in them, in order.

Lines that stand in MoreLines entries are put to the entry that follows; a batch never splits them. Raw records and
static parts inside entries were checked when the entry was decoded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from protocol.card.record import Record, unpack
from protocol.ids import CardInstance, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay, business_day
from protocol.link.entries import (
    Cancel,
    CashRefund,
    CashSale,
    Commit,
    Entry,
    Evidence,
    Intent,
    Late,
    MoreLines,
    RefundDetail,
    SaleDetail,
    SaleLine,
    VoidDetail,
)
from server.ledger.entries import Owners, owners_of


class Word(IntEnum):
    """What a terminal says of an intent later on. COMMIT and LATE are one fact (R4)."""

    DECLARED = 1
    CANCELLED = 2


@dataclass(frozen=True, slots=True)
class Intended:
    """An INTENT with what it comes to by owner."""

    reference: Reference
    intent: Intent
    owners: Owners
    before: Record | None

    @property
    def counter(self) -> int:
        """The counter of the record it would write."""
        return 0 if self.before is None else self.before.counter + 1

    @property
    def undoes(self) -> Reference | None:
        """The sale that a void names."""
        return self.intent.detail.sale if isinstance(self.intent.detail, VoidDetail) else None


@dataclass(frozen=True, slots=True)
class Said:
    """A word about the intent `of`, in the entry `by`."""

    of: Reference
    by: Reference
    word: Word
    day: BusinessDay


@dataclass(frozen=True, slots=True)
class Seen:
    """A record seen on a card, as told by the entry `by`."""

    card: CardInstance
    record: Record
    raw: bytes
    by: Reference
    day: BusinessDay


@dataclass(frozen=True, slots=True)
class Cash:
    """A cash sale or refund."""

    reference: Reference
    owners: Owners
    refund: bool
    day: BusinessDay


@dataclass(slots=True)
class Facts:
    """Everything that a batch says."""

    intended: list[Intended] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    cash: list[Cash] = field(default_factory=list)


def fold(terminal: TerminalId, lineage: Lineage, entries: Iterable[tuple[Sequence, Entry]], utc_offset_minutes: int) -> Facts:
    """The facts of one batch."""
    facts = Facts()
    carried: tuple[SaleLine, ...] = ()
    for sequence, entry in entries:
        here = Reference(terminal, lineage, sequence)
        day = business_day(entry.at, utc_offset_minutes)
        match entry.body:
            case MoreLines(lines):
                carried += lines
                continue
            case Intent() as intent:
                _intent(facts, here, intent, carried)
            case Commit(sequence_of_intent):
                facts.said.append(Said(Reference(terminal, lineage, sequence_of_intent), here, Word.DECLARED, day))
            case Late(of):
                facts.said.append(Said(of, here, Word.DECLARED, day))
            case Cancel(of):
                facts.said.append(Said(of, here, Word.CANCELLED, day))
            case CashSale(basket) | CashRefund(basket):
                refund = isinstance(entry.body, CashRefund)
                facts.cash.append(Cash(here, owners_of(carried + basket.lines), refund, day))
            case Evidence(card, records):
                _records(facts, here, card, records, day)
            case _:
                pass
        carried = ()
    return facts


def _intent(facts: Facts, here: Reference, intent: Intent, carried: tuple[SaleLine, ...]) -> None:
    day = intent.change.day
    before = unpack(intent.before) if intent.before else None
    owners: Owners = ()
    if isinstance(intent.detail, SaleDetail | RefundDetail):
        owners = owners_of(carried + intent.detail.basket.lines)
    facts.intended.append(Intended(here, intent, owners, before))
    if before is not None:
        facts.seen.append(Seen(intent.card, before, intent.before, here, day))
    _records(facts, here, intent.card, intent.evidence, day)


def _records(facts: Facts, here: Reference, card: CardInstance, raws: Iterable[bytes], day: BusinessDay) -> None:
    facts.seen.extend(Seen(card, unpack(raw), raw, here, day) for raw in raws)
