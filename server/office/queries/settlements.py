"""Settlements with owners, as far as somebody may see them: the whole chain's people all, an owner his own."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import OwnerId
from protocol.instants import BusinessDay, Instant
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.chart import UNDONE, AccountKind, Code
from server.settlement.owners import Owed, owed, sold_by_day
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Reach, Scope
from server.web.paging import ROWS, Page, page_of

_SOLD = (Code.CARD_SALE, Code.CASH_SALE)
_BACK = (Code.CARD_VOID, Code.CARD_REFUND, Code.CASH_REFUND)
_COLUMNS = "id, owner, from_day, to_day, amount, late, maker, checker, at"


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement; what the columns mean stands in `models/money.py`."""

    number: int
    owner: OwnerId
    from_day: BusinessDay
    to_day: BusinessDay
    amount: Money
    late: Money
    maker: str
    checker: str
    at: Instant


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a statement: what was sold, what was given back at terminals, and what was put right by decision."""

    day: BusinessDay
    sold: Money
    back: Money
    righted: Money

    @property
    def total(self) -> Money:
        """What the day brought."""
        return self.sold + self.back + self.righted


def settlements_page(scope: Scope, before: int) -> Page[Settlement]:
    """The newest first, from before a number on."""
    where, values = _seen(scope)
    rows = run(
        f"SELECT {_COLUMNS} FROM owner_settlement WHERE id < %s{where} ORDER BY id DESC LIMIT {ROWS + 1}", (before, *values)
    ).fetchall()
    return page_of([_settlement(*row) for row in rows], lambda one: one.number)


def settlement_seen(number: int, scope: Scope) -> Settlement:
    """One of them. Raises Declined where it is not, or not for this person."""
    where, values = _seen(scope)
    row = run(f"SELECT {_COLUMNS} FROM owner_settlement WHERE id = %s{where}", (number, *values)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _settlement(*row)


def owners_owed(scope: Scope, until: BusinessDay) -> list[Owed]:
    """What each owner within the scope would be paid up to a day."""
    where, values = _seen(scope, "number")
    rows = run(f"SELECT number FROM account WHERE kind = {AccountKind.REVENUE:d}{where} ORDER BY number", values).fetchall()
    return [one for (owner,) in rows if (one := owed(OwnerId(owner), until)).amount]


def statement(one: Settlement) -> list[DayLine]:
    """What moved on each day of its period."""
    days: dict[BusinessDay, list[Money]] = {}
    for day, code, amount in sold_by_day(one.owner, one.from_day, one.to_day):
        parts = days.setdefault(day, [ZERO, ZERO, ZERO])
        plain = code - UNDONE if code > UNDONE else code
        place = 0 if plain in _SOLD else 1 if plain in _BACK else 2
        parts[place] += amount
    return [DayLine(day, *parts) for day, parts in days.items()]


def _seen(scope: Scope, column: str = "owner") -> tuple[str, tuple[int, ...]]:
    match scope.reach:
        case Reach.ALL:
            return "", ()
        case Reach.OWNER:
            return f" AND {column} = %s", (scope.number,)
        case _:
            return " AND 1 = 0", ()


def _settlement(
    number: int, owner: int, from_day: int, to_day: int, amount: int, late: int, maker: str, checker: str, at: int
) -> Settlement:
    period = (BusinessDay(from_day), BusinessDay(to_day))
    return Settlement(number, OwnerId(owner), *period, Money(amount), Money(late), maker, checker, Instant(at))
