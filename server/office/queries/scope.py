"""How far somebody sees, as a condition of a statement: a terminal belongs to the branch of its newest
certificate, and to its owner.

What lies beyond is not there: a page of it answers 404.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from server.database import run
from server.usecases.roles import EVERYTHING, Reach, Scope

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


def all_scopes() -> list[tuple[Scope, str]]:
    """Every scope that somebody can be given, with its name."""
    regions = run("SELECT id, name FROM region ORDER BY id").fetchall()
    branches = run(
        "SELECT w.id, b.name FROM (SELECT id FROM branch UNION SELECT branch FROM certificate) w"
        " LEFT JOIN branch b ON b.id = w.id ORDER BY w.id"
    ).fetchall()
    owners = run(
        "SELECT w.owner, o.name FROM (SELECT owner FROM terminal WHERE owner > 0 UNION SELECT owner FROM item WHERE owner > 0"
        " UNION SELECT id FROM owner) w LEFT JOIN owner o ON o.id = w.owner ORDER BY w.owner"
    ).fetchall()
    return [
        (EVERYTHING, gettext("everything")),
        *((Scope(Reach.REGION, one), _named(gettext("region %(number)s", number=one), name)) for one, name in regions),
        *((Scope(Reach.BRANCH, one), _named(gettext("branch %(number)s", number=one), name)) for one, name in branches),
        *((Scope(Reach.OWNER, one), _named(gettext("owner %(number)s", number=one), name)) for one, name in owners),
    ]


def _named(what: str, name: str | None) -> str:
    return f"{what} · {name}" if name else what
