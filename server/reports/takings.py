"""What was taken in a period, grouped: from days where they can tell it, else from lines. Both come to what the books hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from protocol.instants import MS_PER_MINUTE
from protocol.link.duty_entries import Tender
from protocol.money import ZERO, Money
from server.database import is_postgres, run
from server.ledger.chart import UNDONE, AccountKind, Code
from server.ledger.tallies import HOUSE, both
from server.reporting.lines import GIVEN_BACK, LOADS, SALES
from server.reports.chosen import Chosen, condition
from server.usecases.staff.roles import Reach, Scope

Key = int | str | None
ROWS_MAX = 500
"""Groups shown; the largest first where they have no order of their own."""


class Group(StrEnum):
    """By what takings are grouped."""

    DAY = "day"
    MONTH = "month"
    HOUR = "hour"
    TERMINAL = "terminal"
    BRANCH = "branch"
    OWNER = "owner"
    TENDER = "tender"
    OPERATOR = "operator"
    CARD_CLASS = "class"
    CATEGORY = "category"
    ITEM = "item"
    CARD = "card"


ON_LINES = frozenset({Group.HOUR, Group.OPERATOR, Group.CARD_CLASS, Group.CATEGORY, Group.ITEM, Group.CARD})
OF_PARTS = frozenset({Group.OWNER, Group.CATEGORY, Group.ITEM})
"""Groups into which one basket can fall more than once: there sales cannot be counted."""
IN_TIME = frozenset({Group.DAY, Group.MONTH, Group.HOUR})


@dataclass(frozen=True, slots=True)
class Figures:
    """Refunds and voids are `given_back`, and lessen `sales`. Loads are no sales. `quantity`: of articles, if lines are read."""

    by_card: Money = ZERO
    in_cash: Money = ZERO
    otherwise: Money = ZERO
    given_back: Money = ZERO
    loads: Money = ZERO
    count: int = 0
    quantity: int = 0

    @property
    def sales(self) -> Money:
        """What was sold and not given back."""
        return self.by_card + self.in_cash + self.otherwise - self.given_back


NOTHING = Figures()
"""Also of a group whose sales were all taken back by head office itself."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One group."""

    key: Key
    figures: Figures


def _list(codes: tuple[Code, ...], more: int = 0) -> str:
    return ", ".join(str(code + more) for code in codes)


_SOLD = f"({AccountKind.REVENUE:d}, {AccountKind.SUSPENSE_BASKET:d})"
_BASKETS = (*SALES, *GIVEN_BACK)
_CODES = (*_BASKETS, *LOADS)
_UNDONE = f"x.code > {UNDONE}"
_BY_DAY = (
    "(SELECT x.business_day, x.terminal,"
    f" CASE WHEN {_UNDONE} THEN x.code - {UNDONE} ELSE x.code END AS code,"
    f" CASE WHEN d.kind = {AccountKind.BRANCH_CASH:d} OR c.kind = {AccountKind.BRANCH_CASH:d} THEN {Tender.CASH:d}"
    f" WHEN d.kind = {AccountKind.BRANCH_TENDER:d} THEN d.part WHEN c.kind = {AccountKind.BRANCH_TENDER:d} THEN c.part"
    " ELSE 0 END AS tender,"
    f" CASE WHEN c.kind = {AccountKind.REVENUE:d} THEN c.number WHEN d.kind = {AccountKind.REVENUE:d} THEN d.number END AS owner,"
    f" CASE WHEN {_UNDONE} THEN -x.facts ELSE x.facts END AS facts, 0 AS quantity,"
    f" CASE WHEN c.kind IN {_SOLD} THEN x.amount WHEN d.kind IN {_SOLD} THEN -x.amount"
    f" WHEN {_UNDONE} THEN -x.amount ELSE x.amount END AS amount"
    " FROM {both} AS x"
    f" LEFT JOIN {HOUSE} d ON d.id = x.debit LEFT JOIN {HOUSE} c ON c.id = x.credit"
    f" WHERE x.code IN ({_list(_CODES)}, {_list(_CODES, UNDONE)}))"
)
_BY_LINE = (
    "(SELECT business_day, at, terminal, code, tender, owner, operator, card, instance, card_class, item, category, quantity,"
    " amount, CASE WHEN line = 0 THEN 1 ELSE 0 END AS facts FROM told_line WHERE business_day BETWEEN %s AND %s"
    f" AND code IN ({_list(_CODES)}))"
)
_NET = f"SUM(CASE WHEN x.code IN ({_list(_BASKETS)}) THEN x.amount ELSE 0 END)"
_FIGURES = ", ".join(
    f"SUM(CASE WHEN {rule} ELSE 0 END)"
    for rule in (
        f"x.code = {Code.CARD_SALE:d} THEN x.amount",
        f"x.code = {Code.CASH_SALE:d} AND x.tender = {Tender.CASH:d} THEN x.amount",
        f"x.code = {Code.CASH_SALE:d} AND x.tender <> {Tender.CASH:d} THEN x.amount",
        f"x.code IN ({_list(GIVEN_BACK)}) THEN -x.amount",
        f"x.code IN ({_list(LOADS)}) THEN x.amount",
        f"x.code IN ({_list(SALES)}) THEN x.facts",
        f"x.code IN ({_list(_BASKETS)}) THEN x.quantity",
    )
)
_BRANCHES = (
    " LEFT JOIN (SELECT c.terminal, c.branch FROM certificate c WHERE c.serial ="
    " (SELECT MAX(n.serial) FROM certificate n WHERE n.terminal = c.terminal)) AS b ON b.terminal = x.terminal"
)


