"""What a newcomer is asked to do on the panel, by mouse, drag and keyboard. If these failed, he could not."""

from __future__ import annotations

import pytest

from provisioning.chain.example import PIN
from tests.panel.visitor import Visitor

pytestmark = pytest.mark.browser
MEMBER, STAFF, LOW, LOST = 1001, 1002, 1003, 1004


@pytest.fixture(autouse=True)
def in_order(visitor: Visitor) -> None:
    """Each task begins with nothing keyed and no card on the reader."""
    for card in (MEMBER, STAFF, LOW, LOST):
        if visitor.page.locator(f"#slot [data-card='{card}.1']").count():
            visitor.pull(card)
    visitor.press("BACK BACK BACK")


def test_a_sale_of_three_items_with_the_discount_of_the_card(visitor: Visitor) -> None:
    visitor.press("2 × 101 ENTER")
    visitor.sees("Tea")
    visitor.press("201 ENTER")
    visitor.sees("8.90")
    visitor.sees("8.90", "member")
    visitor.picture("sale-keyed")
    visitor.lay(STAFF)
    visitor.press("ENTER")
    visitor.sees("PIN")
    visitor.press(PIN)
    visitor.sees("PIN ****")
    assert PIN not in visitor.reads() + visitor.reads("member")
    visitor.picture("pin")
    visitor.press("ENTER")
    visitor.sees("PAID")
    visitor.sees("PAID", "member")
    slip = visitor.slip("Tea", "TOTAL", "Discount")
    assert "7.36" in slip  # 2.40 less 10 %, 6.50 less 20 %
    visitor.picture("sale-paid")
    visitor.pull(STAFF)


def test_a_pin_is_asked_above_the_limit_and_a_wrong_one_is_refused(visitor: Visitor) -> None:
    visitor.press("2 1 . ENTER ENTER")
    visitor.lay(MEMBER)
    visitor.sees("PIN")
    visitor.press("1111 ENTER")
    visitor.lamp("red")
    visitor.picture("wrong-pin")
    visitor.press("BACK BACK BACK BACK")


def test_a_card_that_is_pulled_away_while_it_is_written_pays_once_when_it_comes_back(visitor: Visitor) -> None:
    visitor.switch("torn")
    visitor.press("101 ENTER ENTER")
    visitor.lay_and_lose(MEMBER)
    visitor.sees("NOT FINISHED")
    visitor.lamp("amber")
    visitor.picture("not-finished")
    visitor.lay(MEMBER)
    visitor.sees("PAID")
    visitor.slip("Tea", "1.20")
    visitor.picture("finished-late")
    visitor.pull(MEMBER)


def test_the_power_fails_while_a_card_is_written_and_the_sale_is_settled_afterwards(visitor: Visitor) -> None:
    slips = visitor.page.locator(".slip").count()
    visitor.switch("blackout")
    visitor.press("102 ENTER ENTER")
    visitor.lay_and_lose(MEMBER)
    visitor.picture("blackout")
    visitor.returns()
    assert visitor.page.locator(".slip").count() >= min(slips, 20)
    visitor.lay(MEMBER)
    visitor.sees_no("NOT FINISHED")
    visitor.picture("after-the-blackout")
    visitor.pull(MEMBER)


def test_the_last_sale_of_a_card_is_undone(visitor: Visitor) -> None:
    visitor.press("101 ENTER ENTER")
    visitor.lay(MEMBER)
    visitor.sees("PAID")
    visitor.choose("Void last sale")
    visitor.press("ENTER")
    visitor.sees("VOIDED")
    visitor.slip("VOID")
    visitor.picture("void")
    visitor.pull(MEMBER)


def test_a_card_is_topped_up(visitor: Visitor) -> None:
    visitor.choose("Load a card")
    visitor.press("20 ENTER")
    visitor.picture("top-up")
    visitor.press("ENTER")
    visitor.lay(LOW)
    visitor.sees("LOADED")
    visitor.slip("LOAD", "20.00")
    visitor.pull(LOW)


def test_the_balance_and_the_last_changes_are_printed(visitor: Visitor) -> None:
    visitor.choose("Card balance")
    visitor.lay(MEMBER)
    visitor.sees("Balance")
    visitor.picture("balance")
    visitor.press("ENTER")
    visitor.slip("1001")
    visitor.pull(MEMBER)


def test_a_lost_card_is_refused_with_the_reason(visitor: Visitor) -> None:
    visitor.press("101 ENTER ENTER")
    visitor.lay(LOST)
    visitor.lamp("red")
    visitor.picture("lost-card")
    visitor.pull(LOST)


def test_without_paper_the_sale_stands_and_a_copy_is_printed_later(visitor: Visitor) -> None:
    visitor.switch("no_paper")
    slips = visitor.page.locator(".slip").count()
    visitor.press("101 ENTER CASH")
    visitor.sees("paper")
    visitor.picture("no-paper")
    assert visitor.page.locator(".slip").count() == slips
    visitor.switch("no_paper")
    visitor.choose("Copy of a slip")
    visitor.press("ENTER")
    visitor.slip("COPY", "Tea")


def test_everything_can_be_done_with_the_keyboard_alone(visitor: Visitor) -> None:
    visitor.type("1", "0", "1", "Enter")
    visitor.sees("Tea")
    visitor.card(MEMBER).focus()
    visitor.type("Enter")
    visitor.page.wait_for_selector(f"#slot [data-card='{MEMBER}.1']")
    visitor.type("Enter")
    visitor.sees("PAID")
    visitor.type("p")
    visitor.page.wait_for_selector(f"#tray [data-card='{MEMBER}.1']")
    visitor.type("1", "Backspace", "m", "Escape")
    visitor.sees("Key item or card")


def test_a_card_is_dragged_with_a_finger(visitor: Visitor) -> None:
    visitor.press("101 ENTER ENTER")
    visitor.drag_by_finger(MEMBER, "#reader")
    visitor.page.wait_for_selector(f"#slot [data-card='{MEMBER}.1']")
    visitor.sees("PAID")
    visitor.drag_by_finger(MEMBER, "#cards-title")
    visitor.page.wait_for_selector(f"#tray [data-card='{MEMBER}.1']")


def test_a_shift_is_opened_and_closed_with_a_blind_count(visitor: Visitor) -> None:
    visitor.choose("Open shift")
    visitor.press("50 ENTER ENTER")
    visitor.sees("OPEN")
    visitor.press("BACK 101 ENTER CASH")
    visitor.sees("PAID")
    visitor.choose("Close shift")
    visitor.sees("Count: cash")
    assert "51.20" not in visitor.reads()
    visitor.press("51 . 20 ENTER")
    visitor.picture("shift-count")
    visitor.press("ENTER")
    visitor.sees("SHIFT CLOSED")
    visitor.slip("51.20", "50.00")
    visitor.picture("shift-closed")
