"""Jobs that the pages order from a desk: their rows, and how they move on.

A job is queued, sent with the desk's orders, shown there ("tap now"), written, and verified. A desk's poll tells the light
words; verified is only what stands in a journal that is booked, or, for a look at a card, what the desk says of it. What a
journal shows counts even for a job that was called off: the card was changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Sequence as Items
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.desk_orders import KIND_OF_CONTENT, CashOut, Content, JobReason, Load, Make, OrderKind, Return, Sell
from protocol.money import ZERO, Money
from server.database import run, run_rows


class JobState(IntEnum):
    """How far a job is. The first four are open."""

    QUEUED = 1
    SENT = 2
    TAP_NOW = 3
    WRITTEN = 4
    VERIFIED = 5
    REFUSED = 6
    EXPIRED = 7
    CANCELLED = 8

    @property
    def is_open(self) -> bool:
        """Whether anything may still come of it."""
        return self <= JobState.WRITTEN


_CONTENT: dict[OrderKind, type[Any]] = {kind: made for made, kind in KIND_OF_CONTENT.items()}


@dataclass(frozen=True, slots=True)
class DeskJob:
    """One job. `sold`: a card that is made is sold with it. `reference`: the change of the desk's journal that did its last
    step so far.
    """

    number: int
    desk: TerminalId
    kind: OrderKind
    card: CardInstance
    content: Content
    sold: bool
    member: int | None
    ordered_by: str
    ordered_at: Instant
    expires_at: Instant
    state: JobState
    reason: JobReason
    reference: Reference | None
    changed_at: Instant

    def state_at(self, now: Instant) -> JobState:
        """As it stands now: a job that was not begun in time has expired, though nobody has said so yet."""
        late = now > self.expires_at and self.state < JobState.WRITTEN and self.reference is None
        return JobState.EXPIRED if late else self.state

    @property
    def way(self) -> tuple[JobState, ...]:
        """The states that it goes through if all goes well."""
        written = () if self.kind is OrderKind.READ else (JobState.WRITTEN,)
        return JobState.QUEUED, JobState.SENT, JobState.TAP_NOW, *written, JobState.VERIFIED

    @property
    def amount(self) -> Money:
        """The money that is taken, given or put onto the card; zero for none."""
        match self.content:
            case Load(amount=amount) | CashOut(amount=amount) | Make(load=amount) | Sell(load=amount) | Return(balance=amount):
                return amount
            case _:
                return ZERO


_SELECT = (
    "SELECT number, terminal, kind, card, instance, content, sold, member, ordered_by, ordered_at, expires_at, state, reason,"
    " lineage, sequence, changed_at FROM desk_job"
)


def find_jobs(where: str, *values: Any) -> list[DeskJob]:
    """The jobs of a condition, which may say their order too."""
    return [_job(row) for row in run(f"{_SELECT} {where}", values).fetchall()]


def insert_jobs(jobs: Iterable[DeskJob]) -> None:
    """New rows. Must run inside `writing()`."""
    run_rows(
        "INSERT INTO desk_job (number, terminal, kind, card, instance, content, sold, member, ordered_by, ordered_at,"
        " expires_at, state, reason, changed_at) VALUES {rows}",
        [
            (
                job.number,
                job.desk,
                int(job.kind),
                job.card.number,
                job.card.instance,
                content_text(job.content),
                job.sold,
                job.member,
                job.ordered_by,
                job.ordered_at,
                job.expires_at,
                int(job.state),
                int(job.reason),
                job.changed_at,
            )
            for job in jobs
        ],
    )


def move_job(number: int, state: JobState, now: Instant, reason: JobReason = JobReason.NONE) -> None:
    """The job stands so from now on. Must run inside `writing()`."""
    run(
        "UPDATE desk_job SET state = %s, reason = %s, changed_at = %s, closed_at = %s WHERE number = %s",
        (int(state), int(reason), now, None if state.is_open else now, number),
    )


def expire_jobs(terminal: TerminalId, now: Instant) -> None:
    """Close the jobs of a desk whose time is over and that it did not begin. Must run inside `writing()`."""
    run(
        "UPDATE desk_job SET state = %s, changed_at = %s, closed_at = %s"
        " WHERE terminal = %s AND closed_at IS NULL AND expires_at < %s AND state < %s AND sequence IS NULL",
        (int(JobState.EXPIRED), now, now, terminal, now, int(JobState.WRITTEN)),
    )


def content_text(content: Content) -> str:
    """As it is stored."""
    told = {one.name: getattr(content, one.name) for one in fields(content)}
    plain = {name: value.minor if isinstance(value, Money) else value for name, value in told.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def content_of(kind: OrderKind, text: str) -> Content:
    """What `content_text` made."""
    made, told = _CONTENT[kind], json.loads(text)
    content: Content = made(
        **{one.name: Money(told[one.name]) if one.type == "Money" else told[one.name] for one in fields(made)}
    )
    return content


def _job(row: Items[Any]) -> DeskJob:
    number, terminal, kind, card, instance, content, sold, member, by, at, until, state, reason, lineage, sequence, changed = row
    desk, what = TerminalId(terminal), OrderKind(kind)
    return DeskJob(
        number=number,
        desk=desk,
        kind=what,
        card=CardInstance(CardNumber(card), instance),
        content=content_of(what, content),
        sold=bool(sold),
        member=member,
        ordered_by=by,
        ordered_at=Instant(at),
        expires_at=Instant(until),
        state=JobState(state),
        reason=JobReason(reason),
        reference=None if lineage is None else Reference(desk, Lineage(lineage), Sequence(sequence)),
        changed_at=Instant(changed),
    )
