"""How old what this terminal knows is, and how much of what it did head office has not acknowledged. Numbers only;
what follows from them is the sale's policy (INTEGRITY 8.1, P25)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.sums import Sums
from protocol.money import total
from terminal.journal.standing import less
from terminal.journal.store import Journal
from terminal.sale.context import Ages

BEHIND_MS = 5 * MS_PER_MINUTE
"""By how much this clock may be behind head office's before it counts as wrong."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What changes only when head office answers: its newest clock in an acknowledgement, and the totals covered."""

    server_time: Instant
    covered: Sums


NOTHING_HEARD = Heard(Instant(0), ())


def heard(journal: Journal) -> Heard:
    """Read it from the journal."""
    return Heard(journal.last_server_time(), journal.covered())


def ages(now: Instant, news: Heard, states_issued: Instant, totals: Sums) -> Ages:
    """What the policy is told. The card states are signed by head office too, so their time counts as contact."""
    server_time = max(news.server_time, states_issued)
    waiting = less(totals, news.covered)
    return Ages(
        contact_minutes=max(0, now - server_time) // MS_PER_MINUTE,
        states_minutes=max(0, now - states_issued) // MS_PER_MINUTE,
        stored_records=sum(part.count for part in waiting),
        stored_sum=total([part.amount for part in waiting]),
        clock_behind=now < server_time - BEHIND_MS,
    )
