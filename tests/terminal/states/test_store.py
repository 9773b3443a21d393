"""If these failed, a card reported lost would pay at a terminal that was told, or a power cut would leave half a list."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.instants import BusinessDay, Instant
from protocol.link.card_states import NO_FLAGS, ROW_BYTES, StateRow, state_row
from protocol.link.snapshot import Delta, SnapshotPart, Stamp, StatesHeld, hash_after, hash_of_whole
from protocol.link.tables import CardState
from terminal.journal.store import JournalFault
from terminal.states import store as store_module
from terminal.states.held import CardStates
from terminal.states.store import StatesStore
from tests.support.cutting_disk import CuttingDisk, PowerCut

Rows = dict[bytes, CardState]


def hash_of(number: int) -> bytes:
    """A hash as they are: spread over all prefixes, some with the same one."""
    return (number * 0x9E3779B97F4A7C15 % 2**64).to_bytes(8, "big")


def rows_of(rows: Rows) -> bytes:
    return b"".join(state_row(StateRow(hash8, 5, state, NO_FLAGS, b"ok")) for hash8, state in sorted(rows.items()))


def stamp(version: int) -> Stamp:
    return Stamp(version, Instant(1_000 * version), BusinessDay(9_000 + version), 1)


def whole(version: int, rows: Rows, parts: int = 1) -> list[SnapshotPart]:
    data = rows_of(rows)
    size = -(-len(rows) // parts) * ROW_BYTES
    pieces = [data[at * size : (at + 1) * size] for at in range(parts)]
    return [SnapshotPart(stamp(version), hash_of_whole(data), at, parts, piece) for at, piece in enumerate(pieces)]


def delta(held: StatesHeld, rows: Rows) -> Delta:
    return Delta(stamp(held.version + 1), held.version, held.hash, rows_of(rows))


def shown(states: CardStates, rows: Iterable[bytes]) -> list[CardState | None]:
    found = [states.lookup(hash8) for hash8 in rows]
    return [row.state if row else None for row in found]


CARDS: Rows = {hash_of(number): CardState.OK for number in range(1, 300)}
SOME = [hash_of(number) for number in (1, 150, 299, 1_000)]


def test_without_a_snapshot_nothing_is_known(tmp_path: Path) -> None:
    store = StatesStore(tmp_path)
    assert store.held == StatesHeld()
    assert shown(store.states, SOME) == [None] * 4
    assert store.states.known == 0


def test_a_snapshot_is_used_with_its_last_part_and_not_before(tmp_path: Path) -> None:
    store = StatesStore(tmp_path)
    for part in whole(7, CARDS, parts=3):
        assert store.states.stamp.version == 0
        assert store.held == StatesHeld(incoming=7 if part.part else 0, parts=part.part)
        store.take_part(part)
    assert store.held == StatesHeld(7, hash_of_whole(rows_of(CARDS)))
    assert shown(store.states, SOME) == [CardState.OK] * 3 + [None]
    assert store.states.known == BusinessDay(9_007)


def test_parts_wait_over_a_restart(tmp_path: Path) -> None:
    first, second = whole(7, CARDS, parts=2)
    StatesStore(tmp_path).take_part(first)
    store = StatesStore(tmp_path)
    assert store.held == StatesHeld(incoming=7, parts=1)
    store.take_part(second)
    assert shown(store.states, SOME) == [CardState.OK] * 3 + [None]


def test_parts_that_are_not_of_one_piece_are_all_asked_for_again(tmp_path: Path) -> None:
    store = StatesStore(tmp_path)
    first, second = whole(7, CARDS, parts=2)
    for wrong in (replace(second, hash=bytes(32)), replace(second, rows=first.rows)):
        store.take_part(first)
        store.take_part(wrong)
        assert store.held == StatesHeld()
    assert [path.name for path in tmp_path.glob("*.rows")] == []


def test_a_delta_lies_over_the_snapshot_and_stays_over_a_restart(tmp_path: Path) -> None:
    store = StatesStore(tmp_path)
    store.take_part(*whole(7, CARDS))
    store.install_delta(delta(store.held, {SOME[0]: CardState.LOST, SOME[3]: CardState.OK}))
    lifted = delta(store.held, {SOME[0]: CardState.OK, SOME[1]: CardState.STOLEN})
    store.install_delta(lifted)
    for present in (store, StatesStore(tmp_path)):
        assert shown(present.states, SOME) == [CardState.OK, CardState.STOLEN, CardState.OK, CardState.OK]
        assert present.held == StatesHeld(9, hash_after(lifted))
        assert present.states.stamp == stamp(9)


def test_many_changes_are_merged_into_a_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "NEWER_MAX", 3)
    store = StatesStore(tmp_path)
    store.take_part(*whole(7, CARDS))
    listed = dict.fromkeys(SOME, CardState.LOST)
    store.install_delta(delta(store.held, listed))
    assert store.states.newer == {}
    assert [path.name for path in tmp_path.glob("*.rows*")] == ["states-8.rows"]
    for present in (store, StatesStore(tmp_path)):
        assert {hash8: present.states.lookup(hash8).state for hash8 in CARDS | listed} == CARDS | listed  # type: ignore[union-attr]


def test_a_newer_snapshot_replaces_base_and_deltas(tmp_path: Path) -> None:
    store = StatesStore(tmp_path)
    store.take_part(*whole(7, CARDS))
    store.install_delta(delta(store.held, {SOME[0]: CardState.LOST}))
    store.take_part(*whole(9, {SOME[3]: CardState.OK}))
    for present in (store, StatesStore(tmp_path)):
        assert shown(present.states, SOME) == [None, None, None, CardState.OK]


def test_an_empty_snapshot_is_a_snapshot(tmp_path: Path) -> None:
    store = StatesStore(tmp_path)
    store.take_part(*whole(7, {}))
    assert StatesStore(tmp_path).held == StatesHeld(7, hash_of_whole(b""))


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.binary(min_size=8, max_size=8), st.sampled_from(CardState), max_size=40),
    st.lists(st.dictionaries(st.binary(min_size=8, max_size=8), st.sampled_from(CardState), max_size=6), max_size=5),
    st.integers(0, 4),
)
def test_whatever_way_the_states_came_the_newest_word_counts(
    tmp_path_factory: pytest.TempPathFactory, first: Rows, deltas: list[Rows], at_once: int
) -> None:
    store = StatesStore(tmp_path_factory.mktemp("states"))
    store.take_part(*whole(7, first))
    truth = dict(first)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store_module, "NEWER_MAX", at_once)
        for changed in deltas:
            store.install_delta(delta(store.held, changed))
            truth |= changed
    assert shown(store.states, truth) == list(truth.values())
    others = {bytes(reversed(hash8)) for hash8 in truth} - truth.keys()
    assert shown(store.states, others) == [None] * len(others)


def test_a_hash_that_stands_across_two_fields_is_not_found_there(tmp_path: Path) -> None:
    store = StatesStore(tmp_path)
    row = state_row(StateRow(b"\x00\x00abcdef", 0x61626364, CardState.OK, NO_FLAGS, b"ok"))
    store.take_part(SnapshotPart(stamp(1), hash_of_whole(row), 0, 1, row))
    across = b"\x00\x00" + row[2:8]
    assert shown(store.states, [across, row[4:12]]) == [CardState.OK, None]
    crossing = state_row(StateRow(b"\x00\x01" + bytes(6), 0, CardState.OK, NO_FLAGS, b"\x00\x01"))
    later = state_row(StateRow(b"\x00\x01" + bytes(5) + b"\x01", 0, CardState.OK, NO_FLAGS, b"ok"))
    store.take_part(SnapshotPart(stamp(2), hash_of_whole(crossing + later), 0, 1, crossing + later))
    assert shown(store.states, [b"\x00\x01\x00\x01" + bytes(4)]) == [None]
    assert shown(store.states, [later[:8]]) == [CardState.OK]


TOP = 2**64 - 1


@settings(max_examples=60, deadline=None)
@given(st.sets(st.integers(0, 40) | st.integers(TOP - 40, TOP), max_size=40), st.integers(0, 40) | st.integers(TOP - 40, TOP))
def test_hashes_that_crowd_at_either_end_are_all_found_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, crowd: set[int], asked: int
) -> None:
    """More rows than places at the end of the file, and the hash that looks like an empty place."""
    store = StatesStore(tmp_path_factory.mktemp("states"))
    rows = {number.to_bytes(8): CardState.LOST for number in crowd}
    store.take_part(*whole(7, rows))
    assert shown(store.states, rows) == [CardState.LOST] * len(rows)
    assert shown(store.states, [asked.to_bytes(8)]) == [CardState.LOST if asked in crowd else None]


def test_rows_out_of_order_are_all_asked_for_again(tmp_path: Path) -> None:
    store = StatesStore(tmp_path)
    (part,) = whole(7, {SOME[0]: CardState.OK, SOME[1]: CardState.OK})
    store.take_part(replace(part, rows=part.rows[ROW_BYTES:] + part.rows[:ROW_BYTES]))
    assert store.held == StatesHeld()


# Power cuts and damage (INTEGRITY row 53)

OPERATIONS = 3
OLD, NEW = [CardState.OK] * 3 + [None], [CardState.LOST] * 3 + [None]


@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("cut", range(OPERATIONS))
@pytest.mark.parametrize("way", ["snapshot", "merge"])
def test_a_power_cut_while_a_new_file_is_made_leaves_the_old_states(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int, torn: bool, way: str
) -> None:
    StatesStore(tmp_path).take_part(*whole(7, CARDS))
    listed = dict.fromkeys(CARDS, CardState.LOST)
    monkeypatch.setattr(store_module, "NEWER_MAX", 10)
    cutting = StatesStore(tmp_path, CuttingDisk(cut, torn))

    def install(store: StatesStore) -> None:
        if way == "snapshot":
            store.take_part(*whole(8, listed))
        else:
            store.install_delta(delta(store.held, listed))

    with pytest.raises(PowerCut):
        install(cutting)
    again = StatesStore(tmp_path)
    if way == "snapshot":
        assert shown(again.states, SOME) == OLD
        assert again.held == StatesHeld(7, hash_of_whole(rows_of(CARDS)), 8, 1)
        again.take_part(*whole(8, listed))
    assert shown(again.states, SOME) == NEW
    names = [path.name for path in tmp_path.glob("*.rows*")]
    assert names == ["states-8.rows" if way == "snapshot" else "states-7.rows"]


class CutAt(sqlite3.Connection):
    """A database whose power fails before the n-th statement that writes."""

    left = 10**9

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        if sql.startswith(("BEGIN", "INSERT", "DELETE", "COMMIT")):
            if not CutAt.left:
                raise PowerCut
            CutAt.left -= 1
        return super().execute(sql, *values)  # type: ignore[arg-type]


@pytest.mark.parametrize("cut", range(11))
def test_a_power_cut_before_any_statement_leaves_old_or_new_states(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    StatesStore(tmp_path).take_part(*whole(7, CARDS))
    connect = sqlite3.connect
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", lambda path, **options: connect(path, factory=CutAt, **options))
        store = StatesStore(tmp_path)
        patched.setattr(CutAt, "left", cut)
        try:
            store.take_part(*whole(8, dict.fromkeys(CARDS, CardState.LOST)))
            finished = True
        except PowerCut:
            finished = False
        store._db.close()
    again = StatesStore(tmp_path)
    assert shown(again.states, SOME) == (NEW if finished else OLD)
    assert finished == (cut >= 9)
    for part in whole(8, dict.fromkeys(CARDS, CardState.LOST)) if not finished else []:
        again.take_part(part)
    assert shown(again.states, SOME) == NEW


def lose_file(folder: Path) -> None:
    (folder / "states-7.rows").unlink()


def flip_a_bit(folder: Path) -> None:
    path = folder / "states-7.rows"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


def spoil_database(folder: Path) -> None:
    (folder / "states.db-wal").unlink(missing_ok=True)
    (folder / "states.db").write_bytes(b"not a database" * 400)


@pytest.mark.parametrize("spoil", [lose_file, flip_a_bit, spoil_database])
def test_damaged_states_are_forgotten_and_asked_for_again(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    store = StatesStore(tmp_path)
    store.take_part(*whole(7, CARDS))
    store.close()
    spoil(tmp_path)
    store = StatesStore(tmp_path)
    assert store.held == StatesHeld()
    store.take_part(*whole(7, CARDS))
    assert shown(StatesStore(tmp_path).states, SOME) == OLD


def test_a_disk_that_fails_stops_the_terminal_like_a_journal_that_fails(tmp_path: Path) -> None:
    class Full(CuttingDisk):
        def rename(self, old: Path, new: Path) -> None:
            raise OSError(28, "no space left on device")

    with pytest.raises(JournalFault, match="no space left"):
        StatesStore(tmp_path, Full(10)).take_part(*whole(7, CARDS))
    store = StatesStore(tmp_path)
    store._db.execute("PRAGMA query_only=1")
    with pytest.raises(JournalFault, match="readonly"):
        store.take_part(*whole(8, CARDS))
