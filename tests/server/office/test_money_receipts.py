"""If these failed, more would go back of a receipt than was paid, or an owner would be paid twice for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.ids import OwnerId, TerminalId
from protocol.instants import BusinessDay, date_of
from protocol.link.certificate import Role as May
from protocol.link.desk_orders import CashOut, Load
from protocol.money import Money
from server.database import run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import claim_liability, owner_payable, revenue
from server.ledger.proofs import prove
from server.settlement.credits.bonuses import Band, Rule, store_rule, sweep_bonuses
from server.settlement.credits.claims import ClaimState, claim_named
from server.settlement.desk_jobs import JobState, move_job
from server.usecases.desk_jobs import job_numbered
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import NOON, HeadOffice, certificate_of
from tests.server.journal import TODAY, Card, Journal
from tests.server.office.stage import Browser, Stage, deeds
from tests.server.office.test_money_claims import OWED, approve, propose, rebooked_equal
from tests.server.settlement.test_booking import loaded_card

pytestmark = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
Desk = tuple[Browser, Browser]
LOAD, SALE, VOIDED = "7-a1b2c3d4-4", "7-a1b2c3d4-6", "7-a1b2c3d4-8"
TODAY_TEXT = date_of(TODAY).isoformat()


@pytest.fixture
def sold(stage: Stage) -> Desk:
    """A load of 50.00, a sale of 7.00 for owners 5 and 6, and one that was voided; terminal 7 is a desk."""
    office, here = HeadOffice(), Journal(terminal=7)
    card = loaded_card(here)
    here.sale(card, (400, 5), (300, 6))
    here.void(card, here.sale(card, 100))
    office.send(certificate_of(7, May.SELL | May.LOAD | May.CASH_OUT | May.PERSONALISE), here.batch())
    with writing():
        run("INSERT INTO terminal (id, owner, load_float) VALUES (7, 5, 0), (8, 6, 0)")
    return stage.signed_in("fin", Role.FINANCE), stage.signed_in("fay", Role.FINANCE)


def earned() -> list[int]:
    return [balance_of(revenue(OwnerId(owner))).minor for owner in (5, 6)]


def test_a_receipt_is_found_by_what_is_printed_on_it(sold: Desk) -> None:
    finance = sold[0]
    with writing():
        run("INSERT INTO owner VALUES (5, 'Tea Corner', 0, '')")
    for typed in ("7-6", SALE):
        page = finance.get(f"/office/money/receipts?number={typed}").text
        assert SALE in page
        assert "7.00" in page
        assert "Tea Corner" in page
    assert "No sale or load with this number" in finance.get("/office/money/receipts?number=7-7").text
    assert "No sale or load with this number" in finance.get("/office/money/receipts?number=nonsense").text
    assert finance.get("/office/money/receipts/nonsense/refund").status_code == 404
    assert finance.get(f"/office/money/receipts/{LOAD}/refund").status_code == 404


def test_a_refund_names_its_sale_costs_whose_sale_it_was_and_is_never_more_than_was_paid(sold: Desk, tmp_path: Path) -> None:
    maker, checker = sold
    path = f"/office/money/receipts/{SALE}/refund"
    maker.get(path)
    assert "Several owners share this sale" in maker.post(path, owner="all", amount="3.00", reason="whose milk?").text
    first = propose(maker, path, owner="5", amount="3.00", reason="sour milk")
    second = propose(maker, path, owner="5", amount="2.00", reason="sour milk again")
    assert "Approved and done" in approve(checker, first)
    assert (balance_of(claim_liability(OWED)).minor, earned()) == (300, [100, 300])
    assert "So much is not left" in approve(checker, second)
    maker.get(path)
    assert "So much is not left" in maker.post(path, owner="5", amount="1.01", reason="more").text
    assert "Approved and done" in approve(checker, propose(maker, path, owner="5", amount="1.00", reason="all of it"))
    assert "Approved and done" in approve(
        checker, propose(maker, path, owner="all", amount="2.00", reason="of the only one left")
    )
    assert "Approved and done" in approve(checker, propose(maker, path, owner="all", reason="the rest"))
    assert (balance_of(claim_liability(OWED)).minor, earned()) == (700, [0, 0])
    for filters, back in (("", "7.00"), ("?owner=5", "4.00")):
        assert f"Head office itself gave back {back}" in maker.get(f"/office/reports/takings{filters}").text
    assert "Head office itself" not in maker.get("/office/reports/takings?terminal=7").text
    maker.get(path)
    assert "So much is not left" in maker.post(path, owner="all", reason="twice").text
    assert run("SELECT COUNT(*) FROM correction").fetchone()[0] == 0
    assert (prove().failures, rebooked_equal(tmp_path)) == ((), True)


def test_what_was_voided_at_the_terminal_is_not_refunded_again(sold: Desk) -> None:
    maker = sold[0]
    maker.get(f"/office/money/receipts/{VOIDED}/refund")
    assert "So much is not left" in maker.post(f"/office/money/receipts/{VOIDED}/refund", owner="all", reason="again").text


def test_k11_a_sale_that_was_recorded_wrongly_is_put_right_beside_it_and_noted(sold: Desk, tmp_path: Path) -> None:
    maker, checker = sold
    lower = propose(maker, f"/office/money/receipts/{SALE}/refund", owner="6", amount="1.00", wrong="y", reason="typed 3 for 2")
    owner = propose(maker, f"/office/money/receipts/{SALE}/owner", recorded="5", right="6", amount="4.00", reason="tea is theirs")
    assert [approve(checker, one).count("Approved and done") for one in (lower, owner)] == [1, 1]
    assert earned() == [0, 600]
    page = maker.get("/office/money/corrections").text
    for words in ("typed 3 for 2", "tea is theirs", "5 → 6", SALE, "fin, fay"):
        assert words in page
    assert "7.00" in maker.get(f"/office/money/receipts?number={SALE}").text
    assert (prove().failures, rebooked_equal(tmp_path)) == ((), True)
    maker.get(f"/office/money/receipts/{SALE}/owner")
    assert (
        "So much is not left"
        in maker.post(f"/office/money/receipts/{SALE}/owner", recorded="6", right="6", amount="1.00", reason="nowhere").text
    )


def test_what_was_moved_to_another_owner_is_not_moved_again_and_goes_back_at_his_cost(sold: Desk) -> None:
    maker, checker = sold
    path = f"/office/money/receipts/{SALE}"
    move = {"recorded": "5", "right": "6", "amount": "3.00", "reason": "tea is theirs"}
    first, twin = (propose(maker, f"{path}/owner", **move) for _ in range(2))
    assert "Approved and done" in approve(checker, first)
    assert "So much is not left" in approve(checker, twin)
    assert "Approved and done" in approve(checker, propose(maker, f"{path}/refund", owner="6", amount="6.00", reason="cold"))
    assert "Approved and done" in approve(checker, propose(maker, f"{path}/refund", owner="all", reason="the rest"))
    assert earned() == [0, 0]


def test_c7_a_load_that_was_too_much_is_taken_off_the_card_by_a_desk_and_not_twice(sold: Desk) -> None:
    maker, checker = sold
    path = f"/office/money/receipts/{LOAD}/load"
    first = propose(maker, path, amount="45.00", desk="7", reason="typed 50 for 5")
    assert "Approved and done" in approve(checker, first)
    (number,) = run("SELECT number FROM desk_job").fetchone()
    job = job_numbered(number)
    assert (job.content, job.desk, job.state) == (CashOut(Money(4_500)), TerminalId(7), JobState.QUEUED)
    maker.get(path)
    assert "So much is not left" in maker.post(path, amount="5.01", desk="7", reason="more").text
    with writing():
        move_job(number, JobState.REFUSED, NOON)
    maker.get(path)
    assert propose(maker, path, amount="45.00", desk="7", reason="the desk refused") == 2
    assert "loaded too much" in maker.get("/office/money/corrections").text


def test_c13_whoever_takes_a_load_back_is_told_of_its_bonus_and_one_that_waits_goes_back_with_it(sold: Desk) -> None:
    maker, checker = sold
    with writing():
        store_rule(Rule(1, TODAY, (Band(Money(1_000), Money(150)),)))
        (claim,) = sweep_bonuses(TODAY, NOON)
    path = f"/office/money/receipts/{LOAD}/load"
    assert "1.50 is not on the card yet" in maker.get(path).text
    waits = propose(maker, path, amount="5.00", desk="7", reason="typed 50 for 45")
    assert "1.50 is not on the card yet" in checker.get(f"/office/proposals/{waits}").text
    assert "Approved and done" in approve(checker, waits)
    assert claim_named(claim.id).state is ClaimState.WAITING  # 45.00 earn the same
    with writing():
        move_job(run("SELECT number FROM desk_job").fetchone()[0], JobState.VERIFIED, NOON)
    assert "Approved and done" in approve(checker, propose(maker, path, amount="36.00", desk="7", reason="typed 50 for 9"))
    assert (claim_named(claim.id).state, balance_of(claim_liability(OWED))) == (ClaimState.RETURNED, Money(0))
    assert deeds()[-2:] == ["taken back", "approved: take load back"]
    assert "1.50" not in maker.get(path).text
    with writing():
        run("UPDATE claim SET returned_at = NULL, holder = '7-a1b2c3d4-99'")
    assert "1.50 is on the card and stays there; 43.00 is left on it in all." in maker.get(path).text


def test_c14_a_transfer_debits_the_first_card_before_the_second_is_loaded(sold: Desk) -> None:
    maker, checker = sold
    office, there = HeadOffice(), Journal(terminal=8)
    other = Card(1_000_000_000_000_002)
    there.issue(other)
    office.accept(8, there.batch())
    number = propose(
        maker, "/office/money/transfers/new", card=str(OWED), to=str(other.name), amount="9.00", desk="7", reason="his son's"
    )
    assert "Approved and done" in approve(checker, number)
    page = maker.get(f"/office/money/transfers/{number}")
    assert "Order the second half" not in page.text
    assert "not told of the first half yet" in maker.post(f"/office/money/transfers/{number}/load").text
    (out,) = run("SELECT out_job FROM card_transfer").fetchone()
    assert job_numbered(out).content == CashOut(Money(900))
    with writing():
        move_job(out, JobState.VERIFIED, NOON)
    maker.get(f"/office/money/transfers/{number}")
    maker.post(f"/office/money/transfers/{number}/load")
    (load,) = run("SELECT in_job FROM card_transfer").fetchone()
    assert (job_numbered(load).content, job_numbered(load).card) == (Load(Money(900)), other.name)
    assert "so already" in maker.post(f"/office/money/transfers/{number}/load").text
    maker.get("/office/money/transfers/new")
    same = {"card": str(OWED), "to": str(OWED), "amount": "1.00", "desk": "7", "reason": "no"}
    assert "one and the same card" in maker.post("/office/money/transfers/new", **same).text
    assert str(number) in maker.get("/office/money/transfers").text


def test_m4_an_owner_is_settled_once_for_a_period_that_is_over_and_what_comes_late_is_told_apart(
    stage: Stage, sold: Desk, tmp_path: Path
) -> None:
    maker, checker = sold
    maker.get("/office/settlements/new")
    settle = {"owner": "5", "until": TODAY_TEXT, "reason": "the month"}
    assert "Only days that are over" in maker.post("/office/settlements/new", **settle).text
    stage.clock.pass_minutes(24 * 60)
    for browser, name in ((maker, "fin"), (checker, "fay")):
        browser.sign_in(name)
    first, twin = (propose(maker, "/office/settlements/new", **settle) for _ in range(2))
    assert "Approved and done" in approve(checker, first)
    assert "settled already" in approve(checker, twin)
    assert (balance_of(owner_payable(OwnerId(5))).minor, earned()) == (400, [0, 300])
    office, late = HeadOffice(), Journal(terminal=8)
    late.cash_sale((250, 5))
    office.accept(8, late.batch())
    stage.clock.pass_minutes(24 * 60)
    for browser, name in ((maker, "fin"), (checker, "fay")):
        browser.sign_in(name)
    assert "2.50" in maker.get("/office/settlements").text
    until = date_of(BusinessDay(TODAY + 1)).isoformat()
    second = propose(maker, "/office/settlements/new", **settle | {"until": until})
    assert "2.50" in maker.page
    assert "Approved and done" in approve(checker, second)
    rows = run("SELECT from_day, to_day, amount, late FROM owner_settlement ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [(TODAY, TODAY, 400, 0), (TODAY + 1, TODAY + 1, 250, 250)]
    assert balance_of(owner_payable(OwnerId(5))) == Money(650)
    assert (prove().failures, rebooked_equal(tmp_path)) == ((), True)
    owner = stage.signed_in("five", Role.OWNER, Scope(Reach.OWNER, 5))
    assert "4.00" in owner.get("/office/settlements/1").text
    other = stage.signed_in("six", Role.OWNER, Scope(Reach.OWNER, 6))
    assert other.get("/office/settlements/1").status_code == 404
    assert "4.00" not in other.get("/office/settlements").text
