"""If these failed, the end of a sentence, or of an amount, would run off a display or a roll."""

from __future__ import annotations

import pytest

from terminal.counter.lines import COLUMNS, SAID_ROWS
from terminal.sale.layout import display_width, printable, wrap
from terminal.sale.screens import CUSTOMER_COLUMNS
from terminal.words.cards import StateName
from terminal.words.catalogue import Shown, Words, say
from terminal.words.devices import DeviceName
from terminal.words.language import Language
from terminal.words.refusals import Refused
from terminal.words.slips import ActName, MeansName
from tests.terminal.words.phrases import EVERY, places

AMOUNT = "999999.99"
WIDEST = {
    "amount": AMOUNT,
    "balance": AMOUNT,
    "code": "99999",
    "count": "2000",
    "currency": "HKD",
    "day": "2026-12-31",
    "error": "19",
    "left": "2000",
    "number": "9999999999",
    "pin": "1234",
    "place": "2000",
    "seconds": "900",
    "shift": "9999",
    "span": "99d23h",
    "stars": "*" * 12,
    "version": "99999",
}
"""The widest value of each place; those of `NAMES` are the widest word of a room."""
NAMES: dict[str, type[Words]] = {
    "act": ActName,
    "device": DeviceName,
    "means": MeansName,
    "state": StateName,
    "tender": MeansName,
}


def widest(phrase: Words, language: Language) -> str:
    """As wide as it can get."""
    names = {place: max((say(name, language) for name in room), key=display_width) for place, room in NAMES.items()}
    return say(phrase, language, **WIDEST, **names)


@pytest.mark.parametrize("phrase", EVERY)
def test_each_phrase_fits_where_it_is_shown_with_the_widest_values(phrase: Words) -> None:
    space = phrase.shown.value
    if space.columns is None:
        return
    for language in Language:
        shown = printable(widest(phrase, language)) + (" M01" if isinstance(phrase, Refused) else "")
        lines = wrap(shown, space.columns)
        assert len(lines) <= space.lines, (shown, display_width(shown), lines)


@pytest.mark.parametrize("phrase", EVERY)
def test_each_place_has_a_widest_value(phrase: Words) -> None:
    assert {*places(phrase.texts[0])} <= {*WIDEST, *NAMES}


def test_the_spaces_are_those_of_the_displays_and_of_the_narrowest_roll() -> None:
    beside_money = 1 + len(AMOUNT)
    assert Shown.LINE.value.columns == COLUMNS
    assert Shown.TITLE.value.columns == COLUMNS - len("1 ")
    assert Shown.LABEL.value.columns == COLUMNS - beside_money
    assert Shown.SPAN_LABEL.value.columns == COLUMNS - 1 - len(WIDEST["span"])
    assert Shown.LISTED.value.columns == COLUMNS - len("1 ") - 1 - 4
    assert (Shown.SENTENCE.value.columns, Shown.SENTENCE.value.lines) == (COLUMNS, 2 * SAID_ROWS)
    assert Shown.MEMBER.value.columns == CUSTOMER_COLUMNS
    assert Shown.MEMBER_LABEL.value.columns == CUSTOMER_COLUMNS - beside_money
    assert Shown.MEMBER_STEP.value.columns == CUSTOMER_COLUMNS - len(" M01")
    assert Shown.HEADING.value.columns == Shown.TEXT.value.columns == 32
    assert Shown.BIG.value.columns == 32 // 2
    assert Shown.ROW.value.columns == 32 - beside_money
