"""Settling with owners: everything that one sold up to a day and that was not settled before is his to be paid.

What comes late for days that were settled is in the next settlement, told apart. So nothing is settled twice or never, and no
two settlements overlap.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from protocol.ids import OwnerId
from protocol.instants import BusinessDay, Instant
from protocol.money import Money
from server.database import run
from server.ledger.book import Line, write
from server.ledger.chart import AccountKind, Code
from server.ledger.entries import legs_of_settlement
from server.ledger.tallies import both
from server.settlement.acts import PERFORM, Act, ActKind, record_act, settlement_fact


@dataclass(frozen=True, slots=True)
class Owed:
    """What one owner is to be paid for the days from one to another; `late` of it belongs to days before."""

    owner: OwnerId
    from_day: BusinessDay
    to_day: BusinessDay
    amount: Money
    late: Money


def owed(owner: OwnerId, to_day: BusinessDay) -> Owed:
    """What is to be settled up to this day."""
    (settled, last) = run(
        "SELECT COALESCE(SUM(amount), 0), MAX(to_day) FROM owner_settlement WHERE owner = %s", (owner,)
    ).fetchone()
    begins = _first_day(owner, to_day) if last is None else BusinessDay(last + 1)
    amount = _sold(owner, BusinessDay(0), to_day) - int(settled)
    return Owed(owner, begins, to_day, Money(amount), Money(amount - _sold(owner, begins, to_day)))


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


def _sold(owner: OwnerId, first: BusinessDay, last: BusinessDay) -> int:
    account = _account(owner)
    (amount,) = run(
        "SELECT COALESCE(SUM(CASE WHEN credit = %s THEN amount ELSE -amount END), 0) FROM"
        f" {both('business_day BETWEEN %s AND %s AND (debit = %s OR credit = %s) AND code <> %s')} AS days",
        (account, *(first, last, account, account, int(Code.OWNER_SETTLED)) * 2),
    ).fetchone()
    return int(amount)


def _first_day(owner: OwnerId, to_day: BusinessDay) -> BusinessDay:
    account = _account(owner)
    (first,) = run(f"SELECT MIN(business_day) FROM {both('(debit = %s OR credit = %s)')} AS days", (account,) * 4).fetchone()
    return BusinessDay(min(to_day, to_day if first is None else first))


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
