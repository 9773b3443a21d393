"""What was handed out can be denied by nobody: the registry only grows, and its record is one chain."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.instants import Instant
from provisioning.cards import apply
from provisioning.issue_record import START, Act, Line, first_break, lines, link, note
from provisioning.registry import act, create_registry
from tests.provisioning.room import DESK, NOW, Device, Room, order


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "registry.db"
    create_registry(path)
    return path


def noted(registry: Path, count: int = 3) -> list[Line]:
    for number in range(count):
        with act(registry) as database:
            note(database, Instant(1_000 + number), Act.CODE_HANDED_OUT, terminal=number)
    with act(registry) as database:
        return lines(database)


def test_a_registry_is_never_made_over_another(registry: Path) -> None:
    with pytest.raises(FileExistsError):
        create_registry(registry)


def test_a_missing_registry_is_not_made_by_accident(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), act(tmp_path / "none.db"):
        pass
    assert not list(tmp_path.iterdir())


def test_an_act_that_fails_leaves_nothing(registry: Path) -> None:
    def half_done() -> None:
        with act(registry) as database:
            note(database, Instant(1), Act.CODE_HANDED_OUT, terminal=1)
            raise KeyError

    with pytest.raises(KeyError):
        half_done()
    assert noted(registry, 0) == []


@pytest.mark.parametrize("table", ["act", "code", "certificate", "job_list", "job"])
def test_nothing_is_ever_changed_or_removed(room: Room, table: str) -> None:
    room.admit(Device(), 3, DESK)
    apply(room.office, room.held, 3, order(), ("4711", "8264"), NOW)
    with closing(sqlite3.connect(room.office.registry, isolation_level=None)) as database:
        column = database.execute(f"SELECT name FROM pragma_table_info('{table}') LIMIT 1").fetchone()[0]
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="append only"):
                database.execute(statement)


def test_the_record_is_a_chain_from_zero(registry: Path) -> None:
    record = noted(registry)
    assert [line.number for line in record] == [1, 2, 3]
    assert record[0].hash == link(START, 1, Instant(1_000), "code handed out", '{"terminal":0}')
    assert first_break(record) is None


@pytest.mark.parametrize(
    "forged",
    [{"at": Instant(5)}, {"kind": "cards planned"}, {"detail": '{"terminal":9}'}, {"number": 7}, {"hash": bytes(32)}],
)
def test_a_changed_line_breaks_the_chain_there(registry: Path, forged: dict[str, object]) -> None:
    record = noted(registry)
    record[1] = replace(record[1], **forged)  # type: ignore[arg-type]
    assert first_break(record) == 2


def test_a_line_taken_out_breaks_the_chain(registry: Path) -> None:
    record = noted(registry)
    del record[1]
    assert first_break(record) == 2


def test_an_empty_record_is_whole() -> None:
    assert first_break([]) is None
