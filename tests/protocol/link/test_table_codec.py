"""Tables: a price list that is read otherwise than written is money lost in every shop at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import CategoryId, ClassId, ItemCode, OperatorId
from protocol.instants import BusinessDay
from protocol.link.desk_orders import CashOut, DeskOrders, Load, Make, Mend
from protocol.link.duty_entries import SignOnMethod
from protocol.link.rights import ALL_RIGHTS, Right
from protocol.link.table_codec import KIND_OF_TABLE, SignedTable, decode_table, encode_table
from protocol.link.tables import (
    CardClass,
    ClassTable,
    DiscountRule,
    DiscountTable,
    Item,
    ItemTable,
    LeaseTable,
    Operator,
    OperatorTable,
    Parameters,
    Table,
    TableKind,
)
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.money import ZERO, Money
from tests.support import table_strategies
from tests.support.link_examples import AT, SIGNED_TABLES, TABLES


@settings(max_examples=100, deadline=None)
@given(table_strategies.signed_tables)
def test_a_table_is_read_as_written(signed: SignedTable) -> None:
    assert decode_table(encode_table(signed)) == signed


@pytest.mark.parametrize("name", SIGNED_TABLES)
def test_every_truncation_and_a_trailing_byte_are_refused(name: str) -> None:
    body = encode_table(SIGNED_TABLES[name])
    assert decode_table(body) == SIGNED_TABLES[name]
    for data in [*(body[:size] for size in range(len(body))), body + b"\x00"]:
        with pytest.raises(TheirViolation):
            decode_table(data)


@settings(max_examples=100, deadline=None)
@given(st.builds(lambda kind, rest: bytes([kind]) + rest, st.integers(0, 9), st.binary(max_size=120)))
def test_any_bytes_decode_or_raise_their_violation(data: bytes) -> None:
    try:
        found = decode_table(data)
    except TheirViolation:
        return
    assert encode_table(found) == data


def test_every_table_but_the_card_states_has_bytes_of_this_kind() -> None:
    assert set(KIND_OF_TABLE.values()) == set(TableKind) - {TableKind.CARD_STATES}
    with pytest.raises(TheirViolation, match="CARD_STATES"):
        decode_table(bytes([TableKind.CARD_STATES]) + bytes(20))
    assert sum(Right) == ALL_RIGHTS
    assert SIGNED_TABLES["Parameters"].kind is TableKind.PARAMETERS


ITEM, CLASS, RULE, OPERATOR = (
    TABLES["ItemTable"].items[0],  # type: ignore[union-attr]
    TABLES["ClassTable"].classes[0],  # type: ignore[union-attr]
    TABLES["DiscountTable"].rules[0],  # type: ignore[union-attr]
    TABLES["OperatorTable"].operators[0],  # type: ignore[union-attr]
)
assert isinstance(ITEM, Item)
assert isinstance(CLASS, CardClass)
assert isinstance(RULE, DiscountRule)
assert isinstance(OPERATOR, Operator)
SETTINGS = TABLES["Parameters"]
assert isinstance(SETTINGS, Parameters)
LEASES = TABLES["LeaseTable"]
assert isinstance(LEASES, LeaseTable)
(CLAIM,) = LEASES.claims
ORDERS = TABLES["DeskOrders"]
assert isinstance(ORDERS, DeskOrders)
MAKE = ORDERS.orders[0].content
assert isinstance(MAKE, Make)

BAD: dict[str, Table] = {
    "items out of order": ItemTable((ITEM, replace(ITEM, code=ItemCode(1)))),
    "an item twice": ItemTable((ITEM, ITEM)),
    "an item without a code": ItemTable((replace(ITEM, code=ItemCode(0)),)),
    "classes out of order": ClassTable((CLASS, replace(CLASS, id=ClassId(1)))),
    "a class that gives more than the whole": ClassTable((replace(CLASS, discount_bp=10_001),)),
    "a class with a negative limit": ClassTable((replace(CLASS, hard_day=Money(-1)),)),
    "rules out of order": DiscountTable((RULE, replace(RULE, category=CategoryId(1)))),
    "a rule that gives more than the whole": DiscountTable((replace(RULE, discount_bp=10_001),)),
    "operators out of order": OperatorTable((OPERATOR, replace(OPERATOR, id=OperatorId(1)))),
    "an unknown right": OperatorTable((replace(OPERATOR, rights=4096),)),
    "a currency in small letters": replace(SETTINGS, currency="cny"),
    "a currency of two letters": replace(SETTINGS, currency="CN"),
    "a currency beyond ASCII": replace(SETTINGS, currency="É"),
    "five digits": replace(SETTINGS, digits=5),
    "an offset beyond the date line": replace(SETTINGS, utc_offset_minutes=-841),
    "a receipt that is all head": replace(SETTINGS, receipt_head=("x",) * 21),
    "a share of nothing": replace(SETTINGS, contact_share=0),
    "no highest balance": replace(SETTINGS, balance_max=ZERO),
    "a float below nothing": replace(LEASES, float_granted=Money(-1)),
    "claims out of order": replace(LEASES, claims=(CLAIM, replace(CLAIM, id=30))),
    "a claim without an id": replace(LEASES, claims=(replace(CLAIM, id=0),)),
    "a claim of nothing": replace(LEASES, claims=(replace(CLAIM, amount=ZERO),)),
    "orders out of order": replace(ORDERS, orders=ORDERS.orders[::-1]),
    "an order without a number": replace(ORDERS, orders=(replace(ORDERS.orders[0], number=0),)),
    "an order of nothing": replace(ORDERS, orders=(replace(ORDERS.orders[0], content=CashOut(ZERO)),)),
    "an order to load nothing": replace(ORDERS, orders=(replace(ORDERS.orders[0], content=Load(ZERO)),)),
    "a card that ends before it starts": replace(
        ORDERS, orders=(replace(ORDERS.orders[0], content=replace(MAKE, valid_until=BusinessDay(9_760))),)
    ),
    "a card that is mended to end before it starts": replace(
        ORDERS, orders=(replace(ORDERS.orders[0], content=Mend(ClassId(2), *map(BusinessDay, (9_761, 9_761, 9_760)))),)
    ),
    "more orders than a desk is given": replace(
        ORDERS, orders=tuple(replace(ORDERS.orders[1], number=number) for number in range(1, 52))
    ),
    "narrow limits by nothing": replace(SETTINGS, narrow_divisor=0),
    "a stop before the narrowing": replace(SETTINGS, stop_after_minutes=SETTINGS.narrow_after_minutes - 1),
    "a PIN below nothing": replace(SETTINGS, narrow_pin_above=Money(-1)),
    "an item of a thousand uses": ItemTable((replace(ITEM, uses=-1_000),)),
    "a class with a least sale below nothing": ClassTable((replace(CLASS, least_sale=Money(-1)),)),
    "a PIN verifier cut short": OperatorTable((replace(OPERATOR, pin=bytes(32)),)),
    "a PIN that costs nothing": OperatorTable((replace(OPERATOR, pin=bytes(33)),)),
    "one-tap items out of order": replace(SETTINGS, one_tap=(ItemCode(2), ItemCode(1))),
    "a reason twice": replace(SETTINGS, pay_out_reasons=SETTINGS.pay_out_reasons * 2),
    "a language twice": replace(SETTINGS, languages=("en", "en")),
    "nine languages": replace(SETTINGS, languages=tuple("abcdefghi")),
    "a low balance below nothing": replace(SETTINGS, low_balance=Money(-1)),
    "a difference below nothing": replace(SETTINGS, difference_max=Money(-1)),
    "a store below nothing": replace(SETTINGS, stored_sum_max=Money(-1)),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_table_that_breaks_a_rule_may_not_be_said(fault: str) -> None:
    with pytest.raises(OurViolation):
        encode_table(SignedTable(1, AT, BAD[fault]))


def test_versions_start_at_one() -> None:
    with pytest.raises(OurViolation):
        encode_table(replace(SIGNED_TABLES["ItemTable"], version=0))


def test_a_table_that_breaks_a_rule_is_not_believed_either() -> None:
    body = encode_table(SignedTable(1, AT, OperatorTable((Operator(OperatorId(4), "", Right.SELL),))))
    rights = len(body) - 13
    with pytest.raises(TheirViolation, match="right") as caught:
        decode_table(body[:rights] + b"\x00\x00\x10\x00" + body[rights + 4 :])
    assert caught.value.reason is Reason.MALFORMED


def test_an_operator_signs_on_with_all_that_he_has() -> None:
    told = TABLES["OperatorTable"]
    assert isinstance(told, OperatorTable)
    both, neither = told.operators
    assert [one.method for one in (both, replace(both, card=None), replace(both, pin=b""), neither)] == [
        SignOnMethod.CARD_AND_PIN,
        SignOnMethod.PIN,
        SignOnMethod.CARD,
        None,
    ]
