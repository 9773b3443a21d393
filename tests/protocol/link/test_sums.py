"""Sums: what a terminal says it took and what head office counts are compared kind by kind."""

from __future__ import annotations

import pytest

from protocol.link.sums import Sum, SumKind, Sums, add_up, cash_only, read_sums, sums_fault, write_sums
from protocol.link.violations import TheirViolation
from protocol.link.wire import Reader, Writer
from protocol.money import Money

ONE = Sum(SumKind.CARD_SALES, 1, Money(100))
CASH = Sum(SumKind.CASH_SALES, 2, Money(700))


def test_sums_add_up_by_kind_and_rise() -> None:
    assert add_up([CASH, ONE, ONE]) == (Sum(SumKind.CARD_SALES, 2, Money(200)), CASH)
    assert add_up([]) == ()


def test_only_cash_can_be_summed_from_a_body() -> None:
    assert cash_only((ONE, CASH)) == (CASH,)


@pytest.mark.parametrize(
    "sums",
    [(CASH, ONE), (ONE, ONE), (Sum(SumKind.LOADS, 0, Money(0)),), (Sum(SumKind.LOADS, 1, Money(-1)),)],
)
def test_sums_out_of_order_empty_or_negative_are_refused(sums: Sums) -> None:
    assert sums_fault(sums) is not None
    writer = Writer()
    write_sums(writer, sums)
    with pytest.raises(TheirViolation):
        read_sums(Reader(writer.finish()))


def test_sums_are_read_as_written() -> None:
    writer = Writer()
    write_sums(writer, (ONE, CASH))
    assert read_sums(Reader(writer.finish())) == (ONE, CASH)
