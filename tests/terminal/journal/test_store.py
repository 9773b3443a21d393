"""If these failed, the terminal would sell on memory that a power cut, a worn SD card or a thief has changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link import chain
from protocol.link.codec import encode_entry
from protocol.link.entries import Boot, BootReason, Commit, Entry, Medium
from protocol.link.tables import TableKind
from terminal.drivers.clock.virtual import VirtualClock
from terminal.journal.store import Journal, JournalFault
from terminal.wiring import boot
from tests.support.shop import NOON, TEA, Till, make_card
from tests.terminal.journal.histories import carried, cash

TERMINAL, FIRST, SECOND = TerminalId(1), Lineage(101), Lineage(102)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def opened(path: Path, at_sync: Callable[[str], None] | None = None) -> Journal:
    return Journal(path, TERMINAL, at_sync)


def started(path: Path, at_sync: Callable[[str], None] | None = None) -> Journal:
    """A journal with a boot and three cash sales: entries 1 to 4."""
    journal = opened(path, at_sync)
    journal.boot(FIRST, BootReason.FIRST, NOON)
    for minor in (100, 200, 300):
        journal.append((cash(minor),), NOON)
    return journal


def tampered(path: Path, *statements: str) -> None:
    """What somebody with the SD card in hand can do: change the file, triggers or not."""
    database = sqlite3.connect(path)
    for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


# Writing and reading


def test_what_was_appended_is_there_after_opening_again(path: Path) -> None:
    journal = started(path)
    journal.append((carried(1), carried(2)), Instant(NOON + 5))
    state, head = journal.state, journal.head
    journal.close()
    again = opened(path)
    assert (again.state, again.head, again.terminal) == (state, head, TERMINAL)
    assert again.entry(Sequence(2)) == Entry(NOON, cash(100))
    assert again.entry(Sequence(6)) == Entry(Instant(NOON + 5), carried(2))
    with pytest.raises(KeyError):
        again.entry(Sequence(7))


def test_the_head_is_the_hash_chain_over_all_entries(path: Path) -> None:
    journal = opened(path)
    assert journal.head == chain.GENESIS
    journal.boot(FIRST, BootReason.FIRST, NOON)
    journal.append((cash(1),), NOON)
    entries = [Entry(NOON, Boot(BootReason.FIRST, Lineage(0))), Entry(NOON, cash(1))]
    assert journal.head == chain.run(chain.GENESIS, 1, map(encode_entry, entries))
    assert journal.head_before(Sequence(1)) == chain.GENESIS
    assert journal.head_before(Sequence(3)) == journal.head


def test_entries_of_one_append_are_one_transaction(path: Path) -> None:
    journal = started(path)
    syncs = journal.syncs
    journal.append((carried(1), carried(2), cash(3)), NOON)
    assert journal.syncs == syncs + 1
    assert journal.next_reference(2) == Reference(TERMINAL, FIRST, Sequence(10))


def test_nothing_is_written_before_the_boot(path: Path) -> None:
    with pytest.raises(AssertionError, match="boot"):
        opened(path).append((cash(1),), NOON)


def test_a_sale_without_pin_costs_exactly_two_syncs(tmp_path: Path) -> None:
    till = Till(tmp_path, Medium.MIFARE_1K)
    card = make_card(Medium.MIFARE_1K, 1001, 5_000)
    before = till.journal.syncs
    till.sell(card, TEA)
    assert till.face.codes[-1] == "paid"
    assert till.journal.syncs == before + 2


# Durability


def test_the_durable_settings_are_on(path: Path) -> None:
    journal = started(path)
    found = {
        name: journal._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_settings_are_read_back_and_a_database_without_them_is_refused() -> None:
    with pytest.raises(JournalFault, match="journal_mode=memory, not wal"):
        opened(Path(":memory:"))


@pytest.mark.parametrize("table", ["entry", "batch", "ack"])
def test_triggers_refuse_every_update_and_every_delete(path: Path, table: str) -> None:
    journal = started(path)
    journal.store_batch(1, Sequence(1), 4, bytes(32), b"sealed")
    journal.store_ack(1, b"ack")
    column = "bytes" if table == "entry" else "sealed"
    for statement in (f"UPDATE {table} SET {column} = x'00'", f"DELETE FROM {table}"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            journal._db.execute(statement)
    assert journal._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == (4 if table == "entry" else 1)


@pytest.mark.parametrize("moment", ["before", "written"])
def test_after_a_failed_transaction_the_journal_refuses_everything_until_it_is_opened_again(path: Path, moment: str) -> None:
    failing = [False]

    def fail(now: str) -> None:
        if failing[0] and now == moment:
            raise sqlite3.OperationalError("disk I/O error")

    journal = started(path, fail)
    state, head = journal.state.last_sequence, journal.head
    failing[0] = True
    with pytest.raises(JournalFault, match="disk I/O error"):
        journal.append((cash(400),), NOON)
    failing[0] = False
    assert (journal.state.last_sequence, journal.head) == (state, head)
    acts: list[Callable[[], object]] = [
        lambda: journal.append((cash(400),), NOON),
        lambda: journal.boot(SECOND, BootReason.AFTER_FAULT, NOON),
        lambda: journal.store_batch(1, Sequence(1), 4, bytes(32), b""),
        lambda: journal.store_ack(1, b""),
        lambda: journal.resend_after(0),
        lambda: journal.install_table(TableKind.ITEMS, 1, b""),
        lambda: journal.entry(Sequence(1)),
        lambda: journal.waiting(1),
        journal.unbatched,
        journal.tables,
        journal.table_versions,
        journal.acknowledged,
        journal.last_server_time,
    ]
    for act in acts:
        with pytest.raises(JournalFault, match="not opened again"):
            act()
    journal.close()
    again = opened(path)
    again.boot(SECOND, BootReason.AFTER_FAULT, NOON)
    again.append((cash(400),), NOON)
    assert again.state.last_sequence == 6


def test_a_batch_whose_transaction_failed_is_never_sent(path: Path) -> None:
    """SQLite still shows it to the connection that failed to keep it; head office must not get a number twice."""

    def fail(moment: str) -> None:
        if moment == "written" and failing:
            raise sqlite3.OperationalError("disk I/O error")

    failing: list[int] = []
    journal = started(path, fail)
    failing.append(1)
    with pytest.raises(JournalFault):
        journal.store_batch(1, Sequence(1), 4, bytes(32), b"sealed")
    with pytest.raises(JournalFault):
        journal.waiting(1)
    journal.close()
    assert opened(path).waiting(1) == []


def test_a_full_disk_is_a_fault_and_keeps_what_was_there(path: Path) -> None:
    journal = started(path)
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalFault, match="full"):
        journal.append(tuple(cash(1) for _ in range(400)), NOON)
    kept = journal.state.last_sequence
    journal.close()
    assert opened(path).state.last_sequence == kept


def test_a_second_program_on_the_same_file_is_a_fault_and_overwrites_nothing(path: Path) -> None:
    one = started(path)
    two = opened(path)
    two.append((cash(999),), NOON)
    with pytest.raises(JournalFault, match="UNIQUE"):
        one.append((cash(111),), NOON)
    one.close()
    two.close()
    assert opened(path).entry(Sequence(5)) == Entry(NOON, cash(999))


def test_a_file_that_cannot_be_read_any_more_is_a_fault(path: Path) -> None:
    journal = started(path)
    tampered(path, "DROP TABLE resend")
    with pytest.raises(JournalFault, match="cannot be read"):
        journal.waiting(1)
    with pytest.raises(JournalFault, match="not opened again"):
        journal.append((cash(1),), NOON)


# What opening finds


def test_a_file_that_is_no_journal_is_refused(path: Path) -> None:
    path.write_bytes(b"this is a shopping list\n" * 100)
    with pytest.raises(JournalFault, match="cannot be opened"):
        opened(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JournalFault, match="cannot be opened"):
        opened(tmp_path / "nowhere" / "journal.db")


def test_a_damaged_page_is_found_at_opening(path: Path) -> None:
    journal = started(path)
    for _ in range(40):
        journal.append(tuple(cash(minor) for minor in range(1, 30)), NOON)
    journal.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 3_000] = bytes(3_000)
    path.write_bytes(data)
    with pytest.raises(JournalFault):
        opened(path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET bytes = CAST(bytes || x'00' AS BLOB) WHERE sequence = 3",
        "UPDATE entry SET hash = zeroblob(32) WHERE sequence = 3",
        "DELETE FROM entry WHERE sequence = 3",
        "UPDATE entry SET sequence = 30 WHERE sequence = 3",
    ],
    ids=["bytes", "hash", "taken out", "moved"],
)
def test_a_break_in_the_hash_chain_is_found_at_opening(path: Path, change: str) -> None:
    started(path).close()
    tampered(path, change)
    with pytest.raises(JournalFault, match=r"the hash chain breaks at entry [34]"):
        opened(path)


def test_a_lineage_that_was_changed_is_found_at_opening(path: Path) -> None:
    """It would turn the key of a sale into another one; the hash does not cover it, its start does."""
    started(path).close()
    tampered(path, "UPDATE entry SET lineage = 7 WHERE sequence = 3")
    with pytest.raises(JournalFault, match="entry 3 makes no sense: entry 3 is of lineage 00000007"):
        opened(path)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"\xff" * 9, "entry 5 makes no sense"), (encode_entry(Entry(NOON, Commit(Sequence(2)))), "is not open")],
    ids=["no entry of ours", "an end without an open change"],
)
def test_an_entry_that_makes_no_sense_is_found_even_if_the_chain_was_made_anew(path: Path, data: bytes, why: str) -> None:
    journal = started(path)
    forged = chain.link(journal.head, 5, data)
    journal.close()
    tampered(path, f"INSERT INTO entry VALUES (5, {FIRST}, x'{data.hex()}', x'{forged.hex()}')")
    with pytest.raises(JournalFault, match=why):
        opened(path)


# Lost tails (I17)


def test_no_sale_key_is_used_twice_even_after_the_tail_was_lost(tmp_path: Path) -> None:
    """The places are used again, the lineages are not."""
    path, used = tmp_path / "journal.db", set()
    clock = VirtualClock(NOON)
    for _ in range(5):
        journal = opened(path)
        boot(journal, clock)
        for minor in (1, 2, 3):
            assert journal.next_reference() not in used
            used.add(journal.next_reference())
            journal.append((cash(minor),), NOON)
        last = journal.state.last_sequence
        journal.close()
        tampered(path, f"DELETE FROM entry WHERE sequence > {last - 2}")
    assert len(used) == 15
    assert len({reference.lineage for reference in used}) == 5
    assert 0 not in {reference.lineage for reference in used}
    assert len({reference.sequence for reference in used}) < 15


def test_the_first_start_and_later_ones_say_so(path: Path) -> None:
    for _ in range(2):
        journal = opened(path)
        boot(journal, VirtualClock(NOON))
        journal.close()
    journal = opened(path)
    first, second = (journal.entry(Sequence(place)).body for place in (1, 2))
    assert isinstance(first, Boot)
    assert isinstance(second, Boot)
    assert (first.reason, first.previous, second.reason) == (BootReason.FIRST, 0, BootReason.START)
    assert second.previous == journal._db.execute("SELECT lineage FROM entry WHERE sequence = 1").fetchone()[0]


def test_a_lost_tail_that_was_batched_is_found_at_opening(path: Path) -> None:
    """Going on would put other entries into places that head office holds, and never send them."""
    journal = started(path)
    journal.store_batch(1, Sequence(1), 4, bytes(32), b"sealed")
    journal.close()
    tampered(path, "DELETE FROM entry WHERE sequence > 2")
    with pytest.raises(JournalFault, match="entries after 2 are lost, and were in a batch"):
        opened(path)


# Tables


def test_the_newest_of_each_table_is_kept_and_its_version_never_falls(path: Path) -> None:
    journal = started(path)
    journal.install_table(TableKind.ITEMS, 3, b"items 3")
    journal.install_table(TableKind.CLASSES, 1, b"classes 1")
    journal.install_table(TableKind.ITEMS, 5, b"items 5")
    assert journal.table_versions() == {TableKind.ITEMS: 5, TableKind.CLASSES: 1}
    assert journal.tables() == [b"items 5", b"classes 1"]
    for version in (4, 5):
        with pytest.raises(JournalFault, match="never falls"):
            journal.install_table(TableKind.ITEMS, version, b"older")
        journal.close()
        journal = opened(path)
        assert journal.table_versions()[TableKind.ITEMS] == 5
