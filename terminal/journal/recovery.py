"""What a journal means: a pure fold of its entries, kept up to date with each entry that follows.

Read once at the start of the program, it answers every question the sale asks of the past: which changes are
open, what this terminal knows of a card, how a ticket ended, what the totals are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.card.record import Kind, Record, unpack
from protocol.card.ring import first_record, successor
from protocol.ids import CardInstance, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.duty_entries import DutyBody, Tender
from protocol.link.entries import (
    Abandon,
    Basket,
    Boot,
    Cancel,
    CashOutDetail,
    CashRefund,
    CashSale,
    ClaimDetail,
    Commit,
    Detail,
    Entry,
    Evidence,
    Intent,
    IssueDetail,
    Late,
    LoadDetail,
    LockDetail,
    MoreLines,
    RefundDetail,
    SaleDetail,
    VoidDetail,
)
from protocol.link.sums import SUM_OF_CHANGE, Sum, SumKind, Sums, add_up
from protocol.money import ZERO, Money, total
from terminal.journal.duty import Duty

NO_LINEAGE = Lineage(0)
NO_ENTRY = Sequence(0)
_SALES = {Kind.SALE: 1, Kind.VOID: -1}
"""By how much a finished change raises the number of the day's sales that stand."""


class JournalDamaged(Exception):
    """Entries that no terminal of ours writes in this order: selling stops until a person has looked."""


@dataclass(frozen=True, slots=True)
class CardMemory:
    """What this terminal knows of a card by its own finished changes. `sales_today`: how many sales that stand it made on
    `day` itself.
    """

    counter: int
    reference: Reference
    day: BusinessDay
    spent_today: Money
    sales_today: int = 0


@dataclass(frozen=True, slots=True)
class OpenChange:
    """A change without an end: its key, what was intended and the record that was to be written."""

    reference: Reference
    intent: Intent
    record: Record
    abandoned: bool = False

    @property
    def counter(self) -> int:
        """The counter of the record that was to be written."""
        return self.record.counter


@dataclass(frozen=True, slots=True)
class Declared:
    """A finished change; `late` if it was found on the card at a later tap."""

    kind: Kind
    late: bool


@dataclass(frozen=True, slots=True)
class CardSale:
    """A finished sale by card, and what voids and refunds that name it have given back or are about to."""

    reference: Reference
    card: CardInstance
    amount: Money
    given_back: Money


def intended_record(reference: Reference, intent: Intent) -> Record:
    """The record that an intent was going to write, with its MAC."""
    if intent.change.kind is Kind.ISSUE:
        plain = first_record(intent.change, reference, intent.key_version)
    else:
        plain = successor(unpack(intent.before), intent.change, reference, intent.key_version)
    return Record(**{name: getattr(plain, name) for name in Record.__slots__ if name != "mac"}, mac=intent.mac)


def ticket_of(detail: Detail) -> str:
    """The ticket a change belongs to, or nothing."""
    match detail:
        case SaleDetail() | RefundDetail():
            return detail.basket.ticket
        case LoadDetail():
            return detail.ticket
        case _:
            return ""


def job_of(detail: Detail) -> int:
    """The desk's job number that a change was made for; 0 for none."""
    return detail.job if isinstance(detail, IssueDetail | LoadDetail | LockDetail | CashOutDetail) else 0


def undone_by(detail: Detail) -> Reference | None:
    """The sale that a void or refund names."""
    return detail.sale if isinstance(detail, VoidDetail | RefundDetail) else None


