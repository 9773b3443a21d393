"""What goes back of a receipt: goods that came back, a sale that was recorded too high or for another owner, a load that was
too much. Each by two persons, each pointing to the receipt, which stays as it is."""

from __future__ import annotations

from typing import Any

from protocol.card.record import Kind
from protocol.ids import OwnerId, Reference, TerminalId, parse_reference
from protocol.instants import BusinessDay, Instant
from protocol.link.desk_orders import CashOut
from protocol.link.tables import ClaimReason
from protocol.money import ZERO, Money
from server.audit import Actor, Deed, record
from server.ledger.chart import revenue
from server.settlement.credits.bonuses import take_bonus_back
from server.settlement.credits.corrections import Correction, Righted, record_correction
from server.settlement.credits.leases import shop_day
from server.settlement.credits.refund_claims import CLAIM_DAYS
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.desk_jobs import Wanted, place, roles_of
from server.usecases.money.claims import Promise, card_from, check_card, promised
from server.usecases.money.receipts import Receipt, newest_instance, receipt_of
from server.usecases.proposals import ProposalKind, propose

BY_RECEIPT = "receipt"
"""Who pays for what goes back: whose sale it was."""


def propose_refund(
    sale: Reference, owner: int | None, amount: Money | None, recorded_wrongly: bool, reason: str, maker: Actor, now: Instant
) -> int:
    """Propose to give back so much of one owner's part of a sale, or (None) all that is left; the number of the proposal.

    `recorded_wrongly`: it goes into the log of corrections too. Raises Declined.
    """
    receipt = _receipt(sale, Kind.SALE)
    source = _parts(receipt, owner, amount)
    card = newest_instance(receipt.card)
    check_card(card)
    content = {
        "receipt": str(sale),
        "card": str(card),
        "amount": sum(minor for _, minor in source),
        "parts": source,
        "until": shop_day(now) + CLAIM_DAYS,
        "wrong": recorded_wrongly,
    }
    return propose(ProposalKind.REFUND_SALE, content, reason, maker, now)


def perform_refund(decision: Decision) -> str:
    """Promise it to the card, at the cost of those who sold."""
    content, proposal = decision.proposal.content, decision.proposal
    receipt = _receipt(parse_reference(content["receipt"]), Kind.SALE)
    left = dict(receipt.left)
    if any(left.get(OwnerId(owner), ZERO).minor < minor for owner, minor in content["parts"]):
        raise Declined(Reason.MORE_THAN_LEFT)
    card = card_from(content["card"])
    check_card(card)
    promise = Promise(card, ClaimReason.REFUND, Money(content["amount"]), BusinessDay(content["until"]), BY_RECEIPT)
    source = tuple((revenue(OwnerId(owner)), Money(minor)) for owner, minor in content["parts"])
    claim = promised(promise, str(receipt.reference), decision, source)
    if content["wrong"]:
        persons = (proposal.maker_name, decision.checker.name)
        righted = Correction(
            receipt.reference, Righted.LOWER, receipt.card, promise.amount, persons, proposal.reason, claim=claim.id
        )
        record_correction(righted, shop_day(decision.at), decision.at)
    return ""


def propose_other_owner(
    sale: Reference, recorded: int, right: int, amount: Money, reason: str, maker: Actor, now: Instant
) -> int:
    """Propose to move so much of a sale from one owner to another. Raises Declined."""
    content = {"receipt": str(sale), "amount": amount.minor, "recorded": recorded, "right": right}
    _check_owners(content)
    return propose(ProposalKind.CORRECT_OWNER, content, reason, maker, now)


def perform_other_owner(decision: Decision) -> str:
    """Move it."""
    content, proposal = decision.proposal.content, decision.proposal
    receipt = _check_owners(content)
    righted = Correction(
        receipt.reference,
        Righted.OWNER,
        receipt.card,
        Money(content["amount"]),
        (proposal.maker_name, decision.checker.name),
        proposal.reason,
        OwnerId(content["recorded"]),
        OwnerId(content["right"]),
    )
    _write_down(righted, decision)
    return ""


def propose_load_back(load: Reference, amount: Money, desk: TerminalId, reason: str, maker: Actor, now: Instant) -> int:
    """Propose to take back so much of a load, in cash at a desk. Raises Declined."""
    receipt = _receipt(load, Kind.LOAD)
    check_card(receipt.card)
    roles_of(desk)
    if not ZERO < amount <= receipt.all_left:
        raise Declined(Reason.MORE_THAN_LEFT)
    content = {"receipt": str(load), "card": str(receipt.card), "amount": amount.minor, "desk": desk}
    return propose(ProposalKind.TAKE_LOAD_BACK, content, reason, maker, now)


def perform_load_back(decision: Decision) -> str:
    """Order it from the desk: the card pays out what it should not have got. Its bonus goes back, if not written yet."""
    content, proposal = decision.proposal.content, decision.proposal
    receipt, amount = _receipt(parse_reference(content["receipt"]), Kind.LOAD), Money(content["amount"])
    if amount > receipt.all_left:
        raise Declined(Reason.MORE_THAN_LEFT)
    (job,) = place(TerminalId(content["desk"]), [Wanted(receipt.card, CashOut(amount))], decision.checker, decision.at)
    persons = (proposal.maker_name, decision.checker.name)
    _write_down(Correction(receipt.reference, Righted.LOAD, receipt.card, amount, persons, proposal.reason, job=job), decision)
    claim = take_bonus_back(receipt.reference, shop_day(decision.at), decision.checker.name, decision.at)
    if claim is not None:
        deed = Deed("taken back", f"claim {claim.id}", {"amount": claim.amount.minor}, reason=proposal.reason)
        record(decision.checker, deed, decision.at)
    return ""


def _write_down(one: Correction, decision: Decision) -> None:
    number = record_correction(one, shop_day(decision.at), decision.at)
    after = {"receipt": str(one.reference), "kind": one.kind.value, "amount": one.amount.minor}
    record(decision.checker, Deed("corrected", f"correction {number}", after=after, reason=one.reason), decision.at)


def _receipt(reference: Reference, kind: Kind) -> Receipt:
    found = receipt_of(reference)
    if found is None or found.kind is not kind:
        raise Declined(Reason.NO_RECEIPT)
    return found


def _parts(receipt: Receipt, owner: int | None, amount: Money | None) -> list[list[int]]:
    """Who gives back how much."""
    left = [[int(one), part.minor] for one, part in receipt.left if part > ZERO and owner in (None, one)]
    most = sum(minor for _, minor in left)
    if not left or (amount is not None and not 0 < amount.minor <= most):
        raise Declined(Reason.MORE_THAN_LEFT)
    if amount is None or amount.minor == most:
        return left
    if len(left) > 1:
        raise Declined(Reason.WHOSE_PART)
    return [[left[0][0], amount.minor]]


def _check_owners(content: dict[str, Any]) -> Receipt:
    receipt = _receipt(parse_reference(content["receipt"]), Kind.SALE)
    left = dict(receipt.left).get(OwnerId(content["recorded"]), ZERO)
    if content["recorded"] == content["right"] or not 0 < content["amount"] <= left.minor:
        raise Declined(Reason.MORE_THAN_LEFT)
    return receipt
