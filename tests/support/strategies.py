"""Hypothesis strategies for the shared vocabulary: money, ids, cards, records, entries, tables."""

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
    CategoryId,
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
from protocol.link.card_states import StateFlag, StateRow, state_row
from protocol.link.desk_orders import (
    CashOut,
    DeskOrder,
    DeskOrders,
    Extend,
    Load,
    Lock,
    Make,
    Mend,
    Read,
    Return,
    Sell,
    SetPin,
    Unlock,
)
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
from protocol.link.snapshot import Delta, SnapshotPart, Stamp
from protocol.link.table_codec import SignedTable
from protocol.link.tables import (
    CardClass,
    CardState,
    Claim,
    ClaimReason,
    ClassTable,
    DiscountRule,
    DiscountTable,
    Item,
    ItemTable,
    LeaseTable,
    Operator,
    OperatorTable,
    Parameters,
    PayOutReason,
    Table,
)
from protocol.money import ZERO, Money, UnitPrice, total

U8 = 2**8 - 1
U16 = 2**16 - 1
U32 = 2**32 - 1
U48 = 2**48 - 1
I32 = 2**31 - 1


def _ids(maximum: int, minimum: int = 0) -> st.SearchStrategy[int]:
    return st.integers(minimum, maximum)


money = st.integers(-(2**40), 2**40).map(Money)
instants = _ids(U48).map(Instant)
days = _ids(U16).map(BusinessDay)
terminals = _ids(U16, 1).map(TerminalId)
lineages = _ids(U32).map(Lineage)
sequences = _ids(U32, 1).map(Sequence)
references = st.builds(Reference, terminals, lineages, sequences)
cards = st.builds(CardInstance, _ids(10**16 - 1).map(CardNumber), _ids(U16))
prices = st.integers(0, 10**7).map(UnitPrice)
operators = _ids(U32).map(OperatorId)
shifts = _ids(U32).map(ShiftNumber)


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
    return SaleLine(ItemCode(draw(_ids(U32))), quantity, price, discount, OwnerId(draw(_ids(U32))))


