"""Bytes of the table of a desk's orders, and of what its poll says of them (SPEC 5.3 and 6.8).

table   terminal u16 · number of orders varint · orders, rising by number
order   number varint · kind u8 · card · until instant · content
word    number varint · progress u8 · reason u8
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from protocol.ids import ClassId, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.limits import AMOUNT_MAX_MINOR, BALANCE_MAX_MINOR
from protocol.link.codec_card import read_card, write_card
from protocol.link.desk_orders import (
    CashOut,
    Content,
    DeskOrder,
    DeskOrders,
    Extend,
    JobReason,
    JobWord,
    Load,
    Lock,
    Make,
    Mend,
    OrderKind,
    Progress,
    Read,
    Return,
    Sell,
    SetPin,
    Unlock,
)
from protocol.link.rows import read_rows, write_rows
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import Reader, Writer, rises
from protocol.money import ZERO, Money

ORDERS_MAX = 50
"""How many orders a desk is given at a time, and of how many its poll speaks."""


def orders_fault(table: DeskOrders) -> str | None:
    """Why orders have no encoding, or None."""
    orders = table.orders
    if len(orders) > ORDERS_MAX:
        return f"a desk has at most {ORDERS_MAX} orders"
    if not rises(order.number for order in orders) or any(order.number < 1 for order in orders):
        return "orders do not rise by number from 1"
    return next(filter(None, (_content_fault(order.content) for order in orders)), None)


def _content_fault(content: Content) -> str | None:
    match content:
        case Make(valid_from=start, valid_until=end) | Mend(valid_from=start, valid_until=end) if start > end:
            return "a card ends before it starts"
        case Load(amount=amount) | CashOut(amount=amount) if amount <= ZERO:
            return "an order is of nothing"
        case _:
            return None


def write_orders(writer: Writer, table: DeskOrders) -> None:
    """The body of the table."""
    writer.u16(table.terminal)
    write_rows(writer, table.orders, _write_order)


def read_orders(reader: Reader) -> DeskOrders:
    """Read the body of the table. Raises TheirViolation."""
    return DeskOrders(TerminalId(reader.u16()), read_rows(reader, _read_order))


def write_words(writer: Writer, words: tuple[JobWord, ...]) -> None:
    """What a poll says of orders. Raises OurViolation."""
    if fault := _words_fault(words):
        raise OurViolation(fault)
    write_rows(writer, words, _write_word)


def read_words(reader: Reader) -> tuple[JobWord, ...]:
    """Read what a poll says of orders. Raises TheirViolation."""
    words = read_rows(reader, _read_word)
    if fault := _words_fault(words):
        raise TheirViolation(Reason.NOT_CANONICAL, fault)
    return words


def _words_fault(words: tuple[JobWord, ...]) -> str | None:
    if len(words) > ORDERS_MAX:
        return f"a poll speaks of at most {ORDERS_MAX} orders"
    return None if rises(word.number for word in words) else "words do not rise by order"


def _write_word(writer: Writer, word: JobWord) -> None:
    writer.varint(word.number)
    writer.u8(word.progress)
    writer.u8(word.reason)


def _read_word(reader: Reader) -> JobWord:
    return JobWord(reader.varint(), reader.one_of(reader.u8, Progress), reader.one_of(reader.u8, JobReason))


def _write_order(writer: Writer, order: DeskOrder) -> None:
    writer.varint(order.number)
    writer.u8(order.kind)
    write_card(writer, order.card)
    writer.u48(order.until)
    match order.content:
        case Make() as make:
            writer.u8(make.card_class)
            for day in (make.issued, make.valid_from, make.valid_until):
                writer.u16(day)
            writer.varint(make.load.minor, BALANCE_MAX_MINOR)
            writer.yes(make.pin)
        case Sell(load=amount) | Return(balance=amount):
            writer.varint(amount.minor, BALANCE_MAX_MINOR)
        case Load(amount=amount) | CashOut(amount=amount):
            writer.varint(amount.minor, AMOUNT_MAX_MINOR)
        case Extend(valid_until=day):
            writer.u16(day)
        case Mend() as mend:
            writer.u8(mend.card_class)
            for day in (mend.issued, mend.valid_from, mend.valid_until):
                writer.u16(day)
        case Lock() | Unlock() | Read() | SetPin():
            pass
        case _:
            assert_never(order.content)


def _read_order(reader: Reader) -> DeskOrder:
    number, kind = reader.varint(), reader.one_of(reader.u8, OrderKind)
    card, until = read_card(reader), Instant(reader.u48())
    return DeskOrder(number, card, until, _READERS[kind](reader))


def _read_make(reader: Reader) -> Make:
    return Make(
        card_class=ClassId(reader.u8()),
        issued=BusinessDay(reader.u16()),
        valid_from=BusinessDay(reader.u16()),
        valid_until=BusinessDay(reader.u16()),
        load=Money(reader.varint(BALANCE_MAX_MINOR)),
        pin=reader.yes(),
    )


def _read_mend(reader: Reader) -> Mend:
    card_class, days = ClassId(reader.u8()), [BusinessDay(reader.u16()) for _ in range(3)]
    return Mend(card_class, *days)


_READERS: dict[OrderKind, Callable[[Reader], Content]] = {
    OrderKind.MAKE: _read_make,
    OrderKind.SELL: lambda reader: Sell(Money(reader.varint(BALANCE_MAX_MINOR))),
    OrderKind.LOAD: lambda reader: Load(Money(reader.varint(AMOUNT_MAX_MINOR))),
    OrderKind.CASH_OUT: lambda reader: CashOut(Money(reader.varint(AMOUNT_MAX_MINOR))),
    OrderKind.RETURN: lambda reader: Return(Money(reader.varint(BALANCE_MAX_MINOR))),
    OrderKind.LOCK: lambda reader: Lock(),
    OrderKind.UNLOCK: lambda reader: Unlock(),
    OrderKind.READ: lambda reader: Read(),
    OrderKind.SET_PIN: lambda reader: SetPin(),
    OrderKind.EXTEND: lambda reader: Extend(BusinessDay(reader.u16())),
    OrderKind.MEND: _read_mend,
}
