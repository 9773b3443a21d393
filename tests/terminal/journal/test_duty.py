"""If these failed, a power cut would forget who was on duty, or what the drawer should hold."""

from __future__ import annotations

from dataclasses import replace

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, OperatorId, Sequence, ShiftNumber
from protocol.instants import BusinessDay, Instant
from protocol.link.duty_entries import (
    Approval,
    Count,
    DrawerOpened,
    LossReport,
    PayOut,
    PinChanged,
    ShiftClosed,
    ShiftHandover,
    ShiftOpened,
    SignOff,
    SignOffReason,
    SignOn,
    SignOnMethod,
    SignOnRefused,
    TamperSeen,
    Tender,
)
from protocol.link.entries import (
    Body,
    Boot,
    BootReason,
    Cancel,
    CancelReason,
    CashRefund,
    Commit,
    Entry,
    Intent,
    LineRemoved,
    LoadDetail,
    VoidDetail,
)
from protocol.link.rights import Right
from protocol.money import ZERO, Money
from terminal.journal.checkpoint import read_state, state_bytes
from terminal.journal.duty import NOBODY, Duty, Shift
from terminal.journal.recovery import Recovered, intended_record
from tests.support.link_examples import VERIFIER
from tests.terminal.journal.histories import TERMINAL, carried, cash
from tests.terminal.journal.test_recovery import AT, CARD, ONE, intent, recovered, ref, sale

LIN, CHEN = OperatorId(4), OperatorId(9)
FIRST = ShiftNumber(1)
OPENED = ShiftOpened(FIRST, LIN, Money(20_000))
LOAD = intent(Kind.LOAD, 5_000, LoadDetail("A9"))


def duty(*bodies: Body) -> Duty:
    """People and drawer after these entries, the first of which stands at place 2; the same from a checkpoint."""
    state = recovered(*bodies)
    intents = {Sequence(place): body for place, body in enumerate(bodies, 2) if isinstance(body, Intent)}
    assert read_state(state_bytes(state), TERMINAL, intents.__getitem__).duty == state.duty
    return state.duty


# People


def test_l8_whoever_signed_on_last_is_on_duty_until_he_signs_off() -> None:
    assert duty().operator == NOBODY
    assert duty(SignOn(LIN, SignOnMethod.PIN)).operator == LIN
    assert duty(SignOn(LIN, SignOnMethod.PIN), SignOn(CHEN, SignOnMethod.CARD)).operator == CHEN
    assert duty(SignOn(LIN, SignOnMethod.PIN), SignOff(LIN, SignOffReason.IDLE)).operator == NOBODY


def test_a_restart_leaves_the_operator_on_duty_and_the_shift_open() -> None:
    after = duty(SignOn(LIN, SignOnMethod.PIN), OPENED, Boot(BootReason.START, ONE))
    assert (after.operator, after.shift) == (LIN, Shift(FIRST, LIN, LIN, AT, Sequence(3), Money(20_000)))


def test_refused_sign_ons_are_counted_over_restarts_until_the_right_pin() -> None:
    wrong = SignOnRefused(LIN)
    assert duty(wrong, Boot(BootReason.START, ONE), wrong).refused == {LIN: (2, AT)}
    assert duty(wrong, SignOnRefused(CHEN), SignOn(LIN, SignOnMethod.PIN)).refused == {CHEN: (1, AT)}


def test_l4_a_pin_chosen_here_is_remembered_with_its_time() -> None:
    assert duty(PinChanged(LIN, VERIFIER)).pins == {LIN: (VERIFIER, AT)}


def test_g5_a_card_reported_lost_here_is_remembered_with_its_time() -> None:
    assert duty(LossReport(CARD, LIN)).lost == {CARD: AT}


def test_g5_a_report_of_a_number_alone_means_every_card_of_that_number() -> None:
    number = CardInstance(CARD.number, 0)
    assert recovered(LossReport(number, LIN)).lost_since(CARD) == AT
    assert recovered(LossReport(CARD, LIN)).lost_since(CardInstance(CARD.number, CARD.instance + 1)) is None
    assert recovered().lost_since(CARD) is None


def test_an_open_case_is_remembered_until_it_is_closed() -> None:
    assert duty(TamperSeen(True)).tampered
    assert not duty(TamperSeen(True), TamperSeen(False)).tampered


def test_what_only_says_who_did_it_changes_nothing() -> None:
    line = cash(100).basket.lines[0]
    told = (Approval(LIN, Right.VOID, CHEN), DrawerOpened(LIN, FIRST), LineRemoved(line, LIN, FIRST))
    assert duty(OPENED, *told) == duty(OPENED)


