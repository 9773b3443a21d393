"""PURE: the entries of one batch -> the facts in them, in order.

Lines that stand in MoreLines entries are put to the entry that follows; a batch never splits them. Whatever an entry
says is taken (I23): what no program of ours says becomes a remark, and as much of the rest as can be told is a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from protocol.card.record import Record, RecordViolation, unpack
from protocol.ids import CardInstance, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.limits import AMOUNT_MAX_MINOR
from protocol.link.baskets import Gathered, gather
from protocol.link.duty_entries import LossReport, PayOut, PinChanged, ShiftClosed, ShiftHandover, ShiftOpened, Tender
from protocol.link.entries import (
    Abandon,
    Boot,
    Cancel,
    CashRefund,
    CashSale,
    ClockStep,
    Commit,
    Entry,
    Evidence,
    Intent,
    IssueDetail,
    Late,
    RefundDetail,
    VoidDetail,
)
from protocol.link.faults import drawer_fault, issue_fault, next_record, sign_fault
from protocol.money import ZERO, Money, total
from server.ledger.entries import Owners, owners_of
from server.settlement.cards.days import Span, booked_day, calendar_day

NO_PLACE = -1
"""In the place of a counter: no record can say this change, so it has no place on its card."""

STEP_MS = 2_000
"""A clock may be set back by this much without an entry that tells of it (P23)."""


class Oddness(IntEnum):
    """What an entry says that no program of ours says; the numbers are those of `CaseKind`."""

    BASKET = 5
    SIGN = 10
    NO_RECORD = 11
    ISSUE = 12
    EVIDENCE = 13
    START = 15
    SUSPECT_CLOCK = 24
    DRAWER = 32


@dataclass(frozen=True, slots=True)
class Remark:
    """An oddness, in a sentence: of one entry, or (a clock, R23) of everything that a terminal says in one lineage."""

    oddness: Oddness
    about: Reference
    sentence: str

    @property
    def subject(self) -> str:
        """What the case is about."""
        if self.oddness is Oddness.SUSPECT_CLOCK:
            return f"terminal {self.about.terminal} lineage {self.about.lineage:08x}"
        return str(self.about)


class Word(IntEnum):
    """What a terminal says of an intent later on. COMMIT and LATE are one fact (R4)."""

    DECLARED = 1
    CANCELLED = 2
    ABANDONED = 3


@dataclass(frozen=True, slots=True)
class Intended:
    """An INTENT with what it comes to by owner. `before` is None for an issue, and for an intent without a place.

    `day` is the business day it is booked on, which may not be the one it proposes.
    """

    reference: Reference
    intent: Intent
    owners: Owners
    before: Record | None
    day: BusinessDay
    placed: bool = True

    @property
    def counter(self) -> int:
        """The counter of the record it would write, or NO_PLACE."""
        if not self.placed:
            return NO_PLACE
        return 0 if self.before is None else self.before.counter + 1

    @property
    def undoes(self) -> Reference | None:
        """The sale that a void or a refund names."""
        return self.intent.detail.sale if isinstance(self.intent.detail, VoidDetail | RefundDetail) else None


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
    """A sale or refund that no card paid. `aside` is what the lines of a basket with a fault come to: no owner gets it."""

    reference: Reference
    owners: Owners
    refund: bool
    day: BusinessDay
    aside: Money = ZERO
    tender: Tender = Tender.CASH


@dataclass(frozen=True, slots=True)
class Drawer:
    """What was done to a drawer beside sales."""

    reference: Reference
    body: ShiftOpened | ShiftHandover | ShiftClosed | PayOut
    day: BusinessDay


@dataclass(frozen=True, slots=True)
class Told:
    """What was said at a counter for head office to act on; `at` is the terminal's clock."""

    reference: Reference
    body: LossReport | PinChanged
    at: Instant


@dataclass(slots=True)
class Facts:
    """Everything that a batch says."""

    intended: list[Intended] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    cash: list[Cash] = field(default_factory=list)
    drawers: list[Drawer] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, oddness: Oddness, about: Reference, sentence: str | None) -> bool:
        """Keep a remark, if there is anything to say; whether there was."""
        if sentence:
            self.remarks.append(Remark(oddness, about, sentence))
        return bool(sentence)


