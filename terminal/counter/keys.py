"""What is being keyed: digits, a quantity before ×, an amount with a point. Pure text, and what it means at ENTER.

101     one piece of item 101        12.     the amount 12.00
3×101   three pieces                 12.5    the amount 12.50
3×      the last line three times
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import ItemCode
from protocol.money import Money, parse_money
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on

TIMES, POINT = "×", "."
ENTRY_MAX = 12
"""Characters of an entry: more are no code, no quantity of a code and no amount."""


@dataclass(frozen=True, slots=True)
class LastLineTimes:
    """The last line gets another quantity."""

    quantity: int


def keyed(entry: str, key: Key, digits: int) -> str:
    """The entry after a digit, POINT or TIMES; unchanged where the key means nothing. `digits`: decimals of the currency."""
    if len(entry) >= ENTRY_MAX:
        return entry
    if key.digit:
        whole = len(entry.partition(POINT)[2]) >= digits if POINT in entry else False
        return entry if whole else entry + key.digit
    if key is Key.POINT:
        return entry if POINT in entry or TIMES in entry else entry + POINT
    if key is Key.TIMES:
        return entry if not entry or POINT in entry or TIMES in entry else entry + TIMES
    return entry


def amount_keyed(entry: str, key: Key, digits: int) -> str:
    """An amount after a digit or POINT."""
    return entry if key is Key.TIMES else keyed(entry, key, digits)


def amount_of(entry: str, digits: int) -> Money | None:
    """What was keyed as an amount, in whole units where there is no point; None if that is nothing."""
    return parse_money("0" + entry.removesuffix(POINT), digits) if entry.strip(POINT + "0") else None


def meaning(entry: str, digits: int) -> on.ItemKeyed | on.AmountKeyed | LastLineTimes | None:
    """What ENTER makes of the entry; None if it is nothing."""
    if POINT in entry:
        return None if entry == POINT else on.AmountKeyed(parse_money("0" + entry.removesuffix(POINT), digits))
    quantity, times, code = entry.partition(TIMES)
    if times:
        return on.ItemKeyed(ItemCode(int(code)), int(quantity)) if code else LastLineTimes(int(quantity))
    return on.ItemKeyed(ItemCode(int(entry))) if entry else None
