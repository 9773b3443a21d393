"""Bytes of the shop's settings (SPEC 6.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from protocol.ids import ItemCode
from protocol.link.rows import read_rows, write_rows
from protocol.link.tables import Parameters, PayOutReason
from protocol.link.wire import U16_MAX, U32_MAX, Reader, Writer, rises
from protocol.money import ZERO

RECEIPT_LINES_MAX = 20
LANGUAGES_MAX = 8
CURRENCY_BYTES = 3
DIGITS_MAX = 4
LANGUAGE_BYTES_MAX = 35
OFFSET_MINUTES_MAX = 14 * 60


def parameters_fault(table: Parameters) -> str | None:
    """Why settings have no encoding, or None."""
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
    if not (rises(table.one_tap) and rises(reason.code for reason in table.pay_out_reasons)):
        return "items or reasons do not rise by code"
    if len(set(table.languages)) < len(table.languages) or len(table.languages) > LANGUAGES_MAX:
        return f"a language stands twice, or there are more than {LANGUAGES_MAX}"
    limits = (table.narrow_pin_above, table.stored_sum_max, table.low_balance, table.difference_max)
    return "a limit is negative" if min(limits) < ZERO else None


def write_parameters(writer: Writer, table: Parameters) -> None:
    """The fields of the table that hold for all."""
    for name, (write, _) in FIELDS.items():
        write(writer, getattr(table, name))


def read_parameters(reader: Reader) -> Parameters:
    """Read them. Raises TheirViolation."""
    return Parameters(**{name: read(reader) for name, (_, read) in FIELDS.items()})


def _write_currency(writer: Writer, currency: str) -> None:
    writer.text(currency, CURRENCY_BYTES)


def _read_currency(reader: Reader) -> str:
    return reader.text(CURRENCY_BYTES)


def _write_texts(writer: Writer, lines: tuple[str, ...]) -> None:
    write_rows(writer, lines, Writer.text)


def _read_texts(reader: Reader) -> tuple[str, ...]:
    return read_rows(reader, Reader.text)


def _write_languages(writer: Writer, languages: tuple[str, ...]) -> None:
    write_rows(writer, languages, _write_language)


def _read_languages(reader: Reader) -> tuple[str, ...]:
    return read_rows(reader, _read_language)


def _write_codes(writer: Writer, codes: tuple[ItemCode, ...]) -> None:
    write_rows(writer, codes, _write_code)


def _read_codes(reader: Reader) -> tuple[ItemCode, ...]:
    return read_rows(reader, _read_code)


def _write_reasons(writer: Writer, reasons: tuple[PayOutReason, ...]) -> None:
    write_rows(writer, reasons, _write_reason)


def _read_reasons(reader: Reader) -> tuple[PayOutReason, ...]:
    return read_rows(reader, _read_reason)


def _write_language(writer: Writer, language: str) -> None:
    writer.text(language, LANGUAGE_BYTES_MAX)


def _read_language(reader: Reader) -> str:
    return reader.text(LANGUAGE_BYTES_MAX)


def _write_code(writer: Writer, code: ItemCode) -> None:
    writer.varint(code, U32_MAX)


def _read_code(reader: Reader) -> ItemCode:
    return ItemCode(reader.varint(U32_MAX))


def _write_reason(writer: Writer, reason: PayOutReason) -> None:
    writer.varint(reason.code, U16_MAX)
    writer.text(reason.name)


def _read_reason(reader: Reader) -> PayOutReason:
    return PayOutReason(reader.varint(U16_MAX), reader.text())


_U8, _U16, _U32 = (Writer.u8, Reader.u8), (Writer.u16, Reader.u16), (Writer.u32, Reader.u32)
_MONEY, _TEXTS = (Writer.money, Reader.money), (_write_texts, _read_texts)
FIELDS: dict[str, tuple[Callable[[Writer, Any], None], Callable[[Reader], Any]]] = {
    "shop": (Writer.text, Reader.text),
    "currency": (_write_currency, _read_currency),
    "digits": _U8,
    "utc_offset_minutes": (Writer.zigzag, Reader.zigzag),
    "language": (_write_language, _read_language),
    "receipt_head": _TEXTS,
    "receipt_foot": _TEXTS,
    "contact_share": _U8,
    "contact_offline_load": (Writer.yes, Reader.yes),
    "balance_max": _MONEY,
    "narrow_after_minutes": _U32,
    "stop_after_minutes": _U32,
    "narrow_divisor": _U8,
    "narrow_pin_above": _MONEY,
    "stored_records_max": _U32,
    "stored_sum_max": _MONEY,
    "languages": (_write_languages, _read_languages),
    "near_expiry_days": _U16,
    "low_balance": _MONEY,
    "idle_minutes": _U16,
    "one_tap": (_write_codes, _read_codes),
    "pay_out_reasons": (_write_reasons, _read_reasons),
    "difference_max": _MONEY,
    "ready_disk_mib": _U32,
    "ready_clock_seconds": _U16,
}
"""Every field in its order, with its bytes."""
