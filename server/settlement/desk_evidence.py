"""What journals show of desk jobs: begun with an intent that names the job, verified when its last step is declared.

It counts even for a job that was called off, refused or too old: the card was changed. What a verified job means for the
listing of its card follows here, in the transaction that books it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protocol.card.record import Kind
from protocol.ids import Reference
from protocol.instants import Instant
from protocol.link.desk_orders import DeskOrder, Extend, OrderKind
from protocol.link.entries import CashOutDetail, Detail, IssueDetail, LoadDetail, LockDetail
from protocol.link.tables import CardState
from server.database import run, run_rows
from server.settlement.cards.changes import Change
from server.settlement.cards.fold import Intended
from server.settlement.desk_jobs import DeskJob, JobState, find_jobs, move_job
from server.settlement.states.listing import list_card

STEPS = frozenset({Kind.ISSUE, Kind.LOAD, Kind.CASH_OUT, Kind.LOCK, Kind.UNLOCK})
LISTS: dict[OrderKind, tuple[CardState | None, CardState]] = {
    OrderKind.SELL: (CardState.NOT_SOLD, CardState.OK),
    OrderKind.RETURN: (None, CardState.RETURNED),
    OrderKind.LOCK: (CardState.OK, CardState.LOCKED),
}
"""What is said of the card once a job of this kind is verified, and what must have been said before; None for anything. To
unlock a card says nothing of the list: one that was frozen after the order comes off it by two persons alone."""


def follow_jobs(intended: Iterable[Intended], touched: Mapping[Reference, Change], now: Instant) -> None:
    """Move jobs on by what was just booked. Must run inside `writing()`, when the changes and the cards are stored."""
    for one in intended:
        if number := _job_of(one.intent.detail):
            _begun(number, one.reference, now)
    steps = {reference: change for reference, change in touched.items() if change.kind in STEPS}
    for job in _begun_with(steps):
        if job.reference is not None:
            _follow(job, steps[job.reference], now)


def _begun_with(steps: Mapping[Reference, Change]) -> list[DeskJob]:
    """The jobs whose last step these are. One that was called off, or refused, after it had begun is among them."""
    numbers = run_rows(
        "WITH w (card, instance, terminal, lineage, sequence) AS (VALUES {rows}) SELECT j.number FROM w JOIN desk_job j"
        " ON j.card = w.card AND j.instance = w.instance AND j.terminal = w.terminal AND j.lineage = w.lineage"
        f" AND j.sequence = w.sequence WHERE j.state <> {int(JobState.VERIFIED)} ORDER BY j.number",
        [
            (change.card.number, change.card.instance, reference.terminal, reference.lineage, reference.sequence)
            for reference, change in steps.items()
        ],
    )
    return [job for (number,) in numbers for job in find_jobs("WHERE number = %s", number)]


def _job_of(detail: Detail) -> int:
    return detail.job if isinstance(detail, IssueDetail | LoadDetail | LockDetail | CashOutDetail) else 0


def _begun(number: int, reference: Reference, now: Instant) -> None:
    """Its newest step; a job that counted as over is open again."""
    run(
        "UPDATE desk_job SET lineage = %s, sequence = %s, changed_at = %s, closed_at = NULL,"
        " state = CASE WHEN closed_at IS NULL THEN state ELSE %s END"
        " WHERE number = %s AND terminal = %s AND state <> %s",
        (reference.lineage, reference.sequence, now, int(JobState.WRITTEN), number, reference.terminal, int(JobState.VERIFIED)),
    )


def _follow(job: DeskJob, change: Change, now: Instant) -> None:
    steps = DeskOrder(job.number, job.card, job.expires_at, job.content).steps
    if change.declared:
        if change.kind is steps[-1]:
            move_job(job.number, JobState.VERIFIED, now)
            _list(job, now)
            if isinstance(job.content, Extend):
                _extend(job, job.content)
    elif change.cancelled:
        if job.state is JobState.WRITTEN:  # it was over when this began, and is over again
            move_job(job.number, JobState.CANCELLED, now)
        if change.kind is steps[0]:
            run("UPDATE desk_job SET lineage = NULL, sequence = NULL WHERE number = %s", (job.number,))


def _extend(job: DeskJob, content: Extend) -> None:
    run(
        "UPDATE card_instance SET valid_until = %s WHERE card = %s AND instance = %s",
        (content.valid_until, job.card.number, job.card.instance),
    )


def _list(job: DeskJob, now: Instant) -> None:
    if job.kind in LISTS:
        was, state = LISTS[job.kind]
        list_card(job.card, state, f"desk job {job.number}", now, was=was)
