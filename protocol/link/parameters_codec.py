"""Bytes of the shop's settings (SPEC 6.5)."""

from __future__ import annotations

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
    """The body of the table."""
    writer.text(table.shop)
    writer.text(table.currency, CURRENCY_BYTES)
    writer.u8(table.digits)
    writer.zigzag(table.utc_offset_minutes)
    writer.text(table.language, LANGUAGE_BYTES_MAX)
    for lines in (table.receipt_head, table.receipt_foot):
        write_rows(writer, lines, Writer.text)
    writer.u8(table.contact_share)
    writer.yes(table.contact_offline_load)
    writer.money(table.balance_max)
    writer.u32(table.narrow_after_minutes)
    writer.u32(table.stop_after_minutes)
    writer.u8(table.narrow_divisor)
    writer.money(table.narrow_pin_above)
    writer.u32(table.stored_records_max)
    writer.money(table.stored_sum_max)
    write_rows(writer, table.languages, _write_language)
    writer.u16(table.near_expiry_days)
    writer.money(table.low_balance)
    writer.u16(table.idle_minutes)
    write_rows(writer, table.one_tap, _write_code)
    write_rows(writer, table.pay_out_reasons, _write_reason)
    writer.money(table.difference_max)
    writer.u32(table.ready_disk_mib)
    writer.u16(table.ready_clock_seconds)


def read_parameters(reader: Reader) -> Parameters:
    """Read the body of the table. Raises TheirViolation."""
    return Parameters(
        shop=reader.text(),
        currency=reader.text(CURRENCY_BYTES),
        digits=reader.u8(),
        utc_offset_minutes=reader.zigzag(),
        language=reader.text(LANGUAGE_BYTES_MAX),
        receipt_head=read_rows(reader, Reader.text),
        receipt_foot=read_rows(reader, Reader.text),
        contact_share=reader.u8(),
        contact_offline_load=reader.yes(),
        balance_max=reader.money(),
        narrow_after_minutes=reader.u32(),
        stop_after_minutes=reader.u32(),
        narrow_divisor=reader.u8(),
        narrow_pin_above=reader.money(),
        stored_records_max=reader.u32(),
        stored_sum_max=reader.money(),
        languages=read_rows(reader, _read_language),
        near_expiry_days=reader.u16(),
        low_balance=reader.money(),
        idle_minutes=reader.u16(),
        one_tap=read_rows(reader, _read_code),
        pay_out_reasons=read_rows(reader, _read_reason),
        difference_max=reader.money(),
        ready_disk_mib=reader.u32(),
        ready_clock_seconds=reader.u16(),
    )


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
