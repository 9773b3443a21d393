"""Hypothesis strategies for tables and card states, as head office signs them."""

from __future__ import annotations

from hypothesis import strategies as st

from protocol.ids import (
    CategoryId,
    ClassId,
    ItemCode,
    OwnerId,
    TerminalId,
)
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
from protocol.money import Money
from tests.support.strategies import (
    I32,
    U8,
    U16,
    U32,
    cards,
    days,
    ids,
    instants,
    money,
    operators,
    prices,
    terminals,
    texts,
    verifiers,
)


def _unique_rows(rows: st.SearchStrategy[object], key: str) -> st.SearchStrategy[tuple[object, ...]]:
    unique = st.lists(rows, max_size=5, unique_by=lambda row: getattr(row, key))
    return unique.map(lambda found: tuple(sorted(found, key=lambda row: getattr(row, key))))


_limits = st.integers(0, I32).map(Money)
items = st.builds(Item, ids(U32, 1).map(ItemCode), texts(), prices, ids(U32).map(CategoryId), ids(U32).map(OwnerId))
classes = st.builds(CardClass, ids(U8).map(ClassId), texts(), ids(10_000), ids(U32), money, _limits, _limits, _limits, _limits)
rules = st.builds(DiscountRule, ids(U8).map(ClassId), ids(U32).map(ItemCode), ids(U32).map(CategoryId), ids(10_000))
table_operators = st.builds(
    Operator, operators, texts(), ids(sum(Right)), st.just(b"") | verifiers, instants, st.none() | cards, st.booleans()
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
    contact_share=ids(U8, 1),
    contact_offline_load=st.booleans(),
    balance_max=st.integers(1, I32).map(Money),
    narrow_after_minutes=st.integers(0, 1_440),
    stop_after_minutes=st.integers(1_440, 10_000),
    narrow_divisor=st.integers(1, 9),
    narrow_pin_above=st.integers(0, I32).map(Money),
    stored_records_max=ids(U32),
    stored_sum_max=st.integers(0, I32).map(Money),
    languages=st.lists(st.sampled_from(["en", "zh-Hans", "zh-Hant"]), unique=True).map(tuple),
    near_expiry_days=ids(U16),
    low_balance=st.integers(0, I32).map(Money),
    idle_minutes=ids(U16),
    one_tap=st.sets(ids(U32).map(ItemCode), max_size=4).map(lambda found: tuple(sorted(found))),
    pay_out_reasons=st.dictionaries(ids(U16), texts(), max_size=3).map(
        lambda found: tuple(PayOutReason(code, found[code]) for code in sorted(found))
    ),
    difference_max=st.integers(0, I32).map(Money),
    ready_disk_mib=ids(U32),
    ready_clock_seconds=ids(U16),
)
state_rows = st.builds(
    StateRow,
    st.binary(min_size=8, max_size=8),
    ids(U32),
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
stamps = st.builds(Stamp, ids(U32, 2), instants, days, ids(U8))
snapshot_parts = st.builds(
    SnapshotPart, stamps, st.binary(min_size=32, max_size=32), ids(U16 - 1), st.just(U16), state_rows_bytes
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
            ids(U8).map(ClassId),
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
            ids(U8).map(ClassId),
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
signed_tables = st.builds(SignedTable, ids(U32, 1), instants, tables)
