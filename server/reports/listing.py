"""Lines one after the other, the newest first, a page at a time; with a sum that the database computes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, Instant
from protocol.money import Money
from server.database import run
from server.ledger.chart import Code
from server.reporting.lines import GIVEN_BACK, LOADS, SALES
from server.reports.chosen import Chosen, condition
from server.usecases.staff.roles import Scope

Place = tuple[int, int, int]
"""Day, instant and row: after which line a page begins."""
FROM_THE_NEWEST: Place = (2**31 - 1, 2**62, 2**31 - 1)
COLUMNS = (
    "x.business_day, x.at, x.id, x.terminal, x.code, x.tender, x.operator, x.card, x.instance, x.card_class, x.item, x.owner,"
    " x.quantity, x.amount, x.moved"
)


class Listed(Enum):
    """Which lines: a condition."""

    SALES = f"x.code IN ({', '.join(str(int(code)) for code in (*SALES, *GIVEN_BACK))})"
    LOADS = f"x.code IN ({', '.join(str(int(code)) for code in LOADS)})"
    CHANGES = f"x.moved <> 0 AND x.code <> {Code.CARD_SALE:d}"
    CORRECTIONS = f"x.code IN ({', '.join(str(int(code)) for code in (*GIVEN_BACK, Code.OTHER_CHANGE, Code.GAP, Code.MISMATCH))})"
    PAY_OUTS = f"x.code = {Code.PAY_OUT:d}"


@dataclass(frozen=True, slots=True)
class Told:
    """A line; what its fields mean stands in `models/tallies.py`."""

    day: BusinessDay
    at: Instant
    row: int
    terminal: int
    code: Code
    tender: int
    operator: int | None
    card: CardInstance | None
    card_class: int | None
    item: int | None
    owner: int | None
    quantity: int
    amount: Money
    moved: Money

    @property
    def place(self) -> Place:
        """After which the next page begins."""
        return self.day, self.at, self.row


@dataclass(frozen=True, slots=True)
class Sum:
    """All lines together."""

    count: int
    quantity: int
    amount: Money
    moved: Money


def lines(listed: Listed, chosen: Chosen, scope: Scope, after: Place, limit: int) -> list[Told]:
    """So many lines after a place."""
    seen = condition(chosen, scope)
    rows = run(
        f"SELECT {COLUMNS} FROM told_line x WHERE x.business_day BETWEEN %s AND %s AND {listed.value}{seen.sql}"
        " AND (x.business_day, x.at, x.id) < (%s, %s, %s) ORDER BY x.business_day DESC, x.at DESC, x.id DESC LIMIT %s",
        (chosen.first, chosen.last, *seen.values, *after, limit),
    ).fetchall()
    return [told_from(*row) for row in rows]


def all_lines(listed: Listed, chosen: Chosen, scope: Scope, limit: int) -> Iterator[Told]:
    """All of them, at most `limit`, read in parts."""
    after, part = FROM_THE_NEWEST, 2_000
    while limit > 0 and (found := lines(listed, chosen, scope, after, min(part, limit))):
        yield from found
        after, limit = found[-1].place, limit - len(found)


def sum_of(listed: Listed, chosen: Chosen, scope: Scope) -> Sum:
    """All of them together, whatever page is shown."""
    seen = condition(chosen, scope)
    count, quantity, amount, moved = run(
        "SELECT COUNT(*), COALESCE(SUM(x.quantity), 0), COALESCE(SUM(x.amount), 0), COALESCE(SUM(x.moved), 0) FROM told_line x"
        f" WHERE x.business_day BETWEEN %s AND %s AND {listed.value}{seen.sql}",
        (chosen.first, chosen.last, *seen.values),
    ).fetchone()
    return Sum(int(count), int(quantity), Money(int(amount)), Money(int(moved)))


def told_from(
    day: int,
    at: int,
    row: int,
    terminal: int,
    code: int,
    tender: int,
    operator: int | None,
    card: int | None,
    instance: int,
    *rest: int,
) -> Told:
    """A line from its columns."""
    card_class, item, owner, quantity, amount, moved = rest
    name = None if card is None else CardInstance(CardNumber(card), instance)
    money = Money(amount), Money(moved)
    head = BusinessDay(day), Instant(at), row, terminal, Code(code), tender, operator
    return Told(*head, name, card_class, item, owner, quantity, *money)
