"""If these failed, a cashier or a member would read nothing, half a sentence, or words that run off the display."""

from __future__ import annotations

from string import Formatter

import pytest

from terminal.counter.lines import COLUMNS
from terminal.sale.layout import display_width, printable
from terminal.words.catalogue import Shown, Words, say
from terminal.words.language import OWN_NAMES, Language, language_of
from terminal.words.rooms import CATALOGUE, ROOMS
from terminal.words.sale import Phrase

WIDEST: dict[str, str] = {"shift": "9999", "stars": "*" * 12, "span": "99d23h", "count": "2000", "place": "2000"} | {
    "seconds": "900",
    "amount": "99999.99",
    "tender": "bank card",
    "device": "Member display",
    "code": "4294967295",
    "day": "2026-12-31",
}
"""The widest value of each place."""

ON_A_LINE = (Shown.LINE, Shown.MEMBER, Shown.MEMBER_LABEL)
PHRASE = [pytest.param(phrase, id=f"{type(phrase).__name__}.{phrase.name}") for phrase in CATALOGUE]
LINES = [param for param in PHRASE if isinstance(param.values[0], Words) and param.values[0].shown in ON_A_LINE]


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_every_room_is_in_the_catalogue() -> None:
    assert set(Words.__subclasses__()) == set(ROOMS)


@pytest.mark.parametrize("phrase", PHRASE)
def test_j11_each_phrase_has_every_language_with_the_same_places(phrase: Words) -> None:
    assert len(phrase.texts) == len(Language) == 3
    assert all(text and text == text.strip() for text in phrase.texts)
    assert len({tuple(places(text)) for text in phrase.texts}) == 1


@pytest.mark.parametrize("phrase", PHRASE)
def test_each_phrase_can_be_shown_without_a_lost_character(phrase: Words) -> None:
    if phrase.shown is Shown.PAGE:
        return
    for text in phrase.texts:
        assert printable(text).count("?") == text.count("?")
        assert printable(text).count("？") == text.count("？")


@pytest.mark.parametrize("phrase", LINES)
def test_each_line_fits_the_display_in_every_language(phrase: Words) -> None:
    for language in Language:
        shown = say(phrase, language, **WIDEST)
        assert display_width(printable(shown)) <= COLUMNS, shown


def test_the_words_of_the_hard_moments_are_fixed() -> None:
    assert say(Phrase.NOT_FINISHED, Language.EN) == "NOT FINISHED – same card again"
    assert say(Phrase.PAID, Language.EN) == "PAID"
    assert say(Phrase.PAID_LATE, Language.EN) == "PAID (finished now)"
    assert say(Phrase.NOT_CHARGED, Language.EN) == "NOT CHARGED"
    assert say(Phrase.OFFICE_DECIDES, Language.EN) == "HEAD OFFICE WILL DECIDE – do not charge again"
    assert say(Phrase.VIRTUAL, Language.EN) == "VIRTUAL"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", Language.EN),
        ("en-GB", Language.EN),
        ("fr", Language.EN),
        ("", Language.EN),
        ("zh", Language.ZH_HANS),
        ("zh-CN", Language.ZH_HANS),
        ("zh-Hans-SG", Language.ZH_HANS),
        ("zh-Hant", Language.ZH_HANT),
        ("zh-TW", Language.ZH_HANT),
        ("zh-hk", Language.ZH_HANT),
    ],
)
def test_a_language_tag_picks_the_nearest_language(tag: str, language: Language) -> None:
    assert language_of(tag) is language


def test_every_language_has_its_own_name() -> None:
    assert tuple(OWN_NAMES) == tuple(Language)


def test_places_are_filled_and_a_missing_value_is_an_error() -> None:
    assert say(Phrase.ASK_PIN, Language.EN, amount="5.00") == "Customer: PIN for 5.00"
    with pytest.raises(KeyError):
        say(Phrase.ASK_PIN, Language.EN)
