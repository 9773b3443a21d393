"""If these failed, a cashier would read nothing, half a sentence, or another language at a hard moment."""

from __future__ import annotations

from string import Formatter

import pytest

from protocol.link.tables import CardState
from protocol.money import Money
from terminal.sale.layout import printable
from terminal.sale.refusal_wording import REFUSAL_WORDS
from terminal.sale.refusals import NAMES_AMOUNT, NAMES_COUNT, NAMES_STATE, Refusal, RefusalNote
from terminal.sale.wording import Language, Phrase, explain, language_of, say, state_phrase, words_of

EVERYTHING = [*Phrase, *Refusal]


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("what", EVERYTHING)
def test_j11_each_phrase_has_every_language_with_the_same_places(what: Phrase | Refusal) -> None:
    words = words_of(what)
    assert len(words) == len(Language) == 3
    assert all(text and text == text.strip() for text in words)
    assert len({tuple(places(text)) for text in words}) == 1


@pytest.mark.parametrize("what", EVERYTHING)
def test_each_phrase_can_be_printed_without_a_lost_character(what: Phrase | Refusal) -> None:
    for text in words_of(what):
        assert printable(text).count("?") == text.count("?")
        assert printable(text).count("？") == text.count("？")


def test_english_is_ascii_but_for_the_dash_and_chinese_is_chinese() -> None:
    for what in EVERYTHING:
        english, simplified, traditional = words_of(what)
        assert english.replace("–", "-").isascii()
        assert not simplified.isascii()
        assert not traditional.isascii()


@pytest.mark.parametrize("refusal", Refusal)
def test_each_refusal_says_what_to_do_in_two_parts(refusal: Refusal) -> None:
    english, simplified, traditional = REFUSAL_WORDS[refusal]
    assert english.endswith(".")
    assert simplified.endswith("。")
    assert traditional.endswith("。")
    assert any(mark in english[:-1] for mark in ".;,:")


def test_there_is_a_sentence_for_each_refusal_and_a_code_for_each() -> None:
    assert set(REFUSAL_WORDS) == set(Refusal)
    assert len({refusal.value for refusal in Refusal}) == len(Refusal)


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


def test_places_are_filled_and_a_missing_value_is_an_error() -> None:
    assert say(Phrase.ASK_PIN, Language.EN, amount="5.00") == "Customer: PIN for 5.00"
    with pytest.raises(KeyError):
        say(Phrase.ASK_PIN, Language.EN)


def a_note(refusal: Refusal) -> RefusalNote:
    return RefusalNote(
        refusal,
        amount=Money(1_234) if refusal in NAMES_AMOUNT else None,
        count=2 if refusal in NAMES_COUNT else None,
        state=CardState.STOLEN if refusal in NAMES_STATE else None,
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("refusal", Refusal)
def test_each_refusal_is_explained_in_full(refusal: Refusal, language: Language) -> None:
    sentence = explain(a_note(refusal), language, 2)
    assert "{" not in sentence
    assert ("12.34" in sentence) == (refusal in NAMES_AMOUNT)


def test_a_refusal_names_the_state_the_tries_and_the_money() -> None:
    assert "reported stolen" in explain(a_note(Refusal.LISTED), Language.EN, 2)
    assert "Tries left: 2" in explain(a_note(Refusal.WRONG_PIN), Language.EN, 2)
    assert "1234 can be spent" in explain(a_note(Refusal.INSUFFICIENT_BALANCE), Language.EN, 0)


def test_a_note_without_what_its_sentence_names_is_our_own_mistake() -> None:
    for note in ((Refusal.INSUFFICIENT_BALANCE,), (Refusal.WRONG_PIN,), (Refusal.LISTED,), (Refusal.EXPIRED, Money(1))):
        with pytest.raises(ValueError, match="does not name just these values"):
            RefusalNote(*note)


@pytest.mark.parametrize("state", CardState)
def test_each_card_state_has_a_name(state: CardState) -> None:
    assert all(say(state_phrase(state), language) for language in Language)
