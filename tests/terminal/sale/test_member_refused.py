"""If these failed, a member would not know what to do next, or a thief would learn what is known of his card."""

from __future__ import annotations

import pytest

from protocol.link.tables import CardState
from protocol.money import Money
from terminal.sale.layout import display_width
from terminal.sale.member_refused import TOLD, refused_lines
from terminal.sale.refusals import CODES, NAMES_AMOUNT, NAMES_COUNT, NAMES_STATE, Refusal, RefusalNote
from terminal.words.language import Language

CASHIERS = {
    Refusal.UNKNOWN_ITEM,
    Refusal.QUANTITY_RANGE,
    Refusal.AMOUNT_RANGE,
    Refusal.EMPTY_BASKET,
    Refusal.BASKET_FULL,
    Refusal.NOTHING_TO_REMOVE,
    Refusal.TICKET_UNUSABLE,
    Refusal.TWO_MODES,
    Refusal.ABOVE_SALE,
    Refusal.ANOTHER_BALANCE,
    Refusal.UNKNOWN_SALE,
    Refusal.NOT_PERMITTED,
    Refusal.NOTHING_TO_VOID,
}
"""What is the cashier's affair."""


def a_note(refusal: Refusal, state: CardState = CardState.LOST) -> RefusalNote:
    return RefusalNote(
        refusal,
        amount=Money(99_999_999) if refusal in NAMES_AMOUNT else None,
        count=2 if refusal in NAMES_COUNT else None,
        state=state if refusal in NAMES_STATE else None,
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("refusal", Refusal)
def test_n10_every_refusal_that_concerns_the_member_tells_him_why_what_next_and_the_code(
    refusal: Refusal, language: Language
) -> None:
    upper, lower = refused_lines(a_note(refusal), language, 2)
    assert display_width(upper) == display_width(lower) == 20
    assert lower.endswith(f" {CODES[refusal]}") == (refusal not in CASHIERS)
    assert ("999999.99" in upper) == (refusal in NAMES_AMOUNT - CASHIERS - {Refusal.ABOVE_FLOAT})
    assert upper.strip()


def test_what_he_is_told_is_all_that_is_not_the_cashiers() -> None:
    assert set(TOLD) | NAMES_STATE == set(Refusal) - CASHIERS


def test_the_state_of_a_listed_card_is_its_reason_but_for_a_stolen_one() -> None:
    shown = {state: refused_lines(a_note(Refusal.LISTED, state), Language.EN, 2) for state in CardState}
    assert shown[CardState.LOST] == ("REPORTED LOST       ", "SERVICE DESK     C10")
    assert shown[CardState.REPLACED][0].strip() == "CARD WAS REPLACED"
    assert shown[CardState.STOLEN] == ("CARD NOT ACCEPTED   ", "SERVICE DESK     C10")
    assert refused_lines(a_note(Refusal.TAMPERED), Language.EN, 2)[0] == shown[CardState.STOLEN][0]
