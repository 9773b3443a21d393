"""Closing what missing records of a card come to: two persons with a reason, and no member pays (R27)."""

from __future__ import annotations

from protocol.ids import CardInstance
from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.ledger.balances import balance_of
from server.ledger.chart import suspense_gap
from server.settlement.credits.leases import shop_day
from server.settlement.findings.suspense import close_suspense
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.money.claims import card_from
from server.usecases.proposals import ProposalKind, propose


def propose_closing(card: CardInstance, reason: str, maker: Actor, now: Instant) -> int:
    """Propose to close what lies there now; the number of the proposal. Raises Declined."""
    amount = balance_of(suspense_gap(card))
    if not amount:
        raise Declined(Reason.NOTHING_THERE)
    return propose(ProposalKind.CLOSE_SUSPENSE, {"card": str(card), "amount": amount.minor}, reason, maker, now)


def perform_closing(decision: Decision) -> str:
    """Close exactly that; if records have come since, it is another amount, and must be proposed again."""
    proposal, card = decision.proposal, card_from(decision.proposal.content["card"])
    amount = balance_of(suspense_gap(card))
    if amount.minor != proposal.content["amount"]:
        raise Declined(Reason.MOVED_SINCE)
    persons = (proposal.maker_name, decision.checker.name)
    close_suspense(card, *persons, proposal.reason, shop_day(decision.at), decision.at)
    deed = Deed("suspense closed", f"card {card}", {"amount": amount.minor}, {"amount": 0}, proposal.reason)
    record(decision.checker, deed, decision.at)
    return ""
