"""If these failed, a sale would stand under another's name, or somebody would do what his role does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.ids import OperatorId
from protocol.instants import MS_PER_MINUTE
from protocol.link.duty_entries import Approval, PinChanged, SignOff, SignOffReason, SignOn, SignOnMethod, SignOnRefused
from protocol.link.entries import Body, Boot, CashSale, Intent, Medium
from protocol.link.rights import Right
from terminal.words.counter import Word
from tests.support.counter_stand import CounterStand
from tests.support.duty_examples import ANN, BO, BO_CARD, CY, DEE, DEE_CARD, duty_catalogue
from tests.support.shop import make_card
from tests.terminal.counter.menus import choose

NOBODY = OperatorId(0)
WRONG = "9999 ENTER"


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[CounterStand]:
    """A counter at which nobody is on duty."""
    made = CounterStand(tmp_path, books=duty_catalogue())
    made.till.terminal.operator = NOBODY
    made.at.display()
    yield made
    made.till.journal.close()


def told(stand: CounterStand) -> list[Body]:
    """What the journal says after the boot."""
    entries = [entry.body for _, entry in stand.till.journal.newest_first()][::-1]
    return [body for body in entries if not isinstance(body, Boot)]


def sign_on(stand: CounterStand, number: int, pin: str) -> None:
    """Number and PIN, by the menu."""
    choose(stand, Word.SIGN_ON)
    stand.press(f"{number} ENTER {pin} ENTER")


def test_l1_nobody_on_duty_sees_no_more_than_signing_on_and_looking(stand: CounterStand) -> None:
    with pytest.raises(AssertionError, match="does not offer"):
        choose(stand, Word.VOID)
    stand.press("BACK CASH")
    assert stand.text == "Nobody signed on / Sign on first /  / Operator no. + ENTER"
    stand.press("101 ENTER")
    assert stand.text == "Nobody signed on / No such operator. / Key the number / again."


def test_l5_the_idle_display_asks_for_the_number_and_its_digits_begin_the_sign_on(stand: CounterStand) -> None:
    stand.press("BACK")
    assert stand.shown == ("Nobody signed on", "", "", "Operator no. + ENTER")
    stand.press("1")
    assert stand.shown == ("OPERATOR", "Number or own card", "1", "ENTER=go BACK=back")
    stand.press("BACK BACK")
    assert stand.shown[0] == "Nobody signed on"
    stand.press(f"{ANN} ENTER 1111 ENTER")
    assert stand.text == "Ann / ON DUTY / Ann"
    stand.press("BACK")
    assert "Key item or card" in stand.text


def test_what_was_said_gives_way_to_how_the_terminal_stands_after_a_minute(stand: CounterStand) -> None:
    stand.press("1 ENTER 1111 ENTER")
    stand.wait(59_000)
    assert "ON DUTY" in stand.text
    stand.wait(1_000)
    assert stand.shown == ("Ann", "", "", "Key item or card")
    stand.press("101 ENTER CASH 102 ENTER 999 ENTER")
    stand.wait(120_000)
    assert "No item has this" in stand.text, "a sale is begun"


def test_l5_enter_on_the_idle_display_begins_the_sign_on_by_card(stand: CounterStand) -> None:
    stand.press("ENTER")
    assert stand.shown[:2] == ("OPERATOR", "Number or own card")
    stand.lay(make_card(Medium.MIFARE_1K, DEE_CARD.number, 0))
    assert stand.shown[1:3] == ("ON DUTY", "Dee")


def test_l5_an_operator_signs_on_by_number_and_pin_and_what_follows_is_his(stand: CounterStand) -> None:
    sign_on(stand, ANN, "1111")
    assert stand.text == "Ann / ON DUTY / Ann"
    stand.press("101 ENTER CASH")
    signed, sale = told(stand)
    assert signed == SignOn(ANN, SignOnMethod.PIN)
    assert isinstance(sale, CashSale)
    assert sale.operator == ANN


def test_l5_another_operator_takes_over_inside_the_running_program(stand: CounterStand) -> None:
    sign_on(stand, ANN, "1111")
    stand.lay(make_card(Medium.MIFARE_1K, DEE_CARD.number, 0))
    choose(stand, Word.SIGN_ON)
    stand.press("4 ENTER ENTER")
    assert told(stand)[-2:] == [SignOff(ANN, SignOffReason.REPLACED), SignOn(DEE, SignOnMethod.CARD)]
    assert stand.shown[1:3] == ("ON DUTY", "Dee")


def test_h7_a_card_says_by_itself_who_signs_on_and_the_pin_is_asked_too(stand: CounterStand) -> None:
    choose(stand, Word.SIGN_ON)
    stand.lay(make_card(Medium.MIFARE_1K, BO_CARD.number, 0))
    assert [line.strip() for line in stand.shown[1:3]] == ["Bo", "PIN"]
    stand.press("222222 ENTER")
    assert told(stand) == [SignOn(BO, SignOnMethod.CARD_AND_PIN)]


def test_l8_every_act_by_card_names_the_operator_on_duty(stand: CounterStand) -> None:
    sign_on(stand, ANN, "1111")
    stand.press("101 ENTER ENTER")
    stand.lay(make_card(Medium.MIFARE_1K, 1001, 5_000))
    intents = [body for body in told(stand) if isinstance(body, Intent)]
    assert [intent.operator for intent in intents] == [ANN]


def test_l8_a_pin_is_stars_on_the_display_and_in_no_entry_and_no_state(stand: CounterStand) -> None:
    choose(stand, Word.SIGN_ON)
    stand.press("1 ENTER 1 1")
    assert stand.shown == ("OPERATOR", "Ann", "PIN **", "ENTER=done BACK=stop")
    stand.press("1 1")
    assert "1111" not in repr(stand.at.counter)


def test_a_wrong_pin_is_journalled_and_after_three_the_number_waits_longer_each_time(stand: CounterStand) -> None:
    choose(stand, Word.SIGN_ON)
    for _ in range(3):
        stand.press(f"1 ENTER {WRONG}")
        assert "Wrong PIN" in stand.text
    assert told(stand) == [SignOnRefused(ANN)] * 3
    stand.press("1 ENTER")
    assert stand.text == "Nobody signed on / Too many wrong / tries. Wait 30 s."
    stand.wait(30_000)
    stand.press(f"1 ENTER {WRONG}")
    stand.press("1 ENTER")
    assert stand.text == "Nobody signed on / Too many wrong / tries. Wait 60 s."
    stand.wait(60_000)
    stand.press("1 ENTER 1111 ENTER")
    assert "ON DUTY" in stand.text
    assert stand.till.journal.state.duty.refused == {}


def test_the_wait_after_wrong_pins_outlives_a_power_cut(stand: CounterStand) -> None:
    choose(stand, Word.SIGN_ON)
    stand.press(f"1 ENTER {WRONG} 1 ENTER {WRONG} 1 ENTER {WRONG}")
    stand.power_cut()
    choose(stand, Word.SIGN_ON)
    stand.press("1 ENTER")
    assert "Wait 30 s" in stand.text


def test_another_card_than_his_own_signs_nobody_on(stand: CounterStand) -> None:
    choose(stand, Word.SIGN_ON)
    stand.press("4 ENTER")
    stand.lay(make_card(Medium.MIFARE_1K, 1001, 0))
    assert "Not this card" in stand.text
    assert told(stand) == [SignOnRefused(DEE)]


def test_who_has_neither_pin_nor_card_does_not_sign_on(stand: CounterStand) -> None:
    choose(stand, Word.SIGN_ON)
    for number in (5, 77):
        stand.press(f"{number} ENTER")
        assert "No such operator" in stand.text


def test_l2_who_works_under_supervision_signs_on_together_with_a_supervisor(stand: CounterStand) -> None:
    sign_on(stand, CY, "3333")
    assert stand.shown[0] == "SUPERVISOR"
    stand.press("1 ENTER 1111 ENTER")
    assert "Not a supervisor" in stand.text
    stand.lay(make_card(Medium.MIFARE_1K, BO_CARD.number, 0))
    stand.press("222222 ENTER")
    assert told(stand)[-2:] == [Approval(CY, Right.SELL, BO), SignOn(CY, SignOnMethod.PIN)]
    assert stand.till.terminal.operator == CY


def test_l1_a_supervisor_lends_a_right_for_one_act_and_no_more(stand: CounterStand) -> None:
    card = make_card(Medium.MIFARE_1K, 1001, 5_000)
    stand.till.terminal.operator = CY
    stand.press("101 ENTER ENTER")
    stand.lay(card)
    stand.lift()
    stand.lay(make_card(Medium.MIFARE_1K, BO_CARD.number, 0))
    choose(stand, Word.APPROVE)
    stand.press("2 ENTER ENTER 222222 ENTER")
    while not any(line.endswith("Void last sale") for line in stand.shown):
        stand.press("MENU")
    stand.press(next(line[0] for line in stand.shown if line.endswith("Void last sale")))
    stand.lift()
    stand.lay(card)
    stand.press("ENTER")
    assert "VOIDED" in stand.text
    approval = next(place for place, body in enumerate(told(stand)) if isinstance(body, Approval))
    assert told(stand)[approval] == Approval(CY, Right.VOID, BO)
    stand.press("MENU")
    with pytest.raises(AssertionError, match="does not offer"):
        choose(stand, Word.VOID)


def test_l4_an_operator_changes_his_pin_and_only_the_new_one_holds(stand: CounterStand) -> None:
    sign_on(stand, ANN, "1111")
    choose(stand, Word.CHANGE_PIN)
    stand.press("1111 ENTER 98175 ENTER 98175 ENTER")
    assert "PIN changed" in stand.text
    changed = told(stand)[-1]
    assert isinstance(changed, PinChanged)
    assert changed.operator == ANN
    sign_on(stand, ANN, "1111")
    assert "Wrong PIN" in stand.text
    stand.press("1 ENTER 98175 ENTER")
    assert "ON DUTY" in stand.text


def test_l4_a_pin_is_changed_only_by_the_old_one_and_keyed_twice_alike(stand: CounterStand) -> None:
    sign_on(stand, ANN, "1111")
    choose(stand, Word.CHANGE_PIN)
    stand.press(WRONG)
    assert "Wrong PIN" in stand.text
    choose(stand, Word.CHANGE_PIN)
    stand.press("1111 ENTER 123 ENTER")
    assert "4 to 6 digits" in stand.text
    stand.press("1234 ENTER")
    assert "like 1111 or 1234" in stand.text
    stand.press("1357 ENTER 7531 ENTER")
    assert "Not the same twice" in stand.text
    stand.press("BACK")
    assert not any(isinstance(body, PinChanged) for body in told(stand))


def test_l3_no_terminal_gives_a_supervisor_another_pin(stand: CounterStand) -> None:
    stand.till.terminal.operator = BO
    choose(stand, Word.CHANGE_PIN)
    assert "Ask head office" in stand.text


def test_l8_nobody_sells_under_the_name_of_one_who_went_away(stand: CounterStand) -> None:
    sign_on(stand, ANN, "1111")
    stand.press("MENU")
    stand.wait(9 * MS_PER_MINUTE)
    assert stand.till.terminal.operator == ANN
    stand.wait(MS_PER_MINUTE)
    assert stand.shown[0] == "Nobody signed on"
    assert told(stand)[-1] == SignOff(ANN, SignOffReason.IDLE)


def test_a_sale_that_is_begun_keeps_its_operator_on_duty(stand: CounterStand) -> None:
    sign_on(stand, ANN, "1111")
    stand.press("101 ENTER")
    stand.wait(60 * MS_PER_MINUTE)
    assert stand.till.terminal.operator == ANN


def test_who_signs_off_leaves_nobody_on_duty(stand: CounterStand) -> None:
    sign_on(stand, ANN, "1111")
    choose(stand, Word.SIGN_OFF)
    stand.press("ENTER")
    assert stand.text == "Nobody signed on / Signed off /  / Operator no. + ENTER"
    assert told(stand)[-1] == SignOff(ANN, SignOffReason.ASKED)
    choose(stand, Word.SIGN_OFF)
    assert stand.text == "Nobody signed on / Nobody signed on /  / Operator no. + ENTER"
