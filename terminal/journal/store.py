"""The journal on disk: SQLite, WAL, synchronous=FULL, one writer, append-only by trigger.

After any error of the database the journal refuses everything until it is opened again (I20): a failed sync
may have thrown away pages that look written, so trying again proves nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from protocol.card.record import RecordViolation
from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.limits import BATCH_ENTRIES_CLOSE
from protocol.link import chain
from protocol.link.ack import decode_ack
from protocol.link.batch import BatchHeader, batch_hash, read_header
from protocol.link.codec import decode_entry, encode_entry
from protocol.link.entries import Body, Boot, BootReason, Entry, Intent, MoreLines
from protocol.link.seal import SigningKey, unverified_body
from protocol.link.sums import Sums
from protocol.link.tables import TableKind
from protocol.link.violations import TheirViolation
from terminal.journal.checkpoint import Checkpoint, make_checkpoint, read_state
from terminal.journal.recovery import NO_ENTRY, NO_LINEAGE, JournalDamaged, Recovered

SCHEMA = Path(__file__).with_name("schema.sql").read_text()
DURABLE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
UNACKNOWLEDGED = """NOT EXISTS (SELECT 1 FROM ack WHERE ack.number = batch.number
    AND ack.id > (SELECT coalesce(max(acks_before), 0) FROM resend WHERE after < batch.number))"""
"""A batch without an acknowledgement given since head office last asked for it again."""
CHECKPOINT_ENTRIES = 500
"""So many entries after the last checkpoint a start makes another one."""


class JournalFault(Exception):
    """The journal cannot be trusted to keep what it is told; selling stops until it is opened again."""


class Journal:
    """One terminal's journal. `at_sync` is called `before` each transaction, when it is `written` but not
    committed, and `after` its commit: where tests cut the power. With the terminal's `key` it keeps checkpoints;
    without it every start reads every entry.

    `answers` rises with each answer of head office that was stored since the start. `latest` is the latest time that an
    entry tells after the newest batch which head office has acknowledged; 0 if there is none. It was that late already,
    whatever a clock says that was set back, until an answer shows that the clock was wrong then (P25).
    """

    def __init__(
        self, path: Path, terminal: TerminalId, at_sync: Callable[[str], None] | None = None, key: SigningKey | None = None
    ) -> None:
        self._path = path
        self._key = key
        self._terminal = terminal
        self._at_sync = at_sync or (lambda moment: None)
        self.syncs = 0
        self.answers = 0
        self._open()

    def _open(self) -> None:
        self._broken = True
        try:
            self._db = sqlite3.connect(self._path, isolation_level=None)
            self._set_durable()
            if not self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                self._db.executescript(SCHEMA)
            if (verdict := self._db.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise JournalFault(f"the journal file is damaged: {verdict}")
        except sqlite3.Error as error:
            raise JournalFault(f"the journal cannot be opened: {error}") from error
        self._broken = False
        self.head = chain.GENESIS
        self.state = Recovered(self._terminal)
        self._recover()
        self.latest = self._latest()

    def open_again(self) -> None:
        """Read the file anew, as a start does: of what a failed write left in memory nothing counts. A boot must follow.
        Raises JournalFault; the journal then refuses everything as before.
        """
        self._db.close()
        try:
            self._open()
        except JournalFault:
            self._broken = True
            raise
        self.answers += 1

    def _set_durable(self) -> None:
        for name, value in DURABLE.items():
            self._db.execute(f"PRAGMA {name}={value}")
            found = self._db.execute(f"PRAGMA {name}").fetchone()[0]
            if found != value:
                raise JournalFault(f"SQLite runs with {name}={found}, not {value}")

    def _recover(self) -> None:
        """Check the chain over every entry; read those that no checkpoint stands for."""
        checkpoint = self._checkpoint()
        known = self._kept = checkpoint.sequence if checkpoint else NO_ENTRY
        last, lineage = NO_ENTRY, NO_LINEAGE
        rows = self._ask("SELECT sequence, lineage, bytes, hash FROM entry ORDER BY sequence")
        for last, found, data, stored in rows:
            self.head = chain.link(self.head, last, data)
            if self.head != stored:
                raise JournalFault(f"the hash chain breaks at entry {last}")
            try:
                if last > known:
                    self.state.apply(last, found, decode_entry(data))
                elif found != lineage:
                    lineage = _lineage_begins(last, found, lineage, decode_entry(data))
            except (TheirViolation, JournalDamaged, RecordViolation) as error:
                raise JournalFault(f"entry {last} makes no sense: {error}") from error
            if checkpoint and last == known:
                self._believe(checkpoint, lineage)
        if max(known, self._last_batched()) > last:
            raise JournalFault(f"entries after {last} are lost, and were in a batch or a checkpoint")

    def _checkpoint(self) -> Checkpoint | None:
        """The one that is kept, if this terminal's key signed it."""
        row = self._ask("SELECT sequence, head, state, signature FROM checkpoint").fetchone()
        if row is None or self._key is None:
            return None
        found = Checkpoint(*row)
        return found if found.holds(self._terminal, self._key.public) else None

    def _believe(self, checkpoint: Checkpoint, lineage: Lineage) -> None:
        """The chain is checked up to a checkpoint: go on from the state that it says."""
        if checkpoint.head != self.head:
            raise JournalFault(
                f"entries up to {checkpoint.sequence} are not those that were there when this terminal signed them"
            )
        self.state = read_state(checkpoint.state, self._terminal, self.intent)
        if self.state.lineage != lineage:
            raise JournalFault(f"entry {checkpoint.sequence} is of lineage {lineage:08x}, not {self.state.lineage:08x}")

    def _keep_checkpoint(self, key: SigningKey) -> None:
        made = make_checkpoint(self.state, self.head, key)
        with self._transaction() as db:
            values = (made.sequence, made.head, made.state, made.signature)
            db.execute("INSERT OR REPLACE INTO checkpoint (one, sequence, head, state, signature) VALUES (1, ?, ?, ?, ?)", values)
        self._kept = made.sequence

    def _ask(self, question: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Read. A journal that failed answers nothing: it may still show what it did not keep."""
        self._check_sound()
        try:
            return self._db.execute(question, values)
        except sqlite3.Error as error:
            self._broken = True
            raise JournalFault(f"the journal cannot be read: {error}") from error

    def _check_sound(self) -> None:
        if self._broken:
            raise JournalFault("the journal failed before and was not opened again")

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._check_sound()
        try:
            self._at_sync("before")
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._at_sync("written")
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._broken = True
            raise JournalFault(f"the journal cannot be written: {error}") from error
        except BaseException:
            self._broken = True
            raise
        self.syncs += 1
        self._at_sync("after")

    @property
    def terminal(self) -> TerminalId:
        """Whose journal this is."""
        return self._terminal

    def next_reference(self, ahead: int = 0) -> Reference:
        """The key that the entry after the next `ahead` ones will have."""
        return Reference(self._terminal, self.state.lineage, Sequence(self.state.last_sequence + 1 + ahead))

    def reference(self, sequence: Sequence) -> Reference:
        """The key of the entry at a place; raises KeyError where there is none."""
        row = self._ask("SELECT lineage FROM entry WHERE sequence = ?", (sequence,)).fetchone()
        if row is None:
            raise KeyError(sequence)
        return Reference(self._terminal, Lineage(row[0]), sequence)

    def boot(self, lineage: Lineage, reason: BootReason, at: Instant) -> None:
        """Start a new lineage (I17); `lineage` is a fresh random number."""
        self._append((Boot(reason, self.state.lineage),), at, lineage)
        if self._key and self.state.last_sequence >= self._kept + CHECKPOINT_ENTRIES:
            self._keep_checkpoint(self._key)

    def append(self, bodies: tuple[Body, ...], at: Instant) -> None:
        """Write entries in one transaction and wait until they are on disk. Raises JournalFault."""
        if not self.state.lineage:
            raise AssertionError("a journal is written only after its boot")
        self._append(bodies, at, self.state.lineage)

    def _append(self, bodies: tuple[Body, ...], at: Instant, lineage: Lineage) -> None:
        entries = [Entry(at, body) for body in bodies]
        head, sequence, rows = self.head, self.state.last_sequence, []
        for entry in entries:
            sequence = Sequence(sequence + 1)
            data = encode_entry(entry)
            head = chain.link(head, sequence, data)
            rows.append((sequence, lineage, data, head))
        with self._transaction() as db:
            db.executemany("INSERT INTO entry (sequence, lineage, bytes, hash) VALUES (?, ?, ?, ?)", rows)
        self.head = head
        self.latest = max(self.latest, at)
        for entry, row in zip(entries, rows, strict=True):
            self.state.apply(Sequence(row[0]), lineage, entry)

    def entry(self, sequence: Sequence) -> Entry:
        """The entry at a place; raises KeyError where there is none."""
        row = self._ask("SELECT bytes FROM entry WHERE sequence = ?", (sequence,)).fetchone()
        if row is None:
            raise KeyError(sequence)
        return decode_entry(row[0])

    def newest_first(self) -> Iterator[tuple[Reference, Entry]]:
        """Every entry with its key, the last one first."""
        for sequence, lineage, data in self._ask("SELECT sequence, lineage, bytes FROM entry ORDER BY sequence DESC"):
            yield Reference(self._terminal, Lineage(lineage), Sequence(sequence)), decode_entry(data)

    def intent(self, sequence: Sequence) -> Intent:
        """The intent at a place."""
        body = self.entry(sequence).body
        if not isinstance(body, Intent):
            raise AssertionError(f"entry {sequence} is no intent")
        return body

    # Batches (protocol/link/SPEC.md 4).

    def unbatched(self, most: int = BATCH_ENTRIES_CLOSE) -> tuple[Lineage, Sequence, list[bytes]] | None:
        """The next entries for a batch: of one lineage, at most `most`, never ending in carried lines."""
        first = self._last_batched() + 1
        rows = self._ask(
            "SELECT lineage, bytes FROM entry WHERE sequence >= ? ORDER BY sequence LIMIT ?", (first, most)
        ).fetchall()
        if not rows:
            return None
        lineage = rows[0][0]
        data = [row[1] for row in rows if row[0] == lineage]
        while data and isinstance(decode_entry(data[-1]).body, MoreLines):
            data.pop()
        return (Lineage(lineage), Sequence(first), data) if data else None

    def _last_batched(self) -> int:
        """The place of the last entry that is in a closed batch; 0 before the first."""
        return int(self._ask("SELECT max(last_sequence) FROM batch").fetchone()[0] or 0)

    def head_before(self, sequence: Sequence) -> bytes:
        """The chain hash right before an entry."""
        row = self._ask("SELECT hash FROM entry WHERE sequence = ?", (sequence - 1,)).fetchone()
        return bytes(row[0]) if row else chain.GENESIS

    def last_batch(self) -> tuple[int, bytes]:
        """Number and hash of the last closed batch; (0, zeros) before the first."""
        row = self._ask("SELECT number, hash FROM batch ORDER BY number DESC LIMIT 1").fetchone()
        return (row[0], bytes(row[1])) if row else (0, bytes(32))

    def last_header(self) -> BatchHeader | None:
        """What the last closed batch says of itself; None before the first. Raises JournalFault if it was changed, or
        if the entries are not those that went into it.
        """
        row = self._ask("SELECT hash, sealed FROM batch ORDER BY number DESC LIMIT 1").fetchone()
        if row is None:
            return None
        digest, sealed = row
        if batch_hash(sealed) != digest:
            raise JournalFault("the last closed batch was changed")
        header = read_header(unverified_body(sealed))
        if self.head_before(Sequence(header.last_sequence + 1)) != header.head_after:
            raise JournalFault("the entries are not those of the last closed batch")
        return header

    def store_batch(self, number: int, first: Sequence, count: int, digest: bytes, sealed: bytes) -> None:
        """Keep a closed batch for ever as it is."""
        with self._transaction() as db:
            values = (number, first, first + count - 1, digest, sealed)
            db.execute("INSERT INTO batch (number, first_sequence, last_sequence, hash, sealed) VALUES (?, ?, ?, ?, ?)", values)

    def waiting(self, limit: int) -> list[tuple[int, bytes]]:
        """Batches without an acknowledgement, oldest first."""
        rows = self._ask(f"SELECT number, sealed FROM batch WHERE {UNACKNOWLEDGED} ORDER BY number LIMIT ?", (limit,))
        return [(number, bytes(sealed)) for number, sealed in rows]

    def store_ack(self, number: int, sealed: bytes) -> None:
        """Keep head office's acknowledgement; of several for one waiting batch the first stays."""
        with self._transaction() as db:
            db.execute(
                f"INSERT INTO ack (number, sealed) SELECT number, ? FROM batch WHERE number = ? AND {UNACKNOWLEDGED}",
                (sealed, number),
            )
        self.answers += 1
        self.latest = self._latest()

    def _latest(self) -> Instant:
        answered = "SELECT last_sequence FROM batch WHERE number = (SELECT max(number) FROM ack)"
        after = f"SELECT max(substr(bytes, 2, 6)) FROM entry WHERE sequence > coalesce(({answered}), 0)"
        return Instant(int.from_bytes(self._ask(after).fetchone()[0] or b"", "big"))

    def resend_after(self, number: int) -> None:
        """Head office was restored from a backup: every batch above `number` waits for an acknowledgement again."""
        with self._transaction() as db:
            db.execute("INSERT INTO resend (after, acks_before) SELECT ?, coalesce(max(id), 0) FROM ack", (number,))
        self.answers += 1

    def acknowledged(self) -> int:
        """The highest batch number up to which every batch is acknowledged."""
        missing = self._ask(f"SELECT min(number) FROM batch WHERE {UNACKNOWLEDGED}").fetchone()[0]
        return missing - 1 if missing else self.last_batch()[0]

    def last_server_time(self) -> Instant:
        """Head office's clock in the newest acknowledgement; 0 before the first."""
        row = self._ask("SELECT sealed FROM ack ORDER BY id DESC LIMIT 1").fetchone()
        return decode_ack(unverified_body(bytes(row[0]))).server_time if row else Instant(0)

    def covered(self) -> Sums:
        """The totals at the end of the last batch up to which every batch is acknowledged."""
        row = self._ask("SELECT sealed FROM batch WHERE number = ?", (self.acknowledged(),)).fetchone()
        return read_header(unverified_body(bytes(row[0]))).totals if row else ()

    # Tables from head office.

    def table_versions(self) -> dict[TableKind, int]:
        """The version held of each table."""
        rows = self._ask("SELECT kind, max(version) FROM office_table GROUP BY kind")
        return {TableKind(kind): version for kind, version in rows}

    def install_table(self, kind: TableKind, version: int, sealed: bytes) -> None:
        """Keep a signed table; the version must rise."""
        with self._transaction() as db:
            db.execute("INSERT INTO office_table (kind, version, sealed) VALUES (?, ?, ?)", (kind, version, sealed))

    def tables(self) -> list[bytes]:
        """The newest signed table of each kind."""
        rows = self._ask("SELECT sealed, max(version) FROM office_table GROUP BY kind ORDER BY kind")
        return [bytes(sealed) for sealed, _ in rows]

    def close(self) -> None:
        """Close the database."""
        self._db.close()


def _lineage_begins(sequence: Sequence, lineage: Lineage, before: Lineage, entry: Entry) -> Lineage:
    """The lineage from an entry on, which must be a start. Raises JournalDamaged."""
    if not isinstance(entry.body, Boot) or entry.body.previous != before:
        raise JournalDamaged(f"entry {sequence} is of lineage {lineage:08x}, not {before:08x}")
    return lineage
