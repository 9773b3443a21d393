"""All reads of the books; the only place where sums from the database become Money again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from protocol.ids import CardInstance, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay
from protocol.money import Money
from server.database import run
from server.ledger.chart import UNDONE, AccountKind, AccountName, Code, card_liability, reissued
from server.ledger.entries import Leg


@dataclass(frozen=True, slots=True)
class Booked:
    """A transfer as it stands in the books."""

    fact: Reference
    leg_number: int
    leg: Leg
    day: BusinessDay


@dataclass(frozen=True, slots=True)
class Total:
    """How many facts of a code stand, and what they come to."""

    count: int
    amount: Money


def balance_of(name: AccountName) -> Money:
    """The cached balance; zero for an account that was never used."""
    sql = "SELECT balance FROM account WHERE kind = %s AND number = %s AND part = %s"
    row = run(sql, (int(name.kind), name.number, name.part)).fetchone()
    return Money(row[0]) if row else Money(0)


def owed_on(card: CardInstance) -> Money:
    """What the shop owes on one card: of a replaced one what did not go to another yet."""
    return balance_of(card_liability(card)) + balance_of(reissued(card))


def liability() -> Money:
    """What the shop owes on all cards, less what went from replaced ones to others.

    All balances together are zero, so it is what all other accounts come to: a few rows.
    """
    (others,) = run(
        f"SELECT SUM(balance) FROM account WHERE kind > {AccountKind.CARD_LIABILITY:d} AND kind <> {AccountKind.REISSUED:d}"
    ).fetchone()
    return Money(-int(others or 0))


def balances_by_kind() -> dict[AccountKind, Money]:
    """The sum of cached balances of each kind of account; zero for kinds without accounts."""
    found = {kind: int(amount) for kind, amount in run("SELECT kind, SUM(balance) FROM account GROUP BY kind").fetchall()}
    return {kind: Money(found.get(kind, 0)) for kind in AccountKind}


def total_of(code: Code) -> Total:
    """Facts of `code` that were not taken back: each counts once, however many legs it has."""
    row = run(
        "SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM (SELECT SUM(CASE WHEN code = %s THEN amount ELSE -amount END) AS amount"
        " FROM transfer WHERE code IN (%s, %s) GROUP BY terminal, lineage, sequence) AS facts WHERE amount <> 0",
        (int(code), int(code), code + UNDONE),
    ).fetchone()
    return Total(row[0], Money(int(row[1])))


def transfers(by_day: bool = False) -> Iterator[Booked]:
    """Every transfer by its key, or by business day and within it in the order in which the evidence came."""
    cursor = run(
        "SELECT t.terminal, t.lineage, t.sequence, t.leg, d.kind, d.number, d.part, c.kind, c.number, c.part, t.amount, t.code,"
        " t.business_day FROM transfer t JOIN account d ON d.id = t.debit JOIN account c ON c.id = t.credit ORDER BY "
        + ("t.business_day, t.booked_at, " if by_day else "")
        + "t.terminal, t.lineage, t.sequence, t.code, t.leg"
    )
    for terminal, lineage, sequence, number, dkind, debit, dpart, ckind, credit, cpart, amount, code, day in cursor:
        leg = Leg(
            AccountName(AccountKind(dkind), debit, dpart),
            AccountName(AccountKind(ckind), credit, cpart),
            Money(amount),
            Code(code),
        )
        yield Booked(Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence)), number, leg, BusinessDay(day))


def digest() -> str:
    """SHA-256 over every transfer by its key: equal for equal books, whatever was booked together."""
    whole = hashlib.sha256()
    for booked in transfers():
        leg = booked.leg
        names = f"{leg.debit.kind} {leg.debit.key} {leg.credit.kind} {leg.credit.key}"
        whole.update(f"{booked.fact} {leg.code} {booked.leg_number} {names} {leg.amount.minor} {booked.day}\n".encode())
    return whole.hexdigest()
