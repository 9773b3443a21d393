"""Card states on disk: parts that wait for the rest, the base file that is in use, and the deltas over it.

A new base is written under another name, synced and renamed; then one transaction points to it. Whenever the power
fails there are either the old states or the new ones (INTEGRITY row 53). Nothing here is a fact that only this
terminal knows: what is damaged is thrown away, and head office is asked for all of it again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from protocol.instants import BusinessDay, Instant
from protocol.link.card_states import ROW_BYTES
from protocol.link.snapshot import Delta, SnapshotPart, Stamp, StatesHeld, hash_after
from terminal.files import DISK, PUBLIC, Disk, replace_file_by_chunks
from terminal.journal.store import JournalFault
from terminal.states.base import Base, BaseDamaged, BaseWriter, RowsOutOfOrder
from terminal.states.held import CardStates

NEWER_MAX = 16_384
"""Rows over the base before they are merged into a new one: a few megabytes of memory."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS base (
    one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, issued_at INTEGER NOT NULL, known INTEGER NOT NULL,
    key_version INTEGER NOT NULL, hash BLOB NOT NULL, file TEXT NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS delta (
    version INTEGER PRIMARY KEY, issued_at INTEGER NOT NULL, known INTEGER NOT NULL, key_version INTEGER NOT NULL,
    hash BLOB NOT NULL, rows BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS part (
    part INTEGER PRIMARY KEY, version INTEGER NOT NULL, parts INTEGER NOT NULL, hash BLOB NOT NULL, rows BLOB NOT NULL) STRICT;
"""
COLUMNS = "version, issued_at, known, key_version, hash"


class StatesStore:
    """The card states of one terminal; `states` is what the sale looks into. Raises JournalFault if the disk fails."""

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        self._folder, self._disk = folder, disk
        self.states = CardStates()
        self._hash = StatesHeld().hash
        try:
            self._open()
        except (sqlite3.Error, BaseDamaged, FileNotFoundError):
            self._begin_again()
        self._sweep()

    def _open(self) -> None:
        self._db = sqlite3.connect(self._folder / "states.db", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=wal")
        self._db.execute("PRAGMA synchronous=2")
        self._db.executescript(SCHEMA)
        row = self._db.execute(f"SELECT {COLUMNS}, file, digest FROM base").fetchone()
        if row is None:
            return
        self._use(Base(self._folder / row[5], row[6]), _stamp(row), row[4])
        for row in self._db.execute(f"SELECT {COLUMNS}, rows FROM delta ORDER BY version").fetchall():
            self.states.put(row[5], _stamp(row))
            self._hash = row[4]

    def _begin_again(self) -> None:
        """What is on disk cannot be used: forget it."""
        self._db.close()
        self.states.replace(None, CardStates().stamp)
        for name in ("states.db", "states.db-wal", "states.db-shm"):
            (self._folder / name).unlink(missing_ok=True)
        self._open()

    def _sweep(self) -> None:
        """Remove files that nothing points to."""
        row = self._db.execute("SELECT file FROM base").fetchone()
        for path in self._folder.glob("states-*.rows*"):
            if row is None or path.name != row[0]:
                path.unlink()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise JournalFault(f"card states cannot be stored: {error}") from error

    @property
    def held(self) -> StatesHeld:
        """What a poll says of the card states."""
        row = self._db.execute("SELECT version, count(*) FROM part").fetchone()
        return StatesHeld(self.states.stamp.version, self._hash, row[0] or 0, row[1])

    def take_part(self, part: SnapshotPart) -> None:
        """Keep the next part of a whole snapshot, and use the snapshot when it is the last."""
        with self._transaction() as db:
            if part.part == 0:
                db.execute("DELETE FROM part")
            values = (part.part, part.stamp.version, part.parts, part.hash, part.rows)
            db.execute("INSERT INTO part (part, version, parts, hash, rows) VALUES (?, ?, ?, ?, ?)", values)
        if part.is_last:
            self._complete(part)

    def _complete(self, last: SnapshotPart) -> None:
        """All parts of one snapshot are here; if they are not of one piece, all are asked for again."""
        asked = "SELECT count(DISTINCT hash) = 1 AND count(DISTINCT parts) = 1, sum(length(rows)) FROM part"
        one, size = self._db.execute(asked).fetchone()
        try:
            if not one:
                raise RowsOutOfOrder
            pieces = self._db.execute("SELECT rows FROM part ORDER BY part")
            self._switch((bytes(row[0]) for row in pieces), size // ROW_BYTES, last.stamp, last.hash)
        except RowsOutOfOrder:
            with self._transaction() as db:
                db.execute("DELETE FROM part")

    def install_delta(self, delta: Delta) -> None:
        """Put newer rows over what is held."""
        name, stamp = hash_after(delta), delta.stamp
        values = (stamp.version, stamp.issued_at, stamp.known, stamp.key_version, name, delta.rows)
        with self._transaction() as db:
            db.execute("DELETE FROM part WHERE version <= ?", (stamp.version,))
            db.execute(f"INSERT INTO delta ({COLUMNS}, rows) VALUES (?, ?, ?, ?, ?, ?)", values)
        self.states.put(delta.rows, stamp)
        self._hash = name
        if len(newer := self.states.newer) > NEWER_MAX and (base := self.states.base):
            self._switch(base.merged(newer), base.rows + len(newer), stamp, name)

    def _switch(self, pieces: Iterable[bytes], most: int, stamp: Stamp, name: bytes) -> None:
        """Write a new base of at most so many rows, sync and rename it, and point to it in one transaction."""
        path, writer = self._folder / f"states-{stamp.version}.rows", BaseWriter(pieces, most)
        try:
            replace_file_by_chunks(path, writer, PUBLIC, self._disk)
            base = Base(path, writer.digest)
        except (OSError, BaseDamaged) as error:
            raise JournalFault(f"card states cannot be stored: {error}") from error
        values = (stamp.version, stamp.issued_at, stamp.known, stamp.key_version, name, path.name, writer.digest)
        with self._transaction() as db:
            db.execute("DELETE FROM part WHERE version <= ?", (stamp.version,))
            db.execute("DELETE FROM delta")
            db.execute(f"INSERT OR REPLACE INTO base (one, {COLUMNS}, file, digest) VALUES (1, ?, ?, ?, ?, ?, ?, ?)", values)
        self._use(base, stamp, name)
        self._sweep()

    def _use(self, base: Base, stamp: Stamp, name: bytes) -> None:
        self.states.replace(base, stamp)
        self._hash = name

    def close(self) -> None:
        """Let go of the files."""
        self.states.replace(None, self.states.stamp)
        self._db.close()


def _stamp(row: tuple[int, int, int, int, bytes]) -> Stamp:
    return Stamp(row[0], Instant(row[1]), BusinessDay(row[2]), row[3])