# The drawer


def test_l6_a_drawer_holds_the_change_money_and_what_was_taken_by_each_tender() -> None:
    cheque = replace(cash(700), tender=Tender.CHEQUE, tender_text="4711")
    back = CashRefund(cash(120).basket, LIN, FIRST)
    after = duty(OPENED, cash(1_000), cheque, carried(50), replace(cash(30), basket=replace(cash(30).basket, carried=1)), back)
    assert after.drawer == {Tender.CASH: Money(20_000 + 1_000 + 80 - 120), Tender.CHEQUE: Money(700)}


def test_cash_for_a_load_lies_in_the_drawer_from_its_intent_on_and_goes_back_when_it_is_cancelled() -> None:
    assert duty(OPENED, LOAD).drawer == duty(OPENED, LOAD, Commit(Sequence(3))).drawer == {Tender.CASH: Money(25_000)}
    assert duty(OPENED, LOAD, Cancel(ref(3), CancelReason.SCRUBBED)).drawer == {Tender.CASH: Money(20_000)}
    assert duty(OPENED, sale(200), Cancel(ref(3), CancelReason.SCRUBBED)).drawer == {Tender.CASH: Money(20_000)}


def test_a_pay_out_leaves_the_drawer() -> None:
    assert duty(OPENED, PayOut(Money(1_500), 2, "ice", LIN, FIRST)).drawer == {Tender.CASH: Money(18_500)}


def test_without_a_shift_there_is_no_drawer() -> None:
    assert duty(cash(1_000), LOAD, PayOut(Money(1_500), 2, "", LIN, ShiftNumber(0))).drawer == {}
    handed = ShiftHandover(FIRST, LIN, CHEN, (Count(Tender.CASH, ZERO, Money(5)),))
    assert duty(handed) == duty()


def test_a_handover_gives_the_drawer_to_another_and_what_was_counted_is_what_is_there() -> None:
    after = duty(OPENED, ShiftHandover(FIRST, LIN, CHEN, (Count(Tender.CASH, Money(20_000), Money(19_990)),)), cash(100))
    assert after.shift == Shift(FIRST, LIN, CHEN, AT, Sequence(2), Money(20_000))
    assert after.drawer == {Tender.CASH: Money(20_090)}
    assert duty(OPENED, ShiftHandover(FIRST, LIN, CHEN), cash(100)).drawer == {Tender.CASH: Money(20_100)}


def test_the_end_of_a_shift_empties_the_drawer_and_its_number_is_kept_for_the_next() -> None:
    count = Count(Tender.CASH, Money(20_100), Money(20_100))
    after = duty(OPENED, cash(100), ShiftClosed(FIRST, LIN, CHEN, (count,), 3), cash(100))
    assert (after.shift, after.drawer, after.last_shift) == (None, {}, FIRST)


# The day's sales of a card (G4)


def test_g4_sales_of_a_card_are_counted_by_day_and_a_void_takes_one_back() -> None:
    one = sale(200)
    two = sale(300, "A2", before=intended_record(ref(2), one))
    state = recovered(one, Commit(Sequence(2)), two, Commit(Sequence(4)))
    assert _known(state) == 2
    undone = intent(Kind.VOID, 300, VoidDetail(ref(4)), intended_record(ref(4), two))
    again = recovered(one, Commit(Sequence(2)), two, Commit(Sequence(4)), undone, Commit(Sequence(6)))
    assert _known(again) == 1
    tomorrow = replace(sale(200, "A3", before=intended_record(ref(4), two)), change=replace(one.change, day=BusinessDay(9_001)))
    assert _known(recovered(one, Commit(Sequence(2)), two, Commit(Sequence(4)), tomorrow, Commit(Sequence(6)))) == 1
    assert _known(recovered(undone, Commit(Sequence(2)))) == 0


def _known(state: Recovered) -> int:
    memory = state.memory(CARD)
    assert memory
    return memory.sales_today


def test_a_card_reported_by_its_number_alone_is_kept_so() -> None:
    anyone = CardInstance(CardNumber(1001), 0)
    state = Recovered(TERMINAL)
    state.apply(Sequence(1), ONE, Entry(AT, Boot(BootReason.FIRST, Lineage(0))))
    state.apply(Sequence(2), ONE, Entry(Instant(AT + 1), LossReport(anyone, LIN)))
    assert state.duty.lost == {anyone: Instant(AT + 1)}
