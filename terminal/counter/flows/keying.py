"""What several flows key: numbers, amounts and PINs. Pure text; the digits of a PIN are only counted."""

from __future__ import annotations

from collections.abc import Sequence as Items

from protocol.money import Money, parse_money
from terminal.counter.acts import PadKey
from terminal.counter.flow import Moved, done
from terminal.counter.keys import POINT, keyed
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.catalogue import say
from terminal.words.counter import Word

PIN_MOST = 6
AMOUNT_MOST = 11


def tell(view: View, what: Word, **values: object) -> str:
    """A word in the cashier's language."""
    return say(what, view.language, **values)


def ended(view: View, what: Word, **values: object) -> Moved:
    """The flow is over with this word on the display."""
    return done(said=(tell(view, what, **values),))


def number_after(entry: str, key: Key, most: int) -> str:
    """A number after a key: digits are added, BACK takes the last one off, another key changes nothing."""
    if key is Key.BACK:
        return entry[:-1]
    return entry + key.digit if key.digit and len(entry) < most else entry


def amount_after(entry: str, key: Key, view: View) -> str:
    """An amount after a key: as `number_after`, with a point."""
    if key is Key.BACK:
        return entry[:-1]
    if key is Key.TIMES or len(entry) >= AMOUNT_MOST:
        return entry
    return keyed(entry, key, view.context.catalogue.parameters.digits)


def amount_of(entry: str, view: View) -> Money | None:
    """What was keyed as an amount; None if nothing was."""
    if not entry.strip(POINT):
        return None
    return parse_money("0" + entry.removesuffix(POINT), view.context.catalogue.parameters.digits)


def pin_after(stars: int, key: Key) -> tuple[int, tuple[PadKey, ...]]:
    """How many digits lie in the pad after this key, and what goes into it."""
    if not key.digit or stars == PIN_MOST:
        return stars, ()
    return stars + 1, (PadKey(key.digit),)


def chosen(key: Key, among: Items[object]) -> int | None:
    """The place that a number key chooses, from 0; None for any other key."""
    place = int(key.digit or 0) - 1
    return place if 0 <= place < len(among) else None
