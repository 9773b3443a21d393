"""If these failed, a report would say another sum than the ledger, or tell somebody what is not his."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, OwnerId
from protocol.instants import BusinessDay, business_day, date_of
from protocol.link.entries import CashOutDetail
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
from tests.server.journal import Card, Journal
from tests.server.office.stage import Browser, Stage, deeds
from tests.server.office.world import CARD, HERE, THERE, build_world

TODAY = business_day(NOON, 0)
DAY = Chosen(TODAY, TODAY)
MONTH = Chosen(BusinessDay(TODAY - 30), TODAY)
NAME = CardInstance(CardNumber(CARD), 0)
SOLD = Money(1_800)
ON_SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)


@pytest.fixture
def world(stage: Stage) -> Stage:
    """The world, told line by line."""
    build_world()
    assert fold(10)
    return stage


def test_k2_every_group_comes_to_what_the_ledger_says_whether_days_or_lines_tell_it(world: Stage) -> None:
    assert balance_of(revenue(OwnerId(1))) == SOLD
    for group in Group:
        found = takings(MONTH, EVERYTHING, group, 0)
        assert sum((one.figures.sales for one in found), Money(0)) == SOLD == taken(MONTH, EVERYTHING, group).sales, group
        assert sum(one.figures.by_card.minor for one in found) == 800, group
    assert taken(MONTH, EVERYTHING).loads == Money(5_000)
    assert (taken(MONTH, EVERYTHING).count, taken(MONTH, EVERYTHING, Group.OPERATOR).count) == (4, 4)


def test_k8_groups_have_their_keys(world: Stage) -> None:
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
def test_k1_filters_narrow_days_and_lines_alike(world: Stage, chosen: dict[str, int], sold: int) -> None:
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


def test_k4_what_is_owed_on_cards_day_by_day_ends_with_the_ledger(world: Stage) -> None:
    owed = balances_by_kind()[AccountKind.CARD_LIABILITY]
    assert liability_by_day(BusinessDay(TODAY - 1), TODAY) == [(TODAY - 1, Money(0)), (TODAY, owed)]
    assert balances_sum(None, overdrawn=False) == (1, owed) == (1, liability())
    assert balances_sum(1, overdrawn=False) == (1, owed)
    assert balances_sum(None, overdrawn=True) == (0, Money(0))
    assert [one.balance for one in balances(None, False, None, 9)] == [owed]
    assert balances(None, False, NAME, 9) == []


def test_c15_a_statement_goes_from_balance_to_balance(world: Stage) -> None:
    told = statement(NAME, DAY)
    assert (told.opening, told.closing, told.whole) == (Money(0), balance_of(card_liability(NAME)), True)
    assert [one.moved.minor for one in told.lines] == [-250, 5_000, -400, -150]  # in the order of the terminals' clocks
    before = statement(NAME, Chosen(BusinessDay(TODAY - 3), BusinessDay(TODAY - 1)))
    assert (before.opening, before.closing, before.lines) == (Money(0), Money(0), [])


def file_of(browser: Browser, report: str) -> list[list[str]]:
    """A report as its file tells it, without the head."""
    text = browser.client.get(f"/office/reports/{report}").data.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))[1:]


@ON_SQLITE
def test_k3_each_load_is_told_with_its_terminal_operator_card_and_amount(world: Stage) -> None:
    (load,) = file_of(world.signed_in("fin", Role.FINANCE), "loads/csv")
    assert load[1:] == [date_of(TODAY).isoformat(), str(HERE), "1", "load", f"{CARD}.0", "1 · Guests", "cash", "50.00"]


@ON_SQLITE
def test_k9_each_loss_is_told_with_who_reported_it_when_and_what_is_owed_on_the_card(world: Stage) -> None:
    with writing():
        list_card(NAME, CardState.LOST, "eve", NOON)
    finance = world.signed_in("fin", Role.FINANCE)
    assert file_of(finance, "losses/csv") == [[f"{CARD}.0", "2026-12-24 12:00", "lost", "eve", "42.00"]]
    assert f"{CARD}.0" not in finance.get("/office/reports/losses?from=2026-11-01&to=2026-11-30").text


@ON_SQLITE
def test_k10_what_came_onto_a_card_and_went_off_it_beside_sales_is_told_with_its_sign(world: Stage) -> None:
    journal, paid = Journal(terminal=9), Card(CARD + 1)
    journal.issue(paid)
    journal.load(paid, 2_000)
    journal.change(paid, Kind.CASH_OUT, -500, CashOutDetail(0))
    HeadOffice().accept(9, journal.batch())
    finance = world.signed_in("fin", Role.FINANCE)
    assert [row[-1] for row in file_of(finance, "changes/csv")] == ["-5.00", "20.00", "50.00"]
    assert [row[-1] for row in file_of(finance, f"changes/csv?card={CARD}")] == ["50.00"]


@ON_SQLITE
def test_k12_takings_of_each_terminal_add_up_to_those_of_all(world: Stage) -> None:
    finance = world.signed_in("fin", Role.FINANCE)
    of_each = file_of(finance, "takings/csv?by=terminal")
    assert [(row[0], row[1], row[6]) for row in of_each] == [(str(HERE), "3", "15.50"), (str(THERE), "1", "2.50")]
    assert "18.00" in finance.get("/office/reports/takings?by=terminal").text


@ON_SQLITE
def test_k13_a_statement_to_print_bears_the_name_of_the_shop_and_every_line_with_its_balance(world: Stage) -> None:
    cashier = world.signed_in("eve", Role.CASHIER, Scope(Reach.BRANCH, 1))
    page = cashier.get(f"/office/cards/{CARD}.0/statement?from=2026-12-24&to=2026-12-24").text
    assert '<p class="onlyprint">Tallycard</p>' in page
    assert re.findall(r'class="number">([−0-9.]+)</td></tr>', page) == ["0.00", "−2.50", "47.50", "43.50", "42.00"]


@ON_SQLITE
def test_k25_the_whole_chain_is_told_beside_each_branch_and_each_owner(world: Stage) -> None:
    finance = world.signed_in("fin", Role.FINANCE)
    branches, owners = (file_of(finance, f"takings/csv?by={group}") for group in ("branch", "owner"))
    assert [(row[0], row[6]) for row in branches] == [("1 · Main street", "15.50"), ("2 · Harbour", "2.50")]
    assert [row[-1] for row in owners] == ["18.00"]
    assert "18.00" in finance.get("/office/reports/takings?by=branch").text
    manager = world.signed_in("mia", Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 2))
    assert [row[6] for row in file_of(manager, "takings/csv?by=branch")] == ["2.50"]


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


def test_k22_every_report_opens_and_its_files_say_the_same(world: Stage) -> None:
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


def test_k21_groups_filters_and_days_stand_in_the_address(world: Stage) -> None:
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
