"""If these failed, money would be promised by one hand, twice, or by a proposal that was never approved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import BusinessDay, date_of
from protocol.link.tables import ClaimReason
from protocol.money import Money
from server.database import make_database, run, writing
from server.ledger.balances import balance_of
from server.ledger.chart import (
    BANK,
    BONUS_EXPENSE,
    OVER_SHORT,
    AccountName,
    branch_receivable,
    claim_liability,
    reissued,
    suspense_gap,
)
from server.ledger.proofs import prove
from server.settlement.credits.claims import ClaimState, NewClaim, all_claims, claim_named, make_claim
from server.settlement.credits.leases import float_granted
from server.settlement.rebook import rebook
from server.usecases.staff.roles import Role
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import TODAY, Card, Journal
from tests.server.office.stage import PASSWORD, Browser, Stage, deeds
from tests.server.office.world import CARD, HERE, build_world

pytestmark = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
OWED = CardInstance(CardNumber(CARD), 0)
FIRST = NOON // 1_000
"""The number of the first claim that is made."""
UNTIL = date_of(BusinessDay(TODAY + 30)).isoformat()
SUBSIDY = {"card": str(CARD), "amount": "30.00", "kind": "SUBSIDY", "payer": "house", "until": UNTIL, "reason": "winter"}


@pytest.fixture
def desk(stage: Stage) -> tuple[Browser, Browser]:
    """A maker and a checker before a world with a card."""
    build_world()
    return stage.signed_in("fin", Role.FINANCE), stage.signed_in("fay", Role.FINANCE)


def propose(browser: Browser, path: str, **fields: str) -> int:
    """What a form proposes; the number of the proposal."""
    browser.get(path)
    browser.post(path, **fields)
    found = re.search(r"<h1>Proposal (\d+)", browser.page)
    assert found, browser.page
    return int(found[1])


def approve(browser: Browser, number: int) -> str:
    browser.get(f"/office/proposals/{number}")
    return browser.post(f"/office/proposals/{number}/approve", shown=browser.shown, password=PASSWORD).text


def rebooked_equal(tmp_path: Path) -> bool:
    found = rebook(make_database(f"sqlite:///{tmp_path}/again.db"), 0)
    return found.digest_here == found.digest_there and found.proof.holds


@pytest.mark.parametrize(("payer", "account"), [("house", BONUS_EXPENSE), ("bank", BANK), ("branch:1", branch_receivable(1))])
def test_c12_a_promise_moves_money_when_another_person_has_approved_exactly_that(
    desk: tuple[Browser, Browser], payer: str, account: AccountName, tmp_path: Path
) -> None:
    maker, checker = desk
    number = propose(maker, "/office/money/claims/new", **SUBSIDY | {"payer": payer})
    assert "30.00" in maker.page
    assert "subsidy" in maker.page
    assert balance_of(claim_liability(OWED)) == Money(0)
    assert "another person must approve it" in approve(maker, number)
    assert "Approved and done" in approve(checker, number)
    (claim,) = all_claims()
    assert (claim.maker, claim.checker, claim.state, claim.cause) == ("fin", "fay", ClaimState.WAITING, f"proposal {number}")
    assert (balance_of(claim_liability(OWED)), balance_of(account)) == (Money(3_000), Money(-3_000))
    assert "30.00" in maker.get("/office/money").text
    assert (prove().failures, rebooked_equal(tmp_path)) == ((), True)


def test_a_rejected_or_expired_proposal_moves_nothing(stage: Stage, desk: tuple[Browser, Browser]) -> None:
    maker, checker = desk
    first, second = (propose(maker, "/office/money/claims/new", **SUBSIDY) for _ in range(2))
    checker.get(f"/office/proposals/{first}")
    checker.post(f"/office/proposals/{first}/reject", shown=checker.shown, reason="not this winter")
    checker.get(f"/office/proposals/{second}")
    shown = checker.shown
    stage.clock.pass_minutes(72 * 60 + 1)
    checker.sign_in("fay")
    checker.get("/office/proposals")
    assert "expired" in checker.post(f"/office/proposals/{second}/approve", shown=shown, password=PASSWORD).text
    assert run("SELECT COUNT(*) FROM claim").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"card": "99"}, "There is no card 99"),
        ({"amount": "0"}, "too small or too large"),
        ({"until": "2001-01-01"}, "last day is over"),
        ({"payer": "branch:99"}, "Not a valid choice"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_what_cannot_be_promised_is_not_proposed_and_stays_typed(
    desk: tuple[Browser, Browser], wrong: dict[str, str], said: str
) -> None:
    maker, _ = desk
    maker.get("/office/money/claims/new")
    answer = maker.post("/office/money/claims/new", **SUBSIDY | wrong)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text
    assert (wrong | SUBSIDY)["amount"] in answer.text or wrong.get("amount", "") in answer.text


def test_a_card_that_was_ended_gets_nothing_even_if_it_was_proposed_before(desk: tuple[Browser, Browser]) -> None:
    maker, checker = desk
    number = propose(maker, "/office/money/claims/new", **SUBSIDY)
    with writing():
        run("UPDATE card_instance SET listed = 4 WHERE card = %s", (CARD,))
    assert "Name its successor" in approve(checker, number)
    maker.get("/office/money/claims/new")
    assert "Name its successor" in maker.post("/office/money/claims/new", **SUBSIDY).text


def test_a_promise_that_nobody_holds_is_taken_back_by_one_person_with_a_reason(desk: tuple[Browser, Browser]) -> None:
    maker, checker = desk
    approve(checker, propose(maker, "/office/money/claims/new", **SUBSIDY))
    number = all_claims()[0].id
    maker.get(f"/office/money/claims/{number}")
    maker.post(f"/office/money/claims/{number}/back", reason="wrong card")
    assert claim_named(number).state is ClaimState.RETURNED
    assert (balance_of(claim_liability(OWED)), balance_of(BONUS_EXPENSE)) == (Money(0), Money(0))
    assert "on the card, given back" in maker.post(f"/office/money/claims/{number}/back", reason="again").text
    assert deeds()[-1] == "taken back"
    assert "wrong card" in maker.get(f"/office/money/claims/{number}").text
    assert maker.get(f"/office/money/claims/{number + 1}").status_code == 404


def test_what_a_replaced_card_left_to_its_successor_is_not_taken_back(desk: tuple[Browser, Browser]) -> None:
    maker = desk[0]
    source = ((reissued(OWED), Money(500)),)
    with writing():
        claim = make_claim(NewClaim(OWED, ClaimReason.REISSUE, Money(500), TODAY, source, "card", "fin", "fay"), TODAY, NOON)
    assert "Take it back" not in maker.get(f"/office/money/claims/{claim.id}").text
    assert "waits for the new one" in maker.post(f"/office/money/claims/{claim.id}/back", reason="old card found").text
    assert claim_named(claim.id).state is ClaimState.WAITING


def test_a_terminal_may_load_more_when_two_persons_say_so(desk: tuple[Browser, Browser]) -> None:
    maker, checker = desk
    before = float_granted(TerminalId(HERE))
    number = propose(maker, "/office/money/floats/grant", terminal=str(HERE), amount="1,000", reason="fair day")
    assert float_granted(TerminalId(HERE)) == before
    assert "Approved and done" in approve(checker, number)
    assert float_granted(TerminalId(HERE)) == before + Money(100_000)
    assert "1,000.00" in maker.get("/office/money/floats").text


def test_suspense_is_closed_as_it_was_shown_or_not_at_all(desk: tuple[Browser, Browser], tmp_path: Path) -> None:
    maker, checker = desk
    office, here, there = HeadOffice(), Journal(terminal=9), Journal(terminal=10)
    card = Card(1_000_000_000_000_002)
    here.issue(card)
    here.load(card, 5_000)
    there.sale(card, 250)
    there.sale(card, 70)
    here.sale(card, 100)
    office.accept(9, here.batch())
    assert balance_of(suspense_gap(card.name)) != Money(0)
    path = f"/office/money/suspense/{card.number}.{card.instance}"
    assert path in maker.get("/office/money/suspense").text
    first, second = (propose(maker, path, reason="that terminal burnt") for _ in range(2))
    assert "Approved and done" in approve(checker, first)
    assert (balance_of(suspense_gap(card.name)), balance_of(OVER_SHORT)) == (Money(0), Money(250))
    assert "another amount by now" in approve(checker, second)
    maker.get(path)
    assert "Nothing lies there" in maker.post(path, reason="again").text
    assert (prove().failures, rebooked_equal(tmp_path)) == ((), True)
