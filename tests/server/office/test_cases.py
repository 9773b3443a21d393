"""If these failed, a case would be hidden, closed by one hand, or judged without its evidence."""

from __future__ import annotations

import pytest

from server.database import run
from server.ledger.proofs import prove
from server.settlement.findings.cases import all_open
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.office.stage import PASSWORD, Stage, deeds
from tests.server.office.world import FORK_HERE, HERE, LOST_HERE, SHIFT_HERE, SHIFT_THERE, TOTALS_HERE, build_world

BRANCH = Scope(Reach.BRANCH, 1)


@pytest.fixture
def world(stage: Stage) -> Stage:
    build_world()
    return stage


def numbers(page: str) -> list[int]:
    """The cases that a list shows."""
    return [number for number in range(1, 6) if f'/office/cases/{number}"' in page]


def test_a_list_shows_what_lies_within_the_scope_and_what_was_asked_for(world: Stage) -> None:
    finance, manager = world.signed_in("fin", Role.FINANCE), world.signed_in("mia", Role.BRANCH_MANAGER, BRANCH)
    assert numbers(finance.get("/office/cases").text) == [1, 2, 3, 4, 5]
    assert numbers(finance.get("/office/cases?class=finance").text) == [LOST_HERE]
    assert numbers(finance.get("/office/cases?after=3").text) == [4, 5]
    assert numbers(finance.get("/office/cases/closed").text) == []
    assert numbers(manager.get("/office/cases").text) == [1, 3, 4, 5]
    other = world.signed_in("max", Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 2))
    assert numbers(other.get("/office/cases").text) == [SHIFT_THERE]


def test_one_case_shows_both_sides_and_what_is_proposed(world: Stage) -> None:
    page = world.signed_in("fin", Role.FINANCE).get(f"/office/cases/{FORK_HERE}").text
    for words in ("two records at counter 2", "What journals say", "What cards and head office say", "re-issue the card", "R5"):
        assert words in page


def test_a_branch_is_not_told_which_terminal_elsewhere_wrote_on_the_card(world: Stage) -> None:
    finance, manager = world.signed_in("fin", Role.FINANCE), world.signed_in("mia", Role.BRANCH_MANAGER, BRANCH)
    assert "8-a1b2c3d4-" in finance.get(f"/office/cases/{FORK_HERE}").text
    page = manager.get(f"/office/cases/{FORK_HERE}").text
    assert "8-a1b2c3d4-" not in page
    assert "elsewhere" in page


def test_a_case_of_the_branch_is_closed_by_one_person_with_a_reason(world: Stage) -> None:
    manager = world.signed_in("mia", Role.BRANCH_MANAGER, BRANCH)
    manager.get(f"/office/cases/{SHIFT_HERE}")
    assert manager.post(f"/office/cases/{SHIFT_HERE}/close", reason=" ").status_code == 422
    page = manager.post(f"/office/cases/{SHIFT_HERE}/close", reason="counted again").text
    assert "The case is closed." in page
    assert "counted again" in page
    assert "closed already" in manager.post(f"/office/cases/{SHIFT_HERE}/close", reason="twice").text
    assert numbers(manager.get("/office/cases/closed").text) == [SHIFT_HERE]
    assert deeds()[-1] == "case closed"
    assert manager.post(f"/office/cases/{LOST_HERE}/close", reason="mine?").status_code == 403
    assert manager.post(f"/office/cases/{SHIFT_THERE}/close", reason="theirs?").status_code == 404


def test_money_and_suspicion_take_two_persons(world: Stage) -> None:
    maker, checker = world.signed_in("fin", Role.FINANCE), world.signed_in("fay", Role.FINANCE)
    for case in (LOST_HERE, FORK_HERE):
        maker.get(f"/office/cases/{case}")
        assert "takes a second person" in maker.page
        maker.post(f"/office/cases/{case}/close", reason="looked at both sides")
        assert "another person must approve" in maker.page
    assert len(all_open()) == 5
    for proposal in (1, 2):
        checker.get(f"/office/proposals/{proposal}")
        done = checker.post(f"/office/proposals/{proposal}/approve", shown=checker.shown, password=PASSWORD)
        assert "Approved and done" in done.text
    assert [case.number for case in all_open()] == [SHIFT_HERE, SHIFT_THERE, TOTALS_HERE]
    closed = run("SELECT closed_by, checked_by, reason FROM case_file WHERE id = %s", (FORK_HERE,)).fetchone()
    assert tuple(closed) == ("fin", "fay", "looked at both sides")
    assert "fay" in maker.get(f"/office/cases/{FORK_HERE}").text
    assert prove().failures == ()


def test_an_administrator_closes_no_case_that_money_hangs_on(world: Stage) -> None:
    admin = world.signed_in("ann", Role.ADMINISTRATOR)
    admin.get(f"/office/cases/{LOST_HERE}")
    assert "Close this case" not in admin.page
    assert admin.post(f"/office/cases/{LOST_HERE}/close", reason="let me").status_code == 403
    admin.get(f"/office/cases/{TOTALS_HERE}")
    assert "The case is closed." in admin.post(f"/office/cases/{TOTALS_HERE}/close", reason="corrected").text


def test_the_worklist_names_what_must_be_cleared(world: Stage) -> None:
    world.clock.pass_minutes(40 * 60)
    page = world.signed_in("fin", Role.FINANCE).get("/office/worklist").text
    assert "silent terminals" in page
    assert f'<a href="/office/terminals/{HERE}">terminal {HERE}</a>' in page
    assert "Nothing to clear" in world.signed_in("mia", Role.BRANCH_MANAGER, BRANCH).get("/office/worklist").text
