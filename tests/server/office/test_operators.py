"""If these failed, somebody could work a terminal who may not, or one person alone could make a supervisor."""

from __future__ import annotations

import re

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.link.operator_pin import pin_fits
from protocol.link.rights import Right
from protocol.link.tables import OperatorTable, TableKind
from server.audit import audit_failures
from server.database import run
from server.settlement.tables import table_on
from server.usecases.staff.roles import Role
from server.usecases.terminals.operators import operator_numbered
from tests.server.office.catalogue_world import TODAY, build_catalogue
from tests.server.office.stage import PASSWORD, Browser, Stage

NEW = {"number": "9", "name": "Wu", "role": "cashier", "card": "1000", "supervised": "y", "reason": "new at the till"}
PIN = re.compile(r"<code>(\d{6})</code>")


@pytest.fixture
def administrator(stage: Stage) -> Browser:
    build_catalogue()
    return stage.signed_in("ann", Role.ADMINISTRATOR)


def verifier(number: int) -> bytes:
    return bytes(run("SELECT pin FROM operator WHERE id = %s", (number,)).fetchone()[0])


def test_a45_an_operator_gets_a_first_pin_that_is_shown_once_and_kept_nowhere(administrator: Browser) -> None:
    administrator.get("/office/operators/new")
    page = administrator.post("/office/operators/new", **NEW).text
    pin = PIN.search(page)
    assert pin is not None
    assert pin_fits(verifier(9), pin[1])
    wu = operator_numbered(9)
    assert (wu.name, wu.card, wu.supervised) == ("Wu", CardInstance(CardNumber(1000), 1), True)
    assert Right.SELL in wu.rights
    assert all(pin[1] not in text for row in run("SELECT before, after FROM audit").fetchall() for text in row)
    administrator.get("/office/operators/new")
    assert "number is taken" in administrator.post("/office/operators/new", **NEW).text
    administrator.get("/office/operators/new")
    assert "signs on with this card" in administrator.post("/office/operators/new", **(NEW | {"number": "10"})).text
    administrator.get("/office/operators/new")
    assert "no number of a card" in administrator.post("/office/operators/new", **(NEW | {"number": "10", "card": "x"})).text


def test_l3_rights_are_ticked_one_by_one_and_whoever_leaves_has_none(administrator: Browser) -> None:
    administrator.get("/office/operators/1")
    ticked = {"name": "Li", "role": "", "right": ["SELL", "LOAD"], "card": "", "supervised": "", "reason": "more to do"}
    administrator.post("/office/operators/1/change", **ticked)  # type: ignore[arg-type]
    assert operator_numbered(1).rights == Right.SELL | Right.LOAD
    administrator.get("/office/operators/1")
    administrator.post("/office/operators/1/leave", reason="went away")
    table = table_on(TableKind.OPERATORS, TODAY)
    assert isinstance(table, OperatorTable)
    assert table.operators == ()
    administrator.get("/office/operators/1")
    administrator.post("/office/operators/1/back", reason="came again")
    assert operator_numbered(1).rights == Right(0)
    assert audit_failures() == []


def test_power_takes_two_persons_and_so_does_the_pin_of_whoever_has_it(administrator: Browser, stage: Stage) -> None:
    other = stage.signed_in("bob", Role.ADMINISTRATOR)
    administrator.get("/office/operators/1")
    power = {"name": "Li", "role": "supervisor", "card": "", "supervised": "", "reason": "leads the shift"}
    page = administrator.post("/office/operators/1/change", **power).text
    assert "another person must approve it" in page
    assert operator_numbered(1).rights == Right.SELL
    other.get("/office/proposals/1")
    other.post("/office/proposals/1/approve", shown=other.shown, password=PASSWORD)
    assert Right.SUPERVISE in operator_numbered(1).rights
    administrator.get("/office/operators/1")
    administrator.post("/office/operators/1/pin", reason="forgot it")
    assert verifier(1) == b""
    other.get("/office/proposals/2")
    pin = PIN.search(other.post("/office/proposals/2/approve", shown=other.shown, password=PASSWORD).text)
    assert pin is not None
    assert pin_fits(verifier(1), pin[1])


def test_a_new_pin_brings_no_right_back_that_was_taken_since_it_was_asked_for(administrator: Browser, stage: Stage) -> None:
    other = stage.signed_in("bob", Role.ADMINISTRATOR)
    run("UPDATE operator SET rights = %s WHERE id = 1", (int(Right.SELL | Right.SUPERVISE),))
    administrator.get("/office/operators/1")
    administrator.post("/office/operators/1/pin", reason="forgot it")
    administrator.get("/office/operators/1")
    less = {"name": "Li Na", "role": "cashier", "card": "", "supervised": "", "reason": "no longer leads"}
    administrator.post("/office/operators/1/change", **less)
    rights = operator_numbered(1).rights
    assert Right.SUPERVISE not in rights
    other.get("/office/proposals/1")
    pin = PIN.search(other.post("/office/proposals/1/approve", shown=other.shown, password=PASSWORD).text)
    assert pin is not None
    assert pin_fits(verifier(1), pin[1])
    assert (operator_numbered(1).rights, operator_numbered(1).name) == (rights, "Li Na")
