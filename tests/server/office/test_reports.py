"""If these failed, a report would say another sum than the ledger, or tell somebody what is not his."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from protocol.ids import CardInstance, CardNumber, OwnerId
from protocol.instants import BusinessDay, business_day
from protocol.link.tables import CardState
from protocol.money import Money
from server.database import writing
from server.ledger.balances import balance_of, balances_by_kind, liability
from server.ledger.chart import AccountKind, card_liability, revenue
from server.reporting.fold import fold
from server.reports.cards import balances, balances_sum, liability_by_day, statement
from server.reports.chosen import Chosen
from server.reports.listing import FROM_THE_NEWEST, Listed, all_lines, lines, sum_of
from server.reports.takings import Group, by_lines, taken, takings
from server.settlement.states.listing import list_card
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope
from tests.server.head_office import NOON, HeadOffice
from tests.server.journal import Journal
from tests.server.office.stage import Stage, deeds
from tests.server.office.world import CARD, HERE, THERE, build_world

TODAY = business_day(NOON, 0)
DAY = Chosen(TODAY, TODAY)
MONTH = Chosen(BusinessDay(TODAY - 30), TODAY)
NAME = CardInstance(CardNumber(CARD), 0)
SOLD = Money(1_800)


@pytest.fixture
def world(stage: Stage) -> Stage:
    """The world, told line by line."""
    build_world()
    assert fold(10)
    return stage


def test_every_group_comes_to_what_the_ledger_says_whether_days_or_lines_tell_it(world: Stage) -> None:
    assert balance_of(revenue(OwnerId(1))) == SOLD
    for group in Group:
        found = takings(MONTH, EVERYTHING, group, 0)
        assert sum((one.figures.sales for one in found), Money(0)) == SOLD == taken(MONTH, EVERYTHING, group).sales, group
        assert sum(one.figures.by_card.minor for one in found) == 800, group
    assert taken(MONTH, EVERYTHING).loads == Money(5_000)
    assert (taken(MONTH, EVERYTHING).count, taken(MONTH, EVERYTHING, Group.OPERATOR).count) == (4, 4)


def test_groups_have_their_keys(world: Stage) -> None:
    keys = {group: [one.key for one in takings(MONTH, EVERYTHING, group, 60)] for group in Group}
    assert keys[Group.DAY] == [TODAY]
    assert keys[Group.MONTH] == ["2026-12"]
    assert keys[Group.HOUR] == [13]
    assert keys[Group.TERMINAL] == [HERE, THERE]
    assert keys[Group.BRANCH] == [1, 2]
    assert keys[Group.OWNER] == [1]
    assert sorted(map(str, keys[Group.TENDER])) == ["0", "1"]
    assert keys[Group.OPERATOR] == [1]
    assert keys[Group.ITEM] == [7]
    assert f"{CARD}.0" in keys[Group.CARD]


@pytest.mark.parametrize(
    ("chosen", "sold"),
    [
        ({"terminal": THERE}, 250),
        ({"branch": 1}, 1_550),
        ({"owner": 2}, 0),
        ({"tender": 1}, 1_000),
        ({"operator": 1}, 1_800),
        ({"card": CARD}, 800),
        ({"item": 7}, 1_800),
        ({"category": 3}, 0),
        ({"card_class": 1}, 800),
        ({"member": 4}, 0),
    ],
)
def test_filters_narrow_days_and_lines_alike(world: Stage, chosen: dict[str, int], sold: int) -> None:
    some = Chosen(TODAY, TODAY, **chosen)
    assert taken(some, EVERYTHING).sales == Money(sold) == sum_of(Listed.SALES, some, EVERYTHING).amount
    assert by_lines(some, None) == (not {"terminal", "branch", "owner", "tender"} & set(chosen))


def test_nobody_is_told_of_more_than_he_may_see(world: Stage) -> None:
    for scope, sold in ((Scope(Reach.BRANCH, 2), 250), (Scope(Reach.REGION, 3), 1_550), (Scope(Reach.OWNER, 9), 0)):
        assert taken(DAY, scope).sales == Money(sold) == sum_of(Listed.SALES, DAY, scope).amount
    of_owner = taken(DAY, Scope(Reach.OWNER, 1))
    assert (of_owner.sales, of_owner.loads) == (SOLD, Money(0))


def test_pages_of_lines_give_each_line_once_the_newest_first(world: Stage) -> None:
    whole = [one.row for one in all_lines(Listed.SALES, DAY, EVERYTHING, 100)]
    seen, after = [], FROM_THE_NEWEST
    while page := lines(Listed.SALES, DAY, EVERYTHING, after, 3):
        seen += [one.row for one in page]
        after = page[-1].place
    assert seen == whole
    assert len(set(seen)) == 4 == sum_of(Listed.SALES, DAY, EVERYTHING).count


def test_what_is_owed_on_cards_day_by_day_ends_with_the_ledger(world: Stage) -> None:
    owed = balances_by_kind()[AccountKind.CARD_LIABILITY]
    assert liability_by_day(BusinessDay(TODAY - 1), TODAY) == [(TODAY - 1, Money(0)), (TODAY, owed)]
    assert balances_sum(None, overdrawn=False) == (1, owed) == (1, liability())
    assert balances_sum(1, overdrawn=False) == (1, owed)
    assert balances_sum(None, overdrawn=True) == (0, Money(0))
    assert [one.balance for one in balances(None, False, None, 9)] == [owed]
    assert balances(None, False, NAME, 9) == []


def test_a_statement_goes_from_balance_to_balance(world: Stage) -> None:
    told = statement(NAME, DAY)
    assert (told.opening, told.closing, told.whole) == (Money(0), balance_of(card_liability(NAME)), True)
    assert [one.moved.minor for one in told.lines] == [-250, 5_000, -400, -150]  # in the order of the terminals' clocks
    before = statement(NAME, Chosen(BusinessDay(TODAY - 3), BusinessDay(TODAY - 1)))
    assert (before.opening, before.closing, before.lines) == (Money(0), Money(0), [])


REPORTS = {
    "takings": "18.00",
    "sales": "18.00",
    "loads": "50.00",
    "changes": "50.00",
    "corrections": "0.00",
    "pay-outs": "0.00",
    "balances": "42.00",
    "overdrawn": "0.00",
    "liability": "42.00",
    "losses": "42.00",
}


def test_every_report_opens_and_its_files_say_the_same(world: Stage) -> None:
    with writing():
        list_card(NAME, CardState.LOST, "=cmd()", NOON)
    finance = world.signed_in("fin", Role.FINANCE)
    for name, total in REPORTS.items():
        page = finance.get(f"/office/reports/{name}")
        assert (page.status_code, total in page.text) == (200, True), name
        text = finance.client.get(f"/office/reports/{name}/csv").data.decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text, newline="")))
        book: Any = load_workbook(BytesIO(finance.client.get(f"/office/reports/{name}/xlsx").data)).active
        assert rows[:1] == [[cell.value for cell in row] for row in book.iter_rows(max_row=1)]
        assert len(rows) == book.max_row, name
    assert "'=cmd()" in finance.get("/office/reports/losses/csv").text
    assert deeds().count("export") == 2 * len(REPORTS) + 1


def test_groups_filters_and_days_stand_in_the_address(world: Stage) -> None:
    finance = world.signed_in("fin", Role.FINANCE)
    for group in Group:
        assert "18.00" in finance.get(f"/office/reports/takings?by={group.value}").text, group
    page = finance.get("/office/reports/takings?by=hour&terminal=8&from=2026-12-24&to=2026-12-24").text
    assert ("2.50" in page, "18.00" in page) == (True, False)
    assert "terminal=8" in page
    wrong = finance.get("/office/reports/sales?from=tomorrow&terminal=x&after=1.2.x&to=2026-12-24").text
    assert ("“tomorrow” is not a day" in wrong, "“x” is not a number" in wrong) == (True, True)
    assert finance.get("/office/reports/sales?from=2026-12-30&to=1999-01-01").status_code == 200
    assert finance.get("/office/reports/nothing").status_code == 404
    assert finance.get("/office/reports/sales/pdf").status_code == 404


def test_each_role_finds_its_own_reports(world: Stage) -> None:
    manager = world.signed_in("mia", Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 2))
    assert "2.50" in manager.get("/office/reports/sales").text
    assert manager.get("/office/reports/balances").status_code == 404
    owner = world.signed_in("olga", Role.OWNER, Scope(Reach.OWNER, 1))
    listed = owner.get("/office/reports/sales").text
    assert ("18.00" in listed, str(CARD) in listed) == (True, False)
    assert owner.get("/office/reports/loads").status_code == 404
    assert 'value="card"' not in owner.get("/office/reports/takings?by=card").text
    assert "balances" not in owner.get("/office/reports").text


def test_a_statement_names_no_terminal_of_another_branch(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, Scope(Reach.BRANCH, 1))
    page = cashier.get(f"/office/cards/{CARD}.0/statement?from=2026-12-24&to=2026-12-24").text
    assert page.count("<td>7</td><td>") == 3
    assert "<td>8</td><td>" not in page
    assert "42.00" in page


def test_a_late_batch_is_in_the_next_page(world: Stage) -> None:
    late = Journal(terminal=9)
    late.cash_sale(123)
    HeadOffice().accept(9, late.batch())
    assert "19.23" in world.signed_in("fin", Role.FINANCE).get("/office/reports/takings").text
