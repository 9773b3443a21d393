"""Bytes of the tables that head office signs (SPEC 6).

    every table    kind u8 · version u32 · issued at u48 · rows

Rows stand in one order only, each key once; a table that is out of order is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar, assert_never

from protocol.ids import CategoryId, ClassId, ItemCode, OperatorId, OwnerId
from protocol.instants import Instant
from protocol.link.codec_card import PRICE_MAX_MILLS
from protocol.link.lease_codec import leases_fault, read_leases, write_leases
from protocol.link.rights import ALL_RIGHTS
from protocol.link.tables import (
    CardClass,
    ClassTable,
    DiscountRule,
    DiscountTable,
    Item,
    ItemTable,
    LeaseTable,
    Operator,
    OperatorTable,
    Parameters,
    Table,
    TableKind,
)
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U32_MAX, Reader, Writer
from protocol.money import BASIS_POINTS, ZERO, UnitPrice

ROWS_MAX = 100_000
RECEIPT_LINES_MAX = 20
CURRENCY_BYTES = 3
DIGITS_MAX = 4
LANGUAGE_BYTES_MAX = 35
OFFSET_MINUTES_MAX = 14 * 60

KIND_OF_TABLE: dict[type[Table], TableKind] = {
    ItemTable: TableKind.ITEMS,
    ClassTable: TableKind.CLASSES,
    DiscountTable: TableKind.DISCOUNTS,
    OperatorTable: TableKind.OPERATORS,
    Parameters: TableKind.PARAMETERS,
    LeaseTable: TableKind.LEASES,
}

Row = TypeVar("Row")


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
            wrong = any(item.code < 1 for item in items)
            return _order_fault((item.code,) for item in items) or ("an item has no code" if wrong else None)
        case ClassTable(classes=classes):
            return _order_fault((row.id,) for row in classes) or next(filter(None, map(_class_fault, classes)), None)
        case DiscountTable(rules=rules):
            wrong = any(rule.discount_bp > BASIS_POINTS for rule in rules)
            keys = ((rule.card_class, rule.item, rule.category) for rule in rules)
            return _order_fault(keys) or ("a discount is above the whole" if wrong else None)
        case OperatorTable(operators=operators):
            wrong = any(row.rights & ~ALL_RIGHTS for row in operators)
            return _order_fault((row.id,) for row in operators) or ("a right is unknown" if wrong else None)
        case Parameters():
            return _parameters_fault(table)
        case LeaseTable():
            return leases_fault(table)
        case _:
            assert_never(table)


def _order_fault(keys: Iterable[tuple[int, ...]]) -> str | None:
    return None if all(below < above for below, above in pairwise(keys)) else "rows do not rise by key"


def _class_fault(row: CardClass) -> str | None:
    limits = (row.soft_sale, row.hard_sale, row.soft_day, row.hard_day)
    if row.discount_bp > BASIS_POINTS or any(limit < ZERO for limit in limits):
        return "a class gives more than the whole, or has a negative limit"
    return None


def _parameters_fault(table: Parameters) -> str | None:
    if not (len(table.currency) == CURRENCY_BYTES and table.currency.isascii() and table.currency.isupper()):
        return "a currency is three capital letters"
    if table.digits > DIGITS_MAX or abs(table.utc_offset_minutes) > OFFSET_MINUTES_MAX:
        return "digits or the offset from UTC are out of range"
    if max(len(table.receipt_head), len(table.receipt_foot)) > RECEIPT_LINES_MAX:
        return f"a receipt has at most {RECEIPT_LINES_MAX} lines of its own at each end"
    if min(table.contact_share, table.narrow_divisor) < 1 or table.balance_max <= ZERO:
        return "a share or the highest balance is below 1"
    if not table.narrow_after_minutes <= table.stop_after_minutes:
        return "a terminal stops before it takes less"
    return "a limit is negative" if min(table.narrow_pin_above, table.stored_sum_max) < ZERO else None


def _write_rows(writer: Writer, rows: tuple[Row, ...], write: Callable[[Writer, Row], None]) -> None:
    writer.varint(len(rows), ROWS_MAX)
    for row in rows:
        write(writer, row)


def _read_rows(reader: Reader, read: Callable[[Reader], Row]) -> tuple[Row, ...]:
    return tuple(read(reader) for _ in range(reader.varint(ROWS_MAX)))


def _write_table(writer: Writer, table: Table) -> None:
    match table:
        case ItemTable(items=items):
            _write_rows(writer, items, _write_item)
        case ClassTable(classes=classes):
            _write_rows(writer, classes, _write_class)
        case DiscountTable(rules=rules):
            _write_rows(writer, rules, _write_rule)
        case OperatorTable(operators=operators):
            _write_rows(writer, operators, _write_operator)
        case Parameters():
            _write_parameters(writer, table)
        case LeaseTable():
            write_leases(writer, table)
        case _:
            assert_never(table)


def _write_item(writer: Writer, item: Item) -> None:
    writer.varint(item.code, U32_MAX)
    writer.text(item.name)
    writer.varint(item.price.mills, PRICE_MAX_MILLS)
    writer.varint(item.category, U32_MAX)
    writer.varint(item.owner, U32_MAX)


def _read_item(reader: Reader) -> Item:
    return Item(
        code=ItemCode(reader.varint(U32_MAX)),
        name=reader.text(),
        price=UnitPrice(reader.varint(PRICE_MAX_MILLS)),
        category=CategoryId(reader.varint(U32_MAX)),
        owner=OwnerId(reader.varint(U32_MAX)),
    )


def _write_class(writer: Writer, row: CardClass) -> None:
    writer.u8(row.id)
    writer.text(row.name)
    writer.u16(row.discount_bp)
    writer.u32(row.groups)
    for amount in (row.floor, row.soft_sale, row.hard_sale, row.soft_day, row.hard_day):
        writer.money(amount)


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
    )


def _write_rule(writer: Writer, rule: DiscountRule) -> None:
    writer.u8(rule.card_class)
    writer.varint(rule.item, U32_MAX)
    writer.varint(rule.category, U32_MAX)
    writer.u16(rule.discount_bp)


def _read_rule(reader: Reader) -> DiscountRule:
    return DiscountRule(ClassId(reader.u8()), ItemCode(reader.varint(U32_MAX)), CategoryId(reader.varint(U32_MAX)), reader.u16())


def _write_operator(writer: Writer, operator: Operator) -> None:
    writer.varint(operator.id, U32_MAX)
    writer.text(operator.name)
    writer.u32(operator.rights)


def _read_operator(reader: Reader) -> Operator:
    return Operator(OperatorId(reader.varint(U32_MAX)), reader.text(), reader.u32())


def _write_parameters(writer: Writer, table: Parameters) -> None:
    writer.text(table.shop)
    writer.text(table.currency, CURRENCY_BYTES)
    writer.u8(table.digits)
    writer.zigzag(table.utc_offset_minutes)
    writer.text(table.language, LANGUAGE_BYTES_MAX)
    for lines in (table.receipt_head, table.receipt_foot):
        _write_rows(writer, lines, Writer.text)
    writer.u8(table.contact_share)
    writer.yes(table.contact_offline_load)
    writer.money(table.balance_max)
    writer.u32(table.narrow_after_minutes)
    writer.u32(table.stop_after_minutes)
    writer.u8(table.narrow_divisor)
    writer.money(table.narrow_pin_above)
    writer.u32(table.stored_records_max)
    writer.money(table.stored_sum_max)


def _read_parameters(reader: Reader) -> Parameters:
    return Parameters(
        shop=reader.text(),
        currency=reader.text(CURRENCY_BYTES),
        digits=reader.u8(),
        utc_offset_minutes=reader.zigzag(),
        language=reader.text(LANGUAGE_BYTES_MAX),
        receipt_head=_read_rows(reader, Reader.text),
        receipt_foot=_read_rows(reader, Reader.text),
        contact_share=reader.u8(),
        contact_offline_load=reader.yes(),
        balance_max=reader.money(),
        narrow_after_minutes=reader.u32(),
        stop_after_minutes=reader.u32(),
        narrow_divisor=reader.u8(),
        narrow_pin_above=reader.money(),
        stored_records_max=reader.u32(),
        stored_sum_max=reader.money(),
    )


def _read_item_table(reader: Reader) -> ItemTable:
    return ItemTable(_read_rows(reader, _read_item))


def _read_class_table(reader: Reader) -> ClassTable:
    return ClassTable(_read_rows(reader, _read_class))


def _read_discount_table(reader: Reader) -> DiscountTable:
    return DiscountTable(_read_rows(reader, _read_rule))


def _read_operator_table(reader: Reader) -> OperatorTable:
    return OperatorTable(_read_rows(reader, _read_operator))


_READERS: dict[TableKind, Callable[[Reader], Table]] = {
    TableKind.ITEMS: _read_item_table,
    TableKind.CLASSES: _read_class_table,
    TableKind.DISCOUNTS: _read_discount_table,
    TableKind.OPERATORS: _read_operator_table,
    TableKind.PARAMETERS: _read_parameters,
    TableKind.LEASES: read_leases,
}
