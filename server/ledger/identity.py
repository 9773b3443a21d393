"""The nightly identity, for the auditor: what all cards are owed = what journals told of them + what is pending, by class.

    card_liability = told by journals + recovered from cards + gaps + neighbours that do not fit + rest

Every term is summed from rows that the others do not use: accounts, changes, and what is booked for gaps. The rest must be 0.
What does not fit is booked against fraud_pending and is what remains unexplained until a person has closed its case.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.money import Money
from server.database import run
from server.ledger.chart import AccountKind
from server.ledger.entries import Posting

TOLD = (1, 4)
"""States of changes that a journal told of and that stand: DECLARED and ORPHAN (`settlement.cards.chain.State`)."""
RECOVERED = 5

_CARDS = f"""
SELECT SUM(a.balance), SUM(COALESCE(a.record, CASE WHEN i.settled IS NOT NULL THEN i.settled_balance END)),
    SUM(i.gap), SUM(i.mismatch), SUM(COALESCE(a.record, CASE WHEN i.top_counter IS NOT NULL THEN i.top_balance END))
FROM account a LEFT JOIN card_instance i ON a.counter IS NULL AND i.card = a.number AND i.instance = a.part
WHERE a.kind = {AccountKind.CARD_LIABILITY:d}
"""
"""One pass over all cards: of a plain card the account says all, of any other its instance does."""
_ABOVE = f"""
SELECT SUM(CASE WHEN c.state IN {TOLD} THEN c.amount ELSE 0 END), SUM(CASE WHEN c.state = {RECOVERED} THEN c.amount ELSE 0 END)
FROM card_change c JOIN card_instance i ON i.card = c.card AND i.instance = c.instance
JOIN account a ON a.kind = {AccountKind.CARD_LIABILITY:d} AND a.number = c.card AND a.part = c.instance
WHERE a.counter IS NULL AND c.posting = {Posting.CARD:d} AND c.counter > COALESCE(i.settled, -1)
"""
"""What standing changes move above where their cards are settled."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The terms over all cards; `settled` is the part told by journals up to where each card is whole.

    `last_records`: what the highest standing record of each card says, summed: the same as `liability`, by other rows.
    """

    liability: Money
    settled: Money
    told_above: Money
    recovered: Money
    gap: Money
    mismatch: Money
    last_records: Money

    @property
    def rest(self) -> Money:
        """What the terms leave over; 0 unless something is broken."""
        return self.liability - self.settled - self.told_above - self.recovered - self.gap - self.mismatch

    def lines(self, digits: int) -> list[str]:
        """The identity as text, one term a line."""
        terms = {
            "card liability": self.liability,
            "told by journals": self.settled + self.told_above,
            "recovered from cards": self.recovered,
            "gaps": self.gap,
            "does not fit": self.mismatch,
            "rest": self.rest,
            "last records": self.last_records,
        }
        return [f"{name:<21} {amount.text(digits):>15}" for name, amount in terms.items()]


def identity() -> Identity:
    """Sum every term, in two statements."""
    liability, settled, gap, mismatch, last_records = _sums(_CARDS)
    told_above, recovered = _sums(_ABOVE)
    return Identity(liability, settled, told_above, recovered, gap, mismatch, last_records)


def _sums(sql: str) -> list[Money]:
    return [Money(int(amount or 0)) for amount in run(sql).fetchone()]
