"""If these failed, the books would be gone with the machine that they lie on: a backup that was never restored counts as none."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import pytest

from protocol.ids import CardInstance, CardNumber
from protocol.link.certificate import Role
from protocol.link.conversation import Resend
from protocol.link.entries import Medium
from protocol.link.jobs import Job
from protocol.money import Money
from server.backup.faults import BackupFault
from server.backup.rehearsing import rehearse
from server.backup.restoring import restore
from server.backup.taking import Place, back_up
from server.database import database, make_database, run, using
from server.ledger.balances import digest
from server.ledger.proofs import prove
from server.settlement.findings.cases import cases_by_kind
from terminal.desk.desk import Desk, JobFate
from terminal.drivers.card_reader.chip import Chip
from tests.support.postgres import Postgres
from tests.support.shop import ISSUER, KEYS, NOON, ORDINARY, PIN, TEA, TODAY, Till, blank
from tests.system.connected import Connected, application

NUMBER = 1_000_001
T = TypeVar("T")
PASSWORD = b"what we keep empty"
SECONDS = 30


@pytest.fixture
def empty(books: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of the same sort as the books'."""
    if books.startswith("sqlite"):
        return f"sqlite:///{tmp_path}/empty.db"
    cluster: Postgres = request.getfixturevalue("postgres")
    return cluster.create()


def made(folder: Path) -> tuple[Till, Chip]:
    """A desk, and a card that it has made and loaded with 500.00."""
    chip = blank(Medium.MIFARE_1K, NUMBER)
    till = Till(folder, Medium.MIFARE_1K, number=9, roles=Role.SELL | Role.LOAD | Role.PERSONALISE)
    desk = Desk(till.terminal, till.reader, KEYS, ISSUER, lambda job: till.reader.insert(chip))
    until = type(TODAY)(TODAY + 365)
    name = CardInstance(CardNumber(NUMBER), 1)
    assert desk.work(Job(1, name, ORDINARY, TODAY, TODAY, until, Money(50_000), PIN)) is JobFate.MADE
    till.lift()
    return till, chip


def sell_and_send(side: Connected, chip: Chip) -> None:
    side.till.sell(chip, TEA)
    side.till.lift()
    side.send()


def closing_after(work: Callable[[], T]) -> T:
    """Do it on another thread, whose connection goes with it."""
    try:
        return work()
    finally:
        database.close()


def compared() -> dict[str, Any]:
    """What two head offices must agree on."""
    proof = prove()
    assert proof.holds, proof.failures
    return {**proof.figures, "audited": 0, "digest": digest(), **cases_by_kind()}


def test_p3_a_backup_under_load_is_restored_elsewhere_and_terminals_make_it_whole(books: str, empty: str, tmp_path: Path) -> None:
    file, stop, going = tmp_path / "night.backup", Event(), Event()
    counter = ThreadPoolExecutor(1)
    with application(books) as client:

        def day() -> list[Connected]:
            """Sales go on before, during and after the backup; a second till is first heard of after it."""
            desk, chip = made(tmp_path)
            sides = [Connected(desk, client), Connected(Till(tmp_path, Medium.MIFARE_1K, number=1), client)]
            for side in sides:
                side.send()
            while not stop.is_set():
                sell_and_send(sides[1], chip)
                going.set()
            sides.append(Connected(Till(tmp_path, Medium.MIFARE_1K, number=2), client))
            sell_and_send(sides[1], chip)
            sell_and_send(sides[2], chip)
            return sides

        selling = counter.submit(closing_after, day)
        assert going.wait(SECONDS)
        manifest = back_up(file, PASSWORD, Place(books), NOON)
        stop.set()
        sides = selling.result(SECONDS)
        assert b"stored_batch" not in file.read_bytes()
        went_on = compared()
        assert went_on["batches"] > manifest.counts["stored_batch"] > 0

    restored = restore(file, PASSWORD, Place(empty), NOON)
    assert restored.holds, (restored.differences, restored.proof.failures)
    assert restored.proof.figures["batches"] == manifest.counts["stored_batch"]
    with application(empty) as there:

        def resync() -> list[Any]:
            outcomes = []
            for side in sides * 2:  # whoever is not known there is asked for the certificate first
                side.client = there
                outcomes += side.send()
            return outcomes

        outcomes = counter.submit(closing_after, resync).result(SECONDS)
        assert any(isinstance(outcome, Resend) for outcome in outcomes)
        assert compared() == went_on
    counter.shutdown()


def test_p4_a_rehearsal_leaves_nothing_but_a_note(books: str, tmp_path: Path) -> None:
    restored = rehearse(Place(books), NOON)
    assert restored.holds, (restored.differences, restored.proof.failures)
    assert run("SELECT at, restored FROM backup_taken").fetchall() == [(NOON, True)]


def test_a_restore_never_writes_over_anything(books: str, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "night.backup"
    back_up(file, PASSWORD, Place(books), NOON)
    with pytest.raises(BackupFault, match="never replaces another"):
        back_up(file, PASSWORD, Place(books), NOON)
    with pytest.raises(BackupFault, match="not empty"):
        restore(file, PASSWORD, Place(books), NOON)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(BackupFault, match="not whole"):
        restore(file, PASSWORD, Place(empty), NOON)
    with using(make_database(empty)) as other, other.connection_context():
        tables = "pg_tables WHERE schemaname = 'public'" if empty.startswith("postgres") else "sqlite_master"
        assert run(f"SELECT COUNT(*) FROM {tables}").fetchone() == (0,)
