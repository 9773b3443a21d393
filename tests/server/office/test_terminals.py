"""If these failed, a terminal in trouble would look well, somebody would see another branch's, or one person alone would give."""

from __future__ import annotations

import pytest

from protocol.instants import MS_PER_MINUTE
from protocol.link.seal import unverified_body
from protocol.link.table_codec import decode_table
from protocol.link.tables import LeaseTable, TableKind
from server.database import run
from server.office.queries.fleet.lines import terminal_line
from server.office.queries.fleet.missing import missing_of, spans_between
from server.settlement.terminals import is_closed
from server.usecases.staff.roles import Reach, Role, Scope
from tests.server.head_office import HeadOffice, certificate_of
from tests.server.journal import Journal
from tests.server.office.stage import Browser, Stage, deeds
from tests.server.office.test_staff import approve
from tests.server.office.world import HERE, THERE, build_world

BRANCH = Scope(Reach.BRANCH, 1)
SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
"""Where SQL makes no difference."""


@pytest.fixture
def world(stage: Stage) -> Stage:
    build_world()
    return stage


def shown(browser: Browser, query: str = "") -> list[int]:
    """The terminals that the list shows."""
    page = browser.get(f"/office/terminals{query}").text
    return [number for number in (*range(1, 10), *range(100, 160)) if f'/office/terminals/{number}"' in page]


def second(world: Stage, number: int, role: Role = Role.FINANCE) -> None:
    """Another person approves."""
    status, page = approve(world.signed_in(f"second-{number}", role), number)
    assert status == 200, page


def lease_of(office: HeadOffice, journal: Journal, held: int = 0) -> LeaseTable | None:
    """The terminal's own table, if a sign of life is answered with one."""
    poll = journal.poll(((TableKind.LEASES, held),) if held else ())
    for answer in office.send(certificate_of(journal.terminal), poll):
        try:
            table = decode_table(unverified_body(answer))
        except ValueError:
            continue
        if isinstance(table.table, LeaseTable):
            return table.table
    return None


def test_the_list_shows_how_each_terminal_stands_and_only_ones_own(world: Stage) -> None:
    admin, manager = world.signed_in("ann", Role.ADMINISTRATOR), world.signed_in("mia", Role.BRANCH_MANAGER, BRANCH)
    journal = Journal(terminal=THERE)
    HeadOffice().send(certificate_of(THERE), journal.poll())
    assert shown(admin) == [HERE, THERE]
    assert shown(manager) == [HERE]
    assert shown(admin, "?branch=2") == [THERE]
    assert shown(admin, "?owner=5") == [HERE]
    assert shown(admin, "?trouble=any") == []
    assert shown(admin, "?trouble=nonsense&branch=x") == [HERE, THERE]
    world.clock.pass_minutes(25 * 60)
    admin.sign_in("ann")
    assert shown(admin, "?trouble=silent") == [HERE, THERE]
    assert "silent for a day" in admin.page


@SQLITE
def test_a_long_list_goes_by_its_number(world: Stage) -> None:
    run("INSERT INTO terminal (id, owner, load_float) VALUES " + ", ".join(f"({number}, 0, 0)" for number in range(100, 155)))
    admin = world.signed_in("ann", Role.ADMINISTRATOR)
    assert len(shown(admin)) == 50
    assert shown(admin, "?after=147") == list(range(148, 155))
    assert shown(admin, "?trouble=no_certificate&after=153") == [154]
    assert "trouble=any" in admin.get("/office/terminals?trouble=any").text


def test_p7_a_terminal_tells_of_its_clock_its_tables_and_what_is_missing(world: Stage) -> None:
    office, journal = HeadOffice(), Journal(terminal=9)
    journal.cash_sale(100)
    first = journal.batch()
    for _ in range(3):
        journal.cash_sale(100)
        last = journal.batch()
    office.accept(9, first, last)
    journal.cash_sale(100)
    office.send(certificate_of(9), journal.poll(at=3 * MS_PER_MINUTE))
    run("UPDATE heartbeat SET sent_at = heard_at + %s", (3 * MS_PER_MINUTE,))
    admin = world.signed_in("ann", Role.ADMINISTRATOR)
    page = admin.get("/office/terminals/9").text
    for words in ("These batches are missing: 2–3.", "ahead by 3 min", "clock is wrong", "batches missing", "batch 1, entry 2"):
        assert words in page
    assert "signed, whole up to batch 1" in page
    assert shown(admin, "?trouble=missing") == [9]
    assert shown(admin, "?trouble=clock") == [9]
    assert admin.get("/office/terminals/77").status_code == 404


def test_missing_numbers_are_told_as_ranges() -> None:
    assert [str(span) for span in spans_between(3, [5, 6, 9], 11)] == ["4", "7–8", "10–11"]
    assert spans_between(3, [], 3) == []


