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
"""States of changes that a journal told of and that stand: DECLARED and ORPHAN (`settlement.chain.State`)."""
RECOVERED = (5,)

_PLAIN = (
    f"EXISTS (SELECT 1 FROM account a WHERE a.kind = {AccountKind.CARD_LIABILITY:d} AND a.number = i.card"
    " AND a.part = i.instance AND a.counter IS NOT NULL)"
)


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
    """Sum every term, each in one statement."""
    return Identity(
        liability=_sum(f"SELECT SUM(balance) FROM account WHERE kind = {AccountKind.CARD_LIABILITY:d}"),
        settled=_sum(
            "SELECT SUM(said) FROM (SELECT record AS said FROM account WHERE counter IS NOT NULL"
            f" UNION ALL SELECT i.settled_balance FROM card_instance i WHERE i.settled IS NOT NULL AND NOT {_PLAIN}) AS parts"
        ),
        told_above=_above(TOLD),
        recovered=_above(RECOVERED),
        gap=_sum(f"SELECT SUM(i.gap) FROM card_instance i WHERE NOT {_PLAIN}"),
        mismatch=_sum(f"SELECT SUM(i.mismatch) FROM card_instance i WHERE NOT {_PLAIN}"),
        last_records=_sum(
            "SELECT SUM(said) FROM (SELECT record AS said FROM account WHERE counter IS NOT NULL"
            f" UNION ALL SELECT i.top_balance FROM card_instance i WHERE i.top_counter IS NOT NULL AND NOT {_PLAIN}) AS parts"
        ),
    )


def _above(states: tuple[int, ...]) -> Money:
    """What standing changes in these states move, above where their cards are settled."""
    return _sum(
        "SELECT SUM(c.amount) FROM card_change c JOIN card_instance i ON i.card = c.card AND i.instance = c.instance"
        f" WHERE c.posting = {Posting.CARD:d} AND c.state IN ({', '.join(map(str, states))})"
        f" AND (i.settled IS NULL OR c.counter > i.settled) AND NOT {_PLAIN}"
    )


def _sum(sql: str) -> Money:
    return Money(int(run(sql).fetchone()[0] or 0))
