"""How head office stands, in a few figures for whoever watches its machines. None of them reads much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from protocol.instants import Instant
from protocol.money import Money
from server.database import run
from server.ledger.balances import liability
from server.settlement.findings.cases import HANDLING, MS_PER_HOUR, CaseClass
from server.settlement.findings.worklists import SILENT_HOURS

_HEARD = (
    "SELECT COALESCE(h.heard_at, 0), COALESCE((SELECT s.received_at FROM stored_batch s WHERE s.terminal = t.terminal"
    " ORDER BY s.number DESC LIMIT 1), 0) FROM (SELECT DISTINCT terminal FROM certificate WHERE serial NOT IN"
    " (SELECT serial FROM revocation)) t LEFT JOIN heartbeat h ON h.terminal = t.terminal"
)


@dataclass(frozen=True, slots=True)
class Health:
    """`received`: the number of the newest stored batch. `oldest`: since when the oldest batch waits to be booked."""

    received: int
    unbooked: int
    oldest: Instant | None
    untold: int
    terminals: int
    silent: int
    liability: Money
    cases: Mapping[CaseClass, int]


def health(now: Instant) -> Health:
    """As of now."""
    (received,) = run("SELECT COALESCE(MAX(id), 0) FROM stored_batch").fetchone()
    unbooked, oldest = run("SELECT COUNT(*), MIN(received_at) FROM stored_batch WHERE booked = %s", (False,)).fetchone()
    (told,) = run("SELECT COALESCE(MAX(batch), 0) FROM told_mark").fetchone()
    heard = [max(pair) for pair in run(_HEARD).fetchall()]
    return Health(
        received=received,
        unbooked=unbooked,
        oldest=None if oldest is None else Instant(oldest),
        untold=received - told,
        terminals=len(heard),
        silent=sum(1 for at in heard if at < now - SILENT_HOURS * MS_PER_HOUR),
        liability=liability(),
        cases=_open_cases(),
    )


def _open_cases() -> dict[CaseClass, int]:
    kinds = {int(kind): handling.case_class for kind, handling in HANDLING.items()}
    counted = dict.fromkeys(CaseClass, 0)
    for kind, count in run("SELECT kind, COUNT(*) FROM case_file WHERE closed_at IS NULL GROUP BY kind").fetchall():
        counted[kinds[kind]] += count
    return counted
