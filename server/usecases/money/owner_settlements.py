"""Settling with an owner for a closed period: proposed with its figures, approved by another, booked once."""

from __future__ import annotations

from protocol.ids import OwnerId
from protocol.instants import BusinessDay, Instant
from protocol.money import Money
from server.audit import Actor, Deed, record
from server.settlement.credits.leases import shop_day
from server.settlement.owners import Owed, last_settled, owed, settle
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import ProposalKind, propose


def propose_settlement(owner: OwnerId, to_day: BusinessDay, reason: str, maker: Actor, now: Instant) -> int:
    """Propose what an owner is to be paid up to a day that is over; the number of the proposal. Raises Declined."""
    if to_day >= shop_day(now):
        raise Declined(Reason.PERIOD_OPEN)
    before = last_settled(owner)
    if before is not None and to_day <= before:
        raise Declined(Reason.PERIOD_SETTLED)
    what = owed(owner, to_day)
    if not what.amount:
        raise Declined(Reason.NOTHING_THERE)
    content = {
        "owner": owner,
        "from": what.from_day,
        "until": what.to_day,
        "amount": what.amount.minor,
        "late": what.late.minor,
    }
    return propose(ProposalKind.SETTLE_OWNER, content, reason, maker, now)


def perform_settlement(decision: Decision) -> str:
    """Book exactly that: what came since is in the next one."""
    content, proposal = decision.proposal.content, decision.proposal
    owner, begins = OwnerId(content["owner"]), BusinessDay(content["from"])
    before = last_settled(owner)
    if before is not None and before >= begins:
        raise Declined(Reason.PERIOD_SETTLED)
    what = Owed(owner, begins, BusinessDay(content["until"]), Money(content["amount"]), Money(content["late"]))
    persons = (proposal.maker_name, decision.checker.name)
    number = settle(what, persons, shop_day(decision.at), decision.at)
    record(decision.checker, Deed("settled", f"settlement {number}", after=content, reason=proposal.reason), decision.at)
    return ""
