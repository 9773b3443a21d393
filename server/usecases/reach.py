"""How far somebody sees, as a condition of a statement: a terminal belongs to the branch of its newest
certificate, and to its owner."""

from __future__ import annotations

from dataclasses import dataclass

from server.database import run
from server.usecases.staff.roles import Reach, Scope

_NEWEST = (
    "SELECT c.terminal FROM certificate c WHERE c.serial ="
    " (SELECT MAX(n.serial) FROM certificate n WHERE n.terminal = c.terminal)"
)


@dataclass(frozen=True, slots=True)
class Within:
    """A condition that begins with AND, or nothing; and its values."""

    sql: str
    values: tuple[int, ...]


def within(scope: Scope, terminal: str) -> Within:
    """Only rows whose terminal (a column) lies within the scope."""
    match scope.reach:
        case Reach.ALL:
            return Within("", ())
        case Reach.REGION:
            branches = "c.branch IN (SELECT b.id FROM branch b WHERE b.region = %s)"
            return Within(f" AND {terminal} IN ({_NEWEST} AND {branches})", (scope.number,))
        case Reach.BRANCH:
            return Within(f" AND {terminal} IN ({_NEWEST} AND c.branch = %s)", (scope.number,))
        case Reach.OWNER:
            return Within(f" AND {terminal} IN (SELECT t.id FROM terminal t WHERE t.owner = %s)", (scope.number,))


def terminals_seen(scope: Scope) -> set[int] | None:
    """The terminals that somebody may be told of; None for all."""
    if scope.reach is Reach.ALL:
        return None
    seen = within(scope, "w.terminal")
    return {number for (number,) in run(f"SELECT w.terminal FROM certificate w WHERE 1 = 1{seen.sql}", seen.values).fetchall()}
