"""If these failed, a stranger's device could become a terminal, or a shop would wait for one that was ordered."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from protocol.ids import TerminalId
from protocol.link.certificate import Role, open_enrol_request
from protocol.link.enrolment import device_name
from protocol.link.packet import pack, unpack
from protocol.link.seal import COST_FLOOR
from protocol.money import ZERO
from provisioning.keystore.port import OfficeSecrets, new_secrets
from provisioning.office import Office
from provisioning.refusals import Refusal, Refused
from provisioning.registry import create_registry
from provisioning.terminals import Admitted, approve_order
from server.config import Mode
from server.database import run
from server.usecases.declined import Declined
from server.usecases.staff.roles import Role as StaffRole
from server.usecases.terminals.enrolling import NewTerminal, order
from terminal.enrol import begin, finish
from tests.server.head_office import ENVIRONMENT, NOON, ROOT, HeadOffice
from tests.server.office.stage import TESTER, Browser, Stage, deeds
from tests.server.office.test_terminals import SQLITE, second

CODE = re.compile(r"<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){6})</code>")
PASSWORD = "twelve or more"
WANTED = {"terminal": "30", "branch": "1", "group": "2", "roles": "1", "owner": "5", "load_float": "100", "reason": "new stall"}


def locked_room(folder: Path) -> tuple[Office, OfficeSecrets]:
    """The room that holds the keys of the tests' head office."""
    seeds: dict[str, Any] = {name: bytes([number]) * 32 for number, name in enumerate(("root", "ca", "ack", "set"), 1)}
    folder.mkdir()
    create_registry(Office(folder).registry)
    return Office(folder), replace(new_secrets(), environment=ENVIRONMENT, **seeds)


def ordered(browser: Browser, **other: str) -> str:
    """Order a terminal; the code that the page shows."""
    browser.get("/office/enrolments/new")
    page = browser.post("/office/enrolments/new", **WANTED | other).text
    found = CODE.search(page)
    assert found, page
    return found[1]


def asking(folder: Path, code: str, terminal: int = 30) -> bytes:
    """A new device with this code asks."""
    request = begin(folder, TerminalId(terminal), ENVIRONMENT, code, PASSWORD, cost=COST_FLOOR)
    assert isinstance(request, bytes)
    return request


def name_of(request: bytes) -> str:
    """What the device shows."""
    asked = open_enrol_request(request, ENVIRONMENT)
    return device_name(asked.terminal, asked.sign_public, asked.seal_public)


def sent(stage: Stage, request: bytes) -> tuple[int, bytes]:
    """What head office answers a device."""
    answer = stage.app.test_client().post("/terminal/v1/enrol", data=request)
    return answer.status_code, answer.data


def test_a_device_with_the_code_is_approved_by_two_signed_elsewhere_and_fetches_its_certificate(
    stage: Stage, tmp_path: Path
) -> None:
    admin = stage.signed_in("ann", StaffRole.ADMINISTRATOR)
    request = asking(tmp_path / "till", ordered(admin))
    other = asking(tmp_path / "other", "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B67E")
    assert sent(stage, other)[0] == 403
    assert sent(stage, request[:-1])[0] == 403
    assert sent(stage, bytes(2_000))[0] == 413
    assert sent(stage, request) == (200, b"")
    assert admin.get("/office/enrolments/1/order").status_code == 409
    page = admin.get("/office/enrolments/1").text
    assert name_of(request) in page
    assert CODE.search(page) is None
    assert "Proposal 1" in admin.post("/office/enrolments/1/approve", reason="told me by telephone").text
    second(stage, 1)
    assert run("SELECT owner, load_float FROM terminal WHERE id = 30").fetchone() == (5, 10_000)
    data = admin.client.get("/office/enrolments/1/order").data
    office, held = locked_room(tmp_path / "room")
    assert approve_order(office, held, data, name_of(other), Role.SELL, NOON) == Refused(Refusal.DEVICE_DIFFERS)
    admitted = approve_order(office, held, data, name_of(request).lower(), Role.SELL, NOON)
    assert isinstance(admitted, Admitted)
    admin.get("/office/enrolments/1")
    assert "not the answer to this order" in bring(admin, pack(unpack(admitted.answer)[:2]))
    assert "not the answer to this order" in bring(admin, b"torn")
    assert "Kept." in bring(admin, admitted.answer)
    status, answer = sent(stage, request)
    assert (status, answer) == (200, admitted.answer)
    again = asking(tmp_path / "till", ordered(admin))
    assert sent(stage, again) == (200, b"")
    run("UPDATE enrolment SET approved_at = asked_at WHERE id = 2")
    assert "not the answer to this order" in bring(admin, admitted.answer, 2)
    certificate = finish(tmp_path / "till", answer, ROOT.public.hex(), PASSWORD, cost=COST_FLOOR)
    assert (certificate.terminal, certificate.branch, certificate.group) == (30, 1, 2)  # type: ignore[union-attr]
    assert [verb for verb in deeds() if "sign" not in verb] == [
        "terminal ordered",
        "proposed: admit terminal",
        "device approved",
        "approved: admit terminal",
        "certificate brought",
        "terminal ordered",
    ]


def bring(browser: Browser, answer: bytes, number: int = 1) -> str:
    browser.get(f"/office/enrolments/{number}")
    return browser.post(f"/office/enrolments/{number}/answer", answer=(BytesIO(answer), "answer")).text  # type: ignore[arg-type]


@SQLITE
def test_a_code_is_for_one_device_and_one_day_and_an_order_can_be_withdrawn(stage: Stage, tmp_path: Path) -> None:
    admin = stage.signed_in("ann", StaffRole.ADMINISTRATOR)
    code = ordered(admin)
    admin.get("/office/enrolments/new")
    assert "open already" in admin.post("/office/enrolments/new", **WANTED).text
    first, later = asking(tmp_path / "first", code), asking(tmp_path / "later", code)
    assert sent(stage, first) == (200, b"")
    assert sent(stage, later)[0] == 403
    admin.get("/office/enrolments/1")
    assert "withdrawn" in admin.post("/office/enrolments/1/withdraw", reason="wrong stall").text
    assert sent(stage, first)[0] == 403
    late = asking(tmp_path / "late", ordered(admin))
    stage.clock.pass_minutes(24 * 60 + 1)
    assert sent(stage, late)[0] == 403
    admin.sign_in("ann")
    assert "the code is over" in admin.get("/office/enrolments").text


@SQLITE
@pytest.mark.parametrize(
    "wrong", [{"terminal": 0}, {"branch": 70_000}, {"group": 32}, {"roles": Role.VIRTUAL}, {"roles": Role.SELL | Role.VIRTUAL}]
)
def test_what_cannot_be_signed_is_not_ordered(stage: Stage, wrong: dict[str, int]) -> None:
    new = NewTerminal(**{"terminal": 3, "branch": 1, "group": 0, "roles": Role.SELL, "owner": 0, "load_float": ZERO} | wrong)  # type: ignore[arg-type]
    office = replace(HeadOffice().office, mode=Mode.PRODUCTION)
    with pytest.raises(Declined):
        order(new, "why", office, TESTER)
