"""What stands under the menu beside keying: void, refund, top-up, copies, balance, other quantities, why a price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.link.entries import Medium
from protocol.link.rights import Right
from terminal.drivers.card_reader.chip import Chip
from terminal.words.counter import Word
from tests.support.counter_examples import staffed
from tests.support.counter_stand import CounterStand
from tests.support.shop import STAFF, chain_on, make_card, shop_parameters
from tests.terminal.counter.menus import choose

NUMBER, START = 1001, 5_000


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[CounterStand]:
    made = CounterStand(tmp_path)
    yield made
    made.till.journal.close()


@pytest.fixture
def card() -> Chip:
    return make_card(Medium.MIFARE_1K, NUMBER, START)


def balance(chip: Chip) -> int:
    chain = chain_on(chip, Medium.MIFARE_1K, NUMBER)
    assert chain is not None
    return chain.current.balance.minor


def sold(stand: CounterStand, card: Chip, keyed: str = "101 ENTER") -> int:
    """A sale by card; the last part of its reference."""
    stand.press(f"{keyed} ENTER")
    stand.lay(card)
    slip = stand.till.journal.state.last_slip
    assert slip is not None
    return slip.sequence


def test_d22_the_last_sale_of_a_card_is_voided_and_the_money_is_back(stand: CounterStand, card: Chip) -> None:
    sold(stand, card)
    choose(stand, Word.VOID.value[0])
    assert stand.shown == ("UNDO THE LAST SALE", "of the card shown", "ENTER=yes BACK=no")
    stand.press("ENTER")
    assert "VOIDED GBP 2.00" in stand.text
    assert balance(card) == START
    assert stand.sums == {"CARD_SALES": (1, 200), "VOIDS": (1, 200)}


def test_d23_a_refund_onto_the_card_names_the_sale_by_its_number(stand: CounterStand, card: Chip) -> None:
    number = sold(stand, card, "2 x 102 ENTER")
    stand.press("102 ENTER")
    choose(stand, Word.REFUND.value[0])
    assert stand.shown == ("GIVE BACK       3.50", "1 in cash", "2 onto the card")
    stand.press(f"2 {number} ENTER")
    assert "REFUNDED GBP 3.50" in stand.text
    assert balance(card) == START - 350
    assert f"-{number}" in stand.paper[-1]


def test_d23_no_more_comes_back_than_was_paid(stand: CounterStand, card: Chip) -> None:
    number = sold(stand, card)
    stand.press("102 ENTER")
    choose(stand, Word.REFUND.value[0])
    stand.press(f"2 {number} ENTER")
    assert balance(card) == START - 200
    assert "REFUNDED" not in stand.text


def test_d23_a_number_that_no_sale_has_is_refused(stand: CounterStand, card: Chip) -> None:
    stand.press("102 ENTER")
    choose(stand, Word.REFUND.value[0])
    stand.press("2 77 ENTER")
    assert stand.front.notices[-1].code == "unknown-sale"


def test_d23_a_refund_in_cash_opens_the_drawer(stand: CounterStand) -> None:
    stand.press("102 ENTER")
    choose(stand, Word.REFUND.value[0])
    stand.press("1")
    assert stand.sums == {"CASH_REFUNDS": (1, 350)}
    assert stand.till.printer.drawer_openings == 1


def test_d23_without_goods_there_is_nothing_to_refund(stand: CounterStand) -> None:
    choose(stand, Word.REFUND.value[0])
    assert "Key the goods first" in stand.text


def test_c2_a_top_up_takes_the_cash_first_and_counts_against_the_float(stand: CounterStand, card: Chip) -> None:
    choose(stand, Word.LOAD.value[0])
    assert stand.shown[1] == "Float left 100000.00"
    stand.press("20 ENTER")
    assert stand.shown[:2] == ("LOAD           20.00", "Take the cash first")
    stand.press("ENTER")
    assert stand.shown[1:3] == ("LOAD           20.00", "PRESENT CARD")
    stand.lay(card)
    assert "LOADED GBP 20.00" in stand.text
    assert stand.member == ("LOADED         20.00", "BAL 70.00")
    assert balance(card) == START + 2_000
    choose(stand, Word.LOAD.value[0])
    assert stand.shown[1] == "Float left  99980.00"


def test_a_top_up_that_is_called_off_gives_the_cash_back(stand: CounterStand) -> None:
    choose(stand, Word.LOAD.value[0])
    stand.press("20 ENTER ENTER BACK")
    assert stand.front.notices[-1].code == "return-cash"


def test_d16_the_last_slip_is_printed_again_and_marked(stand: CounterStand, card: Chip) -> None:
    sold(stand, card)
    choose(stand, Word.COPY.value[0])
    stand.press("ENTER")
    assert "COPY" in stand.paper[-1]
    assert "COPY" not in stand.paper[-2]


def test_d17_any_older_slip_is_printed_again_by_its_number(stand: CounterStand, card: Chip) -> None:
    number = sold(stand, card)
    stand.press("102 ENTER CASH")
    choose(stand, Word.COPY.value[0])
    stand.press(f"{number} ENTER")
    assert f"-{number}" in stand.paper[-1]
    assert "COPY" in stand.paper[-1]
    choose(stand, Word.COPY.value[0])
    stand.press("9999 ENTER")
    assert "No such slip" in stand.text


def test_d16_a_slip_that_found_no_paper_is_printed_again_as_a_copy(stand: CounterStand, card: Chip) -> None:
    stand.till.printer.run_out_of_paper()
    sold(stand, card)
    assert "PAID GBP 2.00" in stand.text
    stand.wait(2_500)
    assert "The printer has no" in stand.text
    stand.till.printer.mend()
    choose(stand, Word.COPY.value[0])
    stand.press("ENTER")
    assert "COPY" in stand.paper[-1]


def test_d21_balance_and_last_records_are_shown_and_printed(stand: CounterStand, card: Chip) -> None:
    sold(stand, card)
    choose(stand, Word.BALANCE_AND_LAST.value[0])
    assert stand.shown == ("Balance        48.00", "09-21 Sale     -2.00", "09-21 Load     50.00", "ENTER=slip BACK")
    stand.press("ENTER")
    assert "48.00" in stand.paper[-1]


def test_d21_one_key_prints_the_balance_of_a_card_that_was_laid_down(stand: CounterStand, card: Chip) -> None:
    stand.lay(card)
    assert stand.shown[-1] == "ENTER=slip BACK"
    stand.press("ENTER")
    assert "50.00" in stand.paper[-1]
    assert balance(card) == START


def test_d21_without_a_card_the_flow_waits_for_one(stand: CounterStand, card: Chip) -> None:
    choose(stand, Word.BALANCE_AND_LAST.value[0])
    assert stand.shown[0] == "PRESENT CARD"
    stand.lay(card)
    assert stand.shown[0] == "Balance        50.00"
    stand.press("BACK")
    assert stand.shown[3] == "Key item or card"


def test_d9_any_line_gets_another_quantity_or_goes(stand: CounterStand) -> None:
    stand.press("101 ENTER 102 ENTER 5. ENTER")
    choose(stand, Word.REVIEW.value[0])
    assert stand.shown[:2] == ("Line 1 of 3", "Tea             2.00")
    stand.press("4 ENTER")
    assert stand.shown[1] == "4xTea           8.00"
    stand.press("x 0 ENTER BACK")
    assert stand.shown[1:3] == ("Amount          5.00", "TOTAL (2)      13.00")


def test_n13_the_times_key_alone_tells_why_a_line_has_its_price(stand: CounterStand) -> None:
    stand.press("101 ENTER 2 x 102 ENTER x")
    assert stand.shown == ("2xCake          7.00", "3.50 v1         7.00", "", "no card was shown")
    stand.press("BACK")
    stand.lay(make_card(Medium.MIFARE_1K, NUMBER, START, STAFF))
    stand.press("x")
    assert stand.shown == ("2xCake          6.30", "3.50 v1         7.00", "Staff 10%      -0.70", "class rate v1")
    stand.press("x")
    assert "Tea             1.80" in stand.text


def test_a_ticket_number_stands_on_the_slip(stand: CounterStand) -> None:
    choose(stand, Word.TICKET.value[0])
    stand.press("17 ENTER 101 ENTER CASH")
    assert stand.till.journal.state.tickets == {"17": "PAID"}


def test_l1_the_menu_offers_what_the_operator_may_do(tmp_path: Path) -> None:
    stand = CounterStand(tmp_path, rights=int(Right.SELL))
    with pytest.raises(AssertionError, match="does not offer Void"):
        choose(stand, Word.VOID.value[0])
    stand.till.journal.close()


def test_back_leaves_the_menu(stand: CounterStand) -> None:
    stand.press("MENU MENU BACK")
    assert stand.shown[3] == "Key item or card"


def test_j11_a_member_reads_his_slip_in_his_own_language(tmp_path: Path) -> None:
    books = staffed().installing(4, replace(shop_parameters(), languages=("zh-Hans",)))
    stand = CounterStand(tmp_path, books=books)
    choose(stand, Word.MEMBER_LANGUAGE.value[0])
    assert stand.shown == ("Member's language", "1 English", "2 简体中文")
    stand.press("2 101 ENTER CASH 101 ENTER CASH")
    assert "现金" in stand.paper[0]
    assert stand.front.notices[1].language == "zh-Hans"
    assert "PAID" in stand.text
    assert "Cash" in stand.paper[1]
    stand.till.journal.close()
