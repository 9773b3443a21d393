"""What head office holds in black and white: what stored batches say of changes, and the records that they show of cards.

Read from the sealed bytes by other eyes than the product's (protocol/link/SPEC.md 3.1 and 3.3). An entry that was quarantined
because an earlier one has its place stands in its batch too, and the records that it shows count; bad signatures say nothing.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.copies import ENTRY_HEAD, declared, entries_in_batch, varint
from tests.simulation.records import Card, Key

INTENT, EVIDENCE = 4, 11
ISSUE = 1
RECORD_BYTES = 48


@dataclass(slots=True)
class Stored:
    """`declared`: what terminals called done. `intended`: by how much a change was to move its card. `sighted`: records read
    from cards, as they came. `ahead`: by terminal, the most by which an entry's clock was ahead of the receipt, in ms."""

    declared: set[Key] = field(default_factory=set)
    intended: dict[Key, int] = field(default_factory=dict)
    sighted: set[tuple[Card, bytes]] = field(default_factory=set)
    ahead: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))


def read_stored(path: Path) -> Stored:
    """Everything that stored batches say, in the order in which head office took it."""
    stored = Stored()
    with closing(sqlite3.connect(path)) as db:
        for sealed, received_at in db.execute("SELECT sealed, received_at FROM stored_batch ORDER BY id"):
            for place, entry in entries_in_batch(sealed):
                _take(stored, place, entry, received_at)
    return stored


def _take(stored: Stored, place: Key, entry: bytes, received_at: int) -> None:
    if (key := declared(*place, entry)) is not None:
        stored.declared.add(key)
    stored.ahead[place[0]] = max(stored.ahead[place[0]], int.from_bytes(entry[1:ENTRY_HEAD], "big") - received_at)
    if entry[0] == INTENT:
        stored.intended.setdefault(place, _amount(entry))
    stored.sighted.update(sightings(entry))


def _card(entry: bytes) -> tuple[Card, int]:
    """The card that an entry begins with, and the place after it."""
    number, at = varint(entry, ENTRY_HEAD)
    instance, at = varint(entry, at)
    return (number, instance), at


def _before(entry: bytes) -> tuple[Card, int, int]:
    """Of an intent: its card, where the record before it stands, and where that ends."""
    card, at = _card(entry)
    return card, at + 2, at + 2 + (0 if entry[at] & 15 == ISSUE else RECORD_BYTES)


def _amount(entry: bytes) -> int:
    _, _, at = _before(entry)
    value, _ = varint(entry, at)
    return -(value >> 1) - 1 if value & 1 else value >> 1


def sightings(entry: bytes) -> Iterator[tuple[Card, bytes]]:
    """The records that an entry shows, and of which card."""
    if entry[0] == INTENT:
        card, start, end = _before(entry)
        records = entry[start:end]
        if evidence := entry[start - 1] >> 4 & 3:
            records += entry[-evidence * RECORD_BYTES :]
    elif entry[0] == EVIDENCE:
        card, at = _card(entry)
        records = entry[at + 1 :]
    else:
        return
    for start in range(0, len(records), RECORD_BYTES):
        yield card, records[start : start + RECORD_BYTES]
