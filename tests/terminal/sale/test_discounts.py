"""If these failed, members would be charged at another class's price."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import DIRECT_AMOUNT, CategoryId, ClassId, ItemCode, OwnerId
from protocol.limits import AMOUNT_MAX_MINOR, QUANTITY_MAX
from protocol.link.entries import SaleLine
from protocol.link.tables import ClassTable, Item, ItemTable
from protocol.money import ZERO, Money, UnitPrice
from terminal.sale.catalogue import Catalogue
from terminal.sale.discounts import amount_line, discount_bp, priced_line
from terminal.sale.refusals import Refusal
from tests.support.canteen import CATALOGUE, COFFEE, JUICE, KITCHEN, NOODLES, REGULAR, STAFF, member_class


@pytest.mark.parametrize(
    ("card_class", "item", "expected", "because"),
    [
        (REGULAR, COFFEE, 1_500, "the rule for the item beats the one for drinks"),
        (REGULAR, JUICE, 1_000, "the rule for drinks beats the class rate"),
        (REGULAR, NOODLES, 500, "no rule: the class rate"),
        (STAFF, COFFEE, 0, "a rule of nothing is a rule"),
        (STAFF, JUICE, 2_000, "another class's rule for drinks does not count"),
        (ClassId(99), COFFEE, 0, "an unknown class gets nothing"),
        (None, COFFEE, 0, "no card, no discount"),
    ],
)
def test_the_narrowest_rule_decides_alone(card_class: ClassId | None, item: Item, expected: int, because: str) -> None:
    assert discount_bp(CATALOGUE, card_class, item) == expected, because


def test_a_line_carries_price_discount_and_owner() -> None:
    assert priced_line(CATALOGUE, REGULAR, COFFEE.code, 2) == SaleLine(COFFEE.code, 2, COFFEE.price, Money(105), OwnerId(0))
    line = priced_line(CATALOGUE, None, NOODLES.code, 1)
    assert line == SaleLine(NOODLES.code, 1, NOODLES.price, ZERO, KITCHEN)


def test_a_keyed_amount_gets_the_class_rate_and_no_rule() -> None:
    line = amount_line(CATALOGUE, REGULAR, Money(99))
    assert line == SaleLine(DIRECT_AMOUNT, 1, UnitPrice(99_000), Money(5), OwnerId(0))
    assert line.amount == Money(94)
    assert amount_line(CATALOGUE, None, Money(99)).discount == ZERO


def test_what_cannot_be_a_line_is_refused_by_name() -> None:
    assert priced_line(CATALOGUE, REGULAR, ItemCode(999), 1) is Refusal.UNKNOWN_ITEM
    assert priced_line(CATALOGUE, REGULAR, DIRECT_AMOUNT, 1) is Refusal.UNKNOWN_ITEM
    assert priced_line(CATALOGUE, REGULAR, COFFEE.code, 0) is Refusal.QUANTITY_RANGE
    assert priced_line(CATALOGUE, REGULAR, COFFEE.code, QUANTITY_MAX + 1) is Refusal.QUANTITY_RANGE
    dear = Item(ItemCode(7), "Yacht", UnitPrice((AMOUNT_MAX_MINOR + 1) * 1_000), CategoryId(1), OwnerId(0))
    assert priced_line(Catalogue.of([(1, ItemTable((dear,)))]), None, dear.code, 1) is Refusal.AMOUNT_RANGE


@settings(max_examples=100, deadline=None)
@given(
    mills=st.integers(0, 10_000_000),
    quantity=st.integers(1, QUANTITY_MAX),
    basis_points=st.integers(0, 10_000),
)
def test_no_discount_makes_a_line_negative_or_dearer(mills: int, quantity: int, basis_points: int) -> None:
    item = Item(ItemCode(1), "Thing", UnitPrice(mills), CategoryId(1), OwnerId(0))
    catalogue = Catalogue.of([(1, ItemTable((item,))), (1, ClassTable((member_class(REGULAR, "R", basis_points),)))])
    line = priced_line(catalogue, REGULAR, item.code, quantity)
    if isinstance(line, SaleLine):
        assert ZERO <= line.amount <= item.price.times(quantity)
    else:
        assert line is Refusal.AMOUNT_RANGE
