"""If these failed, one person alone could give power, or could not take it away."""

from __future__ import annotations

import re

import pyotp
import pytest
from peewee import DatabaseError

from server.audit import audit_failures
from server.database import run, writing
from server.ledger.proofs import prove
from server.office_settings import OfficeSettings
from server.usecases.declined import Declined
from server.usecases.staff.console import new_word
from server.usecases.staff.roles import Reach, Role, Scope
from server.usecases.staff.staff import NewMember, all_members, member_numbered, propose_add
from tests.server.head_office import NOON
from tests.server.office.stage import PASSWORD, TESTER, Browser, Stage, deeds, raise_stage

CASHIER = {"name": "Eve", "display": "Eve Ng", "role": "cashier", "scope": "2-1", "reason": "new at the desk"}
CODE = re.compile(r"<code>([2-9a-z]{4}(?:-[2-9a-z]{4}){3})</code>")


@pytest.fixture
def branches(stage: Stage) -> None:
    with writing():
        run("INSERT INTO branch (id, name) VALUES (1, 'Main street'), (2, 'Harbour')")


def approve(browser: Browser, number: int, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    browser.get(f"/office/proposals/{number}")
    answer = browser.post(f"/office/proposals/{number}/approve", shown=browser.shown, password=password, **more)
    return answer.status_code, answer.text


@pytest.mark.parametrize("name", ["Office", "console", "plan", "night"])
def test_nobody_is_called_as_the_books_call_what_no_person_decided(books: str, name: str) -> None:
    new = NewMember(name, "", Role.FINANCE, Scope(Reach.ALL))
    with pytest.raises(Declined, match="taken"):
        propose_add(new, "new here", TESTER, NOON)


@pytest.mark.usefixtures("branches")
def test_adding_somebody_takes_two_persons_and_gives_a_first_code(stage: Stage) -> None:
    maker, checker = stage.signed_in("ann", Role.ADMINISTRATOR), stage.signed_in("bob", Role.ADMINISTRATOR)
    maker.get("/office/staff/new")
    assert "Proposal 1" in maker.post("/office/staff/new", **CASHIER).text
    assert [member.name for member in all_members()] == ["ann", "bob"]
    assert "another person must approve" in maker.get("/office/proposals/1").text
    assert maker.post("/office/proposals/1/approve", shown="00" * 32, password=PASSWORD).status_code == 422
    status, page = approve(checker, 1)
    code = CODE.search(page)
    assert status == 200
    assert code is not None
    eve = member_numbered(3)
    assert (eve.name, eve.role, eve.scope) == ("eve", Role.CASHIER, Scope(Reach.BRANCH, 1))
    browser = stage.browser()
    assert "Choose a password that only you know" in browser.sign_in("EVE", code[1].upper().replace("-", " ")).text
    assert "Choose a password" in browser.get("/office/cards").text
    browser.post("/office/own/password", old=code[1], new="eve likes long ones", again="eve likes long ones")
    assert "Your password is changed" in browser.page
    assert stage.browser().sign_in("eve", code[1]).status_code == 422
    assert stage.browser().sign_in("eve", "eve likes long ones").status_code == 200
    assert [verb for verb in deeds() if not verb.startswith("sign")] == [
        "proposed: add staff",
        "added",
        "approved: add staff",
        "password changed",
    ]


@pytest.mark.usefixtures("branches")
def test_what_was_proposed_is_approved_once_in_time_and_with_the_password(stage: Stage) -> None:
    maker, checker = stage.signed_in("ann", Role.ADMINISTRATOR), stage.signed_in("bob", Role.ADMINISTRATOR)
    for name in ("Eve", "Tom"):
        maker.get("/office/staff/new")
        maker.post("/office/staff/new", **CASHIER | {"name": name})
    assert "The password is wrong" in approve(checker, 1, "another")[1]
    assert approve(checker, 1)[0] == 200
    answer = checker.post("/office/proposals/1/approve", shown="00" * 32, password=PASSWORD)
    assert "decided already" in answer.text
    assert "What was shown" not in answer.text
    checker.get("/office/proposals/2")
    shown = checker.shown
    stage.clock.pass_minutes(72 * 60 + 1)
    checker.sign_in("bob")
    assert "has expired" in checker.get("/office/proposals/2").text
    assert "has expired" in checker.post("/office/proposals/2/approve", shown=shown, password=PASSWORD).text
    assert len(all_members()) == 3


@pytest.mark.usefixtures("branches")
def test_a_proposal_is_rejected_with_a_reason_or_taken_back(stage: Stage) -> None:
    maker = stage.signed_in("ann", Role.ADMINISTRATOR)
    maker.get("/office/staff/new")
    maker.post("/office/staff/new", **CASHIER)
    shown = maker.shown
    assert maker.post("/office/proposals/1/reject", shown=shown, reason="").status_code == 422
    assert "Rejected." in maker.post("/office/proposals/1/reject", shown=shown, reason="wrong name").text
    assert deeds()[-1] == "rejected: add staff"


@pytest.mark.usefixtures("branches")
def test_the_only_administrator_needs_the_console_for_the_second_person(stage: Stage) -> None:
    only = stage.signed_in("ann", Role.ADMINISTRATOR)
    only.get("/office/staff/new")
    only.post("/office/staff/new", **CASHIER | {"role": "administrator", "scope": "0-0"})
    assert "only administrator" in only.page
    assert approve(only, 1, word="aaaa-bbbb-cccc-dddd")[0] == 422
    assert approve(only, 1, word=new_word(stage.clock()))[0] == 200
    assert run("SELECT name FROM audit WHERE verb = 'approved: add staff'").fetchone()[0] == "console"


@pytest.mark.usefixtures("branches")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"scope": "0-0"}, "does not go with this reach"),
        ({"name": "bob"}, "signs in with this name already"),
        ({"name": "E V E"}, "2 to 40 letters"),
        ({"reason": " "}, "Say why"),
        ({"scope": "2-99"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_not_even_proposed(stage: Stage, wrong: dict[str, str], said: str) -> None:
    stage.member("bob", Role.ADMINISTRATOR)
    maker = stage.signed_in("ann", Role.ADMINISTRATOR)
    maker.get("/office/staff/new")
    answer = maker.post("/office/staff/new", **CASHIER | wrong)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert run("SELECT COUNT(*) FROM proposal").fetchone()[0] == 0


@pytest.mark.usefixtures("branches")
def test_l1_another_role_signs_its_person_out_and_a_reset_begins_anew(stage: Stage) -> None:
    maker, checker = stage.signed_in("ann", Role.ADMINISTRATOR), stage.signed_in("bob", Role.ADMINISTRATOR)
    eve = stage.signed_in("eve", Role.CASHIER, Scope(Reach.BRANCH, 1))
    maker.get("/office/staff/3")
    assert "That is so already" in maker.post("/office/staff/3/change", role="cashier", scope="2-1", reason="why").text
    maker.post("/office/staff/3/change", role="branch manager", scope="2-1", reason="promoted")
    assert approve(checker, 1)[0] == 200
    assert "Password or first code" in eve.get("/office/").text
    assert "Takings" in eve.sign_in("eve").text
    maker.get("/office/staff/3")
    maker.post("/office/staff/3/reset", reason="forgot it")
    code = CODE.search(approve(checker, 2)[1])
    assert code is not None
    assert eve.sign_in("eve").status_code == 422
    assert "Choose a password" in eve.sign_in("eve", code[1]).text


def test_disabling_is_done_at_once_by_one_person_and_not_to_oneself(stage: Stage) -> None:
    admin = stage.signed_in("ann", Role.ADMINISTRATOR)
    eve = stage.signed_in("eve", Role.FINANCE)
    admin.get("/office/staff/2")
    assert admin.post("/office/staff/2/disable", reason="").status_code == 422
    assert "disabled" in admin.post("/office/staff/2/disable", reason="left us").text
    assert "Password or first code" in eve.get("/office/").text
    assert eve.sign_in("eve").status_code == 422
    assert "That is so already" in admin.post("/office/staff/2/disable", reason="again").text
    assert "to yourself" in admin.post("/office/staff/1/disable", reason="me").text


def test_the_last_administrator_keeps_his_role(stage: Stage) -> None:
    only = stage.signed_in("ann", Role.ADMINISTRATOR)
    only.get("/office/staff/1")
    only.post("/office/staff/1/change", role="finance", scope="0-0", reason="tired")
    status, page = approve(only, 1, word=new_word(stage.clock()))
    assert (status, "Nobody would be left" in page) == (422, True)


def test_where_it_is_asked_for_a_telephone_must_be_set_and_each_code_is_taken_once(books: str) -> None:
    stage = raise_stage(books, OfficeSettings(totp_required=True, password_memory_kib=8, password_rounds=1))
    browser = stage.signed_in("ann", Role.ADMINISTRATOR)
    assert "Set a telephone" in browser.page
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", browser.get("/office/staff").text)
    assert secret is not None
    telephone = pyotp.TOTP(secret[1])
    assert browser.post("/office/own/telephone", code="000000", password=PASSWORD).status_code == 422
    browser.post("/office/own/telephone", code=telephone.at(stage.clock() // 1_000), password=PASSWORD)
    assert "code from this telephone" in browser.page
    assert secret[1].encode() not in bytes(run("SELECT totp FROM staff").fetchone()[0])
    stage.clock.pass_minutes(5)
    code = telephone.at(stage.clock() // 1_000)
    assert stage.browser().sign_in("ann").status_code == 422
    assert stage.browser("10.0.0.2").sign_in("ann", code=code).status_code == 200
    assert stage.browser("10.0.0.3").sign_in("ann", code=code).status_code == 422
    stage.member("eve", Role.CASHIER, Scope(Reach.BRANCH, 1))
    assert stage.browser("10.0.0.4").sign_in("eve").status_code == 200
    stage.app.extensions["writer"].close()


def test_h9_the_audit_cannot_be_changed_and_a_change_by_force_is_found(stage: Stage) -> None:
    stage.signed_in("ann", Role.ADMINISTRATOR)
    stage.signed_in("bob", Role.ADMINISTRATOR)
    for sql in ("UPDATE audit SET name = 'eve'", "DELETE FROM audit"):
        with pytest.raises(DatabaseError, match="append-only"), writing():
            run(sql)
    assert audit_failures() == []
    with writing():
        for name in ("update", "delete"):
            run(f"DROP TRIGGER audit_refuses_{name}" + (" ON audit" if stage.postgres else ""))
        run("UPDATE audit SET name = 'eve' WHERE number = 1")
    assert audit_failures() == ["audit entry 1 is not what was written"]
    assert "audit entry 1 is not what was written" in prove().failures
    with writing():
        run("DELETE FROM audit WHERE number = 1")
    assert audit_failures() == ["audit entries 1 to 1 are missing"]


def test_a_number_that_nobody_has_is_not_there(stage: Stage) -> None:
    admin = stage.signed_in("ann", Role.ADMINISTRATOR)
    assert admin.get("/office/staff/99").status_code == 404
    assert admin.get("/office/proposals/99").status_code == 404
    with pytest.raises(Declined):
        member_numbered(99)
