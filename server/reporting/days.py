"""What days came to by kind of movement, and the lines of one day in the order of its clock: for programs that read along."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.money import Money
from server.database import run
from server.ledger.chart import UNDONE, Code
from server.ledger.tallies import both
from server.reporting.lines import GIVEN_BACK, SALES

_SOLD = ", ".join(str(int(code)) for code in (*SALES, *GIVEN_BACK))


@dataclass(frozen=True, slots=True)
class DayTotal:
    """One kind of movement on one day, what was taken back left out."""

    day: BusinessDay
    code: Code
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a sale, a refund or a void; what the fields mean stands in `models/tallies.py`."""

    row: int
    reference: Reference
    line: int
    at: Instant
    code: Code
    tender: int
    card: CardInstance | None
    item: int | None
    category: int | None
    owner: int | None
    quantity: int
    amount: Money


def totals_by_day(first: BusinessDay, last: BusinessDay) -> list[DayTotal]:
    """Both days included, the oldest first."""
    between = "business_day BETWEEN %s AND %s"
    rows = run(
        f"SELECT x.business_day, CASE WHEN x.code > {UNDONE} THEN x.code - {UNDONE} ELSE x.code END AS plain,"
        f" SUM(CASE WHEN x.code > {UNDONE} THEN -x.facts ELSE x.facts END),"
        f" SUM(CASE WHEN x.code > {UNDONE} THEN -x.amount ELSE x.amount END) FROM {both(between)} AS x"
        " GROUP BY x.business_day, plain ORDER BY x.business_day, plain",
        (first, last, first, last),
    ).fetchall()
    return [DayTotal(BusinessDay(day), Code(code), int(count), Money(int(amount))) for day, code, count, amount in rows]


def sold_lines(day: BusinessDay, after: tuple[int, int], most: int) -> list[SoldLine]:
    """So many lines of a day after an instant and a row, the oldest first."""
    rows = run(
        "SELECT id, terminal, lineage, sequence, line, at, code, tender, card, instance, item, category, owner, quantity, amount"
        f" FROM told_line WHERE business_day = %s AND (at, id) > (%s, %s) AND code IN ({_SOLD}) ORDER BY at, id LIMIT %s",
        (day, *after, most),
    ).fetchall()
    return [_line(*row) for row in rows]


def _line(
    row: int,
    terminal: int,
    lineage: int,
    sequence: int,
    line: int,
    at: int,
    code: int,
    tender: int,
    card: int | None,
    instance: int | None,
    item: int | None,
    category: int | None,
    owner: int | None,
    quantity: int,
    amount: int,
) -> SoldLine:
    reference = Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))
    paid = None if card is None or instance is None else CardInstance(CardNumber(card), instance)
    return SoldLine(row, reference, line, Instant(at), Code(code), tender, paid, item, category, owner, quantity, Money(amount))
