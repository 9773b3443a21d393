"""If these failed, a cashier or a member would read nothing, half a sentence, or another language among his own."""

from __future__ import annotations

import unicodedata

import pytest

from terminal.sale.layout import printable
from terminal.words.catalogue import Shown, Words, say
from terminal.words.language import OWN_NAMES, Language, language_of
from terminal.words.rooms import CATALOGUE, ROOMS
from terminal.words.sale import Phrase
from terminal.words.slips import Text
from tests.terminal.words.phrases import EVERY, called, places

SAME_ENGLISH = {
    "Credit": "short in the list of slips",
    "LOAD": "on the display what is to be done, on paper the title of a slip",
}
"""English words that other languages tell apart, and why."""

ALSO_TRADITIONAL = "后余里于卷"
"""Simplified characters that Big5 has as well, for another word than any of ours."""


@pytest.mark.parametrize("phrase", EVERY)
def test_j11_each_phrase_has_every_language_with_the_same_places(phrase: Words) -> None:
    assert len(phrase.texts) == len(Language) == 3
    assert all(text and text == text.strip() for text in phrase.texts)
    assert len({tuple(places(text)) for text in phrase.texts}) == 1


@pytest.mark.parametrize("phrase", EVERY)
def test_each_phrase_is_in_its_language(phrase: Words) -> None:
    english, simplified, traditional = phrase.texts
    assert english.isascii() or set(english) - set(map(chr, range(128))) <= set("–−…×")
    assert not simplified.isascii()
    assert not traditional.isascii()
    assert _ideographs(simplified).encode("gb2312").decode("gb2312"), "a traditional character in the simplified text"
    assert _ideographs(traditional).encode("big5").decode("big5"), "a simplified character in the traditional text"
    assert not set(traditional) & set(ALSO_TRADITIONAL)


def _ideographs(text: str) -> str:
    return "".join(char for char in text if unicodedata.name(char, "").startswith("CJK UNIFIED"))


@pytest.mark.parametrize("phrase", EVERY)
def test_each_phrase_can_be_printed_and_shown_without_a_lost_character(phrase: Words) -> None:
    for text in phrase.texts if phrase.shown is not Shown.PAGE else ():
        assert printable(text).count("?") == text.count("?")
        assert printable(text).count("？") == text.count("？")
        assert len(printable(text).encode("gb18030")) == sum(1 if char.isascii() else 2 for char in printable(text))


def test_what_is_one_in_english_is_one_in_chinese() -> None:
    said: dict[str, dict[tuple[str, str], str]] = {}
    for phrase in CATALOGUE:
        english, simplified, traditional = phrase.texts
        if english not in SAME_ENGLISH:
            said.setdefault(english, {})[simplified, traditional] = called(phrase)
    assert {english: found for english, found in said.items() if len(found) > 1} == {}


def test_every_room_is_in_the_catalogue() -> None:
    assert set(Words.__subclasses__()) == set(ROOMS)


def test_the_words_of_the_hard_moments_are_fixed() -> None:
    assert say(Phrase.NOT_FINISHED, Language.EN) == "NOT FINISHED – same card again"
    assert say(Phrase.PAID, Language.EN) == "PAID"
    assert say(Phrase.PAID_LATE, Language.EN) == "PAID (finished now)"
    assert say(Phrase.NOT_CHARGED, Language.EN) == "NOT CHARGED"
    assert say(Phrase.OFFICE_DECIDES, Language.EN) == "HEAD OFFICE WILL DECIDE – do not charge again"
    assert say(Text.VIRTUAL, Language.EN) == "VIRTUAL"


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
