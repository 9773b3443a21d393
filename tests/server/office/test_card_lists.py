"""If these failed, a lost card would still buy, or one person alone could make a lost card good again."""

from __future__ import annotations

import pytest

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.tables import CardState
from server.database import run, writing
from server.reporting.loss import slip_of
from server.settlement.states.heartbeat import Hearing, Reach
from server.usecases.staff.roles import Reach as ScopeReach
from server.usecases.staff.roles import Role, Scope
from tests.server.head_office import NOON
from tests.server.office.stage import PASSWORD, Stage, deeds
from tests.server.office.world import CARD, HERE, THERE, build_world

PAGE = f"/office/cards/{CARD}.0"
BRANCH = Scope(ScopeReach.BRANCH, 1)


@pytest.fixture
def world(stage: Stage) -> Stage:
    build_world()
    return stage


def listed() -> int:
    return int(run("SELECT listed FROM card_instance").fetchone()[0])


def test_c6_a_loss_holds_at_once_and_two_persons_take_it_back(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    assert "Report loss" in cashier.get(PAGE).text
    cashier.get(PAGE + "/loss")
    assert "Say why" in cashier.post(PAGE + "/loss", state="1", reason=" ").text
    slip = cashier.post(PAGE + "/loss", state="2", reason="bag gone").text
    assert (listed(), "stolen" in slip, "0 of 2" in slip) == (CardState.STOLEN, True, True)
    assert f">{HERE}<" in slip
    assert f">{THERE}<" not in slip
    assert "cannot be done with this card" in cashier.post(PAGE + "/loss", state="1", reason="again").text
    assert cashier.get(PAGE + "/unlist").status_code == 403
    assert "who has heard" in cashier.get(PAGE).text

    manager = world.signed_in("max", Role.BRANCH_MANAGER, BRANCH)
    manager.get(PAGE + "/unlist")
    assert "You proposed this yourself" in manager.post(PAGE + "/unlist", reason="found in the car").text
    assert listed() == CardState.STOLEN
    assert "Waits for a second person" in manager.get(PAGE).text
    checker = world.signed_in("fin", Role.FINANCE)
    checker.get("/office/proposals/1")
    assert "Approved" in checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown).text
    assert listed() == CardState.UNDER_REVIEW, "two records at one counter are still to be cleared"
    said = [verb for verb in deeds() if "list" in verb]
    assert said == ["put on the list", "proposed: unlist card", "taken off the list", "approved: unlist card"]


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_c5_one_person_freezes_a_card_and_two_let_it_go_again(world: Stage) -> None:
    with writing():
        run("UPDATE card_instance SET listed = 0")
        run("UPDATE case_file SET closed_at = 1")
    manager, checker = world.signed_in("max", Role.BRANCH_MANAGER, BRANCH), world.signed_in("fin", Role.FINANCE)
    manager.get(PAGE + "/freeze")
    manager.post(PAGE + "/freeze", reason="a quarrel")
    assert listed() == CardState.LOCKED
    manager.get(PAGE + "/unlist")
    manager.post(PAGE + "/unlist", reason="settled")
    assert listed() == CardState.LOCKED
    checker.get("/office/proposals/1")
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    assert listed() == CardState.OK


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_what_was_said_of_the_card_since_goes_before_an_approval(world: Stage) -> None:
    run("UPDATE card_instance SET listed = 0")
    run("UPDATE case_file SET closed_at = 1")
    manager = world.signed_in("max", Role.BRANCH_MANAGER, BRANCH)
    manager.get(PAGE + "/freeze")
    manager.post(PAGE + "/freeze", reason="a quarrel")
    assert listed() == CardState.LOCKED
    manager.post(PAGE + "/unlist", reason="settled")
    assert "Waits for a second person" in manager.get(PAGE).text
    manager.get(PAGE + "/loss")
    manager.post(PAGE + "/loss", state="1", reason="now it is lost")
    checker = world.signed_in("fin", Role.FINANCE)
    checker.get("/office/proposals/1")
    answer = checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown).text
    assert "cannot be done with this card" in answer
    assert listed() == CardState.LOST


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_a21_a_card_that_belongs_to_nobody_is_not_reported_lost(world: Stage) -> None:
    run("INSERT INTO card_type VALUES (1, 'gift', 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0)")
    cashier = world.signed_in("eve", Role.CASHIER, BRANCH)
    assert "Report loss" not in cashier.get(PAGE).text
    assert "cannot be done" in cashier.get(PAGE + "/loss").text
    cashier.post(PAGE + "/loss", state="1", reason="gone")
    assert listed() == CardState.UNDER_REVIEW, "as it was"


def hearing(terminal: int, holds: bool, heard: int | None) -> Hearing:
    return Hearing(TerminalId(terminal), holds, 3, None if heard is None else Instant(heard))


@pytest.mark.parametrize(
    ("hearings", "version", "passed", "slowest"),
    [
        ((hearing(7, True, 5),), 3, True, None),
        ((hearing(7, True, 5), hearing(8, False, 4), hearing(9, False, 9)), 3, False, 8),
        ((hearing(7, False, 5), hearing(8, False, None)), 3, False, 8),
        ((), None, False, None),
    ],
)
def test_n4_the_member_answers_until_the_last_terminal_has_heard_or_has_stopped_by_itself(
    hearings: tuple[Hearing, ...], version: int | None, passed: bool, slowest: int | None
) -> None:
    reach = Reach(CardInstance(CardNumber(5), 0), CardState.LOST, NOON, "Ann", version, hearings)
    slip = slip_of(reach, None, 60)
    assert (slip.passed, slip.latest) == (passed, NOON + 60 * MS_PER_MINUTE)
    assert (slip.slowest and slip.slowest.terminal) == slowest
    assert slip_of(reach, {9}, 60).named == tuple(one for one in hearings if one.terminal == 9)
