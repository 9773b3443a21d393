"""Storing a sound batch: raw bytes, its entries under their keys, and the signed acknowledgement, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.ack import ResultClass
from protocol.link.batch import Batch, BatchHeader, cash_sums, read_header
from protocol.link.chain import GENESIS
from protocol.link.codec import decode_entry
from protocol.link.entries import Commit, Intent, Late
from protocol.link.seal import unverified_body
from protocol.link.sums import SUM_OF_CHANGE, Sum, Sums, add_up
from server.database import run, run_rows
from server.settlement.cases import CaseKind, NewCase

QUARANTINE_ROWS_MAX = 10_000
"""More than this is an attack on the disk, not evidence of anything."""

Results = tuple[tuple[Sequence, ResultClass], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where nothing of a terminal's journal is missing here."""

    batch: int = 0
    sequence: int = 0
    head: bytes = GENESIS


def quarantine(reason: str, data: bytes, now: Instant) -> None:
    """Keep bytes that are not evidence; the same ones once. Must run inside `writing()`."""
    if run("SELECT COUNT(*) FROM quarantine").fetchone()[0] < QUARANTINE_ROWS_MAX:
        run(
            "INSERT INTO quarantine (hash, reason, data, received_at) VALUES (%s, %s, %s, %s) ON CONFLICT (hash) DO NOTHING",
            (sha256(data).digest(), reason, data, now),
        )


def insert_batch(header: BatchHeader, identity: bytes, sealed: bytes, ack: bytes, received_at: Instant) -> int:
    """The raw batch with the answer that it gets for ever; its row number."""
    cursor = run(
        "INSERT INTO stored_batch (terminal, number, hash, sealed, ack, received_at, booked) VALUES (%s, %s, %s, %s, %s, %s, %s)"
        " RETURNING id",
        (header.terminal, header.number, identity, sealed, ack, received_at, False),
    )
    number: int = cursor.fetchone()[0]
    return number


def judge_keys(batch: Batch) -> tuple[dict[int, bytes], Results]:
    """Which entries are new (by sequence), and what is said of the others: R2 duplicate, R3 key conflict."""
    header = batch.header
    held = {
        sequence: bytes(data)
        for sequence, data in run(
            "SELECT sequence, data FROM stored_entry WHERE terminal = %s AND lineage = %s AND sequence BETWEEN %s AND %s",
            (header.terminal, header.lineage, header.first_sequence, header.last_sequence),
        ).fetchall()
    }
    fresh: dict[int, bytes] = {}
    results = []
    for sequence, data in enumerate(batch.entries, header.first_sequence):
        if sequence not in held:
            fresh[sequence] = data
        else:
            same = held[sequence] == data
            results.append((Sequence(sequence), ResultClass.DUPLICATE if same else ResultClass.KEY_CONFLICT))
    return fresh, tuple(results)


def insert_entries(header: BatchHeader, fresh: dict[int, bytes], batch: int) -> None:
    """Entries under their keys."""
    run_rows(
        "INSERT INTO stored_entry (terminal, lineage, sequence, data, batch_id) VALUES {rows}",
        [(header.terminal, header.lineage, sequence, data, batch) for sequence, data in fresh.items()],
    )


def place_of(terminal: TerminalId) -> Place:
    """Where a terminal stands."""
    row = run("SELECT batch, sequence, head FROM terminal_log WHERE terminal = %s", (terminal,)).fetchone()
    return Place() if row is None else Place(row[0], row[1], bytes(row[2]))


def advance(header: BatchHeader) -> tuple[Place, list[NewCase]]:
    """Where the terminal stands once this batch counts as stored, over batches that came before their turn.

    A batch that does not continue the chain from where the journal stood is a copied or wiped journal (R18, P16).
    """
    place, cases = place_of(header.terminal), list[NewCase]()
    following: BatchHeader | None = header if header.number == place.batch + 1 else None
    while following is not None:
        if (following.first_sequence, following.head_before) != (place.sequence + 1, place.head):
            subject = f"terminal {following.terminal} batch {following.number}"
            cases.append(NewCase(CaseKind.HEAD_MISMATCH, subject, "the batch does not continue the journal known here"))
        place = Place(following.number, following.last_sequence, following.head_after)
        following = _stored_header(header.terminal, place.batch + 1)
    return place, cases


def store_place(terminal: TerminalId, place: Place) -> None:
    """Remember where the terminal stands."""
    run(
        "INSERT INTO terminal_log (terminal, batch, sequence, head) VALUES (%s, %s, %s, %s) ON CONFLICT (terminal) DO UPDATE SET"
        " batch = excluded.batch, sequence = excluded.sequence, head = excluded.head",
        (terminal, place.batch, place.sequence, place.head),
    )


def _stored_header(terminal: TerminalId, number: int) -> BatchHeader | None:
    row = run("SELECT sealed FROM stored_batch WHERE terminal = %s AND number = %s", (terminal, number)).fetchone()
    return None if row is None else read_header(unverified_body(bytes(row[0])))


def own_sums(batch: Batch) -> tuple[Sums, bool]:
    """Head office's own sums over a batch, and whether all the intents that it declares are known.

    A basket with a fault counts in no sum: what it comes to cannot be told.
    """
    header = batch.header
    entries = list(batch.decoded())
    intents = {sequence: entry.body for sequence, entry in entries if isinstance(entry.body, Intent)}
    declared: list[Reference] = []
    for _, entry in entries:
        if isinstance(entry.body, Commit):
            declared.append(Reference(header.terminal, header.lineage, entry.body.intent))
        elif isinstance(entry.body, Late):
            declared.append(entry.body.intent)

    def here(reference: Reference) -> bool:
        own = (reference.terminal, reference.lineage) == (header.terminal, header.lineage)
        return own and reference.sequence in intents

    known = {reference: intents[reference.sequence] for reference in declared if here(reference)}
    known |= _stored_intents([reference for reference in declared if not here(reference)])
    parts = [
        Sum(SUM_OF_CHANGE[intent.change.kind], 1, abs(intent.change.amount))
        for intent in (known[reference] for reference in declared if reference in known)
        if intent.change.kind in SUM_OF_CHANGE
    ]
    sums = add_up([*parts, *cash_sums(entry.body for _, entry in entries)])
    return sums, len(known) == len(set(declared))


def _stored_intents(references: list[Reference]) -> dict[Reference, Intent]:
    rows = run_rows(
        "WITH w (terminal, lineage, sequence) AS (VALUES {rows}) SELECT e.terminal, e.lineage, e.sequence, e.data FROM w"
        " JOIN stored_entry e ON e.terminal = w.terminal AND e.lineage = w.lineage AND e.sequence = w.sequence",
        [(reference.terminal, reference.lineage, reference.sequence) for reference in references],
    )
    found: dict[Reference, Intent] = {}
    for terminal, lineage, sequence, data in rows:
        body = decode_entry(bytes(data)).body
        if isinstance(body, Intent):
            found[Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))] = body
    return found
