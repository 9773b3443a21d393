"""Money as whole minor units (pence, cents, fen), and prices finer than that.

A float never enters and never leaves: `Money` holds one `int` and works only with itself.
Dividing happens in two places alone, `percent` and `UnitPrice.times`, and both say how they round.
"""

from __future__ import annotations

from dataclasses import dataclass

BASIS_POINTS = 10_000
MILLS = 1_000


def _whole(value: object, what: str) -> int:
    if type(value) is not int:
        raise TypeError(f"{what} must be an int, not {type(value).__name__}")
    return value


def _divide_half_up(numerator: int, denominator: int) -> int:
    """Nearest whole number; a half goes away from zero, so a refund mirrors its sale."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units of the installation's one currency; may be negative."""

    minor: int

    def __post_init__(self) -> None:
        _whole(self.minor, "money")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + other.minor) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - other.minor) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> Money:
        return Money(-self.minor)

    def __abs__(self) -> Money:
        return Money(abs(self.minor))

    def __mul__(self, factor: int) -> Money:
        return Money(self.minor * factor) if type(factor) is int else NotImplemented

    def __bool__(self) -> bool:
        return self.minor != 0

    def percent(self, basis_points: int) -> Money:
        """`basis_points` / 10,000 of this amount, a half rounded away from zero."""
        return Money(_divide_half_up(self.minor * _whole(basis_points, "basis points"), BASIS_POINTS))

    def text(self, digits: int) -> str:
        """Plain decimal text with `digits` places: `Money(-5).text(2) == "-0.05"`."""
        if digits == 0:
            return str(self.minor)
        whole, part = divmod(abs(self.minor), 10**digits)
        return f"{'-' if self.minor < 0 else ''}{whole}.{part:0{digits}}"


ZERO = Money(0)


def total(amounts: list[Money] | tuple[Money, ...]) -> Money:
    """The sum of `amounts`; zero for none."""
    return Money(sum(amount.minor for amount in amounts))


def parse_money(text: str, digits: int) -> Money:
    """Read a typed amount such as `12.5` or `-0.05` with at most `digits` decimals.

    Raises ValueError with a plain sentence for anything else.
    """
    sign, body = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, point, part = body.partition(".")
    digits_only = whole.isascii() and whole.isdigit() and (part.isascii() and part.isdigit() if point else True)
    if not digits_only or len(part) > digits:
        raise ValueError(f"{text!r} is not an amount with at most {digits} decimals")
    return Money(sign * (int(whole) * 10**digits + int(part.ljust(digits, "0") or "0")))


@dataclass(frozen=True, slots=True, order=True)
class UnitPrice:
    """A price of one piece in mills, thousandths of a minor unit: 2.55 in pounds is 255,000 mills."""

    mills: int

    def __post_init__(self) -> None:
        if _whole(self.mills, "a price") < 0:
            raise ValueError("a price is never negative")

    def times(self, quantity: int) -> Money:
        """The price of `quantity` pieces, rounded half up to the minor unit once, on the product."""
        return Money(_divide_half_up(self.mills * _whole(quantity, "a quantity"), MILLS))
