"""What a terminal is entrusted with: its own table, raised as its loads are booked, and never lowered."""

from __future__ import annotations

from pathlib import Path

from protocol.instants import Instant
from protocol.link.seal import Purpose, open_sealed
from protocol.link.table_codec import SignedTable, decode_table
from protocol.link.tables import LeaseTable, TableKind
from protocol.money import Money
from server.database import run
from server.shop import import_shop
from tests.server.head_office import ENVIRONMENT, NOON, SET_KEY, HeadOffice
from tests.server.journal import Card, Journal
from tests.server.test_shop import SHOP, import_example


def granted(office: HeadOffice, journal: Journal, held: int = 0) -> SignedTable | None:
    """The lease table in the answer to a poll."""
    versions = ((TableKind.LEASES, held),) if held else ()
    answers = office.send(journal.poll(versions=versions))
    if not answers:
        return None
    (sealed,) = answers
    found = decode_table(open_sealed(sealed, Purpose.PARAMETERS, ENVIRONMENT, SET_KEY.public))
    assert isinstance(found.table, LeaseTable)
    assert found.table.terminal == journal.terminal
    return found


def float_of(found: SignedTable | None) -> Money:
    assert found is not None
    assert isinstance(found.table, LeaseTable)
    return found.table.float_granted


def test_a_terminal_that_the_masters_do_not_name_may_load_nothing_and_gets_no_table(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    journal = Journal(terminal=8)
    office.accept(8, journal.batch())
    assert granted(office, journal) is None


def test_the_float_rises_by_what_was_loaded_once_it_is_booked(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    journal, card = Journal(), Card()
    journal.issue(card)
    office.accept(7, journal.batch())
    first = granted(office, journal)
    assert first is not None
    assert float_of(first) == Money(50_000)
    assert granted(office, journal, held=first.version) is None
    journal.load(card, 2_000)
    journal.sale(card, 500)
    office.accept(7, journal.batch())
    second = granted(office, journal, held=first.version)
    assert second is not None
    assert (second.version, float_of(second)) == (first.version + 1, Money(52_000))
    assert granted(office, journal, held=second.version) is None


def test_the_float_of_one_terminal_does_not_rise_by_another_s_loads(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    here, there, card = Journal(), Journal(terminal=8), Card()
    there.issue(card)
    there.load(card, 2_000)
    office.accept(8, there.batch())
    office.accept(7, here.batch())
    assert float_of(granted(office, here)) == Money(50_000)


def test_a_float_that_is_lowered_in_the_masters_is_not_taken_back(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    journal = Journal()
    office.accept(7, journal.batch())
    before = granted(office, journal)
    assert before is not None
    (tmp_path / "shop.toml").write_text(SHOP.replace('float = "500.00"', 'float = "100.00"'), encoding="utf-8")
    import_shop(tmp_path / "shop.toml", NOON)
    assert granted(office, journal, held=before.version) is None


def test_the_last_version_is_given_again_to_a_terminal_that_does_not_hold_it(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    journal = Journal()
    office.accept(7, journal.batch())
    assert granted(office, journal) == granted(office, journal)


def test_a_terminal_that_holds_more_than_a_restored_head_office_gets_a_version_above_its_own(
    office: HeadOffice, tmp_path: Path
) -> None:
    import_example(tmp_path)
    journal = Journal()
    office.accept(7, journal.batch())
    held = NOON // 1_000 + 5
    found = granted(office, journal, held)
    assert found is not None
    assert found.version == held + 1
    assert granted(office, journal, held + 1) is None


def test_no_version_means_two_things_even_where_a_backup_has_forgotten_one(office: HeadOffice, tmp_path: Path) -> None:
    import_example(tmp_path)
    journal = Journal()
    office.accept(7, journal.batch())
    forgotten = granted(office, journal)
    run("DELETE FROM lease_table")
    again = granted(office.at(Instant(NOON + 1_000)), journal)
    assert forgotten is not None
    assert again is not None
    assert again.version > forgotten.version
