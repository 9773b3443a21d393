"""If these failed, one person alone could pay a card out or replace it, or a card would be paid out or made twice."""

from __future__ import annotations

from datetime import date

import pytest

from protocol.ids import CardInstance
from protocol.instants import day_of
from protocol.link.certificate import Role as Duty
from protocol.link.desk_orders import Extend, Mend, OrderKind
from protocol.link.tables import CardState, ClaimReason
from protocol.money import ZERO, Money
from server.database import run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import claim_liability, deposit_held, fee_revenue, office_cash, reissued
from server.ledger.proofs import prove
from server.settlement.desk_jobs import JobState, find_jobs
from server.usecases.cards.classes import CardType
from server.usecases.cards.replacing import Why, fee_of
from server.usecases.members.holders import give_card, holder_of
from server.usecases.money.fees import Charge, Fee, charge
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import NOON, HeadOffice, certificate_of
from tests.server.office.card_world import (
    BRANCH,
    CARD,
    CHARGES,
    DESK,
    ON_SQLITE,
    PAGE,
    build_card_world,
    jobs,
    twice,
)
from tests.server.office.stage import PASSWORD, TESTER, Stage, deeds
from tests.server.office.world import MEMBER


@pytest.fixture
def world(stage: Stage) -> Stage:
    build_card_world()
    return stage


