"""Masters -> the tables that terminals get, as they hold on a business day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from protocol.ids import CardInstance, CardNumber, CategoryId, ClassId, ItemCode, OperatorId, OwnerId
from protocol.instants import BusinessDay
from protocol.link.parameters_codec import FIELDS
from protocol.link.tables import (
    CardClass,
    ClassTable,
    DiscountTable,
    Item,
    ItemTable,
    Operator,
    OperatorTable,
    Parameters,
    Table,
    TableKind,
)
from protocol.money import UnitPrice
from server.database import run
from server.masters.discounts import all_discounts, changing_days, in_force
from server.masters.items import PRICE_ON
from server.masters.own_settings import all_own, told
from server.models.catalogue import ClassRow, OperatorRow, ParameterRow


class NoShop(Exception):
    """There are no parameters yet: the shop was not imported."""


def table_on(kind: TableKind, day: BusinessDay) -> Table:
    """What the masters say for a day. Raises NoShop."""
    return _TABLES[kind](day)


def days_to_come(kind: TableKind, day: BusinessDay) -> list[BusinessDay]:
    """The days after this one on which a table will say something else because of its date."""
    if kind is TableKind.ITEMS:
        sql = "SELECT DISTINCT from_day FROM item_price WHERE from_day > %s ORDER BY from_day"
        return [BusinessDay(number) for (number,) in run(sql, (day,)).fetchall()]
    if kind is TableKind.DISCOUNTS:
        return sorted(one for one in changing_days(all_discounts()) if one > day)
    return []


def the_parameters() -> Parameters:
    """The shop's settings. Raises NoShop."""
    row = ParameterRow.select().first()
    if row is None:
        raise NoShop("there is no shop yet: import one first")
    return Parameters(**{name: told(name, getattr(row, name)) for name in FIELDS})


def told_parameters() -> Parameters:
    """The same, with what groups and terminals have for themselves. Raises NoShop."""
    return replace(the_parameters(), own=all_own())


def _items(day: BusinessDay) -> ItemTable:
    sql = f"SELECT i.code, i.name, {PRICE_ON}, i.category, i.owner, i.uses FROM item i WHERE i.retired_at IS NULL ORDER BY i.code"
    return ItemTable(
        tuple(
            Item(ItemCode(code), name, UnitPrice(mills), CategoryId(category), OwnerId(owner), uses)
            for code, name, mills, category, owner, uses in run(sql, (day,)).fetchall()
        )
    )


def _classes(day: BusinessDay) -> ClassTable:
    return ClassTable(
        tuple(
            CardClass(
                ClassId(row.id),
                row.name,
                row.discount_bp,
                row.groups,
                row.floor,
                row.soft_sale,
                row.hard_sale,
                row.soft_day,
                row.hard_day,
                row.least_sale,
                row.sales_day,
            )
            for row in ClassRow.select().order_by(ClassRow.id)
        )
    )


def _discounts(day: BusinessDay) -> DiscountTable:
    return DiscountTable(in_force(all_discounts(), day))


def _operators(day: BusinessDay) -> OperatorTable:
    rows = OperatorRow.select().where(OperatorRow.left_at.is_null()).order_by(OperatorRow.id)
    return OperatorTable(tuple(map(_operator, rows)))


def _operator(row: OperatorRow) -> Operator:
    return Operator(
        id=OperatorId(row.id),
        name=row.name,
        rights=row.rights,
        pin=bytes(row.pin),
        pin_set_at=row.pin_set_at,
        card=None if row.card is None else CardInstance(CardNumber(row.card), row.instance),
        supervised=row.supervised,
    )


_TABLES: dict[TableKind, Callable[[BusinessDay], Table]] = {
    TableKind.ITEMS: _items,
    TableKind.CLASSES: _classes,
    TableKind.DISCOUNTS: _discounts,
    TableKind.OPERATORS: _operators,
    TableKind.PARAMETERS: lambda day: told_parameters(),
}
