"""Big baskets: no line is lost between two entries, and none is counted for the wrong sale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.link.baskets import LooseLines, basket_of, with_lines
from protocol.link.entries import Basket, Body, CashSale, Intent, MoreLines, SaleDetail
from protocol.money import Money
from tests.support.link_examples import ENTRIES, INTENT, LINE

CASH = ENTRIES["CashSale"]
assert isinstance(CASH, CashSale)


def cash(carried: int) -> CashSale:
    assert isinstance(CASH, CashSale)
    return replace(CASH, basket=Basket((LINE,), carried))


def sale(carried: int, amount: int) -> Intent:
    change = replace(INTENT.change, amount=Money(amount))
    return replace(INTENT, change=change, detail=SaleDetail(Basket((LINE,), carried), False))


def test_an_entry_without_a_basket_has_no_lines() -> None:
    assert basket_of(ENTRIES["Commit"]) is None
    assert list(with_lines([ENTRIES["Boot"], ENTRIES["Commit"]])) == [(ENTRIES["Boot"], ()), (ENTRIES["Commit"], ())]


def test_carried_lines_come_before_the_baskets_own() -> None:
    first, second = replace(LINE, quantity=1), replace(LINE, quantity=2)
    bodies: list[Body] = [MoreLines((first,)), MoreLines((second,)), cash(2), cash(0)]
    assert [lines for _, lines in with_lines(bodies)] == [(), (), (first, second, LINE), (LINE,)]


def test_all_lines_together_make_the_amount_of_a_card_sale() -> None:
    assert list(with_lines([MoreLines((LINE,)), sale(1, -2_550)]))[1][1] == (LINE, LINE)
    with pytest.raises(LooseLines, match="lines make -2550"):
        list(with_lines([MoreLines((LINE,)), sale(1, -2_549)]))


@pytest.mark.parametrize(
    "bodies",
    [
        [cash(1)],
        [MoreLines((LINE,)), cash(0)],
        [MoreLines((LINE,)), cash(2)],
        [MoreLines((LINE,)), ENTRIES["Commit"], cash(1)],
        [MoreLines((LINE,))],
    ],
)
def test_lines_that_belong_to_nothing_are_refused(bodies: list[Body]) -> None:
    with pytest.raises(LooseLines):
        list(with_lines(bodies))
