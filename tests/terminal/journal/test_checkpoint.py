"""If these failed, a start would remember something else than the journal says, or a changed journal would be sold on."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from protocol.ids import Lineage, Sequence, TerminalId
from protocol.link import chain
from protocol.link.codec import encode_entry
from protocol.link.entries import Abandon, BootReason, Commit, Entry, Intent
from protocol.link.seal import SigningKey
from protocol.money import Money
from terminal.journal import checkpoint as checkpoint_module
from terminal.journal import store as store_module
from terminal.journal.checkpoint import make_checkpoint, read_state, state_bytes
from terminal.journal.recovery import Recovered
from terminal.journal.store import CHECKPOINT_ENTRIES, Journal, JournalFault
from tests.support.shop import NOON
from tests.terminal.journal.histories import Said, cash, histories, placed
from tests.terminal.journal.test_recovery import ref, sale
from tests.terminal.journal.test_store import tampered

TERMINAL, FIRST, SECOND, THIRD = TerminalId(1), Lineage(101), Lineage(102), Lineage(103)
KEY, OTHER = SigningKey.from_seed(b"\x11" * 32), SigningKey.from_seed(b"\x22" * 32)
NO_TERMINALS = TerminalId(2)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Checkpoints at every start."""
    monkeypatch.setattr(store_module, "CHECKPOINT_ENTRIES", 1)
    return tmp_path / "journal.db"


def opened(path: Path, key: SigningKey | None = KEY) -> Journal:
    return Journal(path, TERMINAL, key=key)


def two_starts(path: Path) -> Recovered:
    """Entries 1 to 5 of one lineage, 6 and 7 of the next; the checkpoint stands after entry 6."""
    journal = opened(path)
    journal.boot(FIRST, BootReason.FIRST, NOON)
    journal.append((cash(100, "T1"), sale(30, "T2")), NOON)
    journal.append((sale(40, "T3"), Commit(Sequence(4))), NOON)
    journal.boot(SECOND, BootReason.START, NOON)
    journal.append((cash(300),), NOON)
    journal.close()
    return journal.state


def kept(path: Path) -> tuple[int, bytes, bytes, bytes] | None:
    with sqlite3.connect(path) as database:
        found: tuple[int, bytes, bytes, bytes] | None = database.execute(
            "SELECT sequence, head, state, signature FROM checkpoint"
        ).fetchone()
        return found


def swap(path: Path, state: bytes, signature: bytes) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE checkpoint SET state = ?, signature = ?", (state, signature))


# What is kept


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_state_read_back_is_the_state_that_was_written(history: list[Said]) -> None:
    state, intents = Recovered(TERMINAL), {}
    for sequence, lineage, entry in placed(history):
        state.apply(sequence, lineage, entry)
        if isinstance(entry.body, Intent):
            intents[sequence] = entry.body
    again = read_state(state_bytes(state), TERMINAL, intents.__getitem__)
    state._carried = again._carried
    assert again == state
    assert [*again.open] == [*state.open]


