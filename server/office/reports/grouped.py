"""Takings by group, beside those of the period before."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from protocol.instants import BusinessDay, date_of
from protocol.money import ZERO, Money
from server.office.reports.asked import Asked
from server.office.reports.names import names_of, tender_name
from server.office.reports.table import Table
from server.reports.takings import OF_PARTS, ROWS_MAX, Figures, Group, Key, Taken, back_at_office, by_lines, taken, takings
from server.usecases.staff.roles import Reach
from server.web.charts import bars
from server.web.export import Cell, Column, Kind
from server.web.figures import money_text

COMPARED_DAYS_MAX = 366
_OF_KEY = {Group.DAY: Kind.DAY}


def title_of(group: Group) -> str:
    """What stands above the first column, and on the choice."""
    words: dict[Group, str] = {
        Group.DAY: gettext("Day"),
        Group.MONTH: gettext("Month"),
        Group.HOUR: gettext("Hour of day"),
        Group.TERMINAL: gettext("Terminal"),
        Group.BRANCH: gettext("Branch"),
        Group.OWNER: gettext("Owner"),
        Group.TENDER: gettext("Paid by"),
        Group.OPERATOR: gettext("Operator"),
        Group.CARD_CLASS: gettext("Class of card"),
        Group.CATEGORY: gettext("Category"),
        Group.ITEM: gettext("Article"),
        Group.CARD: gettext("Card"),
    }
    return words[group]


def takings_table(asked: Asked) -> Table:
    """The report."""
    group, chosen = asked.group, asked.chosen
    parts = group in OF_PARTS or chosen.of_parts or asked.scope.reach is Reach.OWNER
    found = takings(chosen, asked.scope, group, asked.utc_offset_minutes)
    whole = taken(chosen, asked.scope, group)
    names = names_of(group, (one.key for one in found))
    lined = by_lines(chosen, group)
    columns = [Column(title_of(group), _OF_KEY.get(group, Kind.TEXT)), *_columns(parts, lined)]
    notes = [*asked.faults, *_notes(asked, whole, found)]
    return Table(
        columns,
        [(_shown(group, one.key, names), *_cells(one.figures, parts, lined)) for one in found],
        (gettext("Together"), *_cells(whole, parts, lined)),
        links=[_inside(asked, one.key) for one in found],
        notes=notes,
        chart=_chart(asked, found),
    )


def _columns(parts: bool, lined: bool) -> list[Column]:
    return [
        *([] if parts else [Column(gettext("Number of sales"), Kind.COUNT)]),
        *([Column(gettext("Pieces"), Kind.COUNT)] if lined else []),
        Column(gettext("By card"), Kind.MONEY),
        Column(gettext("In cash"), Kind.MONEY),
        Column(gettext("Otherwise"), Kind.MONEY),
        Column(gettext("Given back"), Kind.MONEY),
        Column(gettext("Takings"), Kind.MONEY),
        *([] if parts else [Column(gettext("Loaded onto cards"), Kind.MONEY)]),
    ]


def _cells(one: Figures, parts: bool, lined: bool) -> tuple[Cell, ...]:
    return (
        *(() if parts else (one.count,)),
        *((one.quantity,) if lined else ()),
        one.by_card,
        one.in_cash,
        one.otherwise,
        one.given_back,
        one.sales,
        *(() if parts else (one.loads,)),
    )


def _shown(group: Group, key: Key, names: Mapping[Key, str]) -> Cell:
    if key is None:
        unknown: str = gettext("not known")
        return unknown
    match group:
        case Group.DAY:
            return int(key)
        case Group.TENDER:
            return tender_name(int(key))
        case Group.HOUR:
            return f"{int(key):02}:00"
        case _:
            return f"{key} · {names[key]}" if names.get(key) else str(key)


def _inside(asked: Asked, key: Key) -> str | None:
    """The sales of that group."""
    match asked.group:
        case Group.DAY:
            day = date_of(BusinessDay(int(key or 0))).isoformat()
            return url_for("office.report", name="takings", **asked.address(from_=day, to=day, by=Group.TERMINAL.value))
        case Group.MONTH | Group.HOUR:
            return None
        case group if key is not None:
            return url_for("office.report", name="sales", **asked.address(by=None, **{f"{group.value}_": key}))
    return None


def _notes(asked: Asked, whole: Figures, found: list[Taken]) -> list[str]:
    notes = []
    if len(found) == ROWS_MAX:
        notes.append(gettext("The first %(count)s are shown; the sum is over all.", count=ROWS_MAX))
    if back := back_at_office(asked.chosen, asked.scope):
        words = gettext(
            "Head office itself gave back %(amount)s in these days, at the cost of whose sales they were: not in these figures.",
            amount=money_text(back, asked.digits),
        )
        notes.append(words)
    if asked.chosen.days <= COMPARED_DAYS_MAX and not asked.whole and not by_lines(asked.chosen, asked.group):
        before = asked.chosen.before()
        if before.first >= 0:
            notes.append(_compared(asked, whole.sales, taken(before, asked.scope, asked.group).sales))
    return notes


def _compared(asked: Asked, now: Money, then: Money) -> str:
    before = asked.chosen.before()
    text: str = gettext(
        "%(first)s to %(last)s, as long before: %(amount)s.",
        first=date_of(before.first).isoformat(),
        last=date_of(before.last).isoformat(),
        amount=money_text(then, asked.digits),
    )
    if then <= ZERO:
        return text
    change = round(100 * (now.minor - then.minor) / then.minor)
    return f"{text} {'+' if change >= 0 else '−'}{abs(change)} %"


def _chart(asked: Asked, found: list[Taken]) -> Markup | None:
    if asked.whole or asked.group not in (Group.DAY, Group.MONTH, Group.HOUR) or len(found) < 2:
        return None
    by_key = {one.key: one.figures.sales for one in found}
    match asked.group:
        case Group.DAY:
            days = range(asked.chosen.first, asked.chosen.last + 1)
            points = [(f"{date_of(BusinessDay(day)):%m-%d}", by_key.get(day, ZERO)) for day in days]
        case Group.HOUR:
            points = [(f"{hour:02}", by_key.get(hour, ZERO)) for hour in range(24)]
        case _:
            points = [(str(key), amount) for key, amount in by_key.items()]
    return bars(points, asked.digits, gettext("Takings; the table below says the same."))
