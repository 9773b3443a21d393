"""Everything that writes on a card is a job for a desk: ordered here, done there, seen in the desk's journal.

    number = order(desk, Wanted(card, Load(Money(5_000))), actor, now)

`place` does the same inside a transaction of the caller. A card that is made and not sold is listed as NOT_SOLD before it
exists, so that no terminal takes it until it is sold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from protocol.ids import CardInstance, TerminalId
from protocol.instants import MS_PER_MINUTE, Instant
from protocol.limits import AMOUNT_MAX_MINOR, BALANCE_MAX_MINOR
from protocol.link.certificate import Role, decode_certificate
from protocol.link.desk_orders import KIND_OF_CONTENT, CashOut, Content, JobReason, Load, Make, OrderKind, Return, Sell
from protocol.link.seal import unverified_body
from protocol.link.tables import CardState
from protocol.money import ZERO, Money
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.desk_jobs import (
    DeskJob,
    JobState,
    content_text,
    expire_jobs,
    find_jobs,
    insert_jobs,
    move_job,
)
from server.settlement.states.listing import list_card
from server.usecases.declined import Declined, Reason

MINUTES = 60
"""How long an order stands, unless it is said otherwise."""
FIRST = Instant(946_684_800_000)
"""From where numbers count: 2000-01-01. A number is at least the second in which it was given, so that one that was given
and then forgotten, by a head office restored from a backup, is not given again."""
ROLE_FOR = {
    OrderKind.MAKE: Role.PERSONALISE,
    OrderKind.SELL: Role.LOAD,
    OrderKind.LOAD: Role.LOAD,
    OrderKind.CASH_OUT: Role.CASH_OUT,
    OrderKind.RETURN: Role.CASH_OUT,
    OrderKind.LOCK: Role.PERSONALISE,
    OrderKind.UNLOCK: Role.LOAD,
    OrderKind.READ: Role.PERSONALISE,
    OrderKind.SET_PIN: Role.LOAD,
    OrderKind.EXTEND: Role.LOAD,
    OrderKind.MEND: Role.LOAD | Role.REPAIR,
}
"""What a desk's certificate must allow; every desk may personalise besides."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done to which card. `sold`: a card that is made is sold at once."""

    card: CardInstance
    content: Content
    member: int | None = None
    sold: bool = True

    @property
    def kind(self) -> OrderKind:
        """What it is."""
        return KIND_OF_CONTENT[type(self.content)]


def order(desk: TerminalId, wanted: Wanted, actor: Actor, now: Instant, minutes: int = MINUTES) -> int:
    """Order one job; its number. Raises Declined."""
    with writing():
        return place(desk, [wanted], actor, now, minutes)[0]


def order_all(desk: TerminalId, wanted: Iterable[Wanted], actor: Actor, now: Instant, minutes: int = MINUTES) -> list[int]:
    """Order many jobs, all or none; their numbers. Raises Declined."""
    with writing():
        return place(desk, list(wanted), actor, now, minutes)


def place(desk: TerminalId, wanted: list[Wanted], actor: Actor, now: Instant, minutes: int = MINUTES) -> list[int]:
    """Order these jobs. Must run inside `writing()`; raises Declined: then nothing of the transaction may stay."""
    roles = roles_of(desk)
    expire_jobs(desk, now)
    first = _next_number(now)
    jobs = [
        DeskJob(
            number=first + place,
            desk=desk,
            kind=one.kind,
            card=one.card,
            content=one.content,
            sold=one.sold,
            member=one.member,
            ordered_by=actor.name,
            ordered_at=now,
            expires_at=Instant(now + minutes * MS_PER_MINUTE),
            state=JobState.QUEUED,
            reason=JobReason.NONE,
            reference=None,
            changed_at=now,
        )
        for place, one in enumerate(wanted)
    ]
    if len({job.card for job in jobs}) < len(jobs):
        raise Declined(Reason.CARD_BUSY)
    for job in jobs:
        _check(job, roles)
    insert_jobs(jobs)
    for job in jobs:
        if isinstance(job.content, Make) and not job.sold:
            _list_unsold(job.card, actor.name, now)
        after = {"card": str(job.card), "desk": desk, **json.loads(content_text(job.content))}
        record(actor, Deed(f"ordered: {job.kind.name.lower().replace('_', ' ')}", f"desk job {job.number}", after=after), now)
    return [job.number for job in jobs]


