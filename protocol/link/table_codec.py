"""Bytes of the tables that head office signs (SPEC 6).

    every table    kind u8 · version u32 · issued at u48 · rows

Rows stand in one order only, each key once; a table that is out of order is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import assert_never

from protocol.ids import CategoryId, ClassId, ItemCode, OwnerId
from protocol.instants import Instant
from protocol.link.codec_card import PRICE_MAX_MILLS
from protocol.link.desk_orders import DeskOrders
from protocol.link.desk_orders_codec import orders_fault, read_orders, write_orders
from protocol.link.lease_codec import leases_fault, read_leases, write_leases
from protocol.link.operators_codec import operator_fault, read_operator, write_operator
from protocol.link.own_settings import own_fault, read_own, write_own
from protocol.link.parameters_codec import parameters_fault, read_parameters, write_parameters
from protocol.link.rows import read_rows, write_rows
from protocol.link.tables import (
    CardClass,
    ClassTable,
    DiscountRule,
    DiscountTable,
    Item,
    ItemTable,
    LeaseTable,
    OperatorTable,
    Parameters,
    Table,
    TableKind,
)
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U32_MAX, Reader, Writer
from protocol.money import BASIS_POINTS, ZERO, UnitPrice

USES_MAX = 999

KIND_OF_TABLE: dict[type[Table], TableKind] = {
    ItemTable: TableKind.ITEMS,
    ClassTable: TableKind.CLASSES,
    DiscountTable: TableKind.DISCOUNTS,
    OperatorTable: TableKind.OPERATORS,
    Parameters: TableKind.PARAMETERS,
    LeaseTable: TableKind.LEASES,
    DeskOrders: TableKind.DESK_ORDERS,
}


@dataclass(frozen=True, slots=True)
class SignedTable:
    """A whole table with its version, at least 1: what the set key signs."""

    version: int
    issued_at: Instant
    table: Table

    @property
    def kind(self) -> TableKind:
        """Which table."""
        return KIND_OF_TABLE[type(self.table)]


def encode_table(signed: SignedTable) -> bytes:
    """The body of a PARAMETERS object. Raises OurViolation."""
    if fault := _fault(signed):
        raise OurViolation(fault)
    writer = Writer()
    writer.u8(signed.kind)
    writer.u32(signed.version)
    writer.u48(signed.issued_at)
    _write_table(writer, signed.table)
    return writer.finish()


def decode_table(body: bytes) -> SignedTable:
    """Read the body of a PARAMETERS object. Raises TheirViolation."""
    reader = Reader(body)
    kind = reader.one_of(reader.u8, TableKind)
    if kind not in _READERS:
        raise TheirViolation(Reason.MALFORMED, f"{kind.name} is no table of this kind")
    signed = SignedTable(reader.u32(), Instant(reader.u48()), _READERS[kind](reader))
    reader.done()
    if fault := _fault(signed):
        raise TheirViolation(Reason.MALFORMED, fault)
    return signed


def _fault(signed: SignedTable) -> str | None:
    return "a version is below 1" if signed.version < 1 else _table_fault(signed.table)


def _table_fault(table: Table) -> str | None:
    match table:
        case ItemTable(items=items):
            return _order_fault((item.code,) for item in items) or next(filter(None, map(_item_fault, items)), None)
        case ClassTable(classes=classes):
            return _order_fault((row.id,) for row in classes) or next(filter(None, map(_class_fault, classes)), None)
        case DiscountTable(rules=rules):
            wrong = any(rule.discount_bp > BASIS_POINTS for rule in rules)
            keys = ((rule.card_class, rule.item, rule.category) for rule in rules)
            return _order_fault(keys) or ("a discount is above the whole" if wrong else None)
        case OperatorTable(operators=operators):
            return _order_fault((row.id,) for row in operators) or next(filter(None, map(operator_fault, operators)), None)
        case Parameters():
            return parameters_fault(table) or own_fault(table)
        case LeaseTable():
            return leases_fault(table)
        case DeskOrders():
            return orders_fault(table)
        case _:
            assert_never(table)


def _order_fault(keys: Iterable[tuple[int, ...]]) -> str | None:
    return None if all(below < above for below, above in pairwise(keys)) else "rows do not rise by key"


def _item_fault(item: Item) -> str | None:
    if item.code < 1:
        return "an item has no code"
    return None if abs(item.uses) <= USES_MAX else f"an item takes or adds at most {USES_MAX} uses"


def _class_fault(row: CardClass) -> str | None:
    limits = (row.soft_sale, row.hard_sale, row.soft_day, row.hard_day, row.least_sale)
    if row.discount_bp > BASIS_POINTS or any(limit < ZERO for limit in limits):
        return "a class gives more than the whole, or has a negative limit"
    return None


def _write_table(writer: Writer, table: Table) -> None:
    match table:
        case ItemTable(items=items):
            write_rows(writer, items, _write_item)
        case ClassTable(classes=classes):
            write_rows(writer, classes, _write_class)
        case DiscountTable(rules=rules):
            write_rows(writer, rules, _write_rule)
        case OperatorTable(operators=operators):
            write_rows(writer, operators, write_operator)
        case Parameters():
            write_parameters(writer, table)
            write_own(writer, table.own)
        case LeaseTable():
            write_leases(writer, table)
        case DeskOrders():
            write_orders(writer, table)
        case _:
            assert_never(table)


def _write_item(writer: Writer, item: Item) -> None:
    writer.varint(item.code, U32_MAX)
    writer.text(item.name)
    writer.varint(item.price.mills, PRICE_MAX_MILLS)
    writer.varint(item.category, U32_MAX)
    writer.varint(item.owner, U32_MAX)
    writer.zigzag(item.uses)


def _read_item(reader: Reader) -> Item:
    return Item(
        code=ItemCode(reader.varint(U32_MAX)),
        name=reader.text(),
        price=UnitPrice(reader.varint(PRICE_MAX_MILLS)),
        category=CategoryId(reader.varint(U32_MAX)),
        owner=OwnerId(reader.varint(U32_MAX)),
        uses=reader.zigzag(),
    )


def _write_class(writer: Writer, row: CardClass) -> None:
    writer.u8(row.id)
    writer.text(row.name)
    writer.u16(row.discount_bp)
    writer.u32(row.groups)
    for amount in (row.floor, row.soft_sale, row.hard_sale, row.soft_day, row.hard_day, row.least_sale):
        writer.money(amount)
    writer.u16(row.sales_day)


def _read_class(reader: Reader) -> CardClass:
    return CardClass(
        id=ClassId(reader.u8()),
        name=reader.text(),
        discount_bp=reader.u16(),
        groups=reader.u32(),
        floor=reader.money(),
        soft_sale=reader.money(),
        hard_sale=reader.money(),
        soft_day=reader.money(),
        hard_day=reader.money(),
        least_sale=reader.money(),
        sales_day=reader.u16(),
    )


def _write_rule(writer: Writer, rule: DiscountRule) -> None:
    writer.u8(rule.card_class)
    writer.varint(rule.item, U32_MAX)
    writer.varint(rule.category, U32_MAX)
    writer.u16(rule.discount_bp)


def _read_rule(reader: Reader) -> DiscountRule:
    return DiscountRule(ClassId(reader.u8()), ItemCode(reader.varint(U32_MAX)), CategoryId(reader.varint(U32_MAX)), reader.u16())


def _read_item_table(reader: Reader) -> ItemTable:
    return ItemTable(read_rows(reader, _read_item))


def _read_class_table(reader: Reader) -> ClassTable:
    return ClassTable(read_rows(reader, _read_class))


def _read_discount_table(reader: Reader) -> DiscountTable:
    return DiscountTable(read_rows(reader, _read_rule))


def _read_operator_table(reader: Reader) -> OperatorTable:
    return OperatorTable(read_rows(reader, read_operator))


_READERS: dict[TableKind, Callable[[Reader], Table]] = {
    TableKind.ITEMS: _read_item_table,
    TableKind.CLASSES: _read_class_table,
    TableKind.DISCOUNTS: _read_discount_table,
    TableKind.OPERATORS: _read_operator_table,
    TableKind.PARAMETERS: lambda reader: replace(read_parameters(reader), own=read_own(reader)),
    TableKind.LEASES: read_leases,
    TableKind.DESK_ORDERS: read_orders,
}
