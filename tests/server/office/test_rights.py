"""If these failed, somebody could see or do what is not his: every route, every role, an object of one's own
and of another branch.

The routes come from the application itself: a new one without a rule, or without an example here, fails.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from protocol.ids import Lineage, OperatorId, OwnerId, Reference, Sequence, ShiftNumber, TerminalId
from protocol.instants import BusinessDay
from protocol.link.certificate import Role as TerminalRole
from protocol.link.duty_entries import Count, ShiftClosed, Tender
from protocol.link.tables import ClaimReason
from protocol.money import Money
from server.audit import Actor
from server.database import writing
from server.office.guard import NoRule, check_rules, rule_of, takes_whole_chain
from server.office.permissions import CLOSES, ROLES, Permission
from server.settlement.cards.fold import Drawer
from server.settlement.credits.claims import NewClaim, bonus, make_claim
from server.settlement.findings.cases import CaseClass
from server.settlement.owners import Owed, settle
from server.settlement.publish import publish
from server.settlement.shifts import store_shifts
from server.usecases.staff.api_tokens import ApiScope, make_token
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope
from server.usecases.terminals.enrolling import NewTerminal, order
from tests.server.head_office import NOON, SERVER_KEYS, HeadOffice
from tests.server.journal import TODAY
from tests.server.office.catalogue_world import TEA, build_catalogue
from tests.server.office.stage import Browser, Stage
from tests.server.office.world import (
    CARD,
    HERE,
    JOB_HERE,
    JOB_THERE,
    MEMBER,
    MEMBERS_FILE,
    SHIFT_HERE,
    SHIFT_THERE,
    THERE,
    build_world,
)
from tests.support.golden import Golden

PEOPLE: dict[str, tuple[Role, Scope]] = {
    "administrator": (Role.ADMINISTRATOR, EVERYTHING),
    "finance": (Role.FINANCE, EVERYTHING),
    "finance of a region": (Role.FINANCE, Scope(Reach.REGION, 3)),
    "cashier": (Role.CASHIER, Scope(Reach.BRANCH, 1)),
    "branch manager": (Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 1)),
    "owner": (Role.OWNER, Scope(Reach.OWNER, 5)),
    "auditor": (Role.AUDITOR, EVERYTHING),
}
CLAIM = NOON // 1_000
"""The number of the first claim that is made by hand."""
OBJECTS: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {
    "office.case": ({"number": SHIFT_HERE}, {"number": SHIFT_THERE}),
    "office.case_close": ({"number": SHIFT_HERE}, {"number": SHIFT_THERE}),
    "office.card": ({"number": CARD, "instance": 0}, None),
    "office.member_field": ({"number": 1}, None),
    "office.member_import_template": ({"ending": "csv"}, None),
    "office.member_import_file": ({"hashed": hashlib.sha256(MEMBERS_FILE).hexdigest()}, None),
    "office.card_web": ({"number": CARD, "instance": 0}, None),
    **{
        f"office.{name}": ({"number": MEMBER}, None)
        for name in (
            "member",
            "member_change",
            "member_leave",
            "member_return",
            "member_photo",
            "member_photo_keep",
            "member_card_give",
            "member_card_take",
            "member_photo_drop",
        )
    },
    "office.money_claim": ({"number": CLAIM}, None),
    "office.money_claim_back": ({"number": CLAIM}, None),
    "office.money_refund": ({"number": "7-a1b2c3d4-6"}, None),
    "office.money_other_owner": ({"number": "7-a1b2c3d4-6"}, None),
    "office.money_load_back": ({"number": "7-a1b2c3d4-4"}, None),
    "office.money_transfer": ({"number": 1}, None),
    "office.money_transfer_load": ({"number": 1}, None),
    "office.shift": ({"number": 1}, {"number": 2}),
    "office.settlement": ({"number": 1}, {"number": 2}),
    "office.money_file": ({"key": "00"}, None),
    "office.money_file_propose": ({"key": "00"}, None),
    "office.money_closing": ({"number": CARD, "instance": 0}, None),
    "office.terminal": ({"number": HERE}, {"number": THERE}),
    "office.terminal_retire": ({"number": HERE}, {"number": THERE}),
    "office.terminal_retire_proved": ({"number": HERE}, {"number": THERE}),
    "office.terminal_retire_loss": ({"number": HERE}, {"number": THERE}),
    "office.collect_answer": ({"number": 1}, None),
    "office.enrolment": ({"number": 1}, None),
    "office.enrolment_approve": ({"number": 1}, None),
    "office.enrolment_withdraw": ({"number": 1}, None),
    "office.enrolment_order": ({"number": 1}, None),
    "office.enrolment_answer": ({"number": 1}, None),
    "office.terminal_masters": ({"number": HERE}, {"number": THERE}),
    "office.terminal_close": ({"number": HERE}, {"number": THERE}),
    "office.terminal_open": ({"number": HERE}, {"number": THERE}),
    "office.terminal_revoke": ({"number": HERE, "serial": HERE}, {"number": THERE, "serial": THERE}),
    "office.terminal_release": ({"number": HERE, "serial": HERE}, {"number": THERE, "serial": THERE}),
    "office.branch": ({"number": 1}, {"number": 2}),
    "office.branch_name": ({"number": 1}, {"number": 2}),
    "office.branch_region": ({"number": 1}, {"number": 2}),
    "office.branch_close": ({"number": 1}, {"number": 2}),
    "office.branch_open": ({"number": 1}, {"number": 2}),
    "office.region": ({"number": 3}, None),
    **{
        f"office.card_{name}": ({"number": CARD, "instance": 0}, None)
        for name in ("pin", "mend", "extend", "sell", "successor", "jobs", "load", "read", "unlock", "return", "deposit", "rest")
    },
    "office.card_replace": ({"number": CARD, "instance": 0, "why": "lost"}, None),
    "office.card_dues_back": ({"number": JOB_HERE}, {"number": JOB_THERE}),
    "office.group_settings": ({"number": 1}, None),
    "office.group_settings_keep": ({"number": 1}, None),
    "office.terminal_settings": ({"number": HERE}, {"number": THERE}),
    "office.terminal_settings_keep": ({"number": HERE}, {"number": THERE}),
    "office.job": ({"number": JOB_HERE}, {"number": JOB_THERE}),
    "office.job_cancel": ({"number": JOB_HERE}, {"number": JOB_THERE}),
    "office.card_loss": ({"number": CARD, "instance": 0}, None),
    "office.card_freeze": ({"number": CARD, "instance": 0}, None),
    "office.card_unlist": ({"number": CARD, "instance": 0}, None),
    "office.card_slip": ({"number": CARD, "instance": 0}, None),
    "office.classes_one": ({"number": 1}, None),
    "office.classes_change": ({"number": 1}, None),
    "office.classes_bonus": ({"number": 1}, None),
    "office.report": ({"name": "takings"}, None),
    "office.report_file": ({"name": "takings", "form": "csv"}, None),
    "office.card_statement": ({"number": CARD, "instance": 0}, None),
    "office.staff_member": ({"number": 1}, None),
    "office.staff_change": ({"number": 1}, None),
    "office.staff_reset": ({"number": 1}, None),
    "office.staff_disable": ({"number": 1}, None),
    "office.token": ({"number": 1}, None),
    "office.token_revoke": ({"number": 1}, None),
    "office.items_file": ({"form": "csv"}, None),
    "office.item": ({"code": TEA}, None),
    "office.item_change": ({"code": TEA}, None),
    "office.item_price": ({"code": TEA}, None),
    "office.item_price_withdraw": ({"code": TEA, "day": 1}, None),
    "office.item_retire": ({"code": TEA}, None),
    "office.item_back": ({"code": TEA}, None),
    "office.category": ({"number": 2}, None),
    "office.category_drop": ({"number": 2}, None),
    "office.owner": ({"number": 5}, None),
    "office.discounts_set": ({"number": 1}, None),
    "office.discounts_item": ({"number": 1}, None),
    "office.discounts_promotion": ({"number": 1}, None),
    "office.discounts_promotion_end": ({"number": 1, "item": 0, "category": 2, "day": 1}, None),
    "office.versions_of": ({"kind": "ITEMS"}, None),
    "office.version": ({"kind": "ITEMS", "number": 1}, None),
    "office.version_back": ({"kind": "ITEMS", "number": 1}, None),
    "office.operator": ({"number": 1}, None),
    "office.operator_change": ({"number": 1}, None),
    "office.operator_pin": ({"number": 1}, None),
    "office.operator_leave": ({"number": 1}, None),
    "office.operator_back": ({"number": 1}, None),
    "office.proposal": ({"number": 1}, None),
    "office.proposal_approve": ({"number": 1}, None),
    "office.proposal_reject": ({"number": 1}, None),
}
"""What a route with an object is tried with: one of branch 1, and one beyond; None where it belongs to the whole chain."""
BY_OBJECT = {
    "office.money_file",
    "office.money_file_propose",
    "office.money_transfer",
    "office.money_transfer_load",
    "office.settlement",
    "office.collect_answer",
    "office.enrolment_order",
    "office.case_close",
    "office.proposal_approve",
    "office.proposal_reject",
    "office.proposal",
    "office.member_photo",
    "office.version_back",
}
"""Where the object itself decides besides."""
LAST = "office.logout"


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route of the office with each of its methods; signing out comes last."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("office.")]
    for rule in sorted(rules, key=lambda one: (one.endpoint == LAST, one.rule)):
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule, method


@pytest.fixture
def world(stage: Stage) -> Stage:
    card = build_world()
    with writing():
        make_claim(
            NewClaim(card, ClaimReason.SUBSIDY, Money(500), BusinessDay(TODAY + 9), bonus(Money(500)), "", "Ann", "Bob"),
            TODAY,
            NOON,
        )
        counts = (Count(Tender.CASH, Money(500), Money(480)),)
        closed = ShiftClosed(ShiftNumber(1), OperatorId(1), OperatorId(1), counts, 0)
        store_shifts(
            Drawer(Reference(TerminalId(terminal), Lineage(1), Sequence(90)), closed, TODAY) for terminal in (HERE, THERE)
        )
        for owner in (5, 6):
            settle(Owed(OwnerId(owner), TODAY, TODAY, Money(100), Money(0)), ("Ann", "Bob"), TODAY, NOON)
    build_catalogue()
    publish(SERVER_KEYS, NOON)
    stage.member("root", Role.ADMINISTRATOR)
    maker = stage.browser()
    maker.sign_in("root")
    maker.get("/office/staff/1")
    maker.post("/office/staff/1/reset", reason="an example")
    order(NewTerminal(30, 1, 0, TerminalRole.SELL, 0, Money(0)), "an example", HeadOffice().office, Actor(1, "root"))
    make_token("payroll", [ApiScope.CARDS_READ], 30, Actor(1, "root"), NOON)
    return stage


def tried(browser: Browser, app: Flask, rule: Rule, method: str, values: dict[str, Any]) -> int:
    """The status of one try; a form is sent empty, with the token of the page that the browser has."""
    with app.test_request_context():
        path = app.url_for(rule.endpoint, **values).removeprefix("http://localhost")
    if method != "POST":
        return browser.client.get(path).status_code
    page = browser.page
    status = browser.post(path, False).status_code
    browser.page = page
    return status


@pytest.mark.parametrize("books", ["sqlite"], indirect=True)
def test_each_role_gets_what_it_may_and_nothing_of_another_branch(world: Stage, golden: Golden) -> None:
    seen: dict[str, list[str]] = {}
    for name, (role, scope) in PEOPLE.items():
        browser = world.signed_in(name.replace(" ", "-"), role, scope)
        browser.get("/office/own")
        for rule, method in routes(world.app):
            needed = rule_of(world.app, rule.endpoint)
            assert needed is not None
            own, foreign = OBJECTS[rule.endpoint] if rule.arguments else ({}, None)
            found = tried(browser, world.app, rule, method, own)
            beyond = tried(browser, world.app, rule, method, foreign) if foreign is not None else None
            reaches = scope == EVERYTHING or not takes_whole_chain(world.app, rule.endpoint)
            may = not needed or (reaches and not ROLES[role].isdisjoint(needed))
            where = f"{name}: {method} {rule.rule} gave {found}, beyond {beyond}"
            if not may:
                assert found == 403, where
                assert beyond in (None, 403), where
            else:
                assert found < 500, where
                assert rule.endpoint in BY_OBJECT or found not in (403, 404), where
                assert scope == EVERYTHING or beyond in (None, 404), where
            cell = "yes" if found not in (403, 404) else str(found)
            seen.setdefault(f"{method} {rule.rule}", []).append(cell if beyond is None else f"{cell}, beyond {_word(beyond)}")
    golden("office/rights.md", _table(seen))


def _word(status: int) -> str:
    return str(status) if status in (403, 404) else "yes"


def _table(seen: dict[str, list[str]]) -> str:
    lines = [f"| route | {' | '.join(PEOPLE)} |", "|---" * (len(PEOPLE) + 1) + "|"]
    lines += [f"| {route} | {' | '.join(cells)} |" for route, cells in seen.items()]
    return (
        "# Who gets what at the office\n\nMade by `tests/server/office/test_rights.py --update-golden`.\n\n"
        + "\n".join(lines)
        + "\n"
    )


def test_whoever_has_not_signed_in_gets_the_way_to_do_so_and_nothing_else(world: Stage) -> None:
    for rule, method in routes(world.app):
        if rule_of(world.app, rule.endpoint):
            browser = world.browser()
            if method == "POST":
                browser.get("/office/login")
            with world.app.test_request_context():
                path = world.app.url_for(rule.endpoint, **(OBJECTS[rule.endpoint][0] if rule.arguments else {}))
            answer = browser.post(path, False) if method == "POST" else browser.client.get(path)
            assert (answer.status_code, answer.headers["Location"].startswith("/office/login")) == (302, True), rule


def test_a_route_without_a_rule_stops_the_start() -> None:
    app = Flask(__name__)
    app.add_url_rule("/office/new", "office.new", lambda: "")
    with pytest.raises(NoRule, match=r"office\.new"):
        check_rules(app)


def test_no_role_has_both_power_over_people_and_over_money() -> None:
    money = {CLOSES[CaseClass.FINANCE], CLOSES[CaseClass.SECURITY], Permission.CHANGE_MONEY}
    assert [role for role, has in ROLES.items() if Permission.CHANGE_STAFF in has and has & money] == []


def test_whoever_reads_all_writes_nothing() -> None:
    allowed = {one for one in Permission if one.value.startswith("read ")} | {Permission.USE_OWN_ACCOUNT}
    assert ROLES[Role.AUDITOR] <= allowed
    assert ROLES[Role.ATTENDANT] == frozenset()


def test_every_permission_belongs_to_somebody_and_opens_some_route(stage: Stage) -> None:
    given = frozenset().union(*ROLES.values())
    asked = frozenset().union(*(rule_of(stage.app, rule.endpoint) or frozenset() for rule, _ in routes(stage.app)))
    by_page = {Permission.READ_TAKINGS, Permission.READ_LIABILITY, Permission.APPROVE_TERMINALS}
    assert set(Permission) == given == asked | by_page
