"""If these failed, a program could see or do what its token does not say, or do a thing twice."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from protocol.instants import date_of
from server.api.guard import NoScope, check_scopes, scopes_of
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability
from server.settlement.cards.standing import instances_of
from server.usecases.staff.api_tokens import ApiScope, all_tokens, revoke_token
from server.usecases.staff.roles import Role
from server.usecases.staff.staff import disable
from tests.server.api.conftest import MakeProgram
from tests.server.journal import TODAY
from tests.server.office.stage import PASSWORD, TESTER, Stage, deeds
from tests.server.office.world import CARD, HERE, MEMBER, THERE

ALL = frozenset(ApiScope)
ON_SQLITE = pytest.mark.parametrize("books", ["sqlite"], indirect=True)
VALUES: dict[str, Any] = {"number": 1, "card": str(CARD)}
BOB = {"name": "Bob Ng", "mobile": "139 1234"}
SUBSIDY = {
    "card": str(CARD),
    "amount": 500,
    "what_for": "SUBSIDY",
    "payer": "house",
    "last_day": date_of(TODAY).isoformat(),
    "reason": "December",
}


@ON_SQLITE
def test_every_route_takes_its_scope_and_no_other(world: Stage, program: MakeProgram) -> None:
    tokens = {scope: program([scope]) for scope in ApiScope}
    nobody = world.app.test_client()
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert len(rules) > 9
    for rule in rules:
        needed = scopes_of(world.app, rule.endpoint)
        assert needed is not None
        with world.app.test_request_context():
            path = world.app.url_for(rule.endpoint, **{name: VALUES[name] for name in rule.arguments})
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = nobody.open(path, method=method)
            assert (answer.status_code, answer.json and answer.json["code"]) == (401, "token"), rule
            for scope, one in tokens.items():
                status = one.ask(method, path.removeprefix("/api/v1")).status_code
                assert (status == 403) == (not needed <= {scope}), f"{scope}: {method} {rule.rule} gave {status}"


def test_a_route_without_a_scope_stops_the_start() -> None:
    app = Flask(__name__)
    app.add_url_rule("/api/v1/new", "api.new", lambda: "")
    with pytest.raises(NoScope, match=r"api\.new"):
        check_scopes(app)


@ON_SQLITE
def test_a_token_that_is_over_revoked_or_unknown_opens_nothing(world: Stage, program: MakeProgram) -> None:
    one = program([ApiScope.CARDS_READ])
    assert one.get("/shop").status_code == 200
    assert one.token not in str(run("SELECT * FROM api_token").fetchall())
    assert all_tokens()[0].seen_at == world.clock()
    for wrong in ("", one.token[:-1], "tcapi_ü"):
        answer = world.app.test_client().get("/api/v1/shop", headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401
    revoke_token(1, "lost", TESTER, world.clock())
    assert one.get("/shop").status_code == 401
    other = program([ApiScope.CARDS_READ])
    world.clock.pass_minutes(31 * 24 * 60)
    assert other.get("/shop").status_code == 401


@ON_SQLITE
def test_a_token_opens_nothing_once_whoever_made_it_may_not_sign_in(world: Stage, program: MakeProgram) -> None:
    one = program([ApiScope.CARDS_READ])
    assert one.get("/shop").status_code == 200
    disable(1, "has left", TESTER, world.clock())
    assert one.get("/shop").status_code == 401
    assert not all_tokens()[0].holds(world.clock())


@ON_SQLITE
def test_an_administrator_makes_a_token_that_is_shown_once(world: Stage) -> None:
    ann = world.browser()
    ann.sign_in("ann")
    assert 'required type="checkbox"' not in ann.get("/office/tokens/new").text
    assert ann.post("/office/tokens/new", name="payroll", days="30").status_code == 422
    page = ann.post("/office/tokens/new", name="payroll", scopes="cards:read", days="30").text
    word = page[page.index("tcapi_") :][:70]
    answer = world.app.test_client().get("/api/v1/shop", headers={"Authorization": f"Bearer {word}"})
    assert answer.status_code == 200
    assert word not in ann.get("/office/tokens/1").text
    assert "opens nothing any more" in ann.post("/office/tokens/1/revoke", reason="the program is gone").text
    assert deeds()[-2:] == ["token made", "token revoked"]


def test_cards_and_days_say_what_the_ledger_says(world: Stage, program: MakeProgram) -> None:
    one = program(ALL)
    card = one.get(f"/cards/{CARD}").json
    assert card is not None
    assert (card["card"], card["balance"], card["member"]) == (f"{CARD}.0", 4_200, MEMBER)
    explained = one.get(f"/cards/{CARD}.0/balance").json
    assert explained is not None
    assert explained["ledger"] == explained["told"] == balance_of(card_liability(instances_of(CARD)[0])).minor
    day = date_of(TODAY).isoformat()
    totals = one.get(f"/reports/days?first={day}&last={day}").json
    assert totals is not None
    sums = {one["kind"]: (one["count"], one["amount"]) for one in totals["totals"]}
    assert sums["card_sale"] == (3, 800)
    assert sums["cash_sale"] == (1, 1_000)
    lines, after = [], ""
    while after is not None:
        page = one.get(f"/sales?day={day}&limit=2&after={after}").json
        assert page is not None
        assert page["waiting"] == 0
        lines += page["lines"]
        after = page["next"]
    assert sum(line["amount"] for line in lines) == 1_800
    assert {line["terminal"] for line in lines} == {HERE, THERE}
    assert one.get("/cards/99").status_code == one.get("/cards/x").status_code == 404
    assert one.get("/reports/days?first=2026-02-01&last=2026-01-01").status_code == 422


@ON_SQLITE
def test_members_are_listed_added_once_and_changed_as_they_were_read(world: Stage, program: MakeProgram) -> None:
    one = program(ALL)
    listed = one.get("/members").json
    assert listed is not None
    assert [(member["number"], member["cards"]) for member in listed["members"]] == [(MEMBER, [f"{CARD}.0"])]
    assert deeds()[-1] == "members listed"
    assert one.get(f"/members/{MEMBER}").status_code == 200
    assert deeds()[-1] == "member looked at"
    made = [one.ask("POST", "/members", "payroll-0001", json=BOB) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    bob = made[0].json
    assert bob is not None
    assert made[1].json == bob
    assert run("SELECT COUNT(*) FROM member").fetchone()[0] == 2
    other = one.ask("POST", "/members", "payroll-0001", json=BOB | {"name": "Bill"})
    assert (other.status_code, other.json and other.json["code"]) == (409, "sent_before")
    assert one.ask("POST", "/members", json=BOB).status_code == 422
    twin = one.ask("POST", "/members", "payroll-0002", json=BOB)
    assert (twin.status_code, twin.json and twin.json["code"]) == (409, "member_known")
    path = f"/members/{bob['number']}"
    changed = one.ask("PATCH", path, json={"version": 1, "company": "Sun", "branch": 2}).json
    assert changed is not None
    assert (changed["company"], changed["mobile"], changed["branch"], changed["version"]) == ("Sun", "139 1234", 2, 2)
    stale = one.ask("PATCH", path, json={"version": 1, "company": "Moon"})
    assert (stale.status_code, stale.mimetype) == (409, "application/problem+json")
    wrong = one.ask("PATCH", path, json={"version": 2, "birthday": "tomorrow", "branch": 77})
    assert wrong.json is not None
    assert set(wrong.json["errors"]["json"]) == {"birthday", "branch"}
    assert one.ask("PATCH", path, data="{", content_type="application/json").status_code == 400
    assert one.get("/nowhere").mimetype == "application/problem+json"
    names = {name for (name,) in run("SELECT name FROM audit WHERE verb LIKE 'member%' AND actor = 1").fetchall()}
    assert names == {"token payroll"}


@ON_SQLITE
def test_a_program_proposes_money_and_a_person_gives_it(world: Stage, program: MakeProgram) -> None:
    one = program([ApiScope.CLAIMS_WRITE])
    for _ in range(2):
        proposed = one.ask("POST", "/claims", "december-1", json=SUBSIDY)
        assert (proposed.status_code, proposed.json and proposed.json["state"]) == (202, "waiting")
    assert run("SELECT COUNT(*) FROM proposal").fetchone()[0] == 1
    assert run("SELECT COUNT(*) FROM claim").fetchone()[0] == 0
    checker = world.signed_in("fin", Role.FINANCE)
    checker.get("/office/proposals/1")
    checker.post("/office/proposals/1/approve", password=PASSWORD, shown=checker.shown)
    told = one.get("/claims/proposals/1").json
    assert told is not None
    assert told["state"] == "approved"
    claim = one.get(f"/claims/{told['claim']}").json
    assert claim is not None
    assert (claim["amount"], claim["state"]) == (500, "waiting")
    for wrong, code in (({"amount": 0}, "unfit"), ({"last_day": "2020-01-01"}, "day_past"), ({"card": "99"}, "card_unknown")):
        refused = one.ask("POST", "/claims", f"december-{code}", json=SUBSIDY | wrong)
        assert (refused.status_code, refused.json and refused.json["code"]) == (422, code)
