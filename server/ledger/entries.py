"""PURE: a posted change or a cash sale, with its lines by owner -> the transfers it means.

    card sale     card_liability -> revenue of each owner       void         the reverse of that sale
    load          branch_cash    -> card_liability              card refund  revenue of each owner -> card_liability
    cash-out      card_liability -> branch_cash
    cash sale     branch_cash    -> revenue of each owner       cash refund  the reverse
    gap           suspense_gap   -> card_liability, by as much as the total of the holes has changed
    mismatch      fraud_pending  -> card_liability, in the same manner
    open load     branch_cash    -> suspense_open, until it is known whether the card got it
    claim         claim_liability -> card_liability; from claim_loss if it is not owed (R22)
    claim made    its sources    -> claim_liability            claim returned   the reverse
    closed gap    suspense_gap   -> over_short, by two persons
    dues          office_cash    -> deposit_held of the card and fee_revenue; the reverse where they are given back
    kept deposit  deposit_held   -> fee_revenue
    corrected     revenue of one owner -> revenue of another
    settled       revenue of an owner  -> owner_payable
    shift opened  drawer         -> branch_safe (change money)    pay-out    paid_out -> drawer
    shift counted drawer         -> shift_difference, by what is over; the reverse by what is short
    shift closed  as counted, then branch_safe -> drawer by what was counted: the drawer is empty

The drawer of a terminal is branch_cash for cash and branch_tender for any other tender.

Where lines do not come to the amount on the card, the card is right and the rest goes to suspense_basket. So does
the whole amount of a change whose sign is not that of its kind, and of a cash basket that no program of ours writes.
A declared change that has no place on its card moves suspense_gap of that card in the place of card_liability: the
card's next record shows the difference as a gap, and the two meet there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from protocol.card.record import Kind
from protocol.ids import CardInstance, OwnerId, TerminalId
from protocol.link.duty_entries import Count, PayOut, ShiftClosed, ShiftHandover, ShiftOpened, Tender
from protocol.link.entries import SaleLine
from protocol.money import ZERO, Money, total
from server.ledger.chart import (
    CLAIM_LOSS,
    FRAUD_PENDING,
    OVER_SHORT,
    SUSPENSE_BASKET,
    UNDONE,
    AccountName,
    Code,
    branch_cash,
    branch_safe,
    card_liability,
    claim_liability,
    deposit_held,
    drawer,
    fee_revenue,
    office_cash,
    owner_payable,
    paid_out,
    revenue,
    shift_difference,
    suspense_gap,
    suspense_open,
)

Owners = tuple[tuple[OwnerId, Money], ...]
"""What lines come to, by owner, rising by owner."""


class Posting(IntEnum):
    """How a card change stands in the books. HELD: cash was taken for it, the card is not known to have got it."""

    NONE = 0
    CARD = 1
    FRAUD = 2
    ASIDE = 3
    HELD = 4


_SIGNS = {Kind.SALE: -1, Kind.VOID: 1, Kind.REFUND: 1, Kind.LOAD: 1, Kind.CLAIM: 1, Kind.CASH_OUT: -1}
"""On which side of zero the amount of a kind lies; other kinds move no money."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One amount, above zero, from one account to another."""

    debit: AccountName
    credit: AccountName
    amount: Money
    code: Code


@dataclass(frozen=True, slots=True)
class CardFact:
    """What the books need of a card change. For a void, `owners` is that of the sale, empty while it is unknown. `owed`: a
    claim that was made and that no other change has written."""

    terminal: TerminalId
    card: CardInstance
    kind: Kind
    amount: Money
    owners: Owners = ()
    owed: bool = False


def owners_of(lines: Iterable[SaleLine]) -> Owners:
    """The lines summed by owner."""
    sums: dict[OwnerId, Money] = {}
    for line in lines:
        sums[line.owner] = sums.get(line.owner, Money(0)) + line.amount
    return tuple(sorted(sums.items()))


def basket_rest(fact: CardFact) -> Money:
    """By how much the card moved more than the lines of its sale or refund say."""
    return abs(fact.amount) - total([amount for _, amount in fact.owners])


def legs_of_change(fact: CardFact, posting: Posting) -> tuple[Leg, ...]:
    """The transfers of one card change as it stands; none for a change that is not posted or moves no money."""
    if posting is Posting.NONE:
        return ()
    if posting is Posting.HELD:
        return _move(branch_cash(fact.terminal), suspense_open(fact.terminal), fact.amount, Code.OPEN_LOAD)
    purse = _purse(fact.card, posting)
    if fact.amount.minor * _SIGNS.get(fact.kind, 0) <= 0:
        return _move(SUSPENSE_BASKET, purse, fact.amount, Code.OTHER_CHANGE)
    match fact.kind:
        case Kind.SALE:
            return _by_owner(purse, fact, Code.CARD_SALE)
        case Kind.VOID:
            return _turned(_by_owner(purse, fact, Code.CARD_VOID))
        case Kind.REFUND:
            return _turned(_by_owner(purse, fact, Code.CARD_REFUND))
        case Kind.CLAIM:
            return _move(claim_liability(fact.card) if fact.owed else CLAIM_LOSS, purse, fact.amount, Code.CLAIM)
        case Kind.CASH_OUT:
            return _move(branch_cash(fact.terminal), purse, fact.amount, Code.CASH_OUT)
        case _:
            return _move(branch_cash(fact.terminal), purse, fact.amount, Code.LOAD)


