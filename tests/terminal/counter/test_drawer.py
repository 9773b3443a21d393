"""If these failed, nobody could say what the drawer should hold, who counted it, or which card is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.ids import CardInstance, CardNumber, OperatorId, ShiftNumber
from protocol.instants import MS_PER_DAY
from protocol.link.duty_entries import (
    Count,
    LossReport,
    PayOut,
    ShiftClosed,
    ShiftHandover,
    ShiftOpened,
    SignOff,
    SignOffReason,
    SignOn,
    SignOnMethod,
    Tender,
)
from protocol.link.entries import CashSale, Medium
from protocol.link.rights import Right
from protocol.money import Money
from terminal.words.counter import Word
from tests.support.counter_stand import CounterStand
from tests.support.duty_examples import ANN, BO, BO_CARD, CY, duty_catalogue
from tests.support.shop import make_card
from tests.terminal.counter.menus import choose
from tests.terminal.counter.test_people import told

SHIFT = ShiftNumber(1)


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[CounterStand]:
    made = CounterStand(tmp_path, books=duty_catalogue())
    yield made
    made.till.journal.close()


def open_shift(stand: CounterStand, start: str = "100") -> None:
    """With so much change."""
    choose(stand, Word.SHIFT_OPEN)
    stand.press(f"{start} ENTER ENTER")


def right(slip: str, left: str) -> str:
    """What stands at the right of the line that begins so."""
    return next(line.split()[-1] for line in slip.splitlines() if line.startswith(left))


def test_l6_a_shift_opens_with_its_float_and_stands_over_a_power_cut(stand: CounterStand) -> None:
    open_shift(stand)
    assert stand.shown[1:] == ("SHIFT 1 OPEN",)
    assert told(stand) == [ShiftOpened(SHIFT, ANN, Money(10_000))]
    stand.power_cut()
    stand.at.come_to_work()
    assert (stand.till.terminal.shift, stand.till.terminal.operator) == (SHIFT, 0)
    stand.till.terminal.operator = ANN
    choose(stand, Word.SHIFT_OPEN)
    assert "Shift 1 is open" in stand.text


def test_l6_the_drawer_is_counted_blind_and_the_slip_tells_over_and_short_and_what_is_unsent(stand: CounterStand) -> None:
    open_shift(stand)
    stand.press("2 x 101 ENTER CASH 102 ENTER")
    choose(stand, Word.OTHER_TENDER)
    stand.press("1 4 7 1 1 ENTER")
    choose(stand, Word.SHIFT_CLOSE)
    assert stand.shown == ("Close shift", "Count: cash", "", "ENTER=go BACK=back")
    assert not any("104" in line for line in stand.shown)
    stand.press("103.50 ENTER 3.5 ENTER")
    assert stand.shown == ("Close shift", "cash          103.50", "cheque          3.50", "ENTER=yes BACK=no")
    stand.press("ENTER")
    assert stand.text == "Ann / SHIFT CLOSED / cash      SHORT 0.50 / cheque         EXACT"
    counts = (Count(Tender.CASH, Money(10_400), Money(10_350)), Count(Tender.CHEQUE, Money(350), Money(350)))
    assert told(stand)[-1] == ShiftClosed(SHIFT, ANN, ANN, counts, 2)
    slip = stand.paper[-1]
    assert "SHIFT REPORT (Z) No. 1" in slip
    assert "SHORT 0.50" in slip
    assert [right(slip, left) for left in ("Sales, cash: 1", "Sales, cheque: 1", "Records not sent")] == ["4.00", "3.50", "2"]
    assert stand.till.terminal.shift == 0


def test_l6_back_goes_from_count_to_count_and_closes_nothing(stand: CounterStand) -> None:
    open_shift(stand)
    choose(stand, Word.SHIFT_CLOSE)
    stand.press("99 ENTER BACK BACK")
    assert stand.shown[1] != "Close shift"
    assert isinstance(told(stand)[-1], ShiftOpened)


def test_l6_a_shift_goes_into_other_hands_with_its_drawer_counted(stand: CounterStand) -> None:
    open_shift(stand)
    stand.press("101 ENTER CASH")
    choose(stand, Word.HANDOVER)
    stand.press("102 ENTER")
    stand.press("1 ENTER 1111 ENTER")
    assert "It is yours already" in stand.text
    stand.lay(make_card(Medium.MIFARE_1K, BO_CARD.number, 0))
    stand.press("222222 ENTER")
    assert stand.shown[1:] == ("ON DUTY", "Bo", "cash           EXACT")
    counted = (Count(Tender.CASH, Money(10_200), Money(10_200)),)
    assert told(stand)[-3:] == [
        ShiftHandover(SHIFT, ANN, BO, counted),
        SignOff(ANN, SignOffReason.REPLACED),
        SignOn(BO, SignOnMethod.CARD_AND_PIN),
    ]
    assert "SHIFT HANDED OVER No. 1" in stand.paper[-1]
    assert "Handed to" in stand.paper[-1]


def test_l6_only_a_supervisor_closes_the_shift_of_another(stand: CounterStand) -> None:
    open_shift(stand)
    stand.till.terminal.operator = OperatorId(4)
    choose(stand, Word.SHIFT_CLOSE)
    assert "Shift of another" in stand.text
    stand.till.terminal.operator = BO
    choose(stand, Word.SHIFT_CLOSE)
    stand.press("100 ENTER ENTER")
    ended = told(stand)[-1]
    assert isinstance(ended, ShiftClosed)
    assert (ended.operator, ended.by) == (ANN, BO)


def test_without_a_shift_nothing_is_closed_handed_over_or_paid_out(stand: CounterStand) -> None:
    for title in (Word.SHIFT_CLOSE, Word.HANDOVER, Word.PAY_OUT):
        choose(stand, title)
        assert "No shift is open" in stand.text
    assert told(stand) == []


def test_a_pay_out_names_its_reason_and_opens_the_drawer(stand: CounterStand) -> None:
    open_shift(stand)
    choose(stand, Word.PAY_OUT)
    assert stand.shown[:3] == ("1 Vegetables", "2 Postage", "3 Taxi")
    stand.press("MENU 1 250 ENTER")
    assert "More than is there" in stand.text
    stand.press("12.50 ENTER ENTER")
    assert "PAID OUT 12.50" in stand.text
    assert told(stand)[-1] == PayOut(Money(1_250), 4, "", ANN, SHIFT)
    assert "Window cleaner" in stand.paper[-1]
    assert stand.till.printer.drawer_openings == 1
    assert stand.till.journal.state.duty.drawer == {Tender.CASH: Money(8_750)}


def test_a_shop_without_reasons_pays_nothing_out(tmp_path: Path) -> None:
    books = duty_catalogue()
    bare = CounterStand(tmp_path, books=books.installing(3, replace(books.parameters, pay_out_reasons=())))
    open_shift(bare)
    choose(bare, Word.PAY_OUT)
    assert "No reasons are set" in bare.text
    bare.till.journal.close()


def test_d11_a_cheque_is_recorded_with_its_number_and_opens_the_drawer(stand: CounterStand) -> None:
    stand.press("101 ENTER")
    choose(stand, Word.OTHER_TENDER)
    stand.press("1 4 7 1 1 ENTER")
    assert "PAID" in stand.text
    sale = told(stand)[-1]
    assert isinstance(sale, CashSale)
    assert (sale.tender, sale.tender_text) == (Tender.CHEQUE, "4711")
    assert right(stand.paper[-1], "Cheque 4711") == "2.00"
    assert stand.till.printer.drawer_openings == 1


def test_d11_a_bank_card_needs_no_number_and_leaves_the_drawer_shut(stand: CounterStand) -> None:
    choose(stand, Word.OTHER_TENDER)
    assert "Key the goods first" in stand.text
    stand.press("101 ENTER")
    choose(stand, Word.OTHER_TENDER)
    stand.press("2 ENTER")
    assert right(stand.paper[-1], "Bank card") == "2.00"
    assert stand.till.printer.drawer_openings == 0


def test_d20_the_days_takings_are_shown_and_printed_by_kind_and_operator(stand: CounterStand) -> None:
    stand.press("101 ENTER CASH")
    stand.till.clock.advance(MS_PER_DAY)
    stand.press("102 ENTER CASH 101 ENTER ENTER")
    card = make_card(Medium.MIFARE_1K, 1001, 5_000)
    stand.lay(card)
    choose(stand, Word.TAKINGS)
    assert stand.shown == ("TURNOVER        5.50", "Sales member card", "1               2.00", "ENTER=slip MENU=more")
    stand.press("MENU")
    assert stand.shown[1:3] == ("Sales cash", "1               3.50")
    stand.press("ENTER")
    assert [right(stand.paper[-1], left) for left in ("Sales, cash: 1", "TURNOVER GBP", "Ann")] == ["3.50", "5.50", "5.50"]
    stand.press("BACK 101 ENTER")
    assert "Tea" in stand.text


def test_d22_corrections_have_a_log_of_their_own(stand: CounterStand) -> None:
    card = make_card(Medium.MIFARE_1K, 1001, 5_000)
    stand.press("101 ENTER ENTER")
    stand.lay(card)
    sale = stand.till.journal.state.last_slip
    choose(stand, Word.VOID)
    stand.press("ENTER")
    choose(stand, Word.TAKINGS)
    stand.press("x")
    log = stand.paper[-1]
    assert "CORRECTIONS OF 2026-09-21" in log
    assert "Voids, member card" in log
    assert f"Of sale {sale}" in log
    assert "Ann" in log


def test_d22_a_day_without_corrections_says_so(stand: CounterStand) -> None:
    choose(stand, Word.TAKINGS)
    assert stand.shown == ("TURNOVER        0.00", "ENTER=slip MENU=more")
    stand.press("x")
    assert "Nothing was corrected." in stand.paper[-1]


def test_g5_a_card_reported_lost_is_refused_here_at_once_and_the_member_gets_a_slip(stand: CounterStand) -> None:
    card = make_card(Medium.MIFARE_1K, 1001, 5_000)
    choose(stand, Word.LOSS)
    stand.press("1001 ENTER")
    assert stand.shown == ("Report lost card", "0000 0000 0000 1001", "Block this card?", "ENTER=yes BACK=no")
    stand.press("ENTER")
    assert "CARD BLOCKED" in stand.text
    assert told(stand)[-1] == LossReport(CardInstance(CardNumber(1001), 0), ANN)
    assert "CARD REPORTED LOST" in stand.paper[-1]
    assert "0000 **** **** 1001" in stand.paper[-1]
    stand.press("101 ENTER ENTER")
    stand.lay(card)
    assert stand.front.notices[-1].code == "listed"
    stand.power_cut()
    stand.press("101 ENTER ENTER")
    stand.lay(card)
    assert stand.front.notices[-1].code == "listed"


def copied(stand: CounterStand, number: int) -> None:
    """The copy of this slip of the list says what the first slip said, but for what only the moment knew."""
    before = len(stand.paper)
    choose(stand, Word.COPY)
    stand.press("MENU")
    stand.press("MENU " * ((number - 1) // 3) + str((number - 1) % 3 + 1))
    assert len(stand.paper) == before + 1
    assert "COPY" in stand.paper[-1]
    said = [line for line in stand.paper[-1].splitlines() if "COPY" not in line]
    first_ones = [slip.splitlines() for slip in stand.paper if "COPY" not in slip]
    assert any(set(said) <= set(first) and len(first) - len(said) <= 3 for first in first_ones), stand.paper[-1]


def test_d17_pay_outs_losses_handovers_and_z_slips_are_listed_by_time_and_printed_again(stand: CounterStand) -> None:
    open_shift(stand)
    stand.press("101 ENTER CASH")
    choose(stand, Word.PAY_OUT)
    stand.press("1 12.50 ENTER ENTER")
    choose(stand, Word.LOSS)
    stand.press("1001 ENTER ENTER")
    choose(stand, Word.HANDOVER)
    stand.press("89.50 ENTER")
    stand.lay(make_card(Medium.MIFARE_1K, BO_CARD.number, 0))
    stand.press("222222 ENTER")
    stand.lift()
    stand.till.clock.advance(MS_PER_DAY)
    choose(stand, Word.SHIFT_CLOSE)
    stand.press("89 ENTER ENTER")
    choose(stand, Word.COPY)
    stand.press("MENU")
    assert [line[:8] for line in stand.shown[:3]] == ["1 14:13 ", "2 09-21 ", "3 09-21 "]
    assert [line[8:].split() for line in stand.shown[:3]] == [["Z", "S1"], ["Hand", "S1"], ["Lost", "..1001"]]
    stand.press("MENU")
    assert [line[8:].split() for line in stand.shown[:2]] == [["Out", "12.50"], ["Sale", "2.00"]]
    stand.press("BACK BACK")
    openings = stand.till.printer.drawer_openings
    for number in range(1, 6):
        copied(stand, number)
    assert stand.till.printer.drawer_openings == openings


def test_d17_before_the_first_slip_the_list_says_so(stand: CounterStand) -> None:
    choose(stand, Word.COPY)
    stand.press("MENU")
    assert "No slips yet" in stand.text


def test_l2_the_four_levels_differ_in_what_the_menu_offers(stand: CounterStand) -> None:
    titles = {Right.PAY_OUT: Word.PAY_OUT, Right.TAKINGS: Word.TAKINGS, Right.LOSS: Word.LOSS, Right.SHIFT: Word.SHIFT_OPEN}
    stand.till.terminal.operator = CY
    for title in titles.values():
        with pytest.raises(AssertionError, match="does not offer"):
            choose(stand, title)
        stand.press("BACK")
