"""A terminal's journal and cards for tests: real entries, real records, real sealed batches, without devices."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.card.identity import Identity
from protocol.card.record import Kind, Record
from protocol.card.ring import Change, first_record, successor
from protocol.ids import (
    CardInstance,
    CardNumber,
    ClassId,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    ShiftNumber,
    TerminalId,
)
from protocol.instants import BusinessDay, Instant, business_day
from protocol.link import chain
from protocol.link.batch import NO_BATCH, Batch, BatchHeader, batch_bytes, batch_hash, encode_batch
from protocol.link.codec import encode_entry, entry_bytes
from protocol.link.desk_orders import JobWord
from protocol.link.entries import (
    Abandon,
    Basket,
    Body,
    Boot,
    BootReason,
    Cancel,
    CancelReason,
    CashRefund,
    CashSale,
    ClaimDetail,
    Commit,
    ConfirmDetail,
    Detail,
    Entry,
    Evidence,
    Intent,
    IssueDetail,
    Late,
    LoadDetail,
    Medium,
    MoreLines,
    PinTryDetail,
    RefundDetail,
    SaleDetail,
    SaleLine,
    VoidDetail,
)
from protocol.link.poll import Poll, encode_poll
from protocol.link.seal import Purpose, seal
from protocol.link.signs import Signs
from protocol.link.snapshot import StatesHeld
from protocol.link.sums import SUM_OF_CHANGE, Sum, SumKind, Sums, add_up
from protocol.link.tables import TableKind
from protocol.link.versions import Versions
from protocol.money import ZERO, Money, UnitPrice
from tests.server.head_office import ENVIRONMENT, NOON, device_key

KEY_VERSION = 1
TODAY = business_day(NOON, 0)
ALL_DAYS = (BusinessDay(0), BusinessDay(20_000))


def line(minor: int, owner: int = 1) -> SaleLine:
    """One article at this price."""
    return SaleLine(ItemCode(7), 1, UnitPrice(minor * 1_000), ZERO, OwnerId(owner))


def lines_of(*amounts: int | tuple[int, int]) -> tuple[SaleLine, ...]:
    """Lines from amounts, or (amount, owner)."""
    return tuple(line(*amount) if isinstance(amount, tuple) else line(amount) for amount in amounts)


@dataclass
class Card:
    """A card that can be written; `record` rules it."""

    number: int = 1_000_000_000_000_001
    instance: int = 0
    record: Record | None = None

    @property
    def name(self) -> CardInstance:
        return CardInstance(CardNumber(self.number), self.instance)

    @property
    def balance(self) -> Money:
        return ZERO if self.record is None else self.record.balance

    def copy(self) -> Card:
        return Card(self.number, self.instance, self.record)


@dataclass
class Journal:
    """Appends entries and seals them into batches. A method that changes a card gives the reference of its INTENT."""

    terminal: int = 7
    lineage: int = 0xA1B2C3D4
    start: Instant = NOON
    entries: list[Entry] = field(default_factory=list)
    sent: int = 0
    number: int = 0
    head: bytes = chain.GENESIS
    previous: bytes = NO_BATCH
    totals: Sums = ()
    waiting_sums: list[Sum] = field(default_factory=list)
    intents: dict[Reference, Intent] = field(default_factory=dict)
    held: Versions = ()

    def __post_init__(self) -> None:
        self.add(Boot(BootReason.FIRST, Lineage(0)))

    def add(self, body: Body) -> Reference:
        """Append an entry."""
        self.entries.append(Entry(Instant(self.start + len(self.entries)), body))
        return Reference(TerminalId(self.terminal), Lineage(self.lineage), Sequence(len(self.entries)))

    def restart(self) -> None:
        """Another lineage."""
        before, self.lineage = self.lineage, self.lineage + 1
        self.add(Boot(BootReason.START, Lineage(before)))

    def intend(self, card: Card, kind: Kind, amount: int, detail: Detail, evidence: tuple[bytes, ...] = ()) -> Reference:
        """An INTENT; the card is not touched."""
        return self.intend_change(card, Change(kind, Money(amount), business_day(self.start, 0)), detail, evidence)

    def intend_change(self, card: Card, change: Change, detail: Detail, evidence: tuple[bytes, ...] = ()) -> Reference:
        """The INTENT of any change."""
        before = b"" if card.record is None else card.record.pack()
        intent = Intent(
            card=card.name,
            medium=Medium.MIFARE_1K,
            before=before,
            change=change,
            key_version=KEY_VERSION,
            mac=bytes(8),
            detail=detail,
            operator=OperatorId(1),
            shift=ShiftNumber(1),
            evidence=evidence,
        )
        reference = self.add(intent)
        self.intents[reference] = intent
        return reference

    def write(self, card: Card, reference: Reference) -> Reference:
        """Put the intended record on the card."""
        change = self.intents[reference].change
        if card.record is None:
            card.record = first_record(change, reference, KEY_VERSION)
        else:
            card.record = successor(card.record, change, reference, KEY_VERSION)
        return reference

    def commit(self, reference: Reference) -> Reference:
        """The change is on the card."""
        self.add(Commit(reference.sequence))
        return self._count(reference)

    def late(self, reference: Reference, confirmed_by: Reference) -> Reference:
        """The change was found on the card at a later tap."""
        self.add(Late(reference, confirmed_by))
        return self._count(reference)

    def cancel(self, reference: Reference) -> None:
        """The change is not on the card."""
        self.add(Cancel(reference, CancelReason.SCRUBBED))

    def abandon(self, reference: Reference) -> None:
        """The cashier gave up."""
        self.add(Abandon(reference))

    def _count(self, reference: Reference) -> Reference:
        intent = self.intents.get(reference)
        if intent is not None and intent.change.kind in SUM_OF_CHANGE:
            self.waiting_sums.append(Sum(SUM_OF_CHANGE[intent.change.kind], 1, abs(intent.change.amount)))
        return reference

    def change(self, card: Card, kind: Kind, amount: int, detail: Detail, evidence: tuple[bytes, ...] = ()) -> Reference:
        """INTENT, write, COMMIT."""
        return self.commit(self.write(card, self.intend(card, kind, amount, detail, evidence)))

    def issue(self, card: Card, klass: int = 1, job: int = 0) -> Reference:
        """Personalise a card."""
        identity = Identity(KEY_VERSION, b"SHOP", card.name, ClassId(klass), TODAY, *ALL_DAYS)
        return self.change(card, Kind.ISSUE, 0, IssueDetail(identity.pack(), b"\x04uid567", job))

    def sale_intent(self, card: Card, *amounts: int | tuple[int, int], evidence: tuple[bytes, ...] = ()) -> Reference:
        """The INTENT of a sale."""
        lines = lines_of(*amounts)
        amount = sum(one.amount.minor for one in lines)
        return self.intend(card, Kind.SALE, -amount, SaleDetail(Basket(lines), False), evidence)

    def sale(self, card: Card, *amounts: int | tuple[int, int], evidence: tuple[bytes, ...] = ()) -> Reference:
        """A sale paid from the card."""
        return self.commit(self.write(card, self.sale_intent(card, *amounts, evidence=evidence)))

    def void(self, card: Card, sale: Reference) -> Reference:
        """Undo the sale right beneath."""
        assert card.record is not None
        return self.change(card, Kind.VOID, -card.record.amount.minor, VoidDetail(sale))

    def load(self, card: Card, amount: int) -> Reference:
        """Cash onto the card."""
        return self.change(card, Kind.LOAD, amount, LoadDetail())

    def claim(self, card: Card, claim: int, amount: int) -> Reference:
        """What head office owes goes onto the card."""
        return self.change(card, Kind.CLAIM, amount, ClaimDetail(claim))

    def refund(self, card: Card, *amounts: int | tuple[int, int], sale: Reference | None = None) -> Reference:
        """Goods came back."""
        lines = lines_of(*amounts)
        amount = sum(one.amount.minor for one in lines)
        return self.change(card, Kind.REFUND, amount, RefundDetail(Basket(lines), sale))

    def pin_try(self, card: Card) -> Reference:
        """A PIN is tried."""
        return self.change(card, Kind.PIN_TRY, 0, PinTryDetail())

    def confirm(self, card: Card, reference: Reference) -> Reference:
        """A clean record on top, then Commit and Late together."""
        top = self.change(card, Kind.CONFIRM, 0, ConfirmDetail(reference))
        return self.late(reference, top)

    def cash_sale(self, *amounts: int | tuple[int, int], carried: int = 0) -> Reference:
        """A sale paid in cash; the first `carried` lines go into an entry of their own."""
        lines = lines_of(*amounts)
        if carried:
            self.add(MoreLines(lines[:carried]))
        self.waiting_sums.append(Sum(SumKind.CASH_SALES, 1, Money(sum(one.amount.minor for one in lines))))
        return self.add(CashSale(Basket(lines[carried:], carried), OperatorId(1), ShiftNumber(1)))

    def cash_refund(self, *amounts: int | tuple[int, int]) -> Reference:
        """Goods came back against cash."""
        lines = lines_of(*amounts)
        self.waiting_sums.append(Sum(SumKind.CASH_REFUNDS, 1, Money(sum(one.amount.minor for one in lines))))
        return self.add(CashRefund(Basket(lines), OperatorId(1), ShiftNumber(1)))

    def saw(self, card: Card, *records: Record) -> Reference:
        """Records of a card that this terminal did not change."""
        return self.add(Evidence(card.name, tuple(record.pack() for record in records)))

    def batch(self, sums: Sums | None = None, *, whatever: bool = False, versions: dict[TableKind, int] | None = None) -> bytes:
        """Everything since the last batch, sealed; `whatever` it says, also what no terminal of ours would say.

        `versions`: the tables held when it was closed.
        """
        write_entry, write_batch = (entry_bytes, batch_bytes) if whatever else (encode_entry, encode_batch)
        entries = tuple(write_entry(entry) for entry in self.entries[self.sent :])
        of_batch = add_up(self.waiting_sums) if sums is None else sums
        first = Sequence(self.sent + 1)
        head = chain.run(self.head, first, entries)
        self.totals = add_up([*self.totals, *of_batch])
        header = BatchHeader(
            terminal=TerminalId(self.terminal),
            certificate=self.terminal,
            lineage=Lineage(self.lineage),
            number=self.number + 1,
            previous=self.previous,
            first_sequence=first,
            count=len(entries),
            head_before=self.head,
            head_after=head,
            sums=of_batch,
            totals=self.totals,
            open_count=0,
            open_sum=ZERO,
            versions=self.held if versions is None else tuple(sorted(versions.items())),
            closed_at=self.start,
            last_server_time=Instant(0),
        )
        sealed = seal(Purpose.BATCH, ENVIRONMENT, device_key(self.terminal), write_batch(Batch(header, entries)))
        self.number, self.sent, self.head, self.previous = header.number, len(self.entries), head, batch_hash(sealed)
        self.waiting_sums = []
        return sealed

    def poll(
        self,
        versions: tuple[tuple[object, int], ...] = (),
        acknowledged: int = 0,
        states: StatesHeld | None = None,
        at: int = 0,
        jobs: tuple[JobWord, ...] = (),
        signs: Signs = (),
    ) -> bytes:
        """A sign of life."""
        states = states or StatesHeld()
        value = Poll(
            terminal=TerminalId(self.terminal),
            next_sequence=Sequence(len(self.entries) + 1),
            head=self.head,
            batch_number=self.number,
            acknowledged=acknowledged,
            office_keys=1,
            versions=(*versions, *(((TableKind.CARD_STATES, states.version),) if states.version else ())),  # type: ignore[arg-type]
            states_hash=states.hash,
            incoming=states.incoming,
            incoming_parts=states.parts,
            open_count=0,
            open_sum=ZERO,
            sent_at=Instant(self.start + at),
            jobs=jobs,
            signs=signs,
        )
        return seal(Purpose.POLL, ENVIRONMENT, device_key(self.terminal), encode_poll(value))