@dataclass(slots=True)
class Recovered:
    """The state of a journal after its last entry."""

    terminal: TerminalId
    lineage: Lineage = NO_LINEAGE
    last_sequence: Sequence = NO_ENTRY
    open: dict[Reference, OpenChange] = field(default_factory=dict)
    declared: dict[Reference, Declared] = field(default_factory=dict)
    cards: dict[CardInstance, CardMemory] = field(default_factory=dict)
    reported: dict[CardInstance, set[Reference]] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    jobs: dict[int, str] = field(default_factory=dict)
    claims: dict[int, int] = field(default_factory=dict)
    sales: dict[Reference, tuple[CardInstance, Money]] = field(default_factory=dict)
    given_back: dict[Reference, Money] = field(default_factory=dict)
    sale_of_ticket: dict[str, Reference] = field(default_factory=dict)
    totals: Sums = ()
    last_slip: Reference | None = None
    duty: Duty = field(default_factory=Duty)
    _carried: Money = ZERO

    def apply(self, sequence: Sequence, lineage: Lineage, entry: Entry) -> None:
        """Take in the next entry. Raises JournalDamaged if it cannot follow what stands before it."""
        if sequence != self.last_sequence + 1:
            raise JournalDamaged(f"entry {sequence} does not follow entry {self.last_sequence}")
        self.last_sequence = sequence
        reference = Reference(self.terminal, lineage, sequence)
        match entry.body:
            case Boot(previous=previous):
                if previous != self.lineage:
                    raise JournalDamaged(f"entry {sequence} starts after lineage {previous:08x}, not {self.lineage:08x}")
                self.lineage = lineage
            case _ if lineage != self.lineage:
                raise JournalDamaged(f"entry {sequence} is of lineage {lineage:08x}, not {self.lineage:08x}")
            case Intent() as intent:
                self._intend(reference, intent)
            case Commit(intent=intended):
                self._declare(Reference(self.terminal, lineage, intended), late=False)
            case Late(intent=named):
                self._declare(named, late=True)
            case Cancel(intent=named):
                self._cancel(named)
            case Abandon(intent=named):
                change = self._opened(named)
                self.open[named] = OpenChange(named, change.intent, change.record, abandoned=True)
            case CashSale(basket=basket, tender=tender):
                self.duty.move(tender, self._cash(SumKind.CASH_SALES, basket, reference))
            case CashRefund(basket=basket, tender=tender):
                self.duty.move(tender, -self._cash(SumKind.CASH_REFUNDS, basket, reference))
            case Evidence(card=card, records=records):
                self.reported.setdefault(card, set()).update(unpack(raw).reference for raw in records)
            case MoreLines(lines=lines):
                self._carried += total([line.amount for line in lines])
                return
            case body if isinstance(body, DutyBody):
                self.duty.take(sequence, entry.at, body)
            case _:
                pass  # a ClockStep or a line that was taken out: nothing to remember
        self._carried = ZERO

    def _opened(self, reference: Reference) -> OpenChange:
        change = self.open.get(reference)
        if change is None:
            raise JournalDamaged(f"an entry names change {reference}, which is not open")
        return change

    def _intend(self, reference: Reference, intent: Intent) -> None:
        self.open[reference] = OpenChange(reference, intent, intended_record(reference, intent))
        seen = [unpack(raw).reference for raw in intent.evidence]
        if intent.before:
            seen.append(unpack(intent.before).reference)
        self.reported.setdefault(intent.card, set()).update([*seen, reference])
        if ticket := ticket_of(intent.detail):
            self.tickets[ticket] = "OPEN"
        if job := job_of(intent.detail):
            self.jobs[job] = f"{intent.change.kind.name} OPEN"
        if isinstance(intent.detail, ClaimDetail):
            self.claims[intent.detail.claim] = self.claims.get(intent.detail.claim, 0) + 1
        if intent.change.kind is Kind.LOAD:
            self.duty.move(Tender.CASH, intent.change.amount)
        self._give_back(intent, intent.change.amount)

    def _give_back(self, intent: Intent, amount: Money) -> None:
        if sale := undone_by(intent.detail):
            self.given_back[sale] = self.given_back.get(sale, ZERO) + amount

    def _declare(self, reference: Reference, *, late: bool) -> None:
        change = self._opened(reference)
        del self.open[reference]
        record, intent = change.record, change.intent
        self.declared[reference] = Declared(record.kind, late)
        self._remember(intent.card, record, reference)
        if kind := SUM_OF_CHANGE.get(record.kind):
            self.totals = add_up((*self.totals, Sum(kind, 1, abs(record.amount))))
            self.last_slip = reference
        if record.kind is Kind.SALE:
            self.sales[reference] = intent.card, -record.amount
        if ticket := ticket_of(intent.detail):
            self.tickets[ticket] = "PAID"
            if record.kind is Kind.SALE:
                self.sale_of_ticket[ticket] = reference
        if job := job_of(intent.detail):
            self.jobs[job] = f"{record.kind.name} DONE"
        if record.kind is Kind.CASH_OUT:
            self.duty.move(Tender.CASH, record.amount)

    def _remember(self, card: CardInstance, record: Record, reference: Reference) -> None:
        known = self.cards.get(card)
        if known is not None and record.counter < known.counter:
            return
        sales = known.sales_today if known is not None and known.day == record.day else 0
        sales = max(0, sales + _SALES.get(record.kind, 0))
        self.cards[card] = CardMemory(record.counter, reference, record.day, record.spent_today, sales)

    def _cancel(self, reference: Reference) -> None:
        change = self._opened(reference)
        del self.open[reference]
        if ticket := ticket_of(change.intent.detail):
            self.tickets[ticket] = "CANCELLED"
        if job := job_of(change.intent.detail):
            self.jobs[job] = f"{change.record.kind.name} CANCELLED"
        if isinstance(change.intent.detail, ClaimDetail):
            self.claims[change.intent.detail.claim] -= 1
        if change.intent.change.kind is Kind.LOAD:
            self.duty.move(Tender.CASH, -change.intent.change.amount)
        self._give_back(change.intent, -change.intent.change.amount)

    def _cash(self, kind: SumKind, basket: Basket, reference: Reference) -> Money:
        """Cash has no record to take its amount from: add up the lines, those carried before included."""
        amount = self._carried + total([line.amount for line in basket.lines])
        self.totals = add_up((*self.totals, Sum(kind, 1, amount)))
        self.last_slip = reference
        if basket.ticket:
            self.tickets[basket.ticket] = "PAID"
        return amount

    # What the sale asks (terminal/sale/context.py).

    def open_changes(self, card: CardInstance) -> tuple[OpenChange, ...]:
        """The open changes of a card, oldest first."""
        return tuple(change for change in self.open.values() if change.intent.card == card)

    def memory(self, card: CardInstance) -> CardMemory | None:
        """What this terminal itself did to a card last."""
        return self.cards.get(card)

    def declared_kind(self, reference: Reference) -> Kind | None:
        """What a finished change of this terminal was; None for any other reference."""
        done = self.declared.get(reference)
        return done.kind if done else None

    def lost_since(self, card: CardInstance) -> Instant | None:
        """When this card, or every card of its number, was last reported lost at this terminal."""
        return max((self.duty.lost[one] for one in (card, CardInstance(card.number, 0)) if one in self.duty.lost), default=None)

    def claimed(self, claim: int) -> bool:
        """Whether this claim was written here, or may have been."""
        return self.claims.get(claim, 0) > 0

    def card_sale(self, named: Reference | str) -> CardSale | None:
        """A finished sale by card of this terminal, by its reference or its ticket."""
        reference = self.sale_of_ticket.get(named) if isinstance(named, str) else named
        if reference is None or reference not in self.sales:
            return None
        card, amount = self.sales[reference]
        return CardSale(reference, card, amount, self.given_back.get(reference, ZERO))

    @property
    def loads_made(self) -> Money:
        """What all loads come to, those that are open included: cash was taken for them."""
        done = [part.amount for part in self.totals if part.kind is SumKind.LOADS]
        doubtful = [change.record.amount for change in self.open.values() if change.record.kind is Kind.LOAD]
        return total([*done, *doubtful])

    @property
    def case_open(self) -> bool:
        """Whether the terminal's case was open when its switch was last looked at."""
        return self.duty.tampered

    def is_reported(self, card: CardInstance, reference: Reference) -> bool:
        """Whether head office will learn of this record from this journal already."""
        return reference in self.reported.get(card, ())

    @property
    def open_minor(self) -> Money:
        """The sum of the open changes' magnitudes."""
        return total([abs(change.record.amount) for change in self.open.values()])
