"""Hypothesis strategies for the shared vocabulary: money, ids, cards, records, entries."""

from __future__ import annotations

import unicodedata

from hypothesis import assume
from hypothesis import strategies as st

from protocol.card.identity import Identity
from protocol.card.record import Kind, Record, RecordViolation
from protocol.card.ring import Change, successor
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
from protocol.instants import BusinessDay, Instant
from protocol.link.duty_entries import (
    Approval,
    Count,
    DrawerOpened,
    DutyBody,
    LossReport,
    PayOut,
    PinChanged,
    Rehearsal,
    ShiftClosed,
    ShiftHandover,
    ShiftOpened,
    SignOff,
    SignOffReason,
    SignOn,
    SignOnMethod,
    SignOnRefused,
    TamperSeen,
    Tender,
)
from protocol.link.entries import (
    Abandon,
    Basket,
    Body,
    Boot,
    BootReason,
    Cancel,
    CancelReason,
    CashOutDetail,
    CashRefund,
    CashSale,
    ClaimDetail,
    ClockStep,
    Commit,
    ConfirmDetail,
    Detail,
    Entry,
    Evidence,
    Intent,
    IssueDetail,
    Late,
    LineRemoved,
    LoadDetail,
    LockDetail,
    Medium,
    MoreLines,
    PinTryDetail,
    RefundDetail,
    SaleDetail,
    SaleLine,
    VoidDetail,
)
from protocol.link.operator_pin import COSTS
from protocol.link.rights import Right
from protocol.link.tables import (
    CardState,
)
from protocol.money import ZERO, Money, UnitPrice, total

U8 = 2**8 - 1
U16 = 2**16 - 1
U32 = 2**32 - 1
U48 = 2**48 - 1
I32 = 2**31 - 1


def ids(maximum: int, minimum: int = 0) -> st.SearchStrategy[int]:
    return st.integers(minimum, maximum)


money = st.integers(-(2**40), 2**40).map(Money)
instants = ids(U48).map(Instant)
days = ids(U16).map(BusinessDay)
terminals = ids(U16, 1).map(TerminalId)
lineages = ids(U32).map(Lineage)
sequences = ids(U32, 1).map(Sequence)
references = st.builds(Reference, terminals, lineages, sequences)
cards = st.builds(CardInstance, ids(10**16 - 1).map(CardNumber), ids(U16))
prices = st.integers(0, 10**7).map(UnitPrice)
operators = ids(U32).map(OperatorId)
shifts = ids(U32).map(ShiftNumber)


def texts(bytes_max: int = 200, bytes_min: int = 0) -> st.SearchStrategy[str]:
    """Texts that may be said: NFC, no control characters, within the limit."""
    free = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=bytes_max)
    normal = free.map(lambda text: unicodedata.normalize("NFC", text))
    return normal.filter(lambda text: bytes_min <= len(text.encode()) <= bytes_max)


tickets = texts(24)


@st.composite
def sale_lines(draw: st.DrawFn) -> SaleLine:
    """One line whose discount lies between nothing and its worth."""
    price, quantity = draw(prices), draw(st.integers(1, 200))
    discount = Money(draw(st.integers(0, price.times(quantity).minor)))
    return SaleLine(ItemCode(draw(ids(U32))), quantity, price, discount, OwnerId(draw(ids(U32))))


