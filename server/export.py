"""The books as text that other programs verify. Pure: rows in, lines out.

`ledger` and `hledger` read one form: every posting carries a balance assertion. beancount asserts at the start of a
day, so each balance that moved follows dated on the day after, with a tolerance of nothing: its own would let a cent
pass. All three count debits positive, we credits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import Enum
from itertools import groupby

from protocol.instants import date_of
from protocol.money import ZERO, Money
from server.ledger.balances import Booked
from server.ledger.chart import AccountKind, AccountName


class Form(Enum):
    """Which program reads it."""

    LEDGER = "ledger"
    HLEDGER = "hledger"
    BEANCOUNT = "beancount"


_PLAIN = {
    AccountKind.CARD_LIABILITY: "liabilities:cards",
    AccountKind.BRANCH_CASH: "assets:cash:terminal",
    AccountKind.REVENUE: "income:owner",
    AccountKind.SUSPENSE_GAP: "liabilities:suspense:gap",
    AccountKind.SUSPENSE_BASKET: "liabilities:suspense:basket",
    AccountKind.FRAUD_PENDING: "liabilities:fraud pending",
    AccountKind.SUSPENSE_OPEN: "liabilities:suspense:open:terminal",
    AccountKind.CLAIM_LIABILITY: "liabilities:claims",
    AccountKind.CLAIM_LOSS: "expenses:claim loss",
    AccountKind.BONUS_EXPENSE: "expenses:bonus",
    AccountKind.BRANCH_RECEIVABLE: "assets:branches",
    AccountKind.OVER_SHORT: "expenses:over and short",
    AccountKind.FRAUD_LOSS: "expenses:fraud loss",
    AccountKind.REISSUED: "liabilities:reissued",
    AccountKind.BRANCH_TENDER: "assets:tender:terminal",
    AccountKind.BRANCH_SAFE: "assets:safe:terminal",
    AccountKind.PAID_OUT: "expenses:paid out:reason",
    AccountKind.SHIFT_DIFFERENCE: "expenses:shift difference:terminal",
    AccountKind.BANK: "assets:bank",
    AccountKind.DEPOSIT_HELD: "liabilities:deposits:card",
    AccountKind.FEE_REVENUE: "income:fee",
    AccountKind.OFFICE_CASH: "assets:office cash:branch",
    AccountKind.OWNER_PAYABLE: "liabilities:settled:owner",
}
_BEAN = {
    AccountKind.CARD_LIABILITY: "Liabilities:Cards:C",
    AccountKind.BRANCH_CASH: "Assets:Cash:T",
    AccountKind.REVENUE: "Income:Owner:O",
    AccountKind.SUSPENSE_GAP: "Liabilities:Suspense:Gap:C",
    AccountKind.SUSPENSE_BASKET: "Liabilities:Suspense:Basket",
    AccountKind.FRAUD_PENDING: "Liabilities:Fraud-Pending",
    AccountKind.SUSPENSE_OPEN: "Liabilities:Suspense:Open:T",
    AccountKind.CLAIM_LIABILITY: "Liabilities:Claims:C",
    AccountKind.CLAIM_LOSS: "Expenses:Claim-Loss",
    AccountKind.BONUS_EXPENSE: "Expenses:Bonus",
    AccountKind.BRANCH_RECEIVABLE: "Assets:Branches:B",
    AccountKind.OVER_SHORT: "Expenses:Over-Short",
    AccountKind.FRAUD_LOSS: "Expenses:Fraud-Loss",
    AccountKind.REISSUED: "Liabilities:Reissued:C",
    AccountKind.BRANCH_TENDER: "Assets:Tender:T",
    AccountKind.BRANCH_SAFE: "Assets:Safe:T",
    AccountKind.PAID_OUT: "Expenses:Paid-Out:R",
    AccountKind.SHIFT_DIFFERENCE: "Expenses:Shift-Difference:T",
    AccountKind.BANK: "Assets:Bank",
    AccountKind.DEPOSIT_HELD: "Liabilities:Deposits:C",
    AccountKind.FEE_REVENUE: "Income:Fee:F",
    AccountKind.OFFICE_CASH: "Assets:Office-Cash:B",
    AccountKind.OWNER_PAYABLE: "Liabilities:Settled:O",
}


def export(rows: Iterable[Booked], form: Form, currency: str, digits: int) -> Iterator[str]:
    """The journal of `rows`, which rise by business day."""
    return _beancount(rows, currency, digits) if form is Form.BEANCOUNT else _plain(rows, currency, digits)


def name_in(form: Form, name: AccountName) -> str:
    """What an account is called there."""
    return _bean_name(name) if form is Form.BEANCOUNT else _plain_name(name)


def _plain(rows: Iterable[Booked], currency: str, digits: int) -> Iterator[str]:
    balances: dict[AccountName, Money] = {}
    for row in rows:
        yield f"{date_of(row.day)} * {row.leg.code.name} {row.fact}.{row.leg_number}"
        for name, amount in _sides(row):
            balances[name] = balances.get(name, ZERO) + amount
            yield f"    {_plain_name(name)}  {amount.text(digits)} {currency} = {balances[name].text(digits)} {currency}"
        yield ""


def _plain_name(name: AccountName) -> str:
    return _PLAIN[name.kind] + (f":{name.key}" if name.key else "")


def _beancount(rows: Iterable[Booked], currency: str, digits: int) -> Iterator[str]:
    balances: dict[AccountName, Money] = {}
    for day, of_day in groupby(rows, key=lambda row: row.day):
        moved: dict[AccountName, None] = {}
        for row in of_day:
            sides = _sides(row)
            for name, amount in sides:
                if name not in balances:
                    yield f"{date_of(day)} open {_bean_name(name)} {currency}"
                balances[name] = balances.get(name, ZERO) + amount
                moved[name] = None
            yield f'{date_of(day)} * "{row.leg.code.name}" "{row.fact}.{row.leg_number}"'
            for name, amount in sides:
                yield f"  {_bean_name(name)}  {amount.text(digits)} {currency}"
            yield ""
        for name in moved:
            asserted = f"{balances[name].text(digits)} ~ {ZERO.text(digits)} {currency}"
            yield f"{date_of(day) + timedelta(days=1)} balance {_bean_name(name)}  {asserted}"
        yield ""


def _bean_name(name: AccountName) -> str:
    return _BEAN[name.kind] + name.key.replace(".", "-")


def _sides(row: Booked) -> tuple[tuple[AccountName, Money], tuple[AccountName, Money]]:
    return (row.leg.debit, row.leg.amount), (row.leg.credit, -row.leg.amount)
