"""Settling with owners: everything that one sold up to a day and that was not settled before is his to be paid.

What comes late for days that were settled is in the next settlement, told apart. So nothing is settled twice or never, and no
two settlements overlap.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from protocol.ids import OwnerId
from protocol.instants import BusinessDay, Instant
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.book import Line, write
from server.ledger.chart import AccountKind, Code, revenue
from server.ledger.entries import legs_of_settlement
from server.ledger.tallies import both
from server.settlement.acts import PERFORM, Act, ActKind, record_act, settlement_fact

LAST_DAY = BusinessDay(2**31 - 1)
"""After every day."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What one owner is to be paid for the days from one to another; `late` of it belongs to days before."""

    owner: OwnerId
    from_day: BusinessDay
    to_day: BusinessDay
    amount: Money
    late: Money


def owed(owner: OwnerId, to_day: BusinessDay) -> Owed:
    """What is to be settled up to this day: what lies in his revenue now, without the days after it."""
    last, balance = last_settled(owner), balance_of(revenue(owner)).minor
    amount = balance - _moved(owner, BusinessDay(to_day + 1), LAST_DAY)
    if last is None:
        return Owed(owner, min(to_day, _first_day(to_day)), to_day, Money(amount), ZERO)
    begins = BusinessDay(last + 1)
    return Owed(owner, begins, to_day, Money(amount), Money(amount - _moved(owner, begins, to_day)))


def last_settled(owner: OwnerId) -> BusinessDay | None:
    """Up to which day an owner is settled."""
    (last,) = run("SELECT MAX(to_day) FROM owner_settlement WHERE owner = %s", (owner,)).fetchone()
    return None if last is None else BusinessDay(last)


def settle(what: Owed, persons: tuple[str, str], day: BusinessDay, at: Instant) -> int:
    """Book it; its number. Must run inside `writing()`."""
    (number,) = run("SELECT COALESCE(MAX(id), 0) + 1 FROM owner_settlement").fetchone()
    said = {
        "id": number,
        "owner": what.owner,
        "from": what.from_day,
        "to": what.to_day,
        "amount": what.amount.minor,
        "late": what.late.minor,
        "persons": persons,
        "day": day,
    }
    record_act(ActKind.OWNER_SETTLED, json.dumps(said, sort_keys=True, ensure_ascii=False).encode(), at)
    return int(number)


def sold_by_day(owner: OwnerId, first: BusinessDay, last: BusinessDay) -> list[tuple[BusinessDay, Code, Money]]:
    """What moved an owner's revenue on each day of a period, by what it was."""
    account = _account(owner)
    rows = run(
        "SELECT business_day, code, SUM(CASE WHEN credit = %s THEN amount ELSE -amount END) FROM"
        f" {both('business_day BETWEEN %s AND %s AND (debit = %s OR credit = %s) AND code <> %s')} AS days"
        " GROUP BY business_day, code ORDER BY business_day, code",
        (account, *(first, last, account, account, int(Code.OWNER_SETTLED)) * 2),
    ).fetchall()
    return [(BusinessDay(day), Code(code), Money(int(amount))) for day, code, amount in rows]


def _moved(owner: OwnerId, first: BusinessDay, last: BusinessDay) -> int:
    """What moved an owner's revenue in a period, settlements left out."""
    return sum(amount.minor for _, _, amount in sold_by_day(owner, first, last))


def _first_day(otherwise: BusinessDay) -> BusinessDay:
    """The first day of the books."""
    (first,) = run(f"SELECT MIN(business_day) FROM {both('1 = 1')} AS days").fetchone()
    return otherwise if first is None else BusinessDay(first)


def _account(owner: OwnerId) -> int:
    row = run("SELECT id FROM account WHERE kind = %s AND number = %s", (int(AccountKind.REVENUE), owner)).fetchone()
    return 0 if row is None else int(row[0])


def _perform(act: Act) -> None:
    said = json.loads(act.data)
    run(
        "INSERT INTO owner_settlement (id, owner, from_day, to_day, amount, late, maker, checker, at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (said["id"], said["owner"], said["from"], said["to"], said["amount"], said["late"], *said["persons"], act.at),
    )
    legs = legs_of_settlement(OwnerId(said["owner"]), Money(said["amount"]))
    fact = settlement_fact(said["id"])
    write([Line(fact, place, leg, BusinessDay(said["day"])) for place, leg in enumerate(legs)], act.at)


PERFORM[ActKind.OWNER_SETTLED] = _perform
