"""Kinds of accounts, codes of transfers, and the sign convention, which is stated here and nowhere else:

A transfer takes its amount from the *debit* account to the *credit* account, and an account's balance is its credits
less its debits. So what the shop owes a member is positive, revenue is positive, cash in a drawer is negative, and
all balances together are zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from protocol.ids import CardInstance, OwnerId, TerminalId
from protocol.link.duty_entries import Tender


class AccountKind(IntEnum):
    """What an account stands for; its number and part say whose it is."""

    CARD_LIABILITY = 1
    BRANCH_CASH = 2
    REVENUE = 3
    SUSPENSE_GAP = 4
    SUSPENSE_BASKET = 5
    FRAUD_PENDING = 6
    SUSPENSE_OPEN = 7
    CLAIM_LIABILITY = 8
    CLAIM_LOSS = 9
    BONUS_EXPENSE = 10
    BRANCH_RECEIVABLE = 11
    OVER_SHORT = 12
    FRAUD_LOSS = 13
    REISSUED = 14
    BRANCH_TENDER = 15
    BRANCH_SAFE = 16
    PAID_OUT = 17
    SHIFT_DIFFERENCE = 18
    BANK = 19
    DEPOSIT_HELD = 20
    FEE_REVENUE = 21
    OFFICE_CASH = 22
    OWNER_PAYABLE = 23


class Code(IntEnum):
    """Why money moved. A code above 100 takes back what the code 100 below it had moved."""

    CARD_SALE = 1
    CARD_VOID = 2
    LOAD = 3
    CARD_REFUND = 4
    CASH_SALE = 5
    CASH_REFUND = 6
    OTHER_CHANGE = 7
    GAP = 8
    MISMATCH = 9
    OPEN_LOAD = 10
    CLAIM = 11
    CLAIM_MADE = 12
    CLAIM_RETURNED = 13
    CHANGE_MONEY = 14
    PAY_OUT = 15
    EMPTIED = 16
    DIFFERENCE = 17
    DUES = 18
    DEPOSIT_KEPT = 20
    SALE_CORRECTED = 21
    OWNER_SETTLED = 22
    CASH_OUT = 23
    SUSPENSE_CLOSED = 30
    CARD_SALE_UNDONE = 101
    CARD_VOID_UNDONE = 102
    LOAD_UNDONE = 103
    CARD_REFUND_UNDONE = 104
    OTHER_CHANGE_UNDONE = 107
    OPEN_LOAD_UNDONE = 110
    CLAIM_UNDONE = 111
    CASH_OUT_UNDONE = 123


UNDONE = 100


PER_CARD = frozenset(
    {
        AccountKind.CARD_LIABILITY,
        AccountKind.SUSPENSE_GAP,
        AccountKind.CLAIM_LIABILITY,
        AccountKind.REISSUED,
        AccountKind.DEPOSIT_HELD,
    }
)
"""Kinds with one account for each card instance: `number` is the card's number and `part` its instance."""
PER_NUMBER = frozenset(
    {
        AccountKind.BRANCH_CASH,
        AccountKind.REVENUE,
        AccountKind.SUSPENSE_OPEN,
        AccountKind.BRANCH_RECEIVABLE,
        AccountKind.PAID_OUT,
        AccountKind.SHIFT_DIFFERENCE,
        AccountKind.FEE_REVENUE,
        AccountKind.OFFICE_CASH,
        AccountKind.OWNER_PAYABLE,
    }
)
"""Kinds with one account for each terminal, owner, branch or reason."""
PER_TENDER = frozenset({AccountKind.BRANCH_TENDER, AccountKind.BRANCH_SAFE})
"""Kinds with one account for each tender at each terminal: `part` is the tender. All others are the house's own: number 0."""


@dataclass(frozen=True, slots=True, order=True)
class AccountName:
    """An account by its kind and by whose it is, in numbers, because the hot path works on columns of numbers."""

    kind: AccountKind
    number: int = 0
    part: int = 0

    @property
    def key(self) -> str:
        """Whose account it is, as people read it."""
        if self.kind in PER_CARD | PER_TENDER:
            return f"{self.number}.{self.part}"
        return str(self.number) if self.number or self.kind in PER_NUMBER else ""


