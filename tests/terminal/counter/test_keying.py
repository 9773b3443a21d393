"""Keys become lines, and lines are paid: what the cashier does all day, on a virtual card and a real journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.link.entries import CashSale, LineRemoved, Medium
from terminal.drivers.card_reader.chip import Chip, Tear
from tests.support.counter_stand import CounterStand
from tests.support.shop import STAFF, chain_on, make_card

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


def test_d3_an_item_is_keyed_by_its_code(stand: CounterStand) -> None:
    stand.press("1 0 1")
    assert stand.shown == ("Ann", "", "", "101")
    stand.press("ENTER")
    assert stand.shown == ("Ann", "Tea             2.00", "TOTAL (1)       2.00", "ENTER=card CASH=cash")
    assert stand.member == ("Tea             2.00", "TOTAL           2.00")


def test_d4_a_quantity_stands_before_the_code(stand: CounterStand) -> None:
    stand.press("3 x 101 ENTER 102 ENTER")
    assert stand.shown[1:3] == ("Cake            3.50", "TOTAL (2)       9.50")


def test_d5_an_amount_is_keyed_with_a_point(stand: CounterStand) -> None:
    stand.press("12. ENTER .45 ENTER 7.5 ENTER")
    assert stand.shown[1:3] == ("Amount          7.50", "TOTAL (3)      19.95")


def test_d9_the_last_key_the_entry_and_the_last_line_go_by_back(stand: CounterStand) -> None:
    stand.press("101 ENTER 102 ENTER 33 BACK")
    assert stand.shown[3] == "3"
    stand.press("BACK BACK")
    assert stand.shown[3] == "BACK again: take off"
    stand.press("BACK")
    assert stand.shown[1:3] == ("Tea             2.00", "TOTAL (1)       2.00")
    stand.press("BACK 4")
    assert stand.shown[1:] == ("Tea             2.00", "TOTAL (1)       2.00", "4")


def test_d9_the_quantity_of_the_last_line_is_changed(stand: CounterStand) -> None:
    stand.press("101 ENTER 5 x ENTER")
    assert stand.shown[1] == "5xTea          10.00"


def test_d10_cash_is_taken_by_one_key_and_opens_the_drawer(stand: CounterStand) -> None:
    stand.press("2 x 101 ENTER CASH")
    assert stand.text == "Ann / PAID GBP 4.00"
    assert stand.member == ("PAID            4.00", "")
    assert stand.sums == {"CASH_SALES": (1, 400)}
    assert stand.till.printer.drawer_openings == 1
    assert isinstance(stand.till.journal.entry(stand.till.journal.state.last_slip.sequence).body, CashSale)  # type: ignore[union-attr]


def test_d12_a_card_pays_after_enter(stand: CounterStand, card: Chip) -> None:
    stand.press("101 ENTER ENTER")
    assert stand.shown == ("Ann", "TOTAL           2.00", "PRESENT CARD", "BACK=stop")
    assert stand.member == ("TOTAL           2.00", "PRESENT CARD")
    stand.lay(card)
    assert stand.text == "Ann / PAID GBP 2.00 / 0000 **** **** 1001 / Balance GBP 48.00"
    assert balance(card) == 4_800


def test_d12_a_card_that_lies_there_already_counts(stand: CounterStand, card: Chip) -> None:
    stand.lay(card)
    stand.press("101 ENTER ENTER")
    assert "PAID" in stand.text
    assert balance(card) == 4_800


def test_d14_a_pin_shows_as_stars_and_is_nowhere_else(stand: CounterStand, card: Chip) -> None:
    stand.press("22. ENTER ENTER")
    stand.lay(card)
    stand.press("4 7")
    assert stand.shown == ("Ann", "TOTAL          22.00", "PIN **", "ENTER=done BACK=stop")
    assert stand.member == ("TOTAL          22.00", "PIN **")
    assert "4" not in repr(stand.at.counter)
    stand.press("1 1 ENTER")
    assert balance(card) == 2_800


def test_d14_back_ends_the_pin_and_keeps_the_basket(stand: CounterStand, card: Chip) -> None:
    stand.press("22. ENTER ENTER")
    stand.lay(card)
    stand.press("4 7 BACK 1")
    assert stand.shown[2:] == ("TOTAL (1)      22.00", "1")
    stand.press("BACK ENTER")
    stand.pin()
    assert balance(card) == 2_800


def test_d21_a_card_that_is_laid_down_shows_its_balance(stand: CounterStand, card: Chip) -> None:
    stand.lay(card)
    assert "Balance GBP 50.00" in stand.text
    assert stand.member[1] == "BAL 50.00"


def test_e4_the_class_of_a_card_seen_first_prices_the_lines(stand: CounterStand) -> None:
    stand.lay(make_card(Medium.MIFARE_1K, NUMBER, START, STAFF))
    stand.press("102 ENTER")
    assert stand.shown[1:3] == ("Cake            3.15", "TOTAL (1)       3.15")


def test_g9_an_unknown_outcome_has_a_screen_of_its_own_until_the_same_card_comes(stand: CounterStand, card: Chip) -> None:
    stand.press("101 ENTER ENTER")
    card.tear_write(3, Tear.DONE)
    stand.lay(card)
    assert stand.shown[:2] == ("NOT FINISHED", "SAME CARD AGAIN")
    stand.press("101 ENTER 7")
    assert stand.shown[:2] == ("NOT FINISHED", "SAME CARD AGAIN")
    stand.lift()
    stand.lay(card)
    assert "PAID" in stand.text
    assert balance(card) == 4_800


def test_a_sale_that_is_paid_at_the_second_try_says_so_and_not_that_the_first_was_not_charged(
    stand: CounterStand, card: Chip
) -> None:
    stand.press("101 ENTER ENTER")
    card.tear_write(1, Tear.UNTOUCHED)
    stand.lay(card)
    stand.lift()
    stand.lay(card)
    said = set()
    for _ in range(4):
        said.add(stand.text)
        stand.wait(2_500)
    assert any("PAID GBP 2.00" in text for text in said)
    assert not any("NOT CHARGED" in text for text in said)
    assert balance(card) == 4_800


def test_a_power_cut_keeps_what_was_paid_and_forgets_what_was_keyed(stand: CounterStand, card: Chip) -> None:
    stand.press("101 ENTER ENTER")
    stand.lay(card)
    stand.press("102 ENTER 5")
    stand.power_cut()
    assert stand.shown == ("Ann", "", "", "Key item or card")
    assert stand.sums == {"CARD_SALES": (1, 200)}


def test_what_is_half_keyed_is_not_paid(stand: CounterStand) -> None:
    stand.press("101 ENTER 5 CASH")
    assert stand.text == "Ann / ENTER this first"
    stand.press("BACK CASH")
    assert stand.sums == {"CASH_SALES": (1, 200)}


def test_what_is_not_a_code_says_so(stand: CounterStand) -> None:
    stand.press("999 ENTER")
    assert "No item has this" in stand.text
    stand.press(". ENTER")
    assert stand.text == "Ann / Not a code or amount"


def test_back_stops_waiting_for_a_card_and_keeps_the_basket(stand: CounterStand) -> None:
    stand.press("101 ENTER ENTER BACK")
    assert "Cancelled" in stand.text
    stand.press("CASH")
    assert stand.sums == {"CASH_SALES": (1, 200)}


def test_a_card_that_does_not_come_again_is_given_up_after_one_question(stand: CounterStand, card: Chip) -> None:
    stand.press("101 ENTER ENTER")
    card.tear_write(2, Tear.GARBAGE)
    stand.lay(card)
    stand.press("BACK")
    assert stand.shown == ("NOT FINISHED", "Head office decides", "Do not charge again", "ENTER=yes BACK=no")
    stand.press("BACK")
    assert "BACK=no card comes" in stand.text
    stand.press("BACK ENTER")
    assert "HEAD OFFICE WILL" in stand.text
    stand.press("BACK")
    assert stand.shown == ("Ann", "", "", "Key item or card")


def test_l1_who_may_not_sell_sells_nothing(tmp_path: Path) -> None:
    stand = CounterStand(tmp_path, rights=0)
    stand.press("101")
    assert stand.text == "Ann / Not allowed to you"
    stand.till.journal.close()


def test_d9_what_is_taken_off_stands_in_the_journal_with_who_did_it(stand: CounterStand) -> None:
    stand.press("101 ENTER 2 x 102 ENTER BACK BACK")
    last = stand.till.journal.entry(stand.till.journal.state.last_sequence).body
    assert isinstance(last, LineRemoved)
    assert (last.line.item, last.line.quantity, last.operator) == (102, 2, 1)
