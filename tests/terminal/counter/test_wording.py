"""If these failed, a word would be missing in a language or run off the display."""

from __future__ import annotations

from string import Formatter

import pytest

from terminal.counter.lines import COLUMNS
from terminal.counter.wording import Word, word, words_of
from terminal.sale.layout import display_width, printable
from terminal.sale.wording import Language

WIDEST: dict[str, str] = {"shift": "9999", "stars": "*" * 12, "span": "99d23h", "count": "2000", "place": "2000"} | {
    "seconds": "900",
    "amount": "99999.99",
    "tender": "bank card",
}
"""The widest value of each place."""


@pytest.mark.parametrize("what", Word)
def test_each_word_fits_a_line_in_every_language(what: Word) -> None:
    assert len(words_of(what)) == len(Language)
    for language in Language:
        shown = word(what, language, **WIDEST)
        assert display_width(printable(shown)) <= COLUMNS, shown
        assert shown.strip()


@pytest.mark.parametrize("what", Word)
def test_each_word_has_the_same_places_in_every_language(what: Word) -> None:
    places = [{name for _, name, _, _ in Formatter().parse(text) if name is not None} for text in words_of(what)]
    assert places[0] == places[1] == places[2] <= set(WIDEST)


@pytest.mark.parametrize("what", Word)
def test_each_word_can_be_shown_without_a_lost_character(what: Word) -> None:
    for text in words_of(what):
        assert printable(text).count("?") == text.count("?")
        assert printable(text).count("？") == text.count("？")
