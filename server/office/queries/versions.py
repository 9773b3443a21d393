"""Published versions, and which terminals hold which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.tables import TableKind
from server.database import run
from server.office.queries.scope import within
from server.settlement.publish import TABLES
from server.usecases.staff.roles import Scope
from server.web.paging import ROWS, Page, page_of

NEWEST = 2**31


@dataclass(frozen=True, slots=True)
class Issue:
    """One version that was published. `by` is the one who did, or whose plan it was."""

    version: int
    issued_at: Instant
    by: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A terminal and the versions it said it holds; never heard where `heard_at` is None."""

    terminal: TerminalId
    heard_at: Instant | None
    versions: Mapping[TableKind, int]

    def behind(self, newest: Mapping[TableKind, int]) -> list[TableKind]:
        """The tables of which it does not hold the newest version."""
        return [kind for kind in TABLES if self.versions.get(kind, 0) < newest.get(kind, 0)]


def newest_issues() -> dict[TableKind, int]:
    """The newest version of each table."""
    rows = run("SELECT kind, MAX(version) FROM published_table GROUP BY kind").fetchall()
    return {TableKind(kind): version for kind, version in rows}


def issues_page(kind: TableKind, before: int) -> Page[Issue]:
    """The versions of one table, the newest first, from before a number on."""
    rows = run(
        "SELECT version, issued_at, published_by FROM published_table WHERE kind = %s AND version < %s"
        f" ORDER BY version DESC LIMIT {ROWS + 1}",
        (int(kind), before),
    ).fetchall()
    return page_of([Issue(*row) for row in rows], lambda issue: issue.version)


def holders(scope: Scope) -> list[Holder]:
    """Every terminal within the scope that may speak, whether it has or not."""
    seen = within(scope, "t.terminal")
    rows = run(
        "SELECT t.terminal, h.heard_at, h.versions FROM (SELECT DISTINCT terminal FROM certificate"
        " WHERE serial NOT IN (SELECT serial FROM revocation)) t LEFT JOIN heartbeat h ON h.terminal = t.terminal"
        f" WHERE 1 = 1{seen.sql} ORDER BY t.terminal",
        seen.values,
    ).fetchall()
    return [_holder(*row) for row in rows]


def _holder(terminal: int, heard_at: int | None, versions: str | None) -> Holder:
    held = {TableKind[name]: version for name, version in json.loads(versions or "{}").items()}
    return Holder(TerminalId(terminal), None if heard_at is None else Instant(heard_at), held)
