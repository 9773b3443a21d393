"""What terminals sent, kept as it came: sealed batches with their acknowledgements.

The sealed batch is the store. Which bytes stand at a place (terminal, lineage, sequence) is said by the batch with the
lowest id that covers it; entries of later batches at the same place are duplicates (R2) or conflicts (R3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass
from hashlib import sha256

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.limits import BATCH_ENTRIES_MAX
from protocol.link.ack import ResultClass
from protocol.link.batch import Batch, BatchHeader, cash_sums, split_batch
from protocol.link.codec import decode_entry
from protocol.link.entries import Commit, Intent, Late
from protocol.link.seal import unverified_body
from protocol.link.sums import SUM_OF_CHANGE, Sum, SumKind, Sums, add_up
from protocol.money import Money
from server.database import Question, run, run_rows
from server.settlement.reading import Reading

QUARANTINE_ROWS_MAX = 10_000
"""More than this is an attack on the disk, not evidence of anything."""

Results = tuple[tuple[Sequence, ResultClass], ...]
BatchKey = tuple[TerminalId, int]
"""Terminal and batch number."""
LAST_BATCH = 2**31 - 1
"""Above every id of a stored batch."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A batch as it is stored. `booked`: it is booked in the same transaction."""

    batch: Batch
    identity: bytes
    sealed: bytes
    ack: bytes
    received_at: Instant
    booked: bool


def quarantine(reason: str, data: bytes, now: Instant) -> None:
    """Keep bytes that are not evidence; the same ones once. Must run inside `writing()`."""
    if run("SELECT COUNT(*) FROM quarantine").fetchone()[0] < QUARANTINE_ROWS_MAX:
        run(
            "INSERT INTO quarantine (hash, reason, data, received_at) VALUES (%s, %s, %s, %s) ON CONFLICT (hash) DO NOTHING",
            (sha256(data).digest(), reason, data, now),
        )


def known_acks(batches: Iterable[BatchKey]) -> Question[dict[BatchKey, dict[bytes, bytes]]]:
    """What is stored for these batch numbers: acknowledgements by batch hash. More than one: a copied journal (R18)."""
    return Question(
        "WITH w (terminal, number) AS (VALUES {rows}) SELECT s.terminal, s.number, s.hash, s.ack FROM w JOIN stored_batch s"
        " ON s.terminal = w.terminal AND s.number = w.number",
        list(dict.fromkeys(batches)),
        _by_hash,
    )


def _by_hash(rows: Iterable[tuple[int, int, bytes, bytes]]) -> dict[BatchKey, dict[bytes, bytes]]:
    found: dict[BatchKey, dict[bytes, bytes]] = {}
    for terminal, number, identity, ack in rows:
        found.setdefault((TerminalId(terminal), number), {})[bytes(identity)] = bytes(ack)
    return found


def insert_batches(batches: Items[Stored]) -> list[int]:
    """The raw batches with the answers that they get for ever, in the order of arrival; their row numbers, rising."""
    rows = [
        (
            *(one.batch.header.terminal, one.batch.header.number, one.batch.header.lineage),
            *(one.batch.header.first_sequence, one.batch.header.count),
            *(one.identity, one.sealed, one.ack, one.received_at, one.booked),
        )
        for one in batches
    ]
    answers = run_rows(
        "INSERT INTO stored_batch (terminal, number, lineage, first_sequence, count, hash, sealed, ack, received_at, booked)"
        " VALUES {rows} RETURNING id",
        rows,
    )
    return sorted(number for (number,) in answers)


def mark_booked(batch: int) -> None:
    """Note that what this batch says is in the books."""
    run("UPDATE stored_batch SET booked = %s WHERE id = %s", (True, batch))


def overlapping(headers: Iterable[BatchHeader]) -> Question[set[BatchKey]]:
    """Which of these batches, none of them stored yet, cover places that stored ones cover too."""
    return Question(
        "WITH w (terminal, number, lineage, first, last) AS (VALUES {rows}) SELECT w.terminal, w.number FROM w WHERE EXISTS"
        " (SELECT 1 FROM stored_batch s WHERE s.terminal = w.terminal AND s.lineage = w.lineage"
        f" AND s.first_sequence BETWEEN w.first - {BATCH_ENTRIES_MAX} AND w.last AND s.first_sequence + s.count > w.first)",
        [(one.terminal, one.number, one.lineage, one.first_sequence, one.last_sequence) for one in headers],
        lambda rows: {(TerminalId(terminal), number) for terminal, number in rows},
    )