@settings(max_examples=20, deadline=None)
@given(histories())
def test_a_start_from_a_checkpoint_is_a_start_from_every_entry(history: list[Said]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(store_module, "CHECKPOINT_ENTRIES", 1)
        path = Path(folder) / "journal.db"
        journal = opened(path)
        for place, said in enumerate(history):
            if place % 5 == 4:
                journal.boot(Lineage(1_000 + place), BootReason.START, NOON)
                break
            journal._append(said.bodies, said.at, said.lineage)
        journal.close()
        from_checkpoint, from_entries = opened(path), opened(path, key=None)
        assert (from_checkpoint.state, from_checkpoint.head) == (from_entries.state, from_entries.head)
        from_checkpoint.close()
        from_entries.close()


def test_open_changes_stand_over_a_checkpoint(path: Path) -> None:
    journal = opened(path)
    journal.boot(FIRST, BootReason.FIRST, NOON)
    journal.append((sale(30, "T1"), sale(40, "T2"), Abandon(ref(3, FIRST))), NOON)
    journal.boot(SECOND, BootReason.START, NOON)
    journal.close()
    again = opened(path)
    assert again.state == journal.state
    assert [change.abandoned for change in again.state.open.values()] == [False, True]
    assert again.state.open_minor == Money(70)


def test_a_checkpoint_is_made_at_a_start_after_so_many_entries_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = opened(path)
    journal.boot(FIRST, BootReason.FIRST, NOON)
    journal.append(tuple(cash(1) for _ in range(CHECKPOINT_ENTRIES - 3)), NOON)
    journal.boot(SECOND, BootReason.START, NOON)
    assert kept(path) is None
    journal.boot(THIRD, BootReason.START, NOON)
    assert (found := kept(path))
    assert found[0] == CHECKPOINT_ENTRIES
    journal.boot(Lineage(104), BootReason.START, NOON)
    assert kept(path) == found


def test_without_the_terminals_key_there_are_no_checkpoints(path: Path) -> None:
    journal = opened(path, key=None)
    journal.boot(FIRST, BootReason.FIRST, NOON)
    assert kept(path) is None


def test_what_stands_in_a_checkpoint_is_not_read_from_the_entries_again(path: Path) -> None:
    """Shown with a state that the entries do not say, signed with the right key over the right head."""
    state = two_starts(path)
    found = kept(path)
    assert found
    before = read_state(found[2], TERMINAL, opened(path).intent)
    before.tickets["T9"] = "PAID"
    told = make_checkpoint(before, found[1], KEY)
    swap(path, told.state, told.signature)
    again = opened(path).state
    assert again.tickets == state.tickets | {"T9": "PAID"}
    assert (again.totals, again.last_sequence) == (state.totals, 7)


# What is passed over


@pytest.mark.parametrize("way", ["state", "signature", "other key", "other terminal", "other format"])
def test_a_checkpoint_that_does_not_hold_is_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    state = two_starts(path)
    found = kept(path)
    assert found
    _, head, data, signature = found
    forged = data.replace(b'"PAID"', b'"OPEN"')
    wrong = read_state(forged, TERMINAL, opened(path).intent)
    wrong.terminal = NO_TERMINALS if way == "other terminal" else TERMINAL
    if way == "state":
        swap(path, forged, signature)
    elif way == "signature":
        swap(path, data, bytes(64))
    elif way == "other format":
        monkeypatch.setattr(checkpoint_module, "FORMAT", checkpoint_module.FORMAT + 1)
    else:
        told = make_checkpoint(wrong, head, OTHER if way == "other key" else KEY)
        swap(path, told.state, told.signature)
    assert opened(path).state == state


@pytest.mark.parametrize("moment", ["before", "written"])
def test_a_power_cut_while_a_checkpoint_is_kept_costs_nothing_but_time(path: Path, moment: str) -> None:
    two_starts(path)
    found, seen = kept(path), []

    def cut(now: str) -> None:
        seen.append(now)
        if seen.count(moment) == 2:
            raise KeyboardInterrupt

    journal = Journal(path, TERMINAL, cut, KEY)
    with pytest.raises(KeyboardInterrupt):
        journal.boot(THIRD, BootReason.START, NOON)
    journal.close()
    assert kept(path) == found
    again = opened(path)
    assert (again.state.lineage, again.state.last_sequence) == (THIRD, 8)
    assert again.state == opened(path, key=None).state


# What is still found


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE entry SET bytes = CAST(bytes || x'00' AS BLOB) WHERE sequence = 3", "chain breaks at entry 3"),
        ("UPDATE entry SET hash = zeroblob(32) WHERE sequence = 3", "chain breaks at entry 3"),
        ("DELETE FROM entry WHERE sequence = 3", "chain breaks at entry 4"),
        ("UPDATE entry SET sequence = 30 WHERE sequence = 3", "chain breaks at entry 4"),
        ("UPDATE entry SET lineage = 7 WHERE sequence = 3", "entry 3 is of lineage 00000007"),
        ("UPDATE entry SET lineage = 7 WHERE sequence < 6", "entry 6 is of lineage 00000066, not 00000007"),
        ("UPDATE entry SET lineage = 7 WHERE sequence >= 6", "entry 6 is of lineage 00000007, not 00000066"),
        ("DELETE FROM entry WHERE sequence > 5", "entries after 5 are lost"),
        ("DELETE FROM entry", "entries after 0 are lost"),
    ],
)
def test_a_change_beneath_a_checkpoint_is_found_at_opening(path: Path, change: str, why: str) -> None:
    two_starts(path)
    tampered(path, change)
    with pytest.raises(JournalFault, match=why):
        opened(path)


def test_a_chain_made_anew_beneath_a_checkpoint_is_found_at_opening(path: Path) -> None:
    """Reading every entry cannot find it: the hash chain has no key. The signed head has."""
    journal_state = two_starts(path)
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT sequence, bytes FROM entry ORDER BY sequence").fetchall()
    statements, head = [], chain.GENESIS
    for sequence, data in rows:
        written = encode_entry(Entry(NOON, cash(1, "T1"))) if sequence == 2 else data
        head = chain.link(head, sequence, written)
        statements.append(f"UPDATE entry SET bytes = x'{written.hex()}', hash = x'{head.hex()}' WHERE sequence = {sequence}")
    tampered(path, *statements)
    assert opened(path, key=None).state.totals != journal_state.totals
    with pytest.raises(JournalFault, match="entries up to 6 are not those that were there when this terminal signed them"):
        opened(path)
