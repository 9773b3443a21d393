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
"""By how much this clock may be behind head office's, or behind the journal, before it counts as wrong."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What changes only when head office answers: its newest clock in an acknowledgement, and the totals covered."""

    server_time: Instant
    covered: Sums


NOTHING_HEARD = Heard(Instant(0), ())


def heard(journal: Journal) -> Heard:
    """Read it from the journal."""
    return Heard(journal.last_server_time(), journal.covered())


def ages(now: Instant, news: Heard, states_issued: Instant, totals: Sums, latest: Instant) -> Ages:
    """What the policy is told. The card states are signed by head office too, so their time counts as contact.

    `latest` is the journal's own evidence (`Journal.latest`): nothing is younger than by it, and a clock before it is wrong.
    """
    server_time, reached = max(news.server_time, states_issued), max(now, latest)
    waiting = less(totals, news.covered)
    return Ages(
        contact_minutes=max(0, reached - server_time) // MS_PER_MINUTE,
        states_minutes=max(0, reached - states_issued) // MS_PER_MINUTE,
        stored_records=sum(part.count for part in waiting),
        stored_sum=total([part.amount for part in waiting]),
        clock_behind=is_behind(now, max(server_time, latest)),
    )


def is_behind(now: Instant, known: Instant) -> bool:
    """Whether a clock is well before something that has happened."""
    return now < known - BEHIND_MS