def _purse(card: CardInstance, posting: Posting) -> AccountName:
    match posting:
        case Posting.CARD:
            return card_liability(card)
        case Posting.ASIDE:
            return suspense_gap(card)
        case _:
            return FRAUD_PENDING


def legs_of_cash(
    terminal: TerminalId, owners: Owners, refund: bool, aside: Money = ZERO, tender: Tender = Tender.CASH
) -> tuple[Leg, ...]:
    """The transfers of a sale or a refund that no card paid; `aside` is what cannot be told to any owner."""
    till = drawer(terminal, tender)
    code = Code.CASH_REFUND if refund else Code.CASH_SALE
    legs = tuple(leg for owner, amount in owners for leg in _move(till, revenue(owner), amount, code))
    legs += _move(till, SUSPENSE_BASKET, aside, code)
    return _turned(legs) if refund else legs


def legs_of_drawer(terminal: TerminalId, body: ShiftOpened | ShiftHandover | ShiftClosed | PayOut) -> tuple[Leg, ...]:
    """The transfers of what was done to a drawer beside sales."""
    match body:
        case ShiftOpened(start=start):
            return _move(drawer(terminal, Tender.CASH), branch_safe(terminal, Tender.CASH), start, Code.CHANGE_MONEY)
        case PayOut(amount=amount, reason=reason):
            return _move(paid_out(reason), drawer(terminal, Tender.CASH), amount, Code.PAY_OUT)
        case ShiftHandover(counts=counts):
            return tuple(leg for count in counts for leg in _counted(terminal, count))
        case _:
            return tuple(leg for count in body.counts for leg in (*_counted(terminal, count), *_emptied(terminal, count)))


def _counted(terminal: TerminalId, count: Count) -> tuple[Leg, ...]:
    return _move(drawer(terminal, count.tender), shift_difference(terminal), count.difference, Code.DIFFERENCE)


def _emptied(terminal: TerminalId, count: Count) -> tuple[Leg, ...]:
    return _move(branch_safe(terminal, count.tender), drawer(terminal, count.tender), count.counted, Code.EMPTIED)


def legs_of_gap(card: CardInstance, difference: Money) -> tuple[Leg, ...]:
    """The transfer that brings suspense_gap from its old to its new total."""
    return _move(suspense_gap(card), card_liability(card), difference, Code.GAP)


def legs_of_mismatch(card: CardInstance, difference: Money) -> tuple[Leg, ...]:
    """The transfer for neighbouring records that do not fit (R8, R9)."""
    return _move(FRAUD_PENDING, card_liability(card), difference, Code.MISMATCH)


def legs_of_claim_made(card: CardInstance, source: Iterable[tuple[AccountName, Money]]) -> tuple[Leg, ...]:
    """The transfers that set aside what is owed to a card."""
    return tuple(leg for name, amount in source for leg in _move(name, claim_liability(card), amount, Code.CLAIM_MADE))


def legs_of_claim_returned(card: CardInstance, source: Iterable[tuple[AccountName, Money]]) -> tuple[Leg, ...]:
    """The transfers that give it back to whom it was taken from."""
    return tuple(leg for name, amount in source for leg in _move(claim_liability(card), name, amount, Code.CLAIM_RETURNED))


def legs_of_suspense_closed(card: CardInstance, amount: Money) -> tuple[Leg, ...]:
    """The transfer of what lies in suspense for a card, closed by two persons (R27)."""
    return _move(suspense_gap(card), OVER_SHORT, amount, Code.SUSPENSE_CLOSED)


def legs_of_dues(branch: int, card: CardInstance, deposit: Money, fee: int, charged: Money) -> tuple[Leg, ...]:
    """The transfers of cash taken at a branch's office beside a card; of amounts below zero, given back there."""
    till = office_cash(branch)
    return (*_move(till, deposit_held(card), deposit, Code.DUES), *_move(till, fee_revenue(fee), charged, Code.DUES))


def legs_of_deposit_kept(card: CardInstance, fee: int, amount: Money) -> tuple[Leg, ...]:
    """The transfer of a deposit whose card never comes back."""
    return _move(deposit_held(card), fee_revenue(fee), amount, Code.DEPOSIT_KEPT)


def legs_of_correction(recorded: OwnerId, right: OwnerId, amount: Money) -> tuple[Leg, ...]:
    """The transfer of what was sold in another owner's name."""
    return _move(revenue(recorded), revenue(right), amount, Code.SALE_CORRECTED)


def legs_of_settlement(owner: OwnerId, amount: Money) -> tuple[Leg, ...]:
    """The transfer of what an owner sold and is to be paid; the reverse where he gave back more than he sold."""
    return _move(revenue(owner), owner_payable(owner), amount, Code.OWNER_SETTLED)


def undoing(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """The transfers that take `legs` back."""
    return tuple(Leg(leg.credit, leg.debit, leg.amount, Code(leg.code + UNDONE)) for leg in legs)


def _by_owner(purse: AccountName, fact: CardFact, code: Code) -> tuple[Leg, ...]:
    legs = [leg for owner, amount in fact.owners for leg in _move(purse, revenue(owner), amount, code)]
    return (*legs, *_move(purse, SUSPENSE_BASKET, basket_rest(fact), code))


def _move(debit: AccountName, credit: AccountName, amount: Money, code: Code) -> tuple[Leg, ...]:
    if not amount:
        return ()
    if amount < Money(0):
        debit, credit = credit, debit
    return (Leg(debit, credit, abs(amount), code),)


def _turned(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    return tuple(Leg(leg.credit, leg.debit, leg.amount, leg.code) for leg in legs)