@dataclass(slots=True)
class _Folding:
    """Where folding stands: what is told so far, and what the clock of the terminal last said."""

    span: Span
    utc_offset_minutes: int
    facts: Facts = field(default_factory=Facts)
    clock: Instant | None = None

    def credible(self, here: Reference, entry: Entry) -> bool:
        """Whether the clock can have been right: a business day within the span, and not before the entry before (R23).

        After a step that the terminal tells of, the clock starts anew.
        """
        _, exists = calendar_day(entry.at, self.utc_offset_minutes)
        fault = None
        if not (exists and self.span.holds(entry.at)):
            fault = "not between the last contact and the receipt"
        elif self.clock is not None and entry.at + STEP_MS < self.clock and not isinstance(entry.body, ClockStep):
            fault = "before the entry before it"
        else:
            self.clock = entry.at
        if fault:
            self.facts.remark(Oddness.SUSPECT_CLOCK, here, f"entry {here.sequence} says {entry.at} ms, {fault}")
        return fault is None

    def day(self, here: Reference, proposed: BusinessDay, credible: bool) -> BusinessDay:
        """The proposed day, or that of the receipt."""
        day, as_proposed = booked_day(proposed, credible, self.span, self.utc_offset_minutes)
        if credible and not as_proposed:
            text = f"entry {here.sequence} proposes business day {proposed}, not between the last contact and the receipt"
            self.facts.remark(Oddness.SUSPECT_CLOCK, here, text)
        return day


def fold(
    terminal: TerminalId,
    lineage: Lineage,
    entries: Iterable[tuple[Sequence, Entry]],
    utc_offset_minutes: int,
    span: Span,
) -> Facts:
    """The facts of one batch, whose entries were made within `span`."""
    told = list(entries)
    folding = _Folding(span, utc_offset_minutes)
    facts = folding.facts
    for place, gathered in enumerate(gather(entry.body for _, entry in told)):
        sequence, entry = told[place]
        here = Reference(terminal, lineage, sequence)
        credible = folding.credible(here, entry)
        day = folding.day(here, calendar_day(entry.at, utc_offset_minutes)[0], credible)
        facts.remark(Oddness.BASKET, here, gathered.fault)
        match gathered.body:
            case Boot() if place:
                facts.remark(Oddness.START, here, "a start of the program stands inside a batch")
            case Intent() as intent:
                _intent(facts, here, intent, gathered, folding.day(here, intent.change.day, credible))
            case Commit(sequence_of_intent):
                facts.said.append(Said(Reference(terminal, lineage, sequence_of_intent), here, Word.DECLARED, day))
            case Late(of):
                facts.said.append(Said(of, here, Word.DECLARED, day))
            case Cancel(of):
                facts.said.append(Said(of, here, Word.CANCELLED, day))
            case Abandon(of):
                facts.said.append(Said(of, here, Word.ABANDONED, day))
            case CashSale() | CashRefund() as body:
                _cash(facts, here, body, gathered, day)
            case Evidence(card, records):
                _records(facts, here, card, records, day)
            case ShiftOpened() | ShiftHandover() | ShiftClosed() | PayOut() as body:
                facts.remark(Oddness.DRAWER, here, drawer_fault(body))
                facts.drawers.append(Drawer(here, body, day))
            case LossReport() | PinChanged() as body:
                facts.told.append(Told(here, body, entry.at))
            case _:
                pass
    return facts


def _intent(facts: Facts, here: Reference, intent: Intent, gathered: Gathered, day: BusinessDay) -> None:
    facts.remark(Oddness.SIGN, here, sign_fault(intent.change))
    if isinstance(intent.detail, IssueDetail):
        facts.remark(Oddness.ISSUE, here, issue_fault(intent, intent.detail))
    before = _record(facts, here, intent.card, intent.before, day) if intent.before else None
    placed = True
    try:
        next_record(intent)
    except RecordViolation as violation:
        placed = False
        facts.remark(Oddness.NO_RECORD, here, f"no record can say this change: {violation}")
    owners = () if gathered.fault else owners_of(gathered.lines)
    facts.intended.append(Intended(here, intent, owners, before if placed else None, day, placed))
    _records(facts, here, intent.card, intent.evidence, day)


def _cash(facts: Facts, here: Reference, body: CashSale | CashRefund, gathered: Gathered, day: BusinessDay) -> None:
    refund = isinstance(body, CashRefund)
    if not gathered.fault:
        facts.cash.append(Cash(here, owners_of(gathered.lines), refund, day, tender=body.tender))
        return
    value = total([line.amount for line in gathered.lines])
    if abs(value).minor <= AMOUNT_MAX_MINOR:
        facts.cash.append(Cash(here, (), refund, day, value, body.tender))


def _records(facts: Facts, here: Reference, card: CardInstance, raws: Iterable[bytes], day: BusinessDay) -> None:
    for raw in raws:
        if _record(facts, here, card, raw, day) is None:
            facts.remark(Oddness.EVIDENCE, here, "evidence that is no record")


def _record(facts: Facts, here: Reference, card: CardInstance, raw: bytes, day: BusinessDay) -> Record | None:
    """A record as seen on a card; None for bytes that are none."""
    try:
        record = unpack(raw)
    except RecordViolation:
        return None
    facts.seen.append(Seen(card, record, raw, here, day))
    return record