@SQLITE
def test_a_closed_terminal_is_told_to_sell_nothing_and_opened_again(world: Stage) -> None:
    admin, office, journal = world.signed_in("ann", Role.ADMINISTRATOR), HeadOffice(), Journal(terminal=HERE)
    admin.get(f"/office/terminals/{HERE}")
    assert admin.post(f"/office/terminals/{HERE}/close", reason="").status_code == 422
    assert "told when it is heard next" in admin.post(f"/office/terminals/{HERE}/close", reason="fair is over").text
    assert "so already" in admin.post(f"/office/terminals/{HERE}/close", reason="again").text
    assert (table := lease_of(office, journal)) is not None
    assert table.locked
    admin.post(f"/office/terminals/{HERE}/open", reason="next day")
    assert (table := lease_of(office, journal)) is not None
    assert not table.locked
    assert deeds()[-2:] == ["terminal closed", "terminal opened"]


@SQLITE
def test_m2_a_closed_branch_closes_its_terminals_and_no_others(world: Stage) -> None:
    admin = world.signed_in("ann", Role.ADMINISTRATOR)
    admin.get("/office/branches/2")
    assert "closed since" in admin.post("/office/branches/2/close", reason="flooded").text
    assert (is_closed(HERE), is_closed(THERE)) == (False, True)  # type: ignore[arg-type]
    assert "branch closed" in admin.get(f"/office/terminals/{THERE}").text
    admin.get("/office/branches/2")
    assert "closed since" not in admin.post("/office/branches/2/open", reason="dry").text


@SQLITE
def test_m5_owner_and_float_take_two_persons(world: Stage) -> None:
    admin = world.signed_in("ann", Role.ADMINISTRATOR)
    admin.get(f"/office/terminals/{HERE}")
    path = f"/office/terminals/{HERE}/masters"
    assert admin.post(path, owner="6", load_float="much", reason="moved").status_code == 422
    assert "so already" in admin.post(path, owner="5", load_float="0", reason="moved").text
    assert "Proposal 1" in admin.post(path, owner="6", load_float="250", reason="moved").text
    assert run("SELECT owner FROM terminal WHERE id = %s", (HERE,)).fetchone()[0] == 5
    second(world, 1)
    assert run("SELECT owner, load_float FROM terminal ORDER BY id").fetchall() == [(6, 25_000), (6, 0)]


@SQLITE
def test_one_person_revokes_at_once_and_two_take_it_back(world: Stage) -> None:
    finance, office = world.signed_in("fin", Role.FINANCE), HeadOffice()
    journal = Journal(terminal=THERE)
    finance.get(f"/office/terminals/{THERE}")
    path = f"/office/terminals/{THERE}/certificates/{THERE}"
    assert finance.post(f"/office/terminals/{HERE}/certificates/{THERE}/revoke", reason="stolen").status_code == 422
    finance.get(f"/office/terminals/{THERE}")
    assert "revoked" in finance.post(f"{path}/revoke", reason="stolen").text
    assert lease_of(office, journal) is None
    assert "Proposal 1" in finance.post(f"{path}/release", reason="found again").text
    assert run("SELECT COUNT(*) FROM revocation").fetchone()[0] == 1
    second(world, 1)
    assert run("SELECT COUNT(*) FROM revocation").fetchone()[0] == 0


def test_m3_branches_and_regions_are_named_and_a_region_widens_a_view_with_two(world: Stage) -> None:
    admin = world.signed_in("ann", Role.ADMINISTRATOR)
    admin.get("/office/branches")
    assert "Airport" in admin.post("/office/branches", number="12", name="Airport").text
    admin.get("/office/branches")
    assert "taken" in admin.post("/office/branches", number="12", name="Elsewhere").text
    assert "does not fit" in admin.post("/office/branches", number="70000", name="Elsewhere").text
    admin.post("/office/regions", number="4", name="South")
    admin.get("/office/regions/4")
    assert "Far south" in admin.post("/office/regions/4", name="Far south").text
    admin.get("/office/branches/2")
    assert "Quay" in admin.post("/office/branches/2/name", name="Quay").text
    regional = world.signed_in("reg", Role.BRANCH_MANAGER, Scope(Reach.REGION, 4))
    assert shown(regional) == []
    admin.post("/office/branches/2/region", region="4", reason="new split")
    second(world, 1, Role.ADMINISTRATOR)
    assert shown(regional) == [THERE]


@SQLITE
def test_a_number_or_a_float_beyond_all_bounds_is_said_to_be_so(world: Stage) -> None:
    admin = world.signed_in("ann", Role.ADMINISTRATOR)
    admin.get("/office/branches")
    assert "does not fit" in admin.post("/office/branches", number=str(10**30), name="Harbour").text
    admin.get("/office/enrolments/new")
    huge = {"terminal": "30", "branch": "1", "group": "2", "roles": "1", "owner": "5", "load_float": str(10**30), "reason": "new"}
    assert "more than any amount" in admin.post("/office/enrolments/new", **huge).text


@SQLITE
def test_of_many_batches_behind_a_gap_none_that_is_here_is_told_as_missing(world: Stage) -> None:
    office, journal = HeadOffice(), Journal(terminal=HERE)
    batches = []
    for _ in range(6):
        journal.cash_sale(100)
        batches.append(journal.batch())
    for place in (2, 4, 5):
        office.send(certificate_of(HERE), batches[place])
    line = terminal_line(HERE, Scope(Reach.ALL))
    assert [str(span) for span in missing_of(line)] == ["2", "4"]
    assert [str(span) for span in missing_of(line, most=1)] == ["2"]