def takings(chosen: Chosen, scope: Scope, group: Group, utc_offset_minutes: int) -> list[Taken]:
    """By group: in the order of time, or else the largest first; at most ROWS_MAX."""
    source, values = _source(chosen, scope, group)
    key = _key(group, utc_offset_minutes)
    order = "1" if group in IN_TIME else f"{_NET} DESC, 1"
    joined = _BRANCHES if group is Group.BRANCH else ""
    rows = run(
        f"SELECT {key}, {_FIGURES} FROM {source[0]} AS x{joined} WHERE 1 = 1{source[1]}"
        f" GROUP BY 1 ORDER BY {order} LIMIT {ROWS_MAX}",
        values,
    ).fetchall()
    found = [Taken(row[0], _figures(row[1:])) for row in rows]
    return [one for one in found if one.figures != NOTHING]


def taken(chosen: Chosen, scope: Scope, group: Group | None = None) -> Figures:
    """All groups together, computed by the database."""
    source, values = _source(chosen, scope, group)
    return _figures(run(f"SELECT {_FIGURES} FROM {source[0]} AS x WHERE 1 = 1{source[1]}", values).fetchone())


def back_at_office(chosen: Chosen, scope: Scope) -> Money:
    """What head office itself gave back of sales in the period, at the cost of whose sales they were.

    No terminal told it, so it is no part of takings: revenue is takings less this. Nothing within what is a terminal's or card's.
    """
    if replace(chosen, owner=None) != Chosen(chosen.first, chosen.last) or scope.reach not in (Reach.ALL, Reach.OWNER):
        return ZERO
    owner = scope.number if scope.reach is Reach.OWNER else chosen.owner
    only, values = ("", ()) if owner is None else (" AND a.number = %s", (owner,))
    source = both(f"business_day BETWEEN %s AND %s AND code IN ({Code.CLAIM_MADE:d}, {Code.CLAIM_RETURNED:d})")
    (amount,) = run(
        f"SELECT SUM(CASE WHEN a.id = x.debit THEN x.amount ELSE -x.amount END) FROM {source} AS x"
        f" JOIN {HOUSE} a ON a.id IN (x.debit, x.credit) WHERE a.kind = {AccountKind.REVENUE:d}{only}",
        (*(chosen.first, chosen.last) * 2, *values),
    ).fetchone()
    return Money(int(amount or 0))


def by_lines(chosen: Chosen, group: Group | None) -> bool:
    """Whether lines are read for it."""
    return chosen.needs_lines or group in ON_LINES


def _source(chosen: Chosen, scope: Scope, group: Group | None) -> tuple[tuple[str, str], tuple[int, ...]]:
    seen = condition(chosen, scope)
    only = ""
    if group in OF_PARTS or chosen.of_parts or scope.reach is Reach.OWNER:
        only = f" AND x.code IN ({_list(_BASKETS)})"
    period = (chosen.first, chosen.last)
    if by_lines(chosen, group):
        return (_BY_LINE, only + seen.sql), (*period, *seen.values)
    days = both("business_day BETWEEN %s AND %s")
    return (_BY_DAY.replace("{both}", days), only + seen.sql), (*period, *period, *seen.values)


def _key(group: Group, utc_offset_minutes: int) -> str:
    match group:
        case Group.MONTH if is_postgres():
            return "to_char(date '2000-01-01' + x.business_day, 'YYYY-MM')"
        case Group.MONTH:
            return "substr(date('2000-01-01', '+' || x.business_day || ' days'), 1, 7)"
        case Group.HOUR:
            hours = f"((x.at + {utc_offset_minutes * MS_PER_MINUTE}) / 3600000)"
            return f"({hours} - {hours} / 24 * 24)"
        case Group.BRANCH:
            return "b.branch"
        case Group.CARD:
            return "x.card || '.' || x.instance"
        case Group.DAY:
            return "x.business_day"
        case Group.CARD_CLASS:
            return "x.card_class"
        case _:
            return f"x.{group.value}"


def _figures(row: tuple[int | None, ...]) -> Figures:
    by_card, in_cash, otherwise, given_back, loads, count, quantity = (int(one or 0) for one in row)
    return Figures(Money(by_card), Money(in_cash), Money(otherwise), Money(given_back), Money(loads), count, quantity)
