"""Regions, and branches with how many terminals stand there: those that have a name, and those that only a certificate names."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import Instant
from server.database import run
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Reach, Scope


@dataclass(frozen=True, slots=True)
class BranchLine:
    """One branch; without a name where only certificates know it."""

    number: int
    name: str
    region: int | None
    region_name: str
    closed_at: Instant | None
    terminals: int


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region."""

    number: int
    name: str
    branches: int


_BRANCHES = """
SELECT w.id, COALESCE(b.name, ''), b.region, COALESCE(r.name, ''), b.closed_at,
    (SELECT COUNT(*) FROM certificate c LEFT JOIN terminal_end e ON e.terminal = c.terminal
        WHERE c.branch = w.id AND e.retired_at IS NULL
        AND c.serial = (SELECT MAX(n.serial) FROM certificate n WHERE n.terminal = c.terminal))
FROM (SELECT id FROM branch UNION SELECT branch FROM certificate) w
LEFT JOIN branch b ON b.id = w.id LEFT JOIN region r ON r.id = b.region
"""


def branches_seen(scope: Scope) -> list[BranchLine]:
    """All of them, by number: a chain has few."""
    where, values = _within(scope)
    return [_line(*row) for row in run(f"{_BRANCHES} WHERE {where} ORDER BY w.id", values).fetchall()]


def branch_seen(number: int, scope: Scope) -> BranchLine:
    """One of them. Raises Declined where it is not, or not within the scope."""
    where, values = _within(scope)
    row = run(f"{_BRANCHES} WHERE {where} AND w.id = %s", (*values, number)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _line(*row)


def regions() -> list[RegionLine]:
    """All regions, by number."""
    rows = run(
        "SELECT r.id, r.name, (SELECT COUNT(*) FROM branch b WHERE b.region = r.id) FROM region r ORDER BY r.id"
    ).fetchall()
    return [RegionLine(*row) for row in rows]


def owners() -> list[int]:
    """Whoever owns a terminal."""
    return [owner for (owner,) in run("SELECT DISTINCT owner FROM terminal WHERE owner > 0 ORDER BY owner").fetchall()]


def _within(scope: Scope) -> tuple[str, tuple[int, ...]]:
    match scope.reach:
        case Reach.ALL:
            return "1 = 1", ()
        case Reach.REGION:
            return "b.region = %s", (scope.number,)
        case Reach.BRANCH:
            return "w.id = %s", (scope.number,)
        case Reach.OWNER:
            return "1 = 0", ()


def _line(number: int, name: str, region: int | None, region_name: str, closed_at: int | None, terminals: int) -> BranchLine:
    return BranchLine(number, name, region, region_name, None if closed_at is None else Instant(closed_at), terminals)
