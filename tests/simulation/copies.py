"""Which facts a journal or a stored batch declares, read by other eyes than the product's (protocol/link/SPEC.md 3 and 4).

A declared fact is a COMMIT or LATE of a card change, or a cash sale or refund: what a terminal has called done.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.simulation.records import Key

COMMIT, LATE, CASH_SALE, CASH_REFUND = 5, 6, 9, 10
ENTRY_HEAD = 7
FRAME = struct.Struct(">2sBBB8sI")
HEADER = struct.Struct(">HIII32sIH32s32s")
REFERENCE = struct.Struct(">HII")
MORE = 0x80


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number, and the place after it (SPEC 1.1)."""
    value = 0
    while data[at] & MORE:
        value, at = value << 7 | data[at] & 0x7F, at + 1
    return value << 7 | data[at], at + 1


def declared(terminal: int, lineage: int, sequence: int, entry: bytes) -> Key | None:
    """The fact that an entry declares, if it does."""
    match entry[0]:
        case 5:
            return terminal, lineage, varint(entry, ENTRY_HEAD)[0]
        case 6:
            named = REFERENCE.unpack_from(entry, ENTRY_HEAD)
            return named[0], named[1], named[2]
        case 9 | 10:
            return terminal, lineage, sequence
        case _:
            return None


def in_journal(path: Path, terminal: int) -> Iterator[Key]:
    """What a journal's file declares; a file that cannot be read declares nothing."""
    try:
        with closing(sqlite3.connect(path)) as journal:
            rows = journal.execute("SELECT lineage, sequence, bytes FROM entry ORDER BY sequence").fetchall()
    except sqlite3.Error:
        return
    for lineage, sequence, entry in rows:
        if (key := declared(terminal, lineage, sequence, entry)) is not None:
            yield key


def in_batch(sealed: bytes) -> Iterator[Key]:
    """What a sealed batch declares."""
    for place, entry in entries_in_batch(sealed):
        if (key := declared(*place, entry)) is not None:
            yield key


def entries_in_batch(sealed: bytes) -> Iterator[tuple[Key, bytes]]:
    """Each entry of a sealed batch, and its place."""
    body = sealed[FRAME.size : FRAME.size + FRAME.unpack_from(sealed)[-1]]
    terminal, _, lineage, _, _, first, count, _, _ = HEADER.unpack_from(body)
    at = HEADER.size
    for _ in range(2):  # sums, grand totals
        kinds, at = body[at], at + 1
        for _ in range(kinds):
            _, at = varint(body, at + 1)
            _, at = varint(body, at)
    _, at = varint(body, at)
    _, at = varint(body, at)
    at += 1 + 5 * body[at]
    at += 6 + 6 + 1
    for sequence in range(first, first + count):
        length, at = varint(body, at)
        yield (terminal, lineage, sequence), body[at : at + length]
        at += length
