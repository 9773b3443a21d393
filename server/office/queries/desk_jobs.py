"""Desk jobs as people look for them: one, those of a desk or a card, and the desks that can be ordered from."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance, TerminalId
from protocol.instants import Instant
from protocol.link.certificate import Role, decode_certificate
from protocol.link.seal import unverified_body
from server.database import run
from server.office.queries.scope import within
from server.settlement.desk_jobs import DeskJob, find_jobs
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Scope
from server.web.paging import ROWS, Page, page_of

NEWEST = 2**62
CARD_JOBS = 20


@dataclass(frozen=True, slots=True)
class Desk:
    """A terminal that may make cards. `heard_at` is None for one that never spoke."""

    terminal: TerminalId
    branch: int
    branch_name: str
    roles: Role
    heard_at: Instant | None


def job_seen(number: int, scope: Scope) -> DeskJob:
    """One job. Raises Declined where it is not, or not within the scope."""
    seen = within(scope, "terminal")
    found = find_jobs(f"WHERE number = %s{seen.sql}", number, *seen.values)
    if not found:
        raise Declined(Reason.NOT_THERE)
    return found[0]


def jobs_page(scope: Scope, before: int, desk: int | None = None) -> Page[DeskJob]:
    """All jobs, or those of one desk, the newest first, from before a number on."""
    seen = within(scope, "terminal")
    at, values = ("", ()) if desk is None else (" AND terminal = %s", (desk,))
    where = f"WHERE number < %s{at}{seen.sql} ORDER BY number DESC LIMIT {ROWS + 1}"
    jobs = find_jobs(where, before, *values, *seen.values)
    return page_of(jobs, lambda job: job.number)


def jobs_of_card(card: CardInstance, scope: Scope) -> list[DeskJob]:
    """The newest jobs of one card."""
    seen = within(scope, "terminal")
    where = f"WHERE card = %s AND instance = %s{seen.sql} ORDER BY number DESC LIMIT {CARD_JOBS}"
    return find_jobs(where, card.number, card.instance, *seen.values)


def desks(scope: Scope) -> list[Desk]:
    """The desks within the scope, by number."""
    seen = within(scope, "w.terminal")
    rows = run(
        "SELECT w.terminal, w.branch, b.name, w.sealed, h.heard_at FROM certificate w LEFT JOIN branch b ON b.id = w.branch"
        " LEFT JOIN heartbeat h ON h.terminal = w.terminal"
        " WHERE w.serial = (SELECT MAX(n.serial) FROM certificate n WHERE n.terminal = w.terminal)"
        f" AND w.serial NOT IN (SELECT serial FROM revocation){seen.sql} ORDER BY w.terminal",
        seen.values,
    ).fetchall()
    found = [
        Desk(
            TerminalId(terminal),
            branch,
            name or "",
            decode_certificate(unverified_body(bytes(sealed))).roles,
            None if heard is None else Instant(heard),
        )
        for terminal, branch, name, sealed, heard in rows
    ]
    return [desk for desk in found if Role.PERSONALISE in desk.roles]