def cancel(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """Call a job off. A desk that has begun it may still end it; then its journal counts. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        job = job_numbered(number)
        if not job.state.is_open or job.state is JobState.WRITTEN:
            raise Declined(Reason.JOB_OVER)
        move_job(number, JobState.CANCELLED, now)
        deed = Deed("desk job cancelled", f"desk job {number}", {"state": job.state.name}, reason=reason.strip())
        record(actor, deed, now)


def job_numbered(number: int) -> DeskJob:
    """One job. Raises Declined if there is none."""
    found = find_jobs("WHERE number = %s", number)
    if not found:
        raise Declined(Reason.NOT_THERE)
    return found[0]


def require_idle(card: CardInstance, now: Instant) -> None:
    """Raises Declined while a desk may still do something to this card. A job whose time is over stands in nobody's way, whether
    or not its desk has asked since."""
    jobs = find_jobs("WHERE card = %s AND instance = %s AND closed_at IS NULL", card.number, card.instance)
    if any(job.state_at(now).is_open for job in jobs):
        raise Declined(Reason.CARD_BUSY)


def roles_of(desk: TerminalId) -> Role:
    """What a desk's newest certificate allows. Raises Declined for a terminal that is none, or is revoked."""
    row = run(
        "SELECT sealed FROM certificate c WHERE terminal = %s AND NOT EXISTS"
        " (SELECT 1 FROM revocation r WHERE r.serial = c.serial) ORDER BY serial DESC LIMIT 1",
        (desk,),
    ).fetchone()
    roles = decode_certificate(unverified_body(bytes(row[0]))).roles if row else Role(0)
    if Role.PERSONALISE not in roles:
        raise Declined(Reason.DESK_UNFIT)
    return roles


def _check(job: DeskJob, roles: Role) -> None:
    """Raises Declined for what this desk cannot do to this card."""
    if ROLE_FOR[job.kind] not in roles or (_loads(job.content) and Role.LOAD not in roles):
        raise Declined(Reason.DESK_UNFIT)
    if not _amount_fits(job.content):
        raise Declined(Reason.AMOUNT_UNFIT)
    if isinstance(job.content, Make) and not job.content.valid_from <= job.content.valid_until:
        raise Declined(Reason.DAYS_UNFIT)
    require_idle(job.card, job.ordered_at)
    row = run(
        "SELECT issued FROM card_instance WHERE card = %s AND instance = %s", (job.card.number, job.card.instance)
    ).fetchone()
    made = row is not None and row[0] is not None
    if made is (job.kind is OrderKind.MAKE):
        raise Declined(Reason.CARD_KNOWN if made else Reason.CARD_UNKNOWN)


def _loads(content: Content) -> Money:
    return content.load if isinstance(content, Make | Sell) else ZERO


def _amount_fits(content: Content) -> bool:
    match content:
        case Load(amount=amount) | CashOut(amount=amount):
            return 0 < amount.minor <= AMOUNT_MAX_MINOR
        case Make(load=amount) | Sell(load=amount) | Return(balance=amount):
            return 0 <= amount.minor <= BALANCE_MAX_MINOR
        case _:
            return True


def _next_number(now: Instant) -> int:
    (last,) = run("SELECT COALESCE(MAX(number), 0) FROM desk_job").fetchone()
    return max(int(last) + 1, (now - FIRST) // 1_000)


def _list_unsold(card: CardInstance, by: str, now: Instant) -> None:
    run(
        "INSERT INTO card_instance (card, instance, listed, settled_balance, top_balance, gap, mismatch)"
        " VALUES (%s, %s, %s, 0, 0, 0, 0) ON CONFLICT (card, instance) DO NOTHING",
        (card.number, card.instance, int(CardState.OK)),
    )
    list_card(card, CardState.NOT_SOLD, by, now)
