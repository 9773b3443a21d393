"""What waits for a second person, as far as somebody may see it."""

from __future__ import annotations

from protocol.ids import CardInstance
from protocol.instants import Instant
from server.office.permissions import ROLES, SEES, Permission, deciding
from server.office.queries.cases import case_seen
from server.office.queries.scope import terminals_seen
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import Proposal, ProposalKind, decided_before, proposal_numbered, undecided
from server.usecases.staff.roles import Reach, Scope
from server.usecases.staff.sessions import Session

NEWEST = 2**31
DECIDED_SHOWN = 20


def waiting_for(session: Session, now: Instant) -> list[Proposal]:
    """What this person could decide, or has proposed himself."""
    return [one for one in undecided(now) if _sees(one, session)]


def proposals_about(card: CardInstance, session: Session, now: Instant) -> list[Proposal]:
    """What waits about one card, as far as this person may see it."""
    return [one for one in waiting_for(session, now) if one.content.get("card") == str(card)]


def decided_lately(session: Session) -> list[Proposal]:
    """What was decided last."""
    return [one for one in decided_before(NEWEST, DECIDED_SHOWN) if _sees(one, session)]


def proposal_seen(number: int, session: Session) -> Proposal:
    """One proposal. Raises Declined where it is not, or not for this person."""
    found = proposal_numbered(number)
    if not _sees(found, session):
        raise Declined(Reason.NOT_THERE)
    return found


def decides(proposal: Proposal, session: Session) -> bool:
    """Whether this person's role decides such proposals."""
    return deciding(proposal) in ROLES[session.role]


def _sees(proposal: Proposal, session: Session) -> bool:
    if SEES[proposal.kind] not in ROLES[session.role]:
        return False
    if SEES[proposal.kind] is Permission.READ_MONEY and session.scope.reach is not Reach.ALL:
        return False
    if SEES[proposal.kind] is Permission.READ_TERMINALS and not _reaches(session.scope, proposal.content.get("terminal")):
        return False
    if proposal.kind is ProposalKind.CLOSE_CASE:
        try:
            case_seen(proposal.content["case"], session.scope)
        except Declined:
            return False
    return True


def _reaches(scope: Scope, terminal: int | None) -> bool:
    seen = terminals_seen(scope)
    return seen is None or terminal in seen