def first_said(header: BatchHeader, before: int = LAST_BATCH) -> dict[int, bytes]:
    """What earlier batches (ids below `before`) say at the places of this one, by sequence; nothing, but for a copied
    or a wiped journal."""
    rows = run(
        "SELECT sealed FROM stored_batch WHERE terminal = %s AND lineage = %s AND first_sequence BETWEEN %s AND %s"
        " AND first_sequence + count > %s AND id < %s ORDER BY id DESC",
        (
            *(header.terminal, header.lineage, header.first_sequence - BATCH_ENTRIES_MAX, header.last_sequence),
            *(header.first_sequence, before),
        ),
    ).fetchall()
    said: dict[int, bytes] = {}
    for (sealed,) in rows:
        batch = split_batch(unverified_body(bytes(sealed)))
        said.update(enumerate(batch.entries, batch.header.first_sequence))
    return {sequence: said[sequence] for sequence in said if header.first_sequence <= sequence <= header.last_sequence}


def judge_keys(batch: Batch, said: Mapping[int, bytes]) -> Results:
    """What is said of entries that are not new: R2 duplicate, R3 key conflict."""
    return tuple(
        (Sequence(sequence), ResultClass.DUPLICATE if said[sequence] == data else ResultClass.KEY_CONFLICT)
        for sequence, data in enumerate(batch.entries, batch.header.first_sequence)
        if sequence in said
    )


def entries_named(references: Iterable[Reference], before: int = LAST_BATCH) -> dict[Reference, bytes]:
    """The stored entries at these places, as batches with ids below `before` say them."""
    rows = run_rows(
        "WITH w (terminal, lineage, sequence) AS (VALUES {rows}) SELECT MIN(s.id), w.terminal, w.lineage, w.sequence"
        f" FROM w JOIN stored_batch s ON s.terminal = w.terminal AND s.lineage = w.lineage AND s.first_sequence"
        f" BETWEEN w.sequence - {BATCH_ENTRIES_MAX} AND w.sequence AND s.first_sequence + s.count > w.sequence"
        f" AND s.id < {before:d} GROUP BY w.terminal, w.lineage, w.sequence",
        list(dict.fromkeys((one.terminal, one.lineage, one.sequence) for one in references)),
    )
    places: dict[int, list[Reference]] = {}
    for number, terminal, lineage, sequence in rows:
        places.setdefault(number, []).append(Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence)))
    found: dict[Reference, bytes] = {}
    for number in places:
        batch = stored_batch(number)
        for reference in places[number]:
            found[reference] = batch.entries[reference.sequence - batch.header.first_sequence]
    return found


def stored_batch(number: int) -> Batch:
    """A stored batch by its row."""
    (sealed,) = run("SELECT sealed FROM stored_batch WHERE id = %s", (number,)).fetchone()
    return split_batch(unverified_body(bytes(sealed)))


def own_sums(reading: Reading, ask: Callable[[Iterable[Reference]], dict[Reference, Intent]]) -> tuple[Sums, bool]:
    """Head office's own sums over a batch, and whether all the intents that it declares are known; `ask` gives stored ones.

    A basket with a fault counts in no sum: what it comes to cannot be told.
    """
    header, sales = reading.batch.header, reading.sales
    rest = reading.rest
    intents = {
        Reference(header.terminal, header.lineage, sequence): entry.body
        for sequence, entry in rest.items()
        if isinstance(entry.body, Intent)
    }
    declared = list(reading.words(Commit, Late))
    known = {reference: intents[reference] for reference in declared if reference in intents}
    known |= ask(reference for reference in declared if reference not in intents)
    parts = [
        Sum(SUM_OF_CHANGE[intent.change.kind], 1, abs(intent.change.amount))
        for intent in (known[reference] for reference in declared if reference in known)
        if intent.change.kind in SUM_OF_CHANGE
    ]
    if len(sales):
        parts.append(Sum(SumKind.CARD_SALES, len(sales), Money(-int(sales.amount.sum()))))
    sums = add_up([*parts, *cash_sums(entry.body for entry in rest.values())])
    return sums, len(known) == len(set(declared))


def intents_named(references: Iterable[Reference], before: int = LAST_BATCH) -> dict[Reference, Intent]:
    """The stored entries at these places that are intents."""
    decoded = {place: decode_entry(data).body for place, data in entries_named(references, before).items()}
    return {place: body for place, body in decoded.items() if isinstance(body, Intent)}
