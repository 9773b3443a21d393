"""Shifts as people look for them: those that were closed or handed over, the newest first, and one with all that it holds."""

from __future__ import annotations

import json
from dataclasses import dataclass

from protocol.instants import BusinessDay
from protocol.link.duty_entries import Tender
from protocol.money import Money
from server.database import run
from server.ledger.chart import Code
from server.office.queries.scope import within
from server.settlement.shifts import ShiftWord
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Scope
from server.web.paging import ROWS, Page, page_of

_COLUMNS = (
    "s.id, s.terminal, s.lineage, s.sequence, s.word, s.shift, s.operator, s.other, s.day, s.start, s.counts, s.difference,"
    " s.unsent"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """One tender of a drawer."""

    tender: Tender
    expected: Money
    counted: Money

    @property
    def difference(self) -> Money:
        """What is over (positive) or short."""
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class Shift:
    """One word about a shift."""

    number: int
    terminal: int
    lineage: int
    sequence: int
    word: ShiftWord
    shift: int
    operator: int
    other: int
    day: BusinessDay
    start: Money
    counts: tuple[Counted, ...]
    difference: Money
    unsent: int

    @property
    def expected(self) -> Money:
        """What should have lain there."""
        return Money(sum(one.expected.minor for one in self.counts))

    @property
    def counted(self) -> Money:
        """What did."""
        return Money(sum(one.counted.minor for one in self.counts))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; None for all."""

    day: BusinessDay | None = None
    terminal: int | None = None
    operator: int | None = None
    different: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What a shift did, by what it was and how it was paid (tender 0: from cards)."""

    code: Code
    tender: int
    count: int
    amount: Money

    @property
    def tender_of(self) -> Tender | None:
        """How it was paid; None from cards."""
        return Tender(self.tender) if self.tender else None


def shifts_page(scope: Scope, wanted: Wanted, before: int) -> Page[Shift]:
    """Counts of shifts, the newest first, from before a number on."""
    seen = within(scope, "s.terminal")
    where, values = f"s.id < %s AND s.word > {ShiftWord.OPENED:d}", [before]
    for column, value in (("s.day", wanted.day), ("s.terminal", wanted.terminal), ("s.operator", wanted.operator)):
        if value is not None:
            where, values = f"{where} AND {column} = %s", [*values, value]
    if wanted.different:
        where += " AND s.difference <> 0"
    rows = run(
        f"SELECT {_COLUMNS} FROM shift_result s WHERE {where}{seen.sql} ORDER BY s.id DESC LIMIT {ROWS + 1}",
        (*values, *seen.values),
    ).fetchall()
    return page_of([_shift(*row) for row in rows], lambda one: one.number)


def shift_seen(number: int, scope: Scope) -> Shift:
    """One of them. Raises Declined where it is not, or not within the scope."""
    seen = within(scope, "s.terminal")
    row = run(f"SELECT {_COLUMNS} FROM shift_result s WHERE s.id = %s{seen.sql}", (number, *seen.values)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _shift(*row)


def opening_of(shift: Shift) -> Shift | None:
    """Where it was opened, if that was told."""
    row = run(
        f"SELECT {_COLUMNS} FROM shift_result s WHERE s.terminal = %s AND s.shift = %s AND s.word = %s AND s.sequence < %s"
        " ORDER BY s.sequence DESC LIMIT 1",
        (shift.terminal, shift.shift, int(ShiftWord.OPENED), shift.sequence),
    ).fetchone()
    return None if row is None else _shift(*row)


def parts_of(shift: Shift, opening: Shift) -> list[Part]:
    """What was sold, loaded, given back and paid out between the opening and the count, as far as lines are told."""
    rows = run(
        "SELECT code, tender, COUNT(DISTINCT sequence), SUM(amount) FROM told_line WHERE terminal = %s"
        " AND sequence BETWEEN %s AND %s AND lineage IN (%s, %s) GROUP BY code, tender ORDER BY code, tender",
        (shift.terminal, opening.sequence, shift.sequence, opening.lineage, shift.lineage),
    ).fetchall()
    return [Part(Code(code), tender, count, Money(int(amount))) for code, tender, count, amount in rows]


def _shift(
    number: int,
    terminal: int,
    lineage: int,
    sequence: int,
    word: int,
    shift: int,
    operator: int,
    other: int,
    day: int,
    start: int,
    counts: str,
    difference: int,
    unsent: int,
) -> Shift:
    counted = tuple(Counted(Tender(tender), Money(expected), Money(found)) for tender, expected, found in json.loads(counts))
    told = (ShiftWord(word), shift, operator, other)
    return Shift(number, terminal, lineage, sequence, *told, BusinessDay(day), Money(start), counted, Money(difference), unsent)
