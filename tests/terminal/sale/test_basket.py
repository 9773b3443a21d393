"""If these failed, a cashier would charge for something else than what the screen showed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import DIRECT_AMOUNT, ItemCode
from protocol.limits import AMOUNT_MAX_MINOR, LINES_PER_SALE_MAX, QUANTITY_MAX
from protocol.link.tables import ItemTable
from protocol.money import ZERO, Money, UnitPrice
from terminal.sale.basket import KeyedAmount, KeyedBasket, KeyedItem, lines_total
from terminal.sale.refusals import Refusal
from tests.support.canteen import CATALOGUE, COFFEE, JUICE, REGULAR


def basket(*keyed: KeyedItem | KeyedAmount) -> KeyedBasket:
    """A basket keyed line by line."""
    answer: KeyedBasket | Refusal = KeyedBasket()
    for line in keyed:
        assert isinstance(answer, KeyedBasket)
        if isinstance(line, KeyedItem):
            answer = answer.add(CATALOGUE, line.item.code, line.quantity)
        else:
            answer = answer.add_amount(line.gross)
    assert isinstance(answer, KeyedBasket)
    return answer


BOTH = basket(KeyedItem(COFFEE, 2), KeyedAmount(Money(99)))


def test_lines_stand_in_the_order_keyed_and_add_up() -> None:
    assert BOTH.lines == (KeyedItem(COFFEE, 2), KeyedAmount(Money(99)))
    assert BOTH.gross == Money(799)
    lines = BOTH.priced(CATALOGUE, REGULAR)
    assert [(line.item, line.quantity, line.discount) for line in lines] == [
        (COFFEE.code, 2, Money(105)),
        (DIRECT_AMOUNT, 1, Money(5)),
    ]
    assert BOTH.total(CATALOGUE, REGULAR) == lines_total(lines) == Money(689)
    assert BOTH.total(CATALOGUE, None) == Money(799)


def test_a_price_list_that_changes_in_between_changes_no_keyed_price() -> None:
    dearer = CATALOGUE.installing(4, ItemTable((replace(COFFEE, price=UnitPrice(999_000)),)))
    assert BOTH.total(dearer, None) == Money(799)
    assert BOTH.total(CATALOGUE.installing(4, ItemTable(())), None) == Money(799)


def test_an_empty_basket_cannot_be_paid() -> None:
    assert KeyedBasket().refusal() is Refusal.EMPTY_BASKET
    assert KeyedBasket().total(CATALOGUE, REGULAR) == ZERO
    assert BOTH.refusal() is None


def test_a_line_is_taken_off_by_place_or_from_the_end() -> None:
    assert BOTH.remove() == BOTH.remove(1) == basket(KeyedItem(COFFEE, 2))
    assert BOTH.remove(0) == basket(KeyedAmount(Money(99)))
    assert [BOTH.remove(place) for place in (2, -2)] == [Refusal.NOTHING_TO_REMOVE] * 2
    assert KeyedBasket().remove() is Refusal.NOTHING_TO_REMOVE


def test_a_quantity_is_changed_in_its_place() -> None:
    assert BOTH.change_quantity(0, 3) == basket(KeyedItem(COFFEE, 3), KeyedAmount(Money(99)))


@pytest.mark.parametrize(
    ("index", "quantity", "refusal"),
    [
        (2, 1, Refusal.NOTHING_TO_REMOVE),
        (-2, 1, Refusal.NOTHING_TO_REMOVE),
        (1, 2, Refusal.QUANTITY_RANGE),
        (-1, 2, Refusal.QUANTITY_RANGE),
        (0, 0, Refusal.QUANTITY_RANGE),
        (0, QUANTITY_MAX + 1, Refusal.QUANTITY_RANGE),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(index: int, quantity: int, refusal: Refusal) -> None:
    assert BOTH.change_quantity(index, quantity) is refusal


def test_what_cannot_be_added_is_refused_by_name() -> None:
    assert BOTH.add(CATALOGUE, ItemCode(999), 1) is Refusal.UNKNOWN_ITEM
    assert BOTH.add(CATALOGUE, JUICE.code, 0) is Refusal.QUANTITY_RANGE
    assert [BOTH.add_amount(Money(minor)) for minor in (0, -1, AMOUNT_MAX_MINOR)] == [Refusal.AMOUNT_RANGE] * 3


def test_the_whole_basket_stays_below_the_highest_amount() -> None:
    nearly = basket(KeyedAmount(Money(AMOUNT_MAX_MINOR - 350)))
    full = nearly.add(CATALOGUE, COFFEE.code, 1)
    assert isinstance(full, KeyedBasket)
    assert full.gross == Money(AMOUNT_MAX_MINOR)
    assert full.add_amount(Money(1)) is Refusal.AMOUNT_RANGE
    assert full.add(CATALOGUE, COFFEE.code, 1) is Refusal.AMOUNT_RANGE
    assert full.change_quantity(1, 2) is Refusal.AMOUNT_RANGE


def test_a_basket_holds_so_many_lines_and_no_more() -> None:
    full = KeyedBasket(tuple(KeyedAmount(Money(1)) for _ in range(LINES_PER_SALE_MAX)), Money(LINES_PER_SALE_MAX))
    assert full.add_amount(Money(1)) is Refusal.BASKET_FULL
    assert full.add(CATALOGUE, COFFEE.code, 1) is Refusal.BASKET_FULL
    assert len(full.priced(CATALOGUE, REGULAR)) == LINES_PER_SALE_MAX
