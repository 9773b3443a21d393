"""Closing a case: by one person, or, where money or a suspicion hangs on it, proposed by one and approved by another."""

from __future__ import annotations

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import writing
from server.settlement.findings.cases import Case, CaseMistake, close_case
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import ProposalKind, propose


def close(case: Case, reason: str, actor: Actor, now: Instant) -> int | None:
    """Close it, or propose that: then the number of the proposal. Raises Declined."""
    if case.closing is not None:
        raise Declined(Reason.CASE_CLOSED)
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    if case.handling.persons > 1:
        content = {"case": case.number, "kind": case.kind.name, "subject": case.subject, "detail": case.detail}
        return propose(ProposalKind.CLOSE_CASE, content, reason, actor, now)
    with writing():
        _close(case.number, actor.name, "", reason, now)
        record(actor, Deed("case closed", f"case {case.number}", reason=reason.strip()), now)
    return None


def perform_close(decision: Decision) -> str:
    """What was proposed."""
    proposal = decision.proposal
    number = int(proposal.content["case"])
    _close(number, proposal.maker_name, decision.checker.name, proposal.reason, decision.at)
    record(decision.checker, Deed("case closed", f"case {number}", reason=proposal.reason), decision.at)
    return ""


def _close(number: int, by: str, checked_by: str, reason: str, now: Instant) -> None:
    try:
        close_case(number, by, checked_by, reason, now)
    except CaseMistake:
        raise Declined(Reason.CASE_CLOSED) from None