def baskets(carried: st.SearchStrategy[int] | None = None) -> st.SearchStrategy[Basket]:
    """Baskets of one to six lines of their own; `carried` ones are only counted."""
    lines = st.lists(sale_lines(), min_size=1, max_size=6).map(tuple)
    return st.builds(Basket, lines, st.just(0) if carried is None else carried, tickets)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record with room above and below in every field."""
    kind = draw(st.sampled_from(Kind))
    return Record(
        key_version=draw(ids(U8)),
        pin_fails=draw(ids(15)),
        times=draw(ids(U16 - 1000)),
        counter=draw(ids(U32 - 1)),
        balance=Money(draw(st.integers(-1000, I32))),
        cumulated_debits=Money(draw(ids(U32))),
        day=draw(days),
        spent_today=Money(draw(ids(U32))),
        reference=draw(references),
        amount=Money(draw(st.integers(-I32, I32))),
        points=draw(ids(2**24 - 1)),
        locked=draw(st.booleans()),
        kind=kind,
        mac=draw(st.binary(min_size=8, max_size=8)),
    )


raw_records = records().map(Record.pack)


@st.composite
def identities(draw: st.DrawFn, card: CardInstance) -> Identity:
    """A static part for this card."""
    return Identity(
        key_version=draw(ids(U8)),
        issuer=draw(st.binary(min_size=4, max_size=4)),
        card=card,
        card_class=ClassId(draw(ids(U8))),
        issued=draw(days),
        valid_from=draw(days),
        valid_until=draw(days),
        pin_salt=draw(st.binary(min_size=4, max_size=4)),
        pin_verifier=draw(st.binary(min_size=8, max_size=8)),
        mac=draw(st.binary(min_size=8, max_size=8)),
    )


@st.composite
def _details(draw: st.DrawFn, kind: Kind, card: CardInstance, medium: Medium) -> tuple[Detail, Money]:
    """What a change of this kind says, and its amount."""
    match kind:
        case Kind.SALE:
            basket = draw(baskets())
            return SaleDetail(basket, draw(st.booleans())), -total([line.amount for line in basket.lines])
        case Kind.REFUND:
            basket = draw(baskets())
            return RefundDetail(basket, draw(st.none() | references)), total([line.amount for line in basket.lines])
        case Kind.VOID:
            return VoidDetail(draw(references)), Money(draw(st.integers(0, 10**6)))
        case Kind.LOAD:
            return LoadDetail(draw(tickets), draw(st.integers(0, 2**64 - 1))), Money(draw(st.integers(1, 10**6)))
        case Kind.CLAIM:
            return ClaimDetail(draw(st.integers(0, 2**64 - 1))), Money(draw(st.integers(1, 10**6)))
        case Kind.CONFIRM:
            return ConfirmDetail(draw(references)), ZERO
        case Kind.ISSUE:
            size = draw(st.sampled_from([4, 7])) if medium is Medium.MIFARE_1K else 0
            identity = draw(identities(card)).pack()
            return IssueDetail(identity, draw(st.binary(min_size=size, max_size=size)), draw(ids(U32))), ZERO
        case Kind.LOCK | Kind.UNLOCK:
            new = identities(card).map(Identity.pack) if kind is Kind.UNLOCK else st.nothing()
            return LockDetail(draw(st.sampled_from(CardState)), draw(ids(U32)), draw(st.just(b"") | new)), ZERO
        case Kind.CASH_OUT:
            return CashOutDetail(draw(ids(U32))), Money(draw(st.integers(-(10**6), -1)))
        case _:
            return PinTryDetail(), ZERO


@st.composite
def intents(draw: st.DrawFn, kinds: st.SearchStrategy[Kind] | None = None) -> Intent:
    """An intent whose next record exists."""
    kind = draw(st.sampled_from(Kind) if kinds is None else kinds)
    card, medium = draw(cards), draw(st.sampled_from(Medium))
    detail, amount = draw(_details(kind, card, medium))
    change, before = Change(kind, ZERO, draw(days)), b""
    if kind is not Kind.ISSUE:
        record = draw(records())
        times, points = draw(st.integers(0, 3)), draw(st.integers(-record.points, 2**24 - 1 - record.points) | st.just(0))
        change = Change(kind, amount, draw(days), points, times, draw(ids(15)), draw(st.booleans()))
        before = record.pack()
        try:
            successor(record, change, record.reference, 1).pack()
        except RecordViolation:
            assume(False)
    return Intent(
        card=card,
        medium=medium,
        before=before,
        change=change,
        key_version=draw(ids(U8)),
        mac=draw(st.binary(min_size=8, max_size=8)),
        detail=detail,
        operator=draw(operators),
        shift=draw(shifts),
        evidence=tuple(draw(st.lists(raw_records, max_size=2))),
    )


paid_by = (st.sampled_from([Tender.CHEQUE, Tender.BANK_CARD]), texts(20))
_numbers = ids(U32, 1).map(ShiftNumber)
_drawer = st.integers(0, 2**40 - 1).map(Money)
verifiers = st.builds(lambda cost, rest: bytes([cost]) + rest, st.sampled_from(COSTS), st.binary(min_size=32, max_size=32))


def _counted(tenders: st.SearchStrategy[set[Tender]]) -> st.SearchStrategy[tuple[Count, ...]]:
    def counts(found: set[Tender], amounts: list[Money]) -> tuple[Count, ...]:
        return tuple(Count(tender, -amount, amount) for tender, amount in zip(sorted(found), amounts, strict=False))

    return st.builds(counts, tenders, st.lists(_drawer, min_size=3, max_size=3))


_tenders = st.sets(st.sampled_from(Tender))
duties: st.SearchStrategy[DutyBody] = st.one_of(
    st.builds(SignOn, operators, st.sampled_from(SignOnMethod)),
    st.builds(SignOff, operators, st.sampled_from(SignOffReason)),
    st.builds(SignOnRefused, operators),
    st.builds(PinChanged, operators, verifiers),
    st.builds(Approval, operators, st.sampled_from([*Right]), operators),
    st.builds(ShiftOpened, _numbers, operators, _drawer),
    st.builds(ShiftHandover, _numbers, operators.filter(lambda one: one != 5), st.just(OperatorId(5)), _counted(_tenders)),
    st.builds(ShiftClosed, _numbers, operators, operators, _counted(_tenders.map(lambda found: found | {Tender.CASH})), ids(U32)),
    st.builds(PayOut, st.integers(1, 2**40 - 1).map(Money), ids(U16), texts(120), operators, _numbers),
    st.builds(DrawerOpened, operators, shifts),
    st.builds(LossReport, cards, operators),
    st.builds(TamperSeen, st.booleans()),
    st.builds(Rehearsal, operators, st.booleans()),
)
"""What is said of people and of the drawer."""

bodies: st.SearchStrategy[Body] = st.one_of(
    st.builds(Boot, st.sampled_from(BootReason), lineages),
    st.builds(ClockStep, instants, instants),
    st.builds(MoreLines, st.lists(sale_lines(), min_size=1, max_size=4).map(tuple)),
    intents(),
    st.builds(Commit, sequences),
    st.builds(Late, references, references),
    st.builds(Cancel, references, st.sampled_from(CancelReason)),
    st.builds(Abandon, references),
    st.builds(CashSale, baskets(st.integers(0, 100)), operators, shifts, *paid_by),
    st.builds(CashRefund, baskets(), operators, shifts, *paid_by),
    st.builds(Evidence, cards, st.lists(raw_records, min_size=1, max_size=3).map(tuple)),
    st.builds(LineRemoved, sale_lines(), operators, shifts),
    duties,
)
"""Any body that may stand in a journal; MoreLines and carried lines need not fit each other."""
entries = st.builds(Entry, instants, bodies)

loose_bodies: st.SearchStrategy[Body] = bodies.filter(
    lambda body: not isinstance(body, Boot | MoreLines) and not (isinstance(body, CashSale) and body.basket.carried)
)
"""Bodies that may follow each other in any order inside a batch."""
