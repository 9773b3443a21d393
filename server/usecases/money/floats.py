"""Letting a terminal load more than it may: two persons (INTEGRITY 11.5)."""

from __future__ import annotations

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.money import Money
from server.audit import Actor, Deed, record
from server.database import run
from server.settlement.credits.claims import ClaimMistake
from server.settlement.credits.leases import grant_float
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.money.claims import check_amount
from server.usecases.proposals import ProposalKind, propose


def propose_float(terminal: TerminalId, amount: Money, reason: str, maker: Actor, now: Instant) -> int:
    """Propose it; the number of the proposal. Raises Declined."""
    check_amount(amount)
    _known(terminal)
    return propose(ProposalKind.GRANT_FLOAT, {"terminal": terminal, "amount": amount.minor}, reason, maker, now)


def perform_float(decision: Decision) -> str:
    """Grant it."""
    proposal = decision.proposal
    terminal, amount = TerminalId(proposal.content["terminal"]), Money(proposal.content["amount"])
    _known(terminal)
    try:
        grant_float(terminal, amount, proposal.maker_name, decision.checker.name, decision.at)
    except ClaimMistake:
        raise Declined(Reason.SAME_PERSON) from None
    deed = Deed("float granted", f"terminal {terminal}", after={"amount": amount.minor}, reason=proposal.reason)
    record(decision.checker, deed, decision.at)
    return ""


def _known(terminal: TerminalId) -> None:
    if run("SELECT 1 FROM certificate WHERE terminal = %s LIMIT 1", (terminal,)).fetchone() is None:
        raise Declined(Reason.NO_TERMINAL)
