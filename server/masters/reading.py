"""One value after the other, as TOML gives them: a text, a whole number, an amount. Raises Mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from protocol.limits import AMOUNT_MAX_MINOR, TEXT_BYTES_MAX
from protocol.link.wire import U8_MAX, U16_MAX, U32_MAX, text_fault
from protocol.money import BASIS_POINTS, MILLS, ZERO, Money, parse_money
from server.masters.faults import Fault, Mistake

NUMBERS = range(2**31)
"""Numbers of things: what an INTEGER column of either database holds."""
NUMBER_DIGITS_MAX = 10
SHARES = range(1, U8_MAX + 1)
SHORTS = range(U16_MAX + 1)


def field(table: Mapping[str, Any], key: str, kind: type, default: Any = None) -> Any:
    """A value of this kind."""
    value = table.get(key, default)
    if type(value) is not kind:
        raise Mistake(key, Fault.MISSING, kind=kind.__name__)
    return plain(key, value) if isinstance(value, str) else value


def plain(key: str, text: str, bytes_max: int = TEXT_BYTES_MAX) -> str:
    """A text that terminals can show."""
    if why := text_fault(text, U32_MAX):
        raise Mistake(key, Fault.TEXT, why=why)
    if len(text.encode()) > bytes_max:
        raise Mistake(key, Fault.LONG, most=bytes_max)
    return text


def number(table: Mapping[str, Any], key: str, fair: range, default: int | None = None) -> int:
    """A number out of a range."""
    value: int = field(table, key, int, default)
    if value not in fair:
        raise Mistake(key, Fault.RANGE, low=fair[0], high=fair[-1])
    return value


def whole(table: Mapping[str, Any], key: str, default: int | None = None, fair: range = NUMBERS) -> int:
    """A number that may stand in a list as text."""
    value = table.get(key, default)
    if isinstance(value, str):
        value = default if value == "" and default is not None else typed_whole(key, value)
    return number({key: value}, key, fair)


def typed_whole(key: str, text: str) -> int:
    """A whole number as somebody types it."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= NUMBER_DIGITS_MAX):
        raise Mistake(key, Fault.WHOLE)
    return int(text)


def percent(table: Mapping[str, Any], key: str) -> int:
    """A share of the whole as people write it (`12.5`), in basis points."""
    found = amount(table, key, 2).minor
    if found > BASIS_POINTS:
        raise Mistake(key, Fault.RANGE, low=0, high=100)
    return found


def amount(table: Mapping[str, Any], key: str, digits: int, *, below_zero: bool = False) -> Money:
    """An amount as text."""
    text = field(table, key, str)
    try:
        found = parse_money(text, digits)
    except ValueError:
        raise Mistake(key, Fault.DECIMALS, text=text, digits=digits) from None
    if not (found >= ZERO or below_zero) or abs(found.minor) > AMOUNT_MAX_MINOR * MILLS:
        raise Mistake(key, Fault.AMOUNT)
    return found
