"""What each fact means in the books, and worked examples that an accountant can read."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, OperatorId, OwnerId, ShiftNumber, TerminalId
from protocol.link.duty_entries import Count, PayOut, ShiftClosed, ShiftHandover, ShiftOpened, Tender
from protocol.money import Money
from server.ledger.chart import (
    BONUS_EXPENSE,
    FRAUD_PENDING,
    SUSPENSE_BASKET,
    AccountName,
    Code,
    branch_receivable,
    card_liability,
    reissued,
)
from server.ledger.entries import (
    CardFact,
    Leg,
    Owners,
    Posting,
    basket_rest,
    legs_of_cash,
    legs_of_change,
    legs_of_claim_made,
    legs_of_claim_returned,
    legs_of_correction,
    legs_of_deposit_kept,
    legs_of_drawer,
    legs_of_dues,
    legs_of_gap,
    legs_of_mismatch,
    legs_of_settlement,
    legs_of_suspense_closed,
    owners_of,
    undoing,
)
from tests.server.journal import lines_of
from tests.support.golden import Golden

CARD = CardInstance(CardNumber(1_000_000_000_000_001), 0)
SUCCESSOR = CardInstance(CARD.number, 1)
TERMINAL = TerminalId(7)
SHIFT, MEI, LI = ShiftNumber(12), OperatorId(4), OperatorId(5)
FEE = 1
SHORT = Count(Tender.CASH, Money(5_000), Money(4_950))
TWO: Owners = ((OwnerId(1), Money(300)), (OwnerId(2), Money(450)))


def fact(kind: Kind, amount: int, owners: Owners = ()) -> CardFact:
    return CardFact(TERMINAL, CARD, kind, Money(amount), owners)


def as_text(legs: tuple[Leg, ...]) -> str:
    def name(account: AccountName) -> str:
        return f"{account.kind.name.lower()} {account.key}".strip()

    rows = [f"  {leg.code.name:<20} {name(leg.debit):<38} -> {name(leg.credit):<38} {leg.amount.text(2):>9}\n" for leg in legs]
    return "".join(rows) or "  nothing\n"


EXAMPLES = {
    "a sale of 7.50 from the card: 3.00 for owner 1, 4.50 for owner 2": legs_of_change(fact(Kind.SALE, -750, TWO), Posting.CARD),
    "the void of that sale": legs_of_change(fact(Kind.VOID, 750, TWO), Posting.CARD),
    "a void whose sale is not known yet": legs_of_change(fact(Kind.VOID, 750), Posting.CARD),
    "a load of 50.00 at terminal 7": legs_of_change(fact(Kind.LOAD, 5_000), Posting.CARD),
    "50.00 paid out of the card in cash": legs_of_change(fact(Kind.CASH_OUT, -5_000), Posting.CARD),
    "a refund of 7.50 onto the card": legs_of_change(fact(Kind.REFUND, 750, TWO), Posting.CARD),
    "a cash sale of 7.50": legs_of_cash(TERMINAL, TWO, refund=False),
    "a cash refund of 7.50": legs_of_cash(TERMINAL, TWO, refund=True),
    "a PIN try": legs_of_change(fact(Kind.PIN_TRY, 0), Posting.CARD),
    "an open sale": legs_of_change(fact(Kind.SALE, -750, TWO), Posting.NONE),
    "the second of two sales at one counter": legs_of_change(fact(Kind.SALE, -750, TWO), Posting.FRAUD),
    "a sale of 8.00 whose lines come to 7.50": legs_of_change(fact(Kind.SALE, -800, TWO), Posting.CARD),
    "a sale of 7.00 whose lines come to 7.50": legs_of_change(fact(Kind.SALE, -700, TWO), Posting.CARD),
    "missing records that took 2.50": legs_of_gap(CARD, Money(-250)),
    "the missing records have come": legs_of_gap(CARD, Money(250)),
    "40.00 on the card that came from nowhere": legs_of_mismatch(CARD, Money(4_000)),
    "a load of 20.00, cash taken, nobody knows whether the card got it": legs_of_change(fact(Kind.LOAD, 2_000), Posting.HELD),
    "30.00 of the house for a card, made": legs_of_claim_made(CARD, ((BONUS_EXPENSE, Money(3_000)),)),
    "that claim is written": legs_of_change(CardFact(TERMINAL, CARD, Kind.CLAIM, Money(3_000), owed=True), Posting.CARD),
    "that claim is written a second time": legs_of_change(fact(Kind.CLAIM, 3_000), Posting.CARD),
    "that claim is returned": legs_of_claim_returned(CARD, ((BONUS_EXPENSE, Money(3_000)),)),
    "a card of 40.00 is lost, its balance waits for its successor": legs_of_claim_made(
        SUCCESSOR, ((reissued(CARD), Money(4_000)),)
    ),
    "20.00 that an employer ordered": legs_of_claim_made(CARD, ((branch_receivable(3), Money(2_000)),)),
    "a sale of 7.50 by cheque": legs_of_cash(TERMINAL, TWO, refund=False, tender=Tender.CHEQUE),
    "a shift begins with 20.00 of change": legs_of_drawer(TERMINAL, ShiftOpened(SHIFT, MEI, Money(2_000))),
    "3.00 leave the drawer for purpose 2": legs_of_drawer(TERMINAL, PayOut(Money(300), 2, "", MEI, SHIFT)),
    "a drawer is handed over 0.50 short": legs_of_drawer(TERMINAL, ShiftHandover(SHIFT, MEI, LI, (SHORT,))),
    "a shift ends 0.50 short, its drawer is emptied": legs_of_drawer(TERMINAL, ShiftClosed(SHIFT, MEI, MEI, (SHORT,), 0)),
    "a sale of 7.50 whose place in suspense counts it already": legs_of_change(fact(Kind.SALE, -750, TWO), Posting.ASIDE),
    "missing records of 2.50 are given up by two persons": legs_of_suspense_closed(CARD, Money(250)),
    "a deposit of 5.00 and a fee of 2.00 for a new card, at the office of branch 3": legs_of_dues(
        3, CARD, Money(500), FEE, Money(200)
    ),
    "the deposit is given back there": legs_of_dues(3, CARD, Money(-500), FEE, Money(0)),
    "the deposit of a card that never comes back": legs_of_deposit_kept(CARD, FEE, Money(500)),
    "7.50 were sold in the name of owner 1, and owner 2's they are": legs_of_correction(OwnerId(1), OwnerId(2), Money(750)),
    "owner 2 is to be paid 120.00": legs_of_settlement(OwnerId(2), Money(12_000)),
    "the sale of 7.50 is taken back": undoing(legs_of_change(fact(Kind.SALE, -750, TWO), Posting.CARD)),
}


def test_the_worked_examples_read_as_agreed(golden: Golden) -> None:
    golden("ledger/worked_examples.txt", "\n".join(f"{title}\n{as_text(legs)}" for title, legs in EXAMPLES.items()))


def net(legs: tuple[Leg, ...], account: AccountName) -> int:
    credit = sum(leg.amount.minor for leg in legs if leg.credit == account)
    return credit - sum(leg.amount.minor for leg in legs if leg.debit == account)


@pytest.mark.parametrize("kind", [Kind.SALE, Kind.VOID, Kind.LOAD, Kind.REFUND, Kind.CLAIM, Kind.CASH_OUT])
@pytest.mark.parametrize("owners", [(), TWO])
def test_a_card_moves_by_exactly_what_its_record_says(kind: Kind, owners: Owners) -> None:
    amount = -600 if kind in (Kind.SALE, Kind.CASH_OUT) else 600
    assert net(legs_of_change(fact(kind, amount, owners), Posting.CARD), card_liability(CARD)) == amount
    assert net(legs_of_change(fact(kind, amount, owners), Posting.FRAUD), FRAUD_PENDING) == amount


def test_what_no_basket_explains_goes_to_suspense() -> None:
    assert legs_of_change(fact(Kind.PIN_TRY, 250), Posting.CARD) == (
        Leg(SUSPENSE_BASKET, card_liability(CARD), Money(250), Code.OTHER_CHANGE),
    )
    assert basket_rest(fact(Kind.SALE, -800, TWO)) == Money(50)


def test_every_amount_is_above_zero_and_every_code_can_be_taken_back() -> None:
    for legs in EXAMPLES.values():
        assert all(leg.amount > Money(0) for leg in legs)
    for code in (
        Code.CARD_SALE,
        Code.CARD_VOID,
        Code.LOAD,
        Code.CARD_REFUND,
        Code.OTHER_CHANGE,
        Code.OPEN_LOAD,
        Code.CLAIM,
        Code.CASH_OUT,
    ):
        (back,) = undoing((Leg(SUSPENSE_BASKET, FRAUD_PENDING, Money(1), code),))
        assert back.code.name == f"{code.name}_UNDONE"


def test_lines_are_summed_by_owner_and_free_ones_move_nothing() -> None:
    assert owners_of(lines_of((300, 2), (100, 1), (50, 2))) == ((OwnerId(1), Money(100)), (OwnerId(2), Money(350)))
    assert legs_of_cash(TERMINAL, owners_of(lines_of(0)), refund=False) == ()
