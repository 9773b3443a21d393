"""If these failed, a cashier or member would read a wrong sum, half a sentence, or nothing at a hard moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.link.tables import CardState, Parameters
from protocol.money import Money
from terminal.face import Notice
from terminal.notices import notice_of
from terminal.sale.catalogue import UNSET
from terminal.sale.effects import Refuse, Say, Tone
from terminal.sale.refusals import CODES, NAMES_AMOUNT, NAMES_COUNT, NAMES_STATE, Refusal, RefusalNote
from terminal.words.language import Language
from terminal.words.sale import Phrase
from tests.support.golden import Golden
from tests.support.sale_examples import ref
from tests.support.shop import shop_parameters

CARD = CardInstance(CardNumber(6001_0000_0000_4242), 1)
AMOUNT, BALANCE = Money(250), Money(4_750)
SAID = [
    Say(Phrase.TOTAL, amount=AMOUNT),
    Say(Phrase.ASK_PIN, amount=AMOUNT),
    Say(Phrase.PRESENT_ANY_CARD),
    Say(Phrase.CANCELLED),
    Say(Phrase.BALANCE, balance=BALANCE, card=CARD),
    Say(Phrase.PAID, Tone.GOOD, AMOUNT, BALANCE, CARD, ref(7)),
    Say(Phrase.PAID, Tone.GOOD, AMOUNT, reference=ref(7)),
    Say(Phrase.REFUND_DONE, Tone.GOOD, AMOUNT, reference=ref(7)),
    Say(Phrase.REFUND_DONE, Tone.GOOD, AMOUNT, BALANCE, CARD, ref(7)),
    Say(Phrase.LOAD_DONE, Tone.GOOD, AMOUNT, BALANCE, CARD, ref(7)),
    Say(Phrase.VOID_DONE, Tone.GOOD, AMOUNT, BALANCE, CARD, ref(7)),
    Say(Phrase.PAID_LATE, Tone.GOOD, balance=BALANCE, card=CARD),
    Say(Phrase.FINISHED_LATE, Tone.GOOD, balance=BALANCE, card=CARD),
    Say(Phrase.NOT_FINISHED, Tone.HOLD, card=CARD),
    Say(Phrase.NOT_CHARGED, Tone.BAD),
    Say(Phrase.NOT_CREDITED, Tone.BAD),
    Say(Phrase.OFFICE_DECIDES, Tone.HOLD, card=CARD),
    Say(Phrase.OFFICE_DECIDES, Tone.HOLD),
    Say(Phrase.READER_MISSING, Tone.BAD),
    Say(Phrase.NO_PAPER, Tone.BAD),
    Say(Phrase.PRINTER_OFFLINE, Tone.BAD),
]
"""Everything that the sale and the loop ever say."""


def shown(notice: Notice) -> str:
    first, *rest = notice.screen.operator
    member = " / ".join(line.rstrip() or "-" for line in notice.screen.customer)
    return "\n".join([f"{notice.tone.value:<6}{first}", *(f"      {line}" for line in rest), f"      [{member}]"]) + "\n"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_all_that_is_said_reads_well_in_each_language(language: str, golden: Golden) -> None:
    shop = shop_parameters(language)
    golden(f"notices-{language}.txt", "\n".join(shown(notice_of(say, shop)) for say in SAID))


def refused(refusal: Refusal) -> Notice:
    note = RefusalNote(
        refusal,
        amount=AMOUNT if refusal in NAMES_AMOUNT else None,
        count=2 if refusal in NAMES_COUNT else None,
        state=CardState.LOST if refusal in NAMES_STATE else None,
    )
    return notice_of(Refuse(note), shop_parameters())


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_explained_to_the_cashier_with_its_code(refusal: Refusal) -> None:
    notice = refused(refusal)
    assert (notice.code, notice.tone) == (refusal.value, Tone.BAD)
    assert len(notice.screen.operator) == 1
    assert notice.screen.operator[0].endswith(CODES[refusal])


def test_n10_the_member_reads_in_his_language_why_what_to_do_and_the_code_to_quote() -> None:
    poor = Refuse(RefusalNote(Refusal.INSUFFICIENT_BALANCE, AMOUNT))
    shown = {language: notice_of(poor, shop_parameters(), member=language).screen.customer for language in Language}
    assert shown == {
        Language.EN: ("ONLY 2.50 LEFT      ", "LOAD OR CASH     M01"),
        Language.ZH_HANS: ("余额不足 2.50       ", "请充值或付现金   M01"),
        Language.ZH_HANT: ("餘額不足 2.50       ", "請儲值或付現金   M01"),
    }


def test_programs_get_the_values_that_a_sentence_names() -> None:
    assert refused(Refusal.INSUFFICIENT_BALANCE).facts == (("amount", 250),)
    assert refused(Refusal.WRONG_PIN).facts == (("count", 2),)
    assert refused(Refusal.LISTED).facts == (("state", "LOST"),)
    assert refused(Refusal.EXPIRED).facts == ()


def test_programs_get_amount_balance_and_reference_of_what_was_done() -> None:
    paid = notice_of(Say(Phrase.PAID, Tone.GOOD, AMOUNT, BALANCE, CARD, ref(7)), shop_parameters())
    assert paid.code == "paid"
    assert paid.facts == (("amount", 250), ("balance", 4_750), ("reference", str(ref(7))))


@pytest.mark.parametrize("say", SAID, ids=lambda say: say.phrase.name)
def test_a_card_number_is_never_shown_in_full(say: Say) -> None:
    notice = notice_of(say, shop_parameters())
    assert str(CARD.number) not in repr(notice)
    assert (say.card is None) or "6001 **** **** 4242" in notice.screen.operator


@pytest.mark.parametrize("say", SAID, ids=lambda say: say.phrase.name)
def test_each_sum_is_told_once_to_the_cashier(say: Say) -> None:
    text = "\n".join(notice_of(say, shop_parameters()).screen.operator)
    assert text.count("GBP 2.50") == (say.amount is not None)
    assert text.count("GBP 47.50") == (say.balance is not None)


def test_a_shop_without_a_currency_or_without_decimals_reads_well_too() -> None:
    yen: Parameters = replace(shop_parameters(), currency="JPY", digits=0)
    total = Say(Phrase.TOTAL, amount=AMOUNT)
    assert notice_of(total, UNSET).screen.operator == ("TOTAL 2.50",)
    assert notice_of(total, yen).screen.operator == ("TOTAL JPY 250",)
