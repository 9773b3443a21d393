"""If these failed, a cashier would read nothing, or half a sentence, where a card or a key is refused."""

from __future__ import annotations

import re

import pytest

from protocol.link.tables import CardState
from protocol.money import Money
from terminal.sale.explaining import explain, state_phrase
from terminal.sale.refusals import CODES, NAMES_AMOUNT, NAMES_COUNT, NAMES_STATE, Refusal, RefusalNote
from terminal.words.catalogue import say
from terminal.words.language import Language
from terminal.words.refusals import Refused


def test_there_is_a_sentence_for_each_refusal_and_a_code_for_each() -> None:
    assert {refused.name for refused in Refused} == {refusal.name for refusal in Refusal}
    assert set(CODES) == set(Refusal)
    assert len(set(CODES.values())) == len({refusal.value for refusal in Refusal}) == len(Refusal)
    assert all(re.fullmatch(r"[ACMPT]\d\d", code) for code in CODES.values())


@pytest.mark.parametrize("refused", Refused)
def test_each_refusal_says_what_to_do_in_two_parts(refused: Refused) -> None:
    english, simplified, traditional = refused.texts
    assert english.endswith(".")
    assert simplified.endswith("。")
    assert traditional.endswith("。")
    assert any(mark in english[:-1] for mark in ".;,:")


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
    assert sentence.endswith(f" {CODES[refusal]}")
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
