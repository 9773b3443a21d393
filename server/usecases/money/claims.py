"""Promising money to a card by hand: one proposes, another approves, and the card gets it at its next tap (INTEGRITY 6.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, Instant
from protocol.limits import AMOUNT_MAX_MINOR
from protocol.link.tables import CardState, ClaimReason
from protocol.money import ZERO, Money
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.ledger.chart import AccountName
from server.settlement.credits.claims import Claim, ClaimMistake, NewClaim, claim_named, make_claim
from server.settlement.credits.leases import shop_day, withdraw
from server.settlement.credits.payers import payer
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import ProposalKind, propose

BY_HAND = (ClaimReason.SUBSIDY, ClaimReason.TOP_UP)
"""What is promised without a sale or a lost card behind it."""
ENDED = (CardState.LOST, CardState.STOLEN, CardState.RETURNED, CardState.REPLACED)
"""Cards that nobody will tap again."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody wants to promise; `paid_by` as `payers` reads it."""

    card: CardInstance
    reason: ClaimReason
    amount: Money
    last_day: BusinessDay
    paid_by: str


def propose_claim(promise: Promise, reason: str, maker: Actor, now: Instant) -> int:
    """Propose to promise an amount; the number of the proposal. Raises Declined."""
    check_promise(promise, now)
    return propose(ProposalKind.MAKE_CLAIM, content_of(promise), reason, maker, now)


def perform_claim(decision: Decision) -> str:
    """Make the claim."""
    promise = promise_from(decision.proposal.content)
    check_promise(promise, decision.at)
    promised(promise, f"proposal {decision.proposal.number}", decision)
    return ""


def promised(promise: Promise, cause: str, decision: Decision, source: tuple[tuple[AccountName, Money], ...] = ()) -> Claim:
    """Make a claim that two persons decided on, and tell the audit. Must run inside `writing()`; raises Declined."""
    proposal, account = decision.proposal, payer(promise.paid_by)
    if not source and account is not None:
        source = ((account, promise.amount),)
    persons = (proposal.maker_name, decision.checker.name)
    new = NewClaim(promise.card, promise.reason, promise.amount, promise.last_day, source, cause, *persons)
    try:
        claim = make_claim(new, shop_day(decision.at), decision.at)
    except ClaimMistake:
        raise Declined(Reason.SAME_PERSON) from None
    record(
        decision.checker, Deed("promised", f"claim {claim.id}", after=content_of(promise), reason=proposal.reason), decision.at
    )
    return claim


def take_back(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """Give a promise back to whoever paid it; a leased one once its terminal shows that it holds it no more. Raises Declined.

    What a replaced card left to its successor is the member's own, and nobody else's to have back.
    """
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        claim = claim_seen(number)
        if claim.reason is ClaimReason.REISSUE:
            raise Declined(Reason.CLAIM_REISSUED)
        try:
            withdraw(claim, shop_day(now), actor.name, now)
        except ClaimMistake:
            raise Declined(Reason.CLAIM_OVER) from None
        record(actor, Deed("taken back", f"claim {number}", {"state": claim.state.value}, reason=reason.strip()), now)


def claim_seen(number: int) -> Claim:
    """One claim. Raises Declined if there is none."""
    try:
        return claim_named(number)
    except ClaimMistake:
        raise Declined(Reason.NOT_THERE) from None


def claim_by_cause(cause: str) -> int | None:
    """The number of the claim that was made for a cause."""
    row = run("SELECT id FROM claim WHERE cause = %s ORDER BY id LIMIT 1", (cause,)).fetchone()
    return None if row is None else int(row[0])


def check_promise(promise: Promise, now: Instant) -> None:
    """Raises Declined for what cannot be promised."""
    check_amount(promise.amount)
    if promise.last_day < shop_day(now):
        raise Declined(Reason.DAY_PAST)
    if payer(promise.paid_by) is None:
        raise Declined(Reason.NO_PAYER)
    check_card(promise.card)


def check_amount(amount: Money) -> None:
    """Raises Declined for an amount that no card can be given."""
    if not ZERO < amount <= Money(AMOUNT_MAX_MINOR):
        raise Declined(Reason.AMOUNT_UNFIT)


def check_card(card: CardInstance) -> None:
    """Raises Declined for a card that nobody knows, or that nobody will tap again."""
    row = run("SELECT listed FROM card_instance WHERE card = %s AND instance = %s", (card.number, card.instance)).fetchone()
    if row is None:
        raise Declined(Reason.CARD_UNKNOWN)
    if row[0] in ENDED:
        raise Declined(Reason.CARD_ENDED)


def content_of(promise: Promise) -> dict[str, Any]:
    """What is frozen of a promise."""
    return {
        "card": str(promise.card),
        "for": promise.reason.name,
        "amount": promise.amount.minor,
        "until": promise.last_day,
        "payer": promise.paid_by,
    }


def promise_from(content: dict[str, Any]) -> Promise:
    """The promise that was frozen."""
    amount, day = Money(content["amount"]), BusinessDay(content["until"])
    return Promise(card_from(content["card"]), ClaimReason[content["for"]], amount, day, content["payer"])


def card_from(text: str) -> CardInstance:
    """A card as it was frozen."""
    number, _, instance = text.partition(".")
    return CardInstance(CardNumber(int(number)), int(instance))
