"""Regions and branches: their names, in which region a branch lies, and whether it is closed.

Whoever reaches a region sees what lies in it, so to put a branch into another region is to give power: it takes two.
"""

from __future__ import annotations

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import ProposalKind, propose

NUMBER_MAX = 2**16 - 1
NAME_MAX = 60
Row = tuple[str, int | None, int | None]
"""Name, region, since when it is closed."""


def branch_numbers() -> list[int]:
    """All branches that have a name."""
    return [number for (number,) in run("SELECT id FROM branch ORDER BY id").fetchall()]


def add_region(number: int, name: str, actor: Actor, now: Instant) -> None:
    """A region that nothing lies in yet. Raises Declined."""
    _check(number, name)
    with writing():
        if _region(number) is not None:
            raise Declined(Reason.NUMBER_TAKEN)
        run("INSERT INTO region (id, name) VALUES (%s, %s)", (number, name.strip()))
        record(actor, Deed("region added", f"region {number}", after={"name": name.strip()}), now)


def name_region(number: int, name: str, actor: Actor, now: Instant) -> None:
    """Another name. Raises Declined."""
    _check(number, name)
    with writing():
        before = _region(number)
        if before is None:
            raise Declined(Reason.NOT_THERE)
        run("UPDATE region SET name = %s WHERE id = %s", (name.strip(), number))
        record(actor, Deed("region named", f"region {number}", {"name": before}, {"name": name.strip()}), now)


def name_branch(number: int, name: str, actor: Actor, now: Instant) -> None:
    """A name for a branch, new or known. It lies in no region yet. Raises Declined."""
    _check(number, name)
    with writing():
        before = _branch(number)
        if before is None:
            run("INSERT INTO branch (id, name) VALUES (%s, %s)", (number, name.strip()))
        else:
            run("UPDATE branch SET name = %s WHERE id = %s", (name.strip(), number))
        old = None if before is None else {"name": before[0]}
        record(actor, Deed("branch named", f"branch {number}", old, {"name": name.strip()}), now)


def add_branch(number: int, name: str, actor: Actor, now: Instant) -> None:
    """A branch with a number of its own. Raises Declined."""
    _check(number, name)
    with writing():
        if _branch(number) is not None:
            raise Declined(Reason.NUMBER_TAKEN)
        name_branch(number, name, actor, now)


def propose_region(number: int, region: int, reason: str, maker: Actor, now: Instant) -> int:
    """Propose to put a branch into a region, or into none (0). Raises Declined."""
    name, before = _movable(number, region)
    if region == (before or 0):
        raise Declined(Reason.NOT_NEEDED)
    content = {"branch": number, "name": name, "region": region}
    return propose(ProposalKind.MOVE_BRANCH, content, reason, maker, now)


def perform_region(decision: Decision) -> str:
    """What was proposed."""
    content = decision.proposal.content
    number, region = int(content["branch"]), int(content["region"])
    _, before = _movable(number, region)
    run("UPDATE branch SET region = %s WHERE id = %s", (region or None, number))
    deed = Deed("branch moved", f"branch {number}", {"region": before or 0}, {"region": region}, decision.proposal.reason)
    record(decision.checker, deed, decision.at)
    return ""


def close_branch(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """Nothing more is sold there: each terminal is told when it is heard next (FEATURES U28). Raises Declined."""
    _set_closed(number, now, "branch closed", reason, actor, now)


def open_branch(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """It may sell again. Raises Declined."""
    _set_closed(number, None, "branch opened", reason, actor, now)


def _set_closed(number: int, closed_at: Instant | None, verb: str, reason: str, actor: Actor, now: Instant) -> None:
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        before = _branch(number)
        if before is None:
            raise Declined(Reason.BRANCH_WITHOUT_NAME)
        if (before[2] is None) == (closed_at is None):
            raise Declined(Reason.NOT_NEEDED)
        run("UPDATE branch SET closed_at = %s WHERE id = %s", (closed_at, number))
        record(actor, Deed(verb, f"branch {number}", reason=reason.strip()), now)


def _movable(number: int, region: int) -> tuple[str, int | None]:
    before = _branch(number)
    if before is None:
        raise Declined(Reason.BRANCH_WITHOUT_NAME)
    if region and _region(region) is None:
        raise Declined(Reason.NOT_THERE)
    return before[0], before[1]


def _check(number: int, name: str) -> None:
    if not 1 <= number <= NUMBER_MAX:
        raise Declined(Reason.NUMBER_UNFIT)
    if not 1 <= len(name.strip()) <= NAME_MAX:
        raise Declined(Reason.TITLE_UNFIT)


def _region(number: int) -> str | None:
    row = run("SELECT name FROM region WHERE id = %s", (number,)).fetchone()
    return None if row is None else str(row[0])


def _branch(number: int) -> Row | None:
    row: Row | None = run("SELECT name, region, closed_at FROM branch WHERE id = %s", (number,)).fetchone()
    return row
