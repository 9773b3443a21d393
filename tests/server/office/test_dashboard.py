"""If these failed, the first page would show a sum that the ledger does not, or to somebody whom it does not concern."""

from __future__ import annotations

from protocol.instants import business_day
from protocol.money import Money
from server.database import run
from server.ledger.balances import balances_by_kind
from server.ledger.chart import AccountKind
from server.office.queries.dashboard import Backups, backups, liability, open_by_class, silent, takings
from server.settlement.findings.cases import CaseClass
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope
from tests.server.head_office import NOON
from tests.server.office.stage import Stage
from tests.server.office.world import HERE, THERE, build_world

TODAY = business_day(NOON, 0)


def test_takings_are_those_of_the_day_and_of_the_scope(stage: Stage) -> None:
    build_world()
    everything = takings(TODAY, EVERYTHING)
    assert (everything.by_card, everything.in_cash, everything.loads) == (Money(800), Money(1_000), Money(5_000))
    assert everything.sales == Money(1_800)
    assert takings(TODAY, Scope(Reach.BRANCH, 2)).by_card == Money(250)
    assert takings(TODAY, Scope(Reach.REGION, 3)).by_card == Money(550)
    assert takings(TODAY, Scope(Reach.OWNER, 1)).sales == Money(1_800)
    assert takings(TODAY, Scope(Reach.OWNER, 9)).sales == Money(0)
    assert takings(business_day(stage.clock(), 0), Scope(Reach.BRANCH, 9)).sales == Money(0)


def test_what_is_owed_on_cards_is_what_the_ledger_says(stage: Stage) -> None:
    assert liability() == Money(0)
    build_world()
    assert liability() == balances_by_kind()[AccountKind.CARD_LIABILITY] == Money(4_200)


def test_a_terminal_is_silent_after_a_day(stage: Stage) -> None:
    build_world()
    assert silent(stage.clock(), EVERYTHING) == []
    stage.clock.pass_minutes(24 * 60 + 1)
    assert [one.terminal for one in silent(stage.clock(), EVERYTHING)] == [HERE, THERE]
    assert [one.terminal for one in silent(stage.clock(), Scope(Reach.BRANCH, 2))] == [THERE]


def test_open_cases_are_counted_by_whom_they_wait_for(stage: Stage) -> None:
    build_world()
    assert open_by_class(EVERYTHING) == {
        CaseClass.BRANCH: 2,
        CaseClass.FINANCE: 1,
        CaseClass.SECURITY: 1,
        CaseClass.ENGINEERING: 1,
    }
    assert open_by_class(Scope(Reach.BRANCH, 2))[CaseClass.BRANCH] == 1


def test_the_first_page_shows_each_role_its_own(stage: Stage) -> None:
    build_world()
    finance = stage.signed_in("fin", Role.FINANCE).get("/office/").text
    assert "18.00" in finance
    assert "42.00" in finance
    manager = stage.signed_in("mia", Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 2)).get("/office/").text
    assert "2.50" in manager
    assert "42.00" not in manager
    cashier = stage.signed_in("eve", Role.CASHIER, Scope(Reach.BRANCH, 1)).get("/office/").text
    assert "Takings" not in cashier
    assert "Open cases" not in cashier


def test_the_age_of_the_last_backup_is_told_to_whoever_looks_after_it(stage: Stage) -> None:
    browser = stage.signed_in("ada", Role.ADMINISTRATOR)
    assert "none yet" in browser.get("/office/").text
    run("INSERT INTO backup_taken (at, name, newest_batch, restored) VALUES (%s, 'night', 1, FALSE)", (stage.clock(),))
    assert backups(stage.clock()) == Backups(stage.clock(), None, False)
    stage.clock.pass_minutes(24 * 60 + 1)
    assert backups(stage.clock()).is_old
    assert "Last backup" not in stage.signed_in("cas", Role.CASHIER, Scope(Reach.BRANCH, 1)).page
