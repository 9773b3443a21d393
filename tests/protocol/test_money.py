import operator
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.money import ZERO, Money, UnitPrice, parse_money, total

AMOUNTS = st.integers(-(2**40), 2**40)


def test_money_works_only_with_money_and_whole_numbers() -> None:
    assert Money(250) + Money(-30) == Money(220)
    assert Money(250) - Money(300) == Money(-50)
    assert -Money(5) == Money(-5)
    assert abs(Money(-5)) == Money(5)
    assert Money(5) * 3 == Money(15)
    assert Money(1) < Money(2)


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul])
@pytest.mark.parametrize("other", [1.5, True, None])
def test_money_refuses_anything_else(operation: Callable[[object, object], object], other: object) -> None:
    with pytest.raises(TypeError):
        operation(Money(1), other)


@pytest.mark.parametrize("value", [1.0, True, "1", None])
def test_nothing_but_an_int_becomes_money(value: object) -> None:
    with pytest.raises(TypeError, match="money must be an int"):
        Money(value)  # type: ignore[arg-type]


def test_only_zero_is_false() -> None:
    assert not ZERO
    assert Money(-1)


def test_a_total_of_nothing_is_zero() -> None:
    assert total([]) == ZERO
    assert total((Money(3), Money(-1))) == Money(2)


@pytest.mark.parametrize(
    ("minor", "basis_points", "share"),
    [(1_000, 1_250, 125), (10, 500, 1), (10, 499, 0), (-10, 500, -1), (5, 1_000, 1), (0, 1, 0)],
)
def test_a_percentage_rounds_a_half_away_from_zero(minor: int, basis_points: int, share: int) -> None:
    assert Money(minor).percent(basis_points) == Money(share)


def test_basis_points_are_whole() -> None:
    with pytest.raises(TypeError, match="basis points"):
        Money(1).percent(1.5)  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(minor=AMOUNTS, basis_points=st.integers(0, 20_000))
def test_a_refunds_percentage_mirrors_the_sales(minor: int, basis_points: int) -> None:
    assert Money(-minor).percent(basis_points) == -Money(minor).percent(basis_points)


@pytest.mark.parametrize(
    ("minor", "digits", "text"),
    [(-5, 2, "-0.05"), (123456, 2, "1234.56"), (7, 0, "7"), (-7, 0, "-7"), (1, 3, "0.001"), (100, 1, "10.0")],
)
def test_money_is_shown_with_the_currencys_digits(minor: int, digits: int, text: str) -> None:
    assert Money(minor).text(digits) == text


@settings(max_examples=100, deadline=None)
@given(minor=AMOUNTS, digits=st.integers(0, 4))
def test_what_is_shown_can_be_typed_back(minor: int, digits: int) -> None:
    assert parse_money(Money(minor).text(digits), digits) == Money(minor)


@pytest.mark.parametrize(("text", "minor"), [("12.5", 1250), ("-0.05", -5), ("7", 700), ("007.10", 710)])
def test_a_typed_amount_may_leave_out_trailing_digits(text: str, minor: int) -> None:
    assert parse_money(text, 2) == Money(minor)


REFUSED = ["", "-", ".", ".5", "5.", "1.234", "1,5", "+1", "--1", "1e3", " 1", "1 ", "１", "1.２", "1.2.3", "nan"]


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused_in_a_plain_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount with at most 2 decimals"):
        parse_money(text, 2)


def test_a_price_is_rounded_once_on_the_product() -> None:
    assert UnitPrice(255_000).times(2) == Money(510)
    assert UnitPrice(333_333).times(3) == Money(1_000)
    assert UnitPrice(500).times(1) == Money(1)
    assert UnitPrice(499).times(1) == Money(0)
    assert UnitPrice(500).times(-1) == Money(-1)


def test_a_price_is_a_whole_number_of_mills_and_never_negative() -> None:
    with pytest.raises(ValueError, match="never negative"):
        UnitPrice(-1)
    with pytest.raises(TypeError, match="a price"):
        UnitPrice(1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a quantity"):
        UnitPrice(1).times(1.5)  # type: ignore[arg-type]
