"""Published tables read again: what terminals were told, are told, and will be told by what is planned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from protocol.instants import Instant
from protocol.link.seal import unverified_body
from protocol.link.table_codec import SignedTable, decode_table
from protocol.link.tables import Table, TableKind
from server.database import run

_SELECT = "SELECT version, issued_at, published_by, sealed FROM published_table WHERE kind = %s"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of one table, and who published it."""

    kind: TableKind
    version: int
    issued_at: Instant
    by: str
    sealed: bytes

    @property
    def table(self) -> Table:
        """What it says."""
        return _read(self.sealed).table


@dataclass(frozen=True, slots=True)
class Planned:
    """What a table will say from an instant on."""

    from_at: Instant
    table: Table
    by: str


def version_of(kind: TableKind, number: int) -> Version | None:
    """One version."""
    return _one(kind, " AND version = %s", number)


def newest(kind: TableKind) -> Version | None:
    """What terminals are told now."""
    return _one(kind, " ORDER BY version DESC LIMIT 1")


def newest_before(kind: TableKind, number: int) -> Version | None:
    """The version that it took the place of."""
    return _one(kind, " AND version < %s ORDER BY version DESC LIMIT 1", number)


def newest_at(kind: TableKind, at: Instant) -> Version | None:
    """What they were told at an instant."""
    return _one(kind, " AND issued_at <= %s ORDER BY version DESC LIMIT 1", at)


def plans(kind: TableKind) -> list[Planned]:
    """What they will be told, the first day first."""
    rows = run("SELECT from_at, body, planned_by FROM planned_table WHERE kind = %s ORDER BY from_at", (int(kind),)).fetchall()
    return [Planned(Instant(at), decode_table(bytes(body)).table, by) for at, body, by in rows]


def _one(kind: TableKind, which: str, *values: int) -> Version | None:
    row = run(_SELECT + which, (int(kind), *values)).fetchone()
    return None if row is None else Version(kind, row[0], Instant(row[1]), row[2], bytes(row[3]))


@lru_cache(maxsize=16)
def _read(sealed: bytes) -> SignedTable:
    """Our own, from our own table: its signature is for terminals."""
    return decode_table(unverified_body(sealed))
