"""If these failed, the night would publish what somebody is still editing, or a PIN would hold at one terminal alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.instants import Instant
from protocol.link.operator_pin import pin_verifier
from protocol.link.rights import OFFICE_PIN
from protocol.link.tables import Operator, OperatorTable, TableKind
from server.database import run, writing
from server.settlement.publish import publish
from server.settlement.published import newest
from server.settlement.standing_tables import publish_standing
from tests.server.head_office import NOON, SERVER_KEYS, HeadOffice
from tests.server.journal import Journal
from tests.server.test_shop import import_example

GIVEN, CHOSEN = (pin_verifier(pin, bytes(16)) for pin in ("1357", "2580"))


@pytest.fixture(autouse=True)
def shop(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    publish(SERVER_KEYS, NOON)


def later(ms: int) -> Instant:
    return Instant(NOON + ms)


def operators() -> tuple[Operator, ...]:
    last = newest(TableKind.OPERATORS)
    assert last is not None
    assert isinstance(last.table, OperatorTable)
    return last.table.operators


def test_a_pin_chosen_at_a_terminal_goes_out_without_what_nobody_published() -> None:
    before = operators()
    assert {bool(one.rights & OFFICE_PIN) for one in before} == {False, True}
    assert publish_standing(SERVER_KEYS, later(1)) == {}
    with writing():
        run("UPDATE operator SET pin = %s, pin_set_at = %s, name = 'Unpublished'", (CHOSEN, later(2)))
        run("UPDATE item SET name = 'Unpublished'")
    assert publish_standing(SERVER_KEYS, later(3)) == {TableKind.OPERATORS: 2}
    for was, now in zip(before, operators(), strict=True):
        kept = was.rights & OFFICE_PIN
        assert (now.pin, now.pin_set_at) == ((was.pin, was.pin_set_at) if kept else (CHOSEN, later(2)))
        assert (now.id, now.name, now.rights) == (was.id, was.name, was.rights)
    assert run("SELECT name, verb, object FROM audit").fetchall() == [("night", "published again", "table operators")]
    assert publish_standing(SERVER_KEYS, later(4)) == {}


def test_a_pin_that_head_office_gave_waits_until_somebody_publishes_it() -> None:
    with writing():
        run("UPDATE operator SET pin = %s, first_pin = %s, pin_set_at = %s", (GIVEN, GIVEN, later(1)))
    assert publish_standing(SERVER_KEYS, later(2)) == {}


def test_after_a_restore_what_was_published_last_goes_out_above_what_terminals_hold(office: HeadOffice) -> None:
    last, journal = newest(TableKind.ITEMS), Journal()
    office.accept(journal.terminal, journal.batch())
    office.send(journal.poll(versions=((TableKind.ITEMS, 4),)))
    with writing():
        run("UPDATE item SET name = 'Unpublished'")
    assert publish_standing(SERVER_KEYS, NOON) == {TableKind.ITEMS: 5}
    again = newest(TableKind.ITEMS)
    assert last is not None
    assert again is not None
    assert (again.version, again.table) == (5, last.table)
