"""Deposits and fees of cards, in cash at a branch's office.

    charge(Charge(card, branch, deposit=..., fee=Fee.ISSUE, charged=...), "desk job 12", actor, now)
    call_off("desk job 12", actor, now)           the desk refused: everything of that cause goes back
    give_back(card, branch, "desk job 40", actor, now)   the card came back: its whole deposit, less the fee for it
    keep(card, branch, "loss of 1001.0", actor, now)     it never will

Each is booked once for its cause, in the transaction of whoever calls it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from protocol.ids import CardInstance
from protocol.instants import Instant
from protocol.money import ZERO, Money
from server.audit import Actor, Deed, record
from server.ledger.balances import balance_of
from server.ledger.chart import deposit_held
from server.settlement.credits.dues import Dues, DuesMistake, book_dues, dues_for
from server.settlement.credits.leases import shop_day
from server.usecases.declined import Declined, Reason


class Fee(IntEnum):
    """What a fee is for."""

    ISSUE = 1
    RETURN = 2
    REISSUE = 3
    SWAP = 4
    RENEWAL = 5
    KEPT_DEPOSIT = 6


@dataclass(frozen=True, slots=True)
class Charge:
    """What a member pays beside the load."""

    card: CardInstance
    branch: int
    deposit: Money = ZERO
    fee: Fee = Fee.ISSUE
    charged: Money = ZERO


def charge(one: Charge, cause: str, actor: Actor, now: Instant) -> bool:
    """Take it; False if nothing is due or it was taken for this cause before. Inside `writing()`; raises Declined."""
    if min(one.deposit, one.charged) < ZERO:
        raise Declined(Reason.AMOUNT_UNFIT)
    if not (one.deposit or one.charged):
        return False
    return _book(Dues(one.card, one.branch, one.deposit, int(one.fee), one.charged), "dues taken", cause, actor, now)


def call_off(cause: str, actor: Actor, now: Instant) -> bool:
    """Give back what was taken for a cause; False if nothing was, or it was given back before. Inside `writing()`."""
    taken = dues_for(cause)
    if taken is None:
        return False
    back = Dues(taken.card, taken.branch, -taken.deposit, taken.fee, -taken.charged)
    return _book(back, "dues given back", f"{cause} called off", actor, now)


def give_back(card: CardInstance, branch: int, cause: str, actor: Actor, now: Instant, fee: Money = ZERO) -> Money:
    """The whole deposit of a card, less the fee for its return, which is at most the deposit; what the member gets.

    Inside `writing()`; raises Declined where no deposit is held.
    """
    held = balance_of(deposit_held(card))
    if not held:
        raise Declined(Reason.NOTHING_THERE)
    kept = min(held, fee)
    _book(Dues(card, branch, kept - held, int(Fee.RETURN), ZERO, kept), "deposit given back", cause, actor, now)
    return held - kept


def keep(card: CardInstance, branch: int, cause: str, actor: Actor, now: Instant) -> Money:
    """The deposit of a card that never comes back becomes a fee; how much. Inside `writing()`; raises Declined."""
    held = balance_of(deposit_held(card))
    if not held:
        raise Declined(Reason.NOTHING_THERE)
    _book(Dues(card, branch, ZERO, int(Fee.KEPT_DEPOSIT), ZERO, held), "deposit kept", cause, actor, now)
    return held


def _book(dues: Dues, verb: str, cause: str, actor: Actor, now: Instant) -> bool:
    try:
        fresh = book_dues(dues, cause, actor.name, shop_day(now), now)
    except DuesMistake:
        raise Declined(Reason.NOTHING_THERE) from None
    if fresh:
        after = {"deposit": dues.deposit.minor, "fee": dues.charged.minor, "kept": dues.kept.minor, "for": cause}
        record(actor, Deed(verb, f"card {dues.card}", after=after), now)
    return fresh
