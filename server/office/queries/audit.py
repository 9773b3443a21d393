"""The audit as people read it, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import Instant
from server.database import run
from server.web.paging import ROWS, Page, page_of

_SELECT = "SELECT number, at, name, address, verb, object, before, after, reason FROM audit"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did."""

    number: int
    at: Instant
    name: str
    address: str
    verb: str
    object: str
    before: str
    after: str
    reason: str


def audit_page(before: int, about: str = "") -> Page[Entry]:
    """From before a number on; `about` one object alone."""
    where, values = (" AND object = %s", (about,)) if about else ("", ())
    rows = run(f"{_SELECT} WHERE number < %s{where} ORDER BY number DESC LIMIT {ROWS + 1}", (before, *values)).fetchall()
    return page_of([Entry(*row) for row in rows], lambda entry: entry.number)


def trail(about: str) -> list[Entry]:
    """What was done to one object, in its order."""
    rows = run(f"{_SELECT} WHERE object = %s ORDER BY number LIMIT {ROWS}", (about,)).fetchall()
    return [Entry(*row) for row in rows]