def baskets(carried: st.SearchStrategy[int] | None = None) -> st.SearchStrategy[Basket]:
    """Baskets of one to six lines of their own; `carried` ones are only counted."""
    lines = st.lists(sale_lines(), min_size=1, max_size=6).map(tuple)
    return st.builds(Basket, lines, st.just(0) if carried is None else carried, tickets)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A record with room above and below in every field."""
    kind = draw(st.sampled_from(Kind))
    return Record(
        key_version=draw(_ids(U8)),
        pin_fails=draw(_ids(15)),
        times=draw(_ids(U16 - 1000)),
        counter=draw(_ids(U32 - 1)),
        balance=Money(draw(st.integers(-1000, I32))),
        cumulated_debits=Money(draw(_ids(U32))),
        day=draw(days),
        spent_today=Money(draw(_ids(U32))),
        reference=draw(references),
        amount=Money(draw(st.integers(-I32, I32))),
        points=draw(_ids(2**24 - 1)),
        locked=draw(st.booleans()),
        kind=kind,
        mac=draw(st.binary(min_size=8, max_size=8)),
    )


raw_records = records().map(Record.pack)


@st.composite
def identities(draw: st.DrawFn, card: CardInstance) -> Identity:
    """A static part for this card."""
    return Identity(
        key_version=draw(_ids(U8)),
        issuer=draw(st.binary(min_size=4, max_size=4)),
        card=card,
        card_class=ClassId(draw(_ids(U8))),
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
            return IssueDetail(identity, draw(st.binary(min_size=size, max_size=size)), draw(_ids(U32))), ZERO
        case Kind.LOCK | Kind.UNLOCK:
            new = identities(card).map(Identity.pack) if kind is Kind.UNLOCK else st.nothing()
            return LockDetail(draw(st.sampled_from(CardState)), draw(_ids(U32)), draw(st.just(b"") | new)), ZERO
        case Kind.CASH_OUT:
            return CashOutDetail(draw(_ids(U32))), Money(draw(st.integers(-(10**6), -1)))
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
        change = Change(kind, amount, draw(days), points, times, draw(_ids(15)), draw(st.booleans()))
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
        key_version=draw(_ids(U8)),
        mac=draw(st.binary(min_size=8, max_size=8)),
        detail=detail,
        operator=draw(operators),
        shift=draw(shifts),
        evidence=tuple(draw(st.lists(raw_records, max_size=2))),
    )


paid_by = (st.sampled_from([Tender.CHEQUE, Tender.BANK_CARD]), texts(20))
_numbers = _ids(U32, 1).map(ShiftNumber)
_drawer = st.integers(0, 2**40 - 1).map(Money)
_verifiers = st.builds(lambda cost, rest: bytes([cost]) + rest, st.sampled_from(COSTS), st.binary(min_size=32, max_size=32))


def _counted(tenders: st.SearchStrategy[set[Tender]]) -> st.SearchStrategy[tuple[Count, ...]]:
    def counts(found: set[Tender], amounts: list[Money]) -> tuple[Count, ...]:
        return tuple(Count(tender, -amount, amount) for tender, amount in zip(sorted(found), amounts, strict=False))

    return st.builds(counts, tenders, st.lists(_drawer, min_size=3, max_size=3))


_tenders = st.sets(st.sampled_from(Tender))
duties: st.SearchStrategy[DutyBody] = st.one_of(
    st.builds(SignOn, operators, st.sampled_from(SignOnMethod)),
    st.builds(SignOff, operators, st.sampled_from(SignOffReason)),
    st.builds(SignOnRefused, operators),
    st.builds(PinChanged, operators, _verifiers),
    st.builds(Approval, operators, st.sampled_from([*Right]), operators),
    st.builds(ShiftOpened, _numbers, operators, _drawer),
    st.builds(ShiftHandover, _numbers, operators.filter(lambda one: one != 5), st.just(OperatorId(5)), _counted(_tenders)),
    st.builds(
        ShiftClosed, _numbers, operators, operators, _counted(_tenders.map(lambda found: found | {Tender.CASH})), _ids(U32)
    ),
    st.builds(PayOut, st.integers(1, 2**40 - 1).map(Money), _ids(U16), texts(120), operators, _numbers),
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


def _unique_rows(rows: st.SearchStrategy[object], key: str) -> st.SearchStrategy[tuple[object, ...]]:
    unique = st.lists(rows, max_size=5, unique_by=lambda row: getattr(row, key))
    return unique.map(lambda found: tuple(sorted(found, key=lambda row: getattr(row, key))))


_limits = st.integers(0, I32).map(Money)
items = st.builds(Item, _ids(U32, 1).map(ItemCode), texts(), prices, _ids(U32).map(CategoryId), _ids(U32).map(OwnerId))
classes = st.builds(CardClass, _ids(U8).map(ClassId), texts(), _ids(10_000), _ids(U32), money, _limits, _limits, _limits, _limits)
rules = st.builds(DiscountRule, _ids(U8).map(ClassId), _ids(U32).map(ItemCode), _ids(U32).map(CategoryId), _ids(10_000))
table_operators = st.builds(
    Operator, operators, texts(), _ids(sum(Right)), st.just(b"") | _verifiers, instants, st.none() | cards, st.booleans()
)
parameters = st.builds(
    Parameters,
    shop=texts(),
    currency=st.sampled_from(["CNY", "GBP", "HKD", "JPY"]),
    digits=st.integers(0, 4),
    utc_offset_minutes=st.integers(-840, 840),
    language=st.sampled_from(["en", "zh-Hans", "zh-Hant"]),
    receipt_head=st.lists(texts(), max_size=3).map(tuple),
    receipt_foot=st.lists(texts(), max_size=3).map(tuple),
    contact_share=_ids(U8, 1),
    contact_offline_load=st.booleans(),
    balance_max=st.integers(1, I32).map(Money),
    narrow_after_minutes=st.integers(0, 1_440),
    stop_after_minutes=st.integers(1_440, 10_000),
    narrow_divisor=st.integers(1, 9),
    narrow_pin_above=st.integers(0, I32).map(Money),
    stored_records_max=_ids(U32),
    stored_sum_max=st.integers(0, I32).map(Money),
    languages=st.lists(st.sampled_from(["en", "zh-Hans", "zh-Hant"]), unique=True).map(tuple),
    near_expiry_days=_ids(U16),
    low_balance=st.integers(0, I32).map(Money),
    idle_minutes=_ids(U16),
    one_tap=st.sets(_ids(U32).map(ItemCode), max_size=4).map(lambda found: tuple(sorted(found))),
    pay_out_reasons=st.dictionaries(_ids(U16), texts(), max_size=3).map(
        lambda found: tuple(PayOutReason(code, found[code]) for code in sorted(found))
    ),
    difference_max=st.integers(0, I32).map(Money),
    ready_disk_mib=_ids(U32),
    ready_clock_seconds=_ids(U16),
)
state_rows = st.builds(
    StateRow,
    st.binary(min_size=8, max_size=8),
    _ids(U32),
    st.sampled_from(CardState),
    st.sampled_from([StateFlag(bits) for bits in range(4)]),
    st.binary(min_size=2, max_size=2),
)


claims = st.builds(Claim, st.integers(1, 2**64 - 1), cards, st.sampled_from(ClaimReason), st.integers(1, I32).map(Money), days)


def _leases(terminal: TerminalId, locked: bool, granted: Money, found: tuple[object, ...]) -> LeaseTable:
    return LeaseTable(terminal, locked, granted, found)  # type: ignore[arg-type]


state_rows_bytes = st.lists(state_rows, max_size=20, unique_by=lambda row: row.hash).map(
    lambda rows: b"".join(map(state_row, sorted(rows, key=lambda row: row.hash)))
)
stamps = st.builds(Stamp, _ids(U32, 2), instants, days, _ids(U8))
snapshot_parts = st.builds(
    SnapshotPart, stamps, st.binary(min_size=32, max_size=32), _ids(U16 - 1), st.just(U16), state_rows_bytes
)
deltas = st.builds(Delta, stamps, st.just(1), st.binary(min_size=32, max_size=32), state_rows_bytes)


amounts = st.integers(1, I32).map(Money)
desk_orders = st.builds(
    DeskOrder,
    st.integers(1, 2**64 - 1),
    cards,
    instants,
    st.one_of(
        st.builds(
            lambda card_class, issued, valid, load, pin: Make(card_class, issued, min(valid), max(valid), load, pin),
            _ids(U8).map(ClassId),
            days,
            st.tuples(days, days),
            st.integers(0, I32).map(Money),
            st.booleans(),
        ),
        st.builds(Sell, st.integers(0, I32).map(Money)),
        st.builds(Load, amounts),
        st.builds(CashOut, amounts),
        st.builds(Return, st.integers(0, I32).map(Money)),
        st.sampled_from([Lock(), Unlock(), Read(), SetPin()]),
        st.builds(Extend, days),
        st.builds(
            lambda card_class, issued, valid: Mend(card_class, issued, min(valid), max(valid)),
            _ids(U8).map(ClassId),
            days,
            st.tuples(days, days),
        ),
    ),
)


def _rule_key(rule: DiscountRule) -> tuple[int, int, int]:
    return rule.card_class, rule.item, rule.category


tables: st.SearchStrategy[Table] = st.one_of(
    _unique_rows(items, "code").map(ItemTable),  # type: ignore[arg-type]
    _unique_rows(classes, "id").map(ClassTable),  # type: ignore[arg-type]
    st.lists(rules, max_size=5, unique_by=_rule_key).map(lambda found: DiscountTable(tuple(sorted(found, key=_rule_key)))),
    _unique_rows(table_operators, "id").map(OperatorTable),  # type: ignore[arg-type]
    parameters,
    st.builds(_leases, terminals, st.booleans(), st.integers(0, 2**40).map(Money), _unique_rows(claims, "id")),
    st.builds(DeskOrders, terminals, _unique_rows(desk_orders, "number")),
)
signed_tables = st.builds(SignedTable, _ids(U32, 1), instants, tables)
