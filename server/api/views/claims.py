"""Money for cards: proposed by a program, approved by somebody of the staff, written with the card's next tap."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from protocol.instants import day_of
from protocol.link.tables import ClaimReason
from protocol.money import Money
from server.api.guard import ApiServices, actor, needs
from server.api.once import KeySchema, once
from server.api.schemas import INT_MAX, ClaimSchema, NewClaimSchema, ProposalSchema
from server.api.shown import day_text, instant_text
from server.api.views.cards import card_named
from server.usecases.declined import Declined, Reason
from server.usecases.money.claims import Promise, claim_by_cause, claim_seen, promise_from, propose_claim
from server.usecases.proposals import ProposalKind, proposal_numbered
from server.usecases.staff.api_tokens import ApiScope

Shown = dict[str, Any]
CLAIM_MAX = 2**63 - 1


def add_claims(api: Blueprint, services: ApiServices) -> None:
    """The routes."""

    @api.route("/claims", methods=["POST"])
    @needs(ApiScope.CLAIMS_WRITE)
    @api.arguments(KeySchema, location="headers")
    @api.arguments(NewClaimSchema)
    @api.response(202, ProposalSchema)
    def claim_new(key: dict[str, str], body: Shown) -> Shown:
        """Propose to promise money to a card, once for each Idempotency-Key; nothing happens before a person approves"""

        def propose() -> int:
            card, amount = card_named(body["card"], Reason.CARD_UNKNOWN), Money(body["amount"])
            promise = Promise(card, ClaimReason[body["what_for"]], amount, day_of(body["last_day"]), body["payer"])
            return propose_claim(promise, body["reason"], actor(), services.now)

        return _proposal(once(key["key"], propose, services.now))

    @api.route(f"/claims/proposals/<int(max={INT_MAX}):number>")
    @needs(ApiScope.CLAIMS_WRITE)
    @api.response(200, ProposalSchema)
    def claim_proposal(number: int) -> Shown:
        """What came of a proposal"""
        return _proposal(number)

    @api.route(f"/claims/<int(max={CLAIM_MAX}):number>")
    @needs(ApiScope.CLAIMS_WRITE)
    @api.response(200, ClaimSchema)
    def claim(number: int) -> Shown:
        """One claim, and whether the card has it yet"""
        found = claim_seen(number)
        return {
            "claim": found.id,
            "card": str(found.card),
            "amount": found.amount.minor,
            "what_for": found.reason.name,
            "last_day": day_text(found.last_day),
            "state": found.state.value,
        }

    def _proposal(number: int) -> Shown:
        found = proposal_numbered(number)
        if found.kind is not ProposalKind.MAKE_CLAIM:
            raise Declined(Reason.NOT_THERE)
        promise = promise_from(found.content)
        state = "waiting" if services.now <= found.expires_at else "expired"
        if found.decided_at is not None:
            state = "approved" if found.approved else "rejected"
        return {
            "proposal": number,
            "state": state,
            "card": str(promise.card),
            "amount": promise.amount.minor,
            "made_at": instant_text(found.made_at),
            "expires_at": instant_text(found.expires_at),
            "claim": claim_by_cause(f"proposal {number}"),
        }
