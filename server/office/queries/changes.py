"""What differs between two tables, row by row, in words that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from flask_babel import gettext

from protocol.link.parameters_codec import FIELDS as SETTINGS
from protocol.link.rights import Right
from protocol.link.tables import (
    ClassTable,
    DiscountRule,
    DiscountTable,
    ItemTable,
    OperatorTable,
    OwnSetting,
    Parameters,
    PayOutReason,
    Table,
    Target,
)
from protocol.money import Money, UnitPrice
from server.office.forms.parameters import COLUMN_LABELS
from server.office.wording import say
from server.office.wording.catalogue import FIELDS
from server.web.figures import money_text, percent_text, price_text

SECRET = "••••"
_UNSAID = {"id", "code", "card_class", "item", "pin_set_at", "own", "target", "number"}
PLACES = {name: place for place, name in enumerate(SETTINGS)}
_PERCENT = {"discount_bp"}
LABELS = {**COLUMN_LABELS, **FIELDS}


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a row: what it is called, and what it was and would be; None where the row was not or will not be there."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One row that comes (`before` False), goes (`after` False) or changes."""

    title: str
    before: bool
    after: bool
    parts: Sequence[Part]


def changes(old: Table | None, new: Table, digits: int) -> list[Change]:
    """What a terminal that holds the one would learn from the other."""
    before = {} if old is None else _rows(old)
    after = _rows(new)
    found = [_change(key, before.get(key), after.get(key), digits) for key in sorted(before.keys() | after.keys())]
    return [one for one in found if one.parts or one.before != one.after]


def _change(key: tuple[int, ...], old: Any, new: Any, digits: int) -> Change:
    row = new if new is not None else old
    parts = []
    for one in fields(row):
        if one.name in _UNSAID or (one.name == "name" and isinstance(row, OwnSetting)):
            continue
        was, will = (None if side is None else getattr(side, one.name) for side in (old, new))
        if was != will:
            texts = [None if side is None else _text(one.name, getattr(side, one.name), digits) for side in (old, new)]
            parts.append(Part(str(LABELS.get(one.name, one.name)), *texts))
    return Change(_title(row), old is not None, new is not None, parts)


def _rows(table: Table) -> Mapping[tuple[int, ...], Any]:
    match table:
        case ItemTable(items=items):
            return {(one.code,): one for one in items}
        case ClassTable(classes=classes):
            return {(one.id,): one for one in classes}
        case DiscountTable(rules=rules):
            return {(one.card_class, one.item, one.category): one for one in rules}
        case OperatorTable(operators=operators):
            return {(one.id,): one for one in operators}
        case _:
            own = table.own if isinstance(table, Parameters) else ()
            return {(0,): table, **{(one.target, one.number, PLACES[one.name]): one for one in own}}


def _title(row: Any) -> str:
    if isinstance(row, Parameters):
        return str(gettext("settings"))
    if isinstance(row, OwnSetting):
        whose = gettext("group %(number)s", number=row.number), gettext("terminal %(number)s", number=row.number)
        return f"{whose[row.target is Target.TERMINAL]}: {LABELS[row.name]}"
    if isinstance(row, DiscountRule):
        card_class = gettext("class %(number)s", number=row.card_class)
        item, category = gettext("article %(number)s", number=row.item), gettext("category %(number)s", number=row.category)
        return f"{card_class}, {item if row.item else category}"
    return f"{row.code if hasattr(row, 'code') else row.id} · {row.name}"


def _text(name: str, value: Any, digits: int) -> str:
    match value:
        case bool():
            return str(gettext("on") if value else gettext("off"))
        case Money():
            return money_text(value, digits)
        case UnitPrice(mills):
            return price_text(mills, digits)
        case bytes():
            return SECRET if value else str(gettext("none"))
        case int() if name in _PERCENT:
            return percent_text(value)
        case int() if name == "rights":
            return _listed(say(one) for one in Right if one in Right(value))
        case int() if name == "groups":
            return _listed(str(number) for number in range(32) if value >> number & 1)
        case tuple():
            return _listed(f"{one.code} {one.name}" if isinstance(one, PayOutReason) else str(one) for one in value)
        case None:
            return str(gettext("none"))
        case _:
            return str(value)


def _listed(parts: Iterable[str]) -> str:
    return " / ".join(parts) or str(gettext("none"))
