"""Today in a few numbers: what was taken, what the shop owes, which terminals are silent, what is open."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import MS_PER_DAY, BusinessDay, Instant
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.balances import liability
from server.office.queries.scope import within
from server.reports.chosen import Chosen
from server.reports.takings import Figures, Group, taken
from server.reports.takings import takings as by_group
from server.settlement.findings.cases import HANDLING, MS_PER_HOUR, CaseClass
from server.settlement.findings.worklists import SILENT_HOURS
from server.usecases.staff.roles import Scope

__all__ = ["Silent", "lately", "liability", "open_by_class", "silent", "takings"]

LATELY_DAYS = 14


@dataclass(frozen=True, slots=True)
class Silent:
    """A terminal that was not heard of for a day."""

    terminal: int
    heard_at: Instant | None


def takings(day: BusinessDay, scope: Scope) -> Figures:
    """What came in on a day, as far as terminals have told it."""
    return taken(Chosen(day, day), scope)


def lately(day: BusinessDay, scope: Scope) -> list[tuple[BusinessDay, Money]]:
    """The takings of the last days, this one among them."""
    chosen = Chosen(BusinessDay(day - LATELY_DAYS + 1), day)
    by_day = {one.key: one.figures.sales for one in by_group(chosen, scope, Group.DAY, 0)}
    return [(BusinessDay(one), by_day.get(one, ZERO)) for one in range(chosen.first, day + 1)]


def silent(now: Instant, scope: Scope) -> list[Silent]:
    """Terminals with a certificate that holds, and without a word for a day; the longest silent first."""
    seen = within(scope, "c.terminal")
    rows = run(
        "SELECT w.terminal, MAX(COALESCE(w.heard, 0)) AS heard FROM (SELECT c.terminal, h.heard_at AS heard FROM certificate c"
        " LEFT JOIN heartbeat h ON h.terminal = c.terminal WHERE NOT EXISTS"
        f" (SELECT 1 FROM revocation r WHERE r.serial = c.serial){seen.sql}"
        " UNION ALL SELECT c.terminal, (SELECT s.received_at FROM stored_batch s WHERE s.terminal = c.terminal"
        " ORDER BY s.number DESC LIMIT 1) FROM certificate c WHERE NOT EXISTS"
        f" (SELECT 1 FROM revocation r WHERE r.serial = c.serial){seen.sql}) w"
        " GROUP BY w.terminal HAVING MAX(COALESCE(w.heard, 0)) < %s ORDER BY 2, 1",
        (*seen.values, *seen.values, now - SILENT_HOURS * MS_PER_HOUR),
    ).fetchall()
    return [Silent(terminal, Instant(heard) if heard else None) for terminal, heard in rows]


def open_by_class(scope: Scope) -> dict[CaseClass, int]:
    """How many cases wait for each class of people, notes left out."""
    seen = within(scope, "f.terminal")
    rows = run(
        f"SELECT f.kind, COUNT(*) FROM case_file f WHERE f.closed_at IS NULL{seen.sql} GROUP BY f.kind", seen.values
    ).fetchall()
    kinds = {int(kind): handling.case_class for kind, handling in HANDLING.items()}
    counted: dict[CaseClass, int] = {one: 0 for one in CaseClass if one is not CaseClass.NOTE}
    for kind, count in rows:
        if kinds[kind] in counted:
            counted[kinds[kind]] += count
    return counted


@dataclass(frozen=True, slots=True)
class Backups:
    """When the newest backup was taken, and when one was last put back on trial and held."""

    taken_at: Instant | None
    rehearsed_at: Instant | None
    is_old: bool


def backups(now: Instant) -> Backups:
    """A backup is old after a day, and as long as there is none."""
    taken, rehearsed = (run(f"SELECT MAX(at) FROM backup_taken WHERE {which} restored").fetchone()[0] for which in ("NOT", ""))
    return Backups(taken, rehearsed, taken is None or now - taken > MS_PER_DAY)
