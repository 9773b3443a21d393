"""Lines one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from flask_babel import gettext

from server.office.reports.asked import Asked
from server.office.reports.names import code_name, names_of, tender_name
from server.office.reports.table import Table
from server.reports.listing import FROM_THE_NEWEST, Listed, Place, Told, all_lines, lines, sum_of
from server.reports.takings import Group
from server.usecases.staff.roles import Reach
from server.web.export import ROWS_MAX as FILE_ROWS_MAX
from server.web.export import Cell, Column, Kind
from server.web.paging import ROWS

_PARTS_OF_PLACE = 3
_NAMED: dict[Group, Callable[[Told], int | None]] = {
    Group.OPERATOR: lambda one: one.operator,
    Group.CARD_CLASS: lambda one: one.card_class,
    Group.ITEM: lambda one: one.item,
    Group.OWNER: lambda one: one.owner,
}
"""What of a line is a number with a name."""


def sales_table(asked: Asked) -> Table:
    """What was sold and given back, article by article."""
    return _table(asked, Listed.SALES, articles=True)


def loads_table(asked: Asked) -> Table:
    """Cash that went onto cards."""
    return _table(asked, Listed.LOADS)


def changes_table(asked: Asked) -> Table:
    """What went onto cards or off them, but for sales."""
    return _table(asked, Listed.CHANGES, moved=True)


def corrections_table(asked: Asked) -> Table:
    """Voids, refunds, and what does not fit."""
    return _table(asked, Listed.CORRECTIONS, articles=True)


def pay_outs_table(asked: Asked) -> Table:
    """What left drawers."""
    return _table(asked, Listed.PAY_OUTS, cards=False)


def _table(asked: Asked, listed: Listed, *, articles: bool = False, moved: bool = False, cards: bool = True) -> Table:
    shown = cards and asked.scope.reach is not Reach.OWNER
    page, after = _page(asked, listed)
    names = _Names(page if not asked.whole else None)
    together = sum_of(listed, asked.chosen, asked.scope)

    def cells(one: Told) -> Sequence[Cell]:
        return (
            one.at,
            *((one.day,) if asked.whole else ()),
            str(one.terminal),
            names.of(Group.OPERATOR, one.operator),
            code_name(one.code),
            *((str(one.card or ""), names.of(Group.CARD_CLASS, one.card_class)) if shown else ()),
            *((names.of(Group.ITEM, one.item), one.quantity, names.of(Group.OWNER, one.owner)) if articles else ()),
            tender_name(one.tender),
            one.moved if moved else one.amount,
        )

    columns = [
        Column(gettext("Time"), Kind.INSTANT),
        *([Column(gettext("Day"), Kind.DAY)] if asked.whole else []),
        Column(gettext("Terminal")),
        Column(gettext("Operator")),
        Column(gettext("What")),
        *([Column(gettext("Card")), Column(gettext("Class of card"))] if shown else []),
        *([Column(gettext("Article")), Column(gettext("Quantity"), Kind.COUNT), Column(gettext("Owner"))] if articles else []),
        Column(gettext("Paid by")),
        Column(gettext("Amount"), Kind.MONEY),
    ]
    total: list[Cell] = [None] * len(columns)
    total[1] = gettext("%(count)s lines", count=f"{together.count:,}")
    total[-1] = together.moved if moved else together.amount
    if articles:
        total[-4] = together.quantity
    rows: Iterable[Told] = all_lines(listed, asked.chosen, asked.scope, FILE_ROWS_MAX + 1) if asked.whole else page
    return Table(columns, map(cells, rows), total, after=after, notes=list(asked.faults))


def _page(asked: Asked, listed: Listed) -> tuple[list[Told], str | None]:
    if asked.whole:
        return [], None
    found = lines(listed, asked.chosen, asked.scope, _place(asked.after), ROWS + 1)
    page = found[:ROWS]
    return page, ".".join(map(str, page[-1].place)) if len(found) > ROWS else None


def _place(after: str) -> Place:
    parts = after.split(".")
    if len(parts) != _PARTS_OF_PLACE or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
        return FROM_THE_NEWEST
    day, at, row = map(int, parts)
    return min(day, FROM_THE_NEWEST[0]), at, min(row, FROM_THE_NEWEST[2])


class _Names:
    """Names of one page, read together; of a file each at its first use."""

    def __init__(self, page: list[Told] | None) -> None:
        self._known: dict[Group, dict[int, str]] = {group: {} for group in _NAMED}
        for group, read in _NAMED.items() if page else ():
            keys = {key for one in page or () if (key := read(one)) is not None}
            named = names_of(group, keys)
            self._known[group] = {key: named.get(key, "") for key in keys}

    def of(self, group: Group, key: int | None) -> str:
        """Number and name."""
        if key is None:
            return ""
        known = self._known[group]
        if key not in known:
            known[key] = names_of(group, [key]).get(key, "")
        return f"{key} · {known[key]}" if known[key] else str(key)