def card_liability(card: CardInstance) -> AccountName:
    """What the shop owes on one card."""
    return AccountName(AccountKind.CARD_LIABILITY, card.number, card.instance)


def branch_cash(terminal: TerminalId) -> AccountName:
    """The cash in the drawer of one terminal."""
    return AccountName(AccountKind.BRANCH_CASH, terminal)


def drawer(terminal: TerminalId, tender: Tender) -> AccountName:
    """What lies in the drawer of one terminal by one tender."""
    if tender is Tender.CASH:
        return branch_cash(terminal)
    return AccountName(AccountKind.BRANCH_TENDER, terminal, tender)


def branch_safe(terminal: TerminalId, tender: Tender) -> AccountName:
    """What shifts of one terminal handed in, less the change money that they were given."""
    return AccountName(AccountKind.BRANCH_SAFE, terminal, tender)


def paid_out(reason: int) -> AccountName:
    """What left drawers for one purpose."""
    return AccountName(AccountKind.PAID_OUT, reason)


def shift_difference(terminal: TerminalId) -> AccountName:
    """What the shifts of one terminal were over, less what they were short."""
    return AccountName(AccountKind.SHIFT_DIFFERENCE, terminal)


def revenue(owner: OwnerId) -> AccountName:
    """What one owner (stall) sold."""
    return AccountName(AccountKind.REVENUE, owner)


def suspense_gap(card: CardInstance) -> AccountName:
    """What missing records of one card come to (R7)."""
    return AccountName(AccountKind.SUSPENSE_GAP, card.number, card.instance)


def suspense_open(terminal: TerminalId) -> AccountName:
    """Cash taken for loads of which nobody knows yet whether the card got them (R12)."""
    return AccountName(AccountKind.SUSPENSE_OPEN, terminal)


def claim_liability(card: CardInstance) -> AccountName:
    """What the shop owes to one card and has not put onto it yet."""
    return AccountName(AccountKind.CLAIM_LIABILITY, card.number, card.instance)


def branch_receivable(branch: int) -> AccountName:
    """What a branch or an employer owes for what was promised on its account."""
    return AccountName(AccountKind.BRANCH_RECEIVABLE, branch)


def reissued(card: CardInstance) -> AccountName:
    """What of a lost card's liability was moved to its successor; the liability itself stays what its records say."""
    return AccountName(AccountKind.REISSUED, card.number, card.instance)


def deposit_held(card: CardInstance) -> AccountName:
    """What was taken for the plastic of one card, and is given back with it."""
    return AccountName(AccountKind.DEPOSIT_HELD, card.number, card.instance)


def fee_revenue(fee: int) -> AccountName:
    """What one kind of fee brought."""
    return AccountName(AccountKind.FEE_REVENUE, fee)


def office_cash(branch: int) -> AccountName:
    """Cash that was taken at a branch's office, beside all terminals."""
    return AccountName(AccountKind.OFFICE_CASH, branch)


def owner_payable(owner: OwnerId) -> AccountName:
    """What was settled with one owner and is his to be paid."""
    return AccountName(AccountKind.OWNER_PAYABLE, owner)


BANK = AccountName(AccountKind.BANK)
"""What members and employers paid to the house by bank or online."""

SUSPENSE_BASKET = AccountName(AccountKind.SUSPENSE_BASKET)
"""Amounts whose basket lines are missing or do not add up."""

FRAUD_PENDING = AccountName(AccountKind.FRAUD_PENDING)
"""The second of two declared records at one counter (R5), and value without source (R8, R9)."""

CLAIM_LOSS = AccountName(AccountKind.CLAIM_LOSS)
"""Claims that were written twice, or that nobody made (R22)."""

BONUS_EXPENSE = AccountName(AccountKind.BONUS_EXPENSE)
"""What the house gives to members."""

OVER_SHORT = AccountName(AccountKind.OVER_SHORT)
"""What two persons have closed, because nobody will ever know (R27)."""
