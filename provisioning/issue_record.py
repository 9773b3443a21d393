"""The issue record: every act of the locked room, each line bound to all lines before it.

hash_n = SHA-256(hash_(n-1) ‖ n u32 ‖ instant u64 ‖ length of the kind u16 ‖ kind ‖ detail), the start is 32 zero bytes.
A person who wants to deny an act has to change every later hash, and the last one stands on paper.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from enum import Enum

from protocol.instants import Instant

START = bytes(32)


class Act(Enum):
    """What can be done in the locked room."""

    OFFICE_CREATED = "office created"
    PASSWORD_CHANGED = "password changed"
    CODE_HANDED_OUT = "code handed out"
    TERMINAL_ADMITTED = "terminal admitted"
    TERMINAL_ORDERED = "terminal ordered"
    REQUEST_REFUSED = "request refused"
    CARDS_PLANNED = "cards planned"


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `detail` is JSON text with sorted names; it never holds a secret."""

    number: int
    at: Instant
    kind: str
    detail: str
    hash: bytes


def link(previous: bytes, number: int, at: Instant, kind: str, detail: str) -> bytes:
    """The hash of one line."""
    name = kind.encode()
    head = number.to_bytes(4, "big") + at.to_bytes(8, "big") + len(name).to_bytes(2, "big")
    return hashlib.sha256(previous + head + name + detail.encode()).digest()


def note(database: sqlite3.Connection, at: Instant, kind: Act, **detail: int | str) -> None:
    """Append one line within the caller's transaction."""
    number, previous = database.execute("SELECT number, hash FROM act ORDER BY number DESC LIMIT 1").fetchone() or (0, START)
    text = json.dumps(detail, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    values = (number + 1, at, kind.value, text, link(previous, number + 1, at, kind.value, text))
    database.execute("INSERT INTO act (number, at, kind, detail, hash) VALUES (?, ?, ?, ?, ?)", values)


def lines(database: sqlite3.Connection) -> list[Line]:
    """The whole record, oldest first."""
    rows = database.execute("SELECT number, at, kind, detail, hash FROM act ORDER BY number")
    return [Line(number, Instant(at), kind, detail, digest) for number, at, kind, detail, digest in rows]


def first_break(record: list[Line]) -> int | None:
    """The number of the first line that does not follow from those before it; None for a whole record."""
    previous = START
    for place, line in enumerate(record, 1):
        if line.number != place or line.hash != link(previous, place, line.at, line.kind, line.detail):
            return place
        previous = line.hash
    return None
