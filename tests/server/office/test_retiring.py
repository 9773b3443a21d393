"""If these failed, sales would be lost with a terminal that somebody took for empty, or a stick would lie about what is here."""

from __future__ import annotations

from io import BytesIO

import pytest

from protocol.link.certificate import Role as Licence
from protocol.link.packet import PACKET_BYTES_MAX, pack, unpack
from protocol.link.seal import Purpose, peek, unverified_body
from protocol.link.table_codec import decode_table
from protocol.link.tables import TableKind
from protocol.money import ZERO
from server.audit import Actor
from server.database import run
from server.ledger.proofs import prove
from server.settlement.upload_proof import Lack, proof_of_upload
from server.usecases.declined import Declined
from server.usecases.staff.roles import Reach, Role, Scope
from server.usecases.terminals.collecting import collect
from server.usecases.terminals.enrolling import NewTerminal, order, propose_admission
from tests.server.head_office import NOON, HeadOffice, certificate_of
from tests.server.journal import Journal
from tests.server.office.stage import TESTER, Browser, Stage, deeds
from tests.server.office.test_terminals import SQLITE, second
from tests.server.office.world import build_world

TILL = 9


@pytest.fixture
def world(stage: Stage) -> Stage:
    build_world()
    return stage


def lacks() -> list[Lack]:
    return list(proof_of_upload(TILL).lacks)  # type: ignore[arg-type]


def close(browser: Browser, office: HeadOffice, journal: Journal) -> int:
    """Close the terminal, let it hear of it, and let it say so; the version of the table that locks it."""
    browser.get(f"/office/terminals/{TILL}")
    browser.post(f"/office/terminals/{TILL}/close", reason="goes home")
    answers = office.send(certificate_of(TILL), journal.poll())
    tables = [decode_table(unverified_body(one)) for one in answers if peek(one).purpose is Purpose.PARAMETERS]
    (version,) = [one.version for one in tables if one.kind is TableKind.LEASES]
    office.send(certificate_of(TILL), journal.poll(((TableKind.LEASES, version),)))
    return version


def test_n12_a_terminal_is_retired_once_everything_is_here_and_it_knows_that_it_is_closed(world: Stage) -> None:
    admin, office, journal = world.signed_in("ann", Role.ADMINISTRATOR), HeadOffice(), Journal(terminal=TILL)
    journal.cash_sale(100)
    office.accept(TILL, journal.batch())
    assert lacks() == [Lack.NOT_CLOSED, Lack.NEVER_HEARD]
    journal.cash_sale(200)
    version = close(admin, office, journal)
    assert lacks() == [Lack.ENTRIES]
    page = admin.get(f"/office/terminals/{TILL}/retire").text
    assert "in no batch yet" in page
    assert "Not everything is here" in admin.post(f"/office/terminals/{TILL}/retire", reason="broken").text
    waiting = journal.batch()
    office.send(certificate_of(TILL), journal.poll(((TableKind.LEASES, version),)))
    assert lacks() == [Lack.BATCHES]
    office.accept(TILL, waiting)
    assert lacks() == []
    admin.get(f"/office/terminals/{TILL}/retire")
    assert "Everything that it ever did is here" in admin.post(f"/office/terminals/{TILL}/retire", reason="broken").text
    assert "retired for good" in admin.post(f"/office/terminals/{TILL}/close", reason="again").text
    (refusal,) = office.send(journal.poll())
    assert peek(refusal).purpose is Purpose.REFUSAL
    assert f'terminals/{TILL}"' not in admin.get("/office/terminals").text
    assert f'terminals/{TILL}"' in admin.get("/office/terminals?trouble=retired").text
    assert prove().holds


@SQLITE
def test_without_proof_two_persons_name_what_is_lost(world: Stage) -> None:
    admin, office, journal = world.signed_in("ann", Role.ADMINISTRATOR), HeadOffice(), Journal(terminal=TILL)
    office.send(certificate_of(TILL), journal.poll())
    path = f"/office/terminals/{TILL}/retire/loss"
    admin.get(f"/office/terminals/{TILL}/retire")
    assert admin.post(path, reason="fell into the harbour", lost="").status_code == 422
    assert "Proposal 1" in admin.post(path, reason="fell into the harbour", lost="one day of takings").text
    assert "one day of takings" in admin.page
    second(world, 1)
    assert run("SELECT lost, batch FROM terminal_end WHERE terminal = %s", (TILL,)).fetchone() == ("one day of takings", 0)
    assert run("SELECT COUNT(*) FROM revocation").fetchone()[0] == 1
    assert "terminal retired" in deeds()


@SQLITE
def test_what_was_signed_for_a_terminal_and_never_shown_is_revoked_with_it(world: Stage) -> None:
    admin = world.signed_in("ann", Role.ADMINISTRATOR)
    HeadOffice().send(certificate_of(TILL))
    new = NewTerminal(TILL, 1, 0, Licence.SELL, 0, ZERO)
    number = order(new, "another group", HeadOffice().office, Actor(1, "ann"))
    run("UPDATE enrolment SET answer = %s, serial = 77, signed_at = %s", (b"signed", NOON))
    admin.get(f"/office/terminals/{TILL}/retire")
    admin.post(f"/office/terminals/{TILL}/retire/loss", reason="fell into the harbour", lost="one day of takings")
    second(world, 1)
    assert run("SELECT COUNT(*) FROM revocation WHERE serial = 77").fetchone()[0] == 1
    run("UPDATE enrolment SET answer = NULL, request = %s", (b"asked",))
    with pytest.raises(Declined, match="retired"):
        propose_admission(number, "told me by telephone", TESTER, NOON)


def test_a_file_from_a_stick_is_taken_as_by_the_network_and_once(world: Stage) -> None:
    manager = world.signed_in("mia", Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 1))
    journal = Journal(terminal=TILL)
    journal.cash_sale(100)
    packet = pack([certificate_of(TILL), journal.poll(), journal.batch()])
    manager.get("/office/terminals/collect")
    assert manager.post("/office/terminals/collect").status_code == 422
    for new in (1, 0):
        page = upload(manager, f"TC-{TILL}-3.up", packet)
        assert "Taken: 1 files" in page
        assert f'<td class="number">1</td><td class="number">{new}</td>' in page
    number = run("SELECT MAX(id) FROM stick_file").fetchone()[0]
    answer = manager.client.get(f"/office/terminals/collect/{number}/answer")
    assert f'filename="TC-{TILL}-3.down"' in answer.headers["Content-Disposition"]
    assert Purpose.ACK in [peek(one).purpose for one in unpack(answer.data)]
    assert run("SELECT COUNT(*) FROM stored_batch WHERE terminal = %s", (TILL,)).fetchone()[0] == 1
    other = world.signed_in("max", Role.BRANCH_MANAGER, Scope(Reach.BRANCH, 2))
    assert other.get(f"/office/terminals/collect/{number}/answer").status_code == 404

    assert "<td>torn.up</td>" in upload(manager, "torn.up", packet[:-5])
    with pytest.raises(Declined, match="too large"):
        collect([("TC-9-4.up", bytes(PACKET_BYTES_MAX + 1))], HeadOffice().office, TESTER)
    assert deeds().count("stick collected") == 3


def upload(browser: Browser, name: str, data: bytes) -> str:
    browser.get("/office/terminals/collect")
    return browser.post("/office/terminals/collect", files=(BytesIO(data), name)).text  # type: ignore[arg-type]