@ON_SQLITE
def test_what_is_ordered_for_a_card_stands_beside_its_explained_balance(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    cashier.get(PAGE + "/load")
    assert "larger loads only" in cashier.post(PAGE + "/load", amount="4.99", desk=str(DESK)).text
    page = cashier.post(PAGE + "/load", amount="5.00", desk=str(DESK)).text
    for words in ("waiting for the desk", "Balance, explained", "50.00", "data-live"):
        assert words in page
    cashier.get(PAGE + "/read")
    assert "A desk job for this card is open" in cashier.post(PAGE + "/read", desk=str(DESK)).text
    elsewhere = world.signed_in("bob", Role.CASHIER, Scope(Reach.BRANCH, 2))
    assert "You have no desk" in elsewhere.get(PAGE + "/load").text


@ON_SQLITE
def test_a41_a_card_is_paid_out_by_one_person_up_to_its_highest_sale_and_by_two_above(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    with writing():
        run("UPDATE member_class SET hard_sale = 4999")
        charge(Charge(CARD, 1, deposit=Money(1_000)), "its issue", TESTER, NOON)
    assert "takes a second person" in cashier.get(PAGE + "/return").text
    assert "Waits for a second person" in cashier.post(PAGE + "/return", desk=str(DESK), reason="moves away").text
    assert jobs() == []
    checker = world.signed_in("fin", Role.FINANCE)
    checker.get("/office/proposals/1")
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    assert jobs() == [(OrderKind.RETURN, CARD, JobState.QUEUED)]
    with writing():
        run("UPDATE card_instance SET listed = %s", (int(CardState.RETURNED),))
        run("UPDATE desk_job SET state = 5, closed_at = 1")
    assert "Give the deposit back" in cashier.get(PAGE).text
    assert "the deposit is given back" in cashier.post(PAGE + "/deposit").text
    assert (balance_of(office_cash(1)), balance_of(fee_revenue(Fee.RETURN))) == (Money(-100), Money(100))
    assert "Give the deposit back" not in cashier.get(PAGE).text


@ON_SQLITE
def test_nothing_is_paid_out_while_anything_about_the_balance_is_open(world: Stage) -> None:
    with writing():
        run(
            "INSERT INTO claim (id, card, instance, reason, amount, last_day, source, cause, maker, checker, made_at, holder)"
            " VALUES (5, %s, 0, %s, 100, 99999, '[]', '', 'A', 'B', 1, '')",
            (CARD.number, int(ClaimReason.SUBSIDY)),
        )
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    assert "about its balance is open" in cashier.get(PAGE + "/return").text
    cashier.post(PAGE + "/return", desk=str(DESK), reason="moves away")
    assert jobs() == []


def test_a35_a_lost_card_is_replaced_by_two_persons_and_its_successor_is_made(world: Stage) -> None:
    give_card(CARD, MEMBER, "at the desk", TESTER, NOON)
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    path = PAGE + "/replace/lost"
    cashier.get(path)
    assert "Waits for a second person" in cashier.post(path, desk=str(DESK), reason="bag gone").text
    checker = world.signed_in("fin", Role.FINANCE)
    assert "lost or stolen" in checker.get("/office/proposals/1").text
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    successor = CardInstance(CARD.number, 1)
    moved = -balance_of(reissued(CARD))
    assert (holder_of(successor), balance_of(claim_liability(successor))) == (MEMBER, moved)
    assert run("SELECT terminal FROM claim").fetchall() == ([(DESK,)] if moved else [])
    page = cashier.get(PAGE).text
    assert f"Replaced by {successor}" in page
    assert ("still owed on this one" in page) == bool(moved)
    assert "Move the rest" not in page

    asked = cashier.get(PAGE + "/successor").text.split('name="valid_until"')[1]
    until = asked.split('value="')[1].split('"')[0]
    twice(cashier, PAGE + "/successor", desk=str(DESK), valid_until=until)
    assert jobs() == [(OrderKind.MAKE, successor, JobState.QUEUED)]
    assert balance_of(fee_revenue(Fee.REISSUE)) == Money(500)
    assert f"{successor}" in checker.get("/office/cards/replaced").text
    rest = checker.post(f"{PAGE}/rest").text
    assert "Nothing more is safe yet" in rest or "What is safe now" in rest
    assert "replaced" in deeds()
    assert prove().holds


@ON_SQLITE
def test_a36_a_card_is_swapped_for_another_that_has_its_money_its_member_and_its_deposit(world: Stage) -> None:
    give_card(CARD, MEMBER, "at the desk", TESTER, NOON)
    with writing():
        charge(Charge(CARD, 1, deposit=Money(1_000)), "its issue", TESTER, NOON)
    cashier, checker = world.signed_in("eve", Role.CASHIER, BRANCH), world.signed_in("fin", Role.FINANCE)
    cashier.get(PAGE + "/replace/exchange")
    cashier.post(PAGE + "/replace/exchange", desk=str(DESK), reason="it is bent")
    checker.get("/office/proposals/1")
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    twice(cashier, PAGE + "/successor", desk=str(DESK), valid_until="2027-12-31")
    successor = CardInstance(CARD.number, 1)
    assert jobs() == [(OrderKind.MAKE, successor, JobState.QUEUED)]
    safe = Money(5_000 - 2 * 1_000)  # two terminals may still have sold for a day's limit each
    assert (holder_of(successor), balance_of(claim_liability(successor))) == (MEMBER, safe)
    assert (balance_of(deposit_held(CARD)), balance_of(deposit_held(successor))) == (ZERO, Money(1_000))
    assert (balance_of(fee_revenue(Fee.SWAP)), balance_of(office_cash(1))) == (Money(300), Money(-1_300))
    assert prove().holds


@ON_SQLITE
def test_a_card_is_not_replaced_while_a_desk_may_still_pay_it_out(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    path, fields = PAGE + "/replace/exchange", {"desk": str(DESK), "reason": "it is bent"}
    cashier.get(path)
    cashier.post(path, **fields)
    cashier.get(PAGE + "/return")
    cashier.post(PAGE + "/return", desk=str(DESK), reason="moves away")
    assert jobs() == [(OrderKind.RETURN, CARD, JobState.QUEUED)]
    cashier.get(path)
    assert "A desk job for this card is open" in cashier.post(path, **fields).text
    checker = world.signed_in("fin", Role.FINANCE)
    checker.get("/office/proposals/1")
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    assert run("SELECT * FROM card_replacement").fetchall() == []


@ON_SQLITE
def test_a44_a_longer_validity_is_paid_for_and_written_by_a_desk(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    run("UPDATE card_instance SET valid_until = 9000")
    for day in ("2024-08-22", "2020-01-01"):
        cashier.get(PAGE + "/extend")
        assert "not a day until which" in cashier.post(PAGE + "/extend", desk=str(DESK), valid_until=day).text
    twice(cashier, PAGE + "/extend", desk=str(DESK), valid_until="2027-12-31")
    (job,) = find_jobs("ORDER BY number")
    assert job.content == Extend(day_of(date(2027, 12, 31)))
    assert (balance_of(fee_revenue(Fee.RENEWAL)), balance_of(office_cash(1))) == (Money(200), Money(-200))
    assert prove().holds


@ON_SQLITE
def test_a_new_pin_is_ordered_by_whoever_says_how_the_member_was_recognised(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    for recognised in ("", "  "):
        cashier.get(PAGE + "/pin")
        assert "How you saw" in cashier.post(PAGE + "/pin", desk=str(DESK), recognised=recognised).text
    assert jobs() == []
    cashier.post(PAGE + "/pin", desk=str(DESK), recognised="passport, the photo")
    assert jobs() == [(OrderKind.SET_PIN, CARD, JobState.QUEUED)]
    assert deeds()[-2:] == ["member recognised", "ordered: set pin"]


@ON_SQLITE
def test_a_card_is_mended_as_it_is_known_here_by_a_desk_that_may_repair(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    cashier.get(PAGE + "/mend")
    assert "Choose another one" in cashier.post(PAGE + "/mend", desk=str(DESK)).text
    HeadOffice().send(certificate_of(DESK + 1, Duty.LOAD | Duty.PERSONALISE | Duty.REPAIR))
    cashier.post(PAGE + "/mend", desk=str(DESK + 1))
    (job,) = find_jobs("ORDER BY number")
    known = run("SELECT card_class, issued, valid_from, valid_until FROM card_instance").fetchone()
    assert job.content == Mend(*known)


@ON_SQLITE
def test_all_cards_are_looked_through_by_whoever_sees_everything_and_found_by_number_by_the_others(world: Stage) -> None:
    give_card(CARD, MEMBER, "at the desk", TESTER, NOON)
    finance = world.signed_in("fin", Role.FINANCE)
    for asked in ("", "?state=OK", "?class=1", "?holder=ann", f"?after={(CARD.number - 1) * 65_536}"):
        page = finance.get(f"/office/cards{asked}").text
        assert (f">{CARD}<" in page, "Ann Lee" in page) == (True, True), asked
    for asked in ("?state=LOST", "?class=2", "?holder=bob", f"?after={CARD.number * 65_536}"):
        assert f">{CARD}<" not in finance.get(f"/office/cards{asked}").text, asked
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    assert "Ann Lee" not in cashier.get("/office/cards?holder=ann").text
    assert "Balance, explained" in cashier.get(f"/office/cards?number={CARD}").text


@pytest.mark.parametrize(("why", "fee"), [(Why.LOST, 500), (Why.EXCHANGE, 300), (Why.REPAIR, 0)])
def test_a43_what_a_new_card_costs_depends_on_why(why: Why, fee: int) -> None:
    assert fee_of(CardType(charges=CHARGES), why) == Money(fee)
