"""What a keeper can do to the journal of his own terminal: it is a file, and he has every key that it is made with."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from protocol.ids import Sequence
from protocol.link import chain
from protocol.link.codec import decode_entry, encode_entry
from protocol.link.entries import Commit, Entry, Intent, SaleDetail
from protocol.money import Money, total
from tests.simulation.records import Key

TRIGGERS = ("entry_is_never_changed", "entry_is_never_removed")


@dataclass(frozen=True, slots=True)
class Forged:
    """What was done: changes that the journal has no more, and the one of which it says something else."""

    gone: set[Key] = field(default_factory=set)
    edited: Key | None = None

    def __bool__(self) -> bool:
        return bool(self.gone) or self.edited is not None


Forge = Callable[[Path, int, Random], Forged]
Row = tuple[int, int, bytes]
"""Sequence, lineage, entry."""


def cut(path: Path, terminal: int, random: Random) -> Forged:
    """Throw away everything from some card change on that no batch holds yet."""

    def forge(rows: list[Row], sent: int) -> tuple[list[Row], Forged]:
        committed = [sequence for sequence, _ in _sales(rows) if sequence > sent]
        if not committed:
            return rows, Forged()
        first = random.choice(committed)
        return [row for row in rows if row[0] < first], Forged(_changes(rows, terminal, first))

    return _rewritten(path, forge)


def edit(path: Path, terminal: int, random: Random) -> Forged:
    """Another amount for a sale that no batch holds yet."""
    return _rewritten(path, lambda rows, sent: _edited(rows, terminal, random, lambda place: place > sent))


def edit_told(path: Path, terminal: int, random: Random) -> Forged:
    """Another amount for a sale that a batch holds. The terminal's own program refuses that, and with it what was not sent."""
    return _rewritten(path, lambda rows, sent: _refused(rows, terminal, random, lambda place: place <= sent, sent))


def edit_without_chain(path: Path, terminal: int, random: Random) -> Forged:
    """Another amount for a sale that no batch holds yet, and the hashes as they were: refused in the same way."""
    return _rewritten(path, lambda rows, sent: _refused(rows, terminal, random, lambda place: place > sent, sent), chained=False)


def _rewritten(path: Path, forge: Callable[[list[Row], int], tuple[list[Row], Forged]], *, chained: bool = True) -> Forged:
    with closing(sqlite3.connect(path, isolation_level=None)) as journal:
        (sent,) = journal.execute("SELECT coalesce(max(last_sequence), 0) FROM batch").fetchone()
        stored = journal.execute("SELECT sequence, lineage, bytes, hash FROM entry ORDER BY sequence").fetchall()
        rows, forged = forge([row[:3] for row in stored], sent)
        if forged:
            for trigger in TRIGGERS:
                journal.execute(f"DROP TRIGGER {trigger}")
            head, hashed = chain.GENESIS, []
            for (sequence, lineage, data), old in zip(rows, stored, strict=False):
                head = chain.link(head, Sequence(sequence), data) if chained else old[3]
                hashed.append((sequence, lineage, data, head))
            journal.execute("BEGIN")
            journal.execute("DELETE FROM entry")
            journal.executemany("INSERT INTO entry (sequence, lineage, bytes, hash) VALUES (?, ?, ?, ?)", hashed)
            journal.execute("COMMIT")
    return forged


def _refused(
    rows: list[Row], terminal: int, random: Random, wanted: Callable[[int], bool], sent: int
) -> tuple[list[Row], Forged]:
    edited, forged = _edited(rows, terminal, random, wanted)
    return edited, Forged(_changes(rows, terminal, sent + 1), forged.edited) if forged else forged


def _changes(rows: list[Row], terminal: int, first: int) -> set[Key]:
    """All changes of cards from a place on."""
    return {(terminal, row[1], row[0]) for row in rows if row[0] >= first and isinstance(decode_entry(row[2]).body, Intent)}


def _sales(rows: list[Row]) -> list[tuple[int, Intent]]:
    """Finished sales by card, with their places."""
    intents: dict[int, Intent] = {}
    found = []
    for sequence, _, data in rows:
        body = decode_entry(data).body
        if isinstance(body, Intent) and isinstance(body.detail, SaleDetail):
            intents[sequence] = body
        elif isinstance(body, Commit) and body.intent in intents:
            found.append((int(body.intent), intents[body.intent]))
    return found


def _edited(rows: list[Row], terminal: int, random: Random, wanted: Callable[[int], bool]) -> tuple[list[Row], Forged]:
    """One more or one less of the first article of some sale."""
    sales = [(place, intent) for place, intent in _sales(rows) if wanted(place) and _other_amount(intent, 1) is not None]
    if not sales:
        return rows, Forged()
    place, intent = random.choice(sales)
    other = _other_amount(intent, random.choice((-1, 1))) or _other_amount(intent, 1)
    assert other is not None
    edited: list[Row] = []
    for sequence, lineage, data in rows:
        if sequence == place:
            data = encode_entry(Entry(decode_entry(data).at, other))
            forged = Forged(edited=(terminal, lineage, place))
        edited.append((sequence, lineage, data))
    return edited, forged


def _other_amount(intent: Intent, by: int) -> Intent | None:
    detail = intent.detail
    if not isinstance(detail, SaleDetail) or not detail.basket.lines or detail.basket.carried:
        return None
    first, *rest = detail.basket.lines
    if not 0 < first.quantity + by < 10 or first.discount:
        return None
    lines = (replace(first, quantity=first.quantity + by), *rest)
    change = replace(intent.change, amount=-total([line.amount for line in lines]))
    if abs(change.amount) > Money(1_500):
        return None
    return replace(intent, change=change, detail=replace(detail, basket=replace(detail.basket, lines=lines)))
