"""Cards that are refused: a loss report or a freeze holds at once and takes one person; to take a card off the list takes two."""

from __future__ import annotations

from protocol.ids import CardInstance
from protocol.instants import BusinessDay, Instant
from protocol.link.tables import CardState
from server.audit import Actor, Deed, record
from server.database import writing
from server.settlement.findings.cases import open_on
from server.settlement.states.listing import list_card
from server.usecases.cards.facts import known_card, require_act
from server.usecases.cards.life import CardAct
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.money.claims import card_from
from server.usecases.proposals import ProposalKind, propose

LOSSES = (CardState.LOST, CardState.STOLEN)


def report_loss(card: CardInstance, state: CardState, reason: str, actor: Actor, today: BusinessDay, now: Instant) -> None:
    """Refuse a card that its holder has lost, or that was stolen. Raises Declined."""
    assert state in LOSSES
    _list(card, CardAct.REPORT_LOSS, state, reason, actor, today, now)


def freeze(card: CardInstance, reason: str, actor: Actor, today: BusinessDay, now: Instant) -> None:
    """Refuse a card for a while. Raises Declined."""
    _list(card, CardAct.FREEZE, CardState.LOCKED, reason, actor, today, now)


def propose_unlisting(card: CardInstance, reason: str, maker: Actor, today: BusinessDay, now: Instant) -> int:
    """Propose that a card which was lost or frozen is good again; the number of the proposal. Raises Declined."""
    known = known_card(card, today)
    if known.acts.isdisjoint((CardAct.CANCEL_LOSS, CardAct.UNFREEZE)):
        raise Declined(Reason.NOT_WITH_THIS_CARD)
    content = {"card": str(card), "listed": known.listed.name}
    return propose(ProposalKind.UNLIST_CARD, content, reason, maker, now)


def perform_unlisting(decision: Decision) -> str:
    """Take it off the list, if it still stands there for the same reason; an open case of it holds it back as before."""
    content, proposal = decision.proposal.content, decision.proposal
    card = card_from(content["card"])
    by = f"{proposal.maker_name}, {decision.checker.name}"
    held = any(case.handling.holds_card for case in open_on(card))
    state = CardState.UNDER_REVIEW if held else CardState.OK
    if not list_card(card, state, by, decision.at, was=CardState[content["listed"]]):
        raise Declined(Reason.NOT_WITH_THIS_CARD)
    before, after = {"listed": content["listed"]}, {"listed": state.name}
    record(decision.checker, Deed("taken off the list", f"card {card}", before, after, proposal.reason), decision.at)
    return ""


def _list(
    card: CardInstance, act: CardAct, state: CardState, reason: str, actor: Actor, today: BusinessDay, now: Instant
) -> None:
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        known = require_act(card, act, today)
        list_card(card, state, actor.name, now)
        before, after = {"listed": known.listed.name}, {"listed": state.name}
        record(actor, Deed("put on the list", f"card {card}", before, after, reason.strip()), now)
