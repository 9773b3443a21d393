"""Tables for terminals: a version rises only when there is something new to say, and never lies below what a terminal holds."""

from __future__ import annotations

from pathlib import Path

from protocol.link.tables import TableKind
from server.database import ask
from server.settlement.publish import newest_versions, publish
from tests.server.head_office import NOON, SERVER_KEYS, HeadOffice
from tests.server.journal import Journal
from tests.server.test_shop import import_example

PLAIN = (TableKind.ITEMS, TableKind.CLASSES, TableKind.DISCOUNTS, TableKind.OPERATORS, TableKind.PARAMETERS)


def test_a_table_is_signed_once_while_its_content_stays(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    publish(SERVER_KEYS, NOON)
    assert publish(SERVER_KEYS, NOON) == {}
    assert all(ask(newest_versions())[kind] == 1 for kind in PLAIN)


def test_a_restored_head_office_signs_above_what_terminals_hold_or_they_would_never_hear_of_a_new_price(
    office: HeadOffice, tmp_path: Path
) -> None:
    import_example(tmp_path)
    publish(SERVER_KEYS, NOON)
    journal = Journal()
    office.accept(journal.terminal, journal.batch())
    office.send(journal.poll(versions=((TableKind.ITEMS, 4),)))
    assert publish(SERVER_KEYS, NOON) == {TableKind.ITEMS: 5}
    assert ask(newest_versions())[TableKind.ITEMS] == 5
    assert publish(SERVER_KEYS, NOON) == {}
