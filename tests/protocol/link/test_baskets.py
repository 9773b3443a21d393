"""Big baskets: no line is lost between two entries, none is counted for the wrong sale, and nonsense is named, not refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.limits import LINES_PER_ENTRY_MAX
from protocol.link.baskets import Gathered, amount_fault, basket_fault, basket_of, gather, line_fault, lines_fault
from protocol.link.entries import Basket, Body, CashSale, MoreLines, SaleLine
from protocol.money import Money, UnitPrice
from tests.support.link_examples import ENTRIES, INTENT, LINE

CASH = ENTRIES["CashSale"]
assert isinstance(CASH, CashSale)


def cash(carried: int, *lines: SaleLine) -> CashSale:
    assert isinstance(CASH, CashSale)
    return replace(CASH, basket=Basket(lines or (LINE,), carried))


def test_an_entry_without_a_basket_has_no_lines() -> None:
    assert basket_of(ENTRIES["Commit"]) is None
    assert gather([ENTRIES["Boot"], ENTRIES["Commit"]]) == [Gathered(ENTRIES["Boot"]), Gathered(ENTRIES["Commit"])]


def test_carried_lines_come_before_the_baskets_own() -> None:
    first, second = replace(LINE, quantity=1), replace(LINE, quantity=2)
    found = gather([MoreLines((first,)), MoreLines((second,)), cash(2), cash(0)])
    assert [one.lines for one in found] == [(), (), (first, second, LINE), (LINE,)]
    assert {one.fault for one in found} == {None}


def test_all_lines_together_make_the_amount_of_a_card_sale() -> None:
    assert amount_fault(replace(INTENT.change, amount=Money(-2_550)), (LINE, LINE)) is None
    assert amount_fault(replace(INTENT.change, amount=Money(-2_549)), (LINE, LINE)) == "lines make -2550, the change says -2549"


FREE = replace(LINE, quantity=0)


@pytest.mark.parametrize(
    ("bodies", "place", "sentence"),
    [
        ([cash(1)], 0, "0 carried lines stand before an entry that counts 1"),
        ([MoreLines((LINE,)), cash(0)], 1, "1 carried lines stand before an entry that counts 0"),
        ([MoreLines((LINE,)), cash(2)], 1, "1 carried lines stand before an entry that counts 2"),
        ([MoreLines((LINE,)), ENTRIES["Commit"], cash(0)], 1, "1 carried lines stand before an entry without a basket"),
        ([cash(0), MoreLines((LINE,))], 1, "1 carried lines stand at the end"),
        ([MoreLines((FREE,)), cash(1)], 1, "a line has no quantity, or is worth more than any record can say"),
        ([cash(0, LINE, FREE)], 0, "a line has no quantity, or is worth more than any record can say"),
        ([MoreLines((LINE,) * 60)] * 40 + [cash(2_400)], 40, "a basket has 1 to 2000 lines"),
    ],
)
def test_lines_that_are_no_basket_are_named_at_one_entry_and_harm_no_other(bodies: list[Body], place: int, sentence: str) -> None:
    assert [one.fault for one in gather(bodies)] == [sentence if here == place else None for here in range(len(bodies))]


def test_lines_that_belong_to_another_entry_are_not_given_to_the_next_but_one() -> None:
    assert gather([MoreLines((LINE,)), ENTRIES["Commit"], cash(0)])[2].lines == (LINE,)


def test_a_basket_has_a_line_and_an_entry_not_too_many() -> None:
    assert basket_fault(Basket((LINE,))) is None
    assert basket_fault(Basket(())) == "a basket has 1 to 2000 lines"
    assert lines_fault((LINE,) * (LINES_PER_ENTRY_MAX + 1)) == "an entry has at most 60 lines"


@pytest.mark.parametrize(
    "line",
    [
        replace(LINE, quantity=0),
        replace(LINE, discount=Money(1_276)),
        replace(LINE, discount=Money(-1)),
        replace(LINE, price=UnitPrice(2**31 * 1000), quantity=1),
    ],
)
def test_a_discount_never_exceeds_the_line_and_a_line_never_a_record(line: SaleLine) -> None:
    assert line_fault(LINE) is None
    assert line_fault(line) is not None
