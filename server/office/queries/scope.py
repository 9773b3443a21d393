"""How far somebody sees: what lies beyond is not there, and a page of it answers 404. Conditions: `usecases.reach`."""

from __future__ import annotations

from flask_babel import gettext

from server.database import run
from server.usecases.reach import Within, terminals_seen, within
from server.usecases.staff.roles import EVERYTHING, Reach, Scope

__all__ = ["Within", "all_scopes", "terminals_seen", "within"]


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
