"""From one card to another, at one desk: the first pays out, and the second is loaded with what lies in the same drawer.

No value stands anywhere but on cards and in the drawer: head office promises nothing before the first card was debited.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import Instant
from protocol.link.certificate import Role as Licence
from protocol.link.desk_orders import CashOut, Load
from protocol.money import Money
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.desk_jobs import DeskJob, JobState
from server.settlement.findings.worklist_rows import contacts
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.desk_jobs import Wanted, job_numbered, place, roles_of
from server.usecases.money.claims import card_from, check_amount, check_card
from server.usecases.proposals import ProposalKind, propose

BOTH = Licence.CASH_OUT | Licence.LOAD
"""What the certificate of its desk must allow."""
FAILED = (JobState.REFUSED, JobState.EXPIRED, JobState.CANCELLED)
_COLUMNS = "id, source, source_instance, target, target_instance, amount, desk, out_job, in_job, maker, checker, reason, at"


@dataclass(frozen=True, slots=True)
class CardTransfer:
    """One transfer: its jobs say how far it is."""

    number: int
    source: CardInstance
    target: CardInstance
    amount: Money
    desk: TerminalId
    out_job: int
    in_job: int | None
    maker: str
    checker: str
    reason: str
    at: Instant


def propose_transfer(
    source: CardInstance, target: CardInstance, amount: Money, desk: TerminalId, reason: str, maker: Actor, now: Instant
) -> int:
    """Propose it; the number of the proposal. Raises Declined."""
    check_amount(amount)
    if source == target:
        raise Declined(Reason.SAME_CARD)
    _check(source, target, desk)
    content = {"card": str(source), "to": str(target), "amount": amount.minor, "desk": desk}
    return propose(ProposalKind.TRANSFER, content, reason, maker, now)


def perform_transfer(decision: Decision) -> str:
    """Order the first half from the desk."""
    content, proposal = decision.proposal.content, decision.proposal
    source, target, amount = card_from(content["card"]), card_from(content["to"]), Money(content["amount"])
    desk = TerminalId(content["desk"])
    _check(source, target, desk)
    (job,) = place(desk, [Wanted(source, CashOut(amount))], decision.checker, decision.at)
    cards = (source.number, source.instance, target.number, target.instance)
    run(
        f"INSERT INTO card_transfer ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, NULL, %s, %s, %s, %s)",
        (
            *(proposal.number, *cards, amount.minor, desk, job),
            *(proposal.maker_name, decision.checker.name, proposal.reason, decision.at),
        ),
    )
    record(
        decision.checker,
        Deed("transfer ordered", f"transfer {proposal.number}", after=content, reason=proposal.reason),
        decision.at,
    )
    return ""


def load_target(number: int, actor: Actor, now: Instant) -> int:
    """Order the second half, once the journal of the desk has told of the first; the number of the job. Raises Declined.

    Again only where nothing can come of the order before: a desk loads what it has begun, and tells of it later.
    """
    with writing():
        one = transfer_numbered(number)
        if job_numbered(one.out_job).state is not JobState.VERIFIED:
            raise Declined(Reason.NOT_YET)
        before = loading_job(one)
        if before is not None and before.state_at(now) not in FAILED:
            raise Declined(Reason.NOT_NEEDED)
        if before is not None and not _over_for_good(before):
            raise Declined(Reason.TERMINALS_MISSING)
        check_card(one.target)
        (job,) = place(one.desk, [Wanted(one.target, Load(one.amount))], actor, now)
        run("UPDATE card_transfer SET in_job = %s WHERE id = %s", (job, number))
        record(actor, Deed("transfer: second half ordered", f"transfer {number}", after={"job": job}), now)
    return job


def _check(source: CardInstance, target: CardInstance, desk: TerminalId) -> None:
    check_card(source)
    check_card(target)
    if BOTH not in roles_of(desk):
        raise Declined(Reason.DESK_UNFIT)


def _over_for_good(job: DeskJob) -> bool:
    """Whether its desk did not begin it, and will not: it has said so, or has told all that it did while the order stood."""
    if job.reference is not None or job.state is JobState.REFUSED:
        return job.reference is None
    return any(one.terminal == job.desk and one.complete_until > job.expires_at for one in contacts())


def loading_job(one: CardTransfer) -> DeskJob | None:
    """The job of the second half, if it was ordered."""
    return None if one.in_job is None else job_numbered(one.in_job)


def transfer_numbered(number: int) -> CardTransfer:
    """One of them. Raises Declined if there is none."""
    row = run(f"SELECT {_COLUMNS} FROM card_transfer WHERE id = %s", (number,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _transfer(*row)


def transfers_before(number: int, most: int) -> list[CardTransfer]:
    """The newest first, from before a number on."""
    rows = run(f"SELECT {_COLUMNS} FROM card_transfer WHERE id < %s ORDER BY id DESC LIMIT %s", (number, most)).fetchall()
    return [_transfer(*row) for row in rows]


def _transfer(
    number: int,
    source: int,
    source_instance: int,
    target: int,
    target_instance: int,
    amount: int,
    desk: int,
    out_job: int,
    in_job: int | None,
    maker: str,
    checker: str,
    reason: str,
    at: int,
) -> CardTransfer:
    source_card = CardInstance(CardNumber(source), source_instance)
    target_card = CardInstance(CardNumber(target), target_instance)
    told = (Money(amount), TerminalId(desk), out_job, in_job, maker, checker, reason, Instant(at))
    return CardTransfer(number, source_card, target_card, *told)
