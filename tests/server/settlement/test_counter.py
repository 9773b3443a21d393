"""Shifts, pay-outs and what a counter tells: the drawer comes to nothing at the end of a shift, whoever reports it and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import CardInstance, CardNumber, OperatorId, OwnerId, ShiftNumber, TerminalId
from protocol.instants import Instant
from protocol.link.duty_entries import (
    Count,
    LossReport,
    PayOut,
    PinChanged,
    ShiftClosed,
    ShiftHandover,
    ShiftOpened,
    SignOn,
    SignOnMethod,
    TamperSeen,
    Tender,
)
from protocol.link.entries import Basket, Body, CashRefund, CashSale, LineRemoved
from protocol.link.operator_pin import pin_verifier
from protocol.link.rights import Right
from protocol.link.sums import Sum, SumKind
from protocol.link.tables import CardState
from protocol.money import ZERO, Money
from server.database import make_database, run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import AccountName, branch_cash, branch_safe, card_liability, drawer, paid_out, revenue, shift_difference
from server.ledger.proofs import prove
from server.models.catalogue import OperatorRow
from server.settlement.findings.cases import CaseKind, all_open
from server.settlement.rebook import rebook
from server.settlement.states.listing import list_card
from tests.server.conftest import Empty
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import Card, Journal, lines_of

SEVEN, LIN, CHEN, FIRST = TerminalId(7), OperatorId(4), OperatorId(9), ShiftNumber(1)
OPENED = ShiftOpened(FIRST, LIN, Money(20_000))
PAID = PayOut(Money(1_500), 2, "ice", LIN, FIRST)
SAFE = branch_safe(SEVEN, Tender.CASH)


def cash(expected: int, counted: int, tender: Tender = Tender.CASH) -> Count:
    return Count(tender, Money(expected), Money(counted))


def closed(*counts: Count) -> ShiftClosed:
    return ShiftClosed(FIRST, LIN, CHEN, counts, 2)


def told(office: HeadOffice, *bodies: Body, journal: Journal | None = None) -> Journal:
    """A batch of these entries, taken."""
    journal = journal or Journal()
    for body in bodies:
        journal.add(body)
    office.accept(7, journal.batch(whatever=True))
    return journal


def balances(*names: AccountName) -> list[int]:
    return [balance_of(name).minor for name in names]


def kinds() -> list[CaseKind]:
    return [case.kind for case in all_open()]


# The drawer


def test_l6_a_shift_that_was_counted_right_leaves_an_empty_drawer(office: HeadOffice) -> None:
    journal = Journal()
    journal.add(OPENED)
    journal.cash_sale(1_000, 275)
    journal.cash_refund(100)
    told(office, PAID, closed(cash(19_675, 19_675)), journal=journal)
    assert balances(branch_cash(SEVEN), SAFE, paid_out(2)) == [0, 20_000 - 19_675, -1_500]
    assert balances(shift_difference(SEVEN), revenue(OwnerId(1))) == [0, 1_175]
    assert (kinds(), prove().holds) == ([], True)


def test_the_change_money_comes_from_the_safe_and_lies_in_the_drawer(office: HeadOffice) -> None:
    told(office, OPENED)
    assert balances(branch_cash(SEVEN), SAFE) == [-20_000, 20_000]


@pytest.mark.parametrize(("counted", "over"), [(20_030, 30), (19_970, -30)])
def test_what_is_over_or_short_is_booked_and_is_a_case(office: HeadOffice, counted: int, over: int) -> None:
    told(office, OPENED, closed(cash(20_000, counted)))
    assert balances(branch_cash(SEVEN), shift_difference(SEVEN), SAFE) == [0, over, 20_000 - counted]
    (case,) = all_open()
    side = "over" if over > 0 else "short"
    assert (case.kind, case.terminal, case.handling.persons) == (CaseKind.SHIFT_DIFFERENCE, SEVEN, 1)
    assert case.detail == f"shift 1 of operator 4 is {side} by 30: counted CASH {counted} of 20000"
    assert prove().holds


@pytest.mark.parametrize(("most", "found"), [(29, [CaseKind.SHIFT_DIFFERENCE]), (30, [])])
def test_a_difference_within_the_shops_limit_is_booked_without_a_case(
    office: HeadOffice, monkeypatch: pytest.MonkeyPatch, most: int, found: list[CaseKind]
) -> None:
    monkeypatch.setattr("server.settlement.counter._difference_max", lambda: Money(most))
    told(office, OPENED, closed(cash(20_000, 19_970)))
    assert (kinds(), balances(shift_difference(SEVEN))) == (found, [-30])


def test_a_handover_books_what_the_one_before_was_short_and_the_drawer_goes_on(office: HeadOffice) -> None:
    handed = ShiftHandover(FIRST, LIN, CHEN, (cash(20_000, 19_990),))
    told(office, OPENED, handed, ShiftHandover(FIRST, CHEN, LIN), closed(cash(19_990, 19_990)))
    assert balances(branch_cash(SEVEN), shift_difference(SEVEN)) == [0, -10]
    assert kinds() == [CaseKind.SHIFT_DIFFERENCE]


def test_d11_cheques_and_bank_cards_lie_beside_the_cash_until_they_are_handed_in(office: HeadOffice) -> None:
    journal = Journal()
    by_cheque = CashSale(Basket(lines_of(700)), LIN, FIRST, Tender.CHEQUE, "4711")
    by_bank = CashRefund(Basket(lines_of(50)), LIN, FIRST, Tender.BANK_CARD)
    journal.waiting_sums += [Sum(SumKind.CASH_SALES, 1, Money(700)), Sum(SumKind.CASH_REFUNDS, 1, Money(50))]
    told(office, OPENED, by_cheque, by_bank, journal=journal)
    cheques, banks = drawer(SEVEN, Tender.CHEQUE), drawer(SEVEN, Tender.BANK_CARD)
    assert balances(branch_cash(SEVEN), cheques, banks) == [-20_000, -700, 50]
    counts = (cash(20_000, 20_000), cash(700, 600, Tender.CHEQUE), cash(-50, 0, Tender.BANK_CARD))
    told(office, closed(*counts), journal=journal)
    assert balances(branch_cash(SEVEN), cheques, banks) == [0, 0, 0]
    assert balances(branch_safe(SEVEN, Tender.CHEQUE), shift_difference(SEVEN)) == [-600, -50]
    assert (cheques.key, kinds()) == ("7.2", [CaseKind.SHIFT_DIFFERENCE])


def test_a_shift_that_none_is_is_booked_as_it_says_and_is_a_case(office: HeadOffice) -> None:
    told(office, replace(OPENED, shift=ShiftNumber(0)), replace(PAID, amount=ZERO))
    assert balances(branch_cash(SEVEN)) == [-20_000]
    assert (kinds(), prove().holds) == ([CaseKind.DRAWER] * 2, True)


def test_batches_in_any_order_come_to_the_same_drawer(office: HeadOffice) -> None:
    journal = Journal()
    batches = []
    for body in (OPENED, PAID, closed(cash(18_500, 18_400))):
        journal.add(body)
        batches.append(journal.batch())
    for sealed in (batches[2], batches[0], batches[1]):
        office.accept(7, sealed)
    assert balances(branch_cash(SEVEN), SAFE, shift_difference(SEVEN)) == [0, 1_600, -100]


def test_entries_about_people_move_nothing(office: HeadOffice) -> None:
    line = lines_of(100)[0]
    told(office, SignOn(LIN, SignOnMethod.PIN), TamperSeen(True), LineRemoved(line, LIN, FIRST))
    assert (prove().figures["transfers"], kinds()) == (0, [])


# Loss reports


def issued(office: HeadOffice) -> tuple[Journal, Card]:
    journal, card = Journal(), Card(instance=1)
    journal.issue(card)
    journal.load(card, 5_000)
    office.accept(7, journal.batch())
    return journal, card


def listed(card: CardInstance) -> CardState:
    sql = "SELECT listed FROM card_instance WHERE card = %s AND instance = %s"
    return CardState(run(sql, (card.number, card.instance)).fetchone()[0])


@pytest.mark.parametrize("instance", [0, 1])
def test_g5_a_card_reported_lost_at_a_counter_is_listed_with_the_name_of_the_operator(office: HeadOffice, instance: int) -> None:
    journal, card = issued(office)
    told(office, LossReport(CardInstance(card.name.number, instance), LIN), journal=journal)
    assert listed(card.name) is CardState.LOST
    assert run("SELECT listed_by FROM card_listing").fetchone()[0] == "operator 4 at terminal 7"
    (case,) = all_open()
    assert (case.kind, case.card) == (CaseKind.LOSS_REPORTED, card.name)
    assert case.detail.endswith(f"was reported lost to operator 4 at terminal 7: listed {card.name}")


def test_a_report_of_a_card_that_nobody_knows_is_a_case(office: HeadOffice) -> None:
    told(office, LossReport(CardInstance(CardNumber(4), 0), LIN))
    (case,) = all_open()
    assert (case.card, case.detail.endswith("no card in use was listed")) == (None, True)


def test_what_a_person_has_said_of_a_card_stays(office: HeadOffice) -> None:
    journal, card = issued(office)
    with writing():
        list_card(card.name, CardState.RETURNED, "Ann", NOON)
    told(office, LossReport(card.name, LIN), journal=journal)
    assert listed(card.name) is CardState.RETURNED


def test_a_late_report_does_not_list_a_card_that_was_found_since(office: HeadOffice) -> None:
    journal, card = issued(office)
    with writing():
        list_card(card.name, CardState.LOST, "Ann", NOON)
        list_card(card.name, CardState.OK, "Ann", Instant(2**48 - 1))
    told(office, LossReport(card.name, LIN), journal=journal)
    assert listed(card.name) is CardState.OK


# PINs


def operator(rights: Right = Right.SELL, chosen: int = 0) -> None:
    with writing():
        OperatorRow.insert(
            id=LIN, name="Lin", rights=int(rights), pin=b"", pin_set_at=chosen, first_pin=b"", instance=1, supervised=False
        ).execute()


def test_l4_a_pin_chosen_at_a_terminal_holds_everywhere(office: HeadOffice) -> None:
    operator()
    verifier = pin_verifier("2580", bytes(16))
    told(office, PinChanged(LIN, verifier))
    assert bytes(OperatorRow.get().pin) == verifier


@pytest.mark.parametrize(("rights", "chosen"), [(Right.SUPERVISE | Right.SELL, 0), (Right.SELL, 2**47)])
def test_neither_a_supervisors_pin_nor_an_older_one_comes_from_a_terminal(office: HeadOffice, rights: Right, chosen: int) -> None:
    operator(rights, chosen)
    told(office, PinChanged(LIN, pin_verifier("2580", bytes(16))))
    assert bytes(OperatorRow.get().pin) == b""


# Beside ordinary sales


def test_what_stands_between_ordinary_sales_is_booked_and_booked_again_to_the_same_books(
    office: HeadOffice, empty: Empty
) -> None:
    journal, card = issued(office)
    journal.add(OPENED)
    journal.sale(card, 400)
    told(office, PAID, LossReport(card.name, LIN), closed(cash(18_500, 18_450)), journal=journal)
    assert balances(branch_cash(SEVEN), shift_difference(SEVEN), card_liability(card.name)) == [-5_000, -50, 4_600]
    result = rebook(make_database(empty()), 0)
    assert result.digest_here == result.digest_there
    assert (result.proof.failures, result.proof.figures) == ((), prove().figures)
