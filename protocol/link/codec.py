"""Bytes of journal entries, parse and build side by side (SPEC 3).

every entry    type u8 · at u48 · body
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from protocol.card.record import RECORD_BYTES, RecordViolation, unpack
from protocol.card.ring import SLOTS
from protocol.ids import Lineage, OperatorId, Sequence, ShiftNumber
from protocol.instants import Instant
from protocol.limits import ENTRY_BYTES_MAX, LINES_PER_ENTRY_MAX
from protocol.link.codec_card import (
    basket_fault,
    intent_fault,
    lines_fault,
    read_basket,
    read_card,
    read_intent,
    read_lines,
    read_reference,
    write_basket,
    write_card,
    write_intent,
    write_lines,
    write_reference,
)
from protocol.link.entries import (
    Abandon,
    Body,
    Boot,
    BootReason,
    Cancel,
    CancelReason,
    CashRefund,
    CashSale,
    ClockStep,
    Commit,
    Entry,
    Evidence,
    Intent,
    Late,
    MoreLines,
)
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U32_MAX, Reader, Writer

TYPE_CODES: dict[type[Body], int] = {
    Boot: 1,
    ClockStep: 2,
    MoreLines: 3,
    Intent: 4,
    Commit: 5,
    Late: 6,
    Cancel: 7,
    Abandon: 8,
    CashSale: 9,
    CashRefund: 10,
    Evidence: 11,
}


def body_fault(body: Body) -> str | None:
    """Why an entry has no encoding beyond the widths of its fields, or None."""
    match body:
        case Intent():
            return intent_fault(body)
        case MoreLines(lines=lines):
            return lines_fault(lines) if lines else "an entry of lines has none"
        case CashSale(basket=basket) | CashRefund(basket=basket):
            return basket_fault(basket)
        case Evidence(records=records):
            return _evidence_fault(records)
        case _:
            return None


def _evidence_fault(records: tuple[bytes, ...]) -> str | None:
    if not 1 <= len(records) <= SLOTS:
        return f"evidence has 1 to {SLOTS} records"
    try:
        for raw in records:
            unpack(raw)
    except RecordViolation as fault:
        return str(fault)
    return None


def encode_entry(entry: Entry) -> bytes:
    """The canonical bytes of an entry. Raises OurViolation for what may not be said."""
    if fault := body_fault(entry.body):
        raise OurViolation(fault)
    writer = Writer()
    writer.u8(TYPE_CODES[type(entry.body)])
    writer.u48(entry.at)
    _write_body(writer, entry.body)
    return writer.finish()


def decode_entry(data: bytes) -> Entry:
    """The entry that these bytes say. Raises TheirViolation for anything that `encode_entry` does not make."""
    if len(data) > ENTRY_BYTES_MAX:
        raise TheirViolation(Reason.TOO_LARGE, f"an entry has at most {ENTRY_BYTES_MAX} bytes")
    reader = Reader(data)
    code = reader.u8()
    at = Instant(reader.u48())
    if code not in _READERS:
        raise TheirViolation(Reason.MALFORMED, f"entry type {code} is unknown")
    entry = Entry(at, _READERS[code](reader))
    reader.done()
    if fault := body_fault(entry.body):
        raise TheirViolation(Reason.MALFORMED, fault)
    return entry


def _write_body(writer: Writer, body: Body) -> None:
    match body:
        case Boot(reason=reason, previous=previous):
            writer.u8(reason)
            writer.u32(previous)
        case ClockStep(before=before, after=after):
            writer.u48(before)
            writer.u48(after)
        case MoreLines(lines=lines):
            writer.varint(len(lines), LINES_PER_ENTRY_MAX)
            write_lines(writer, lines)
        case Intent():
            write_intent(writer, body)
        case Commit(intent=sequence):
            writer.varint(sequence, U32_MAX)
        case Late(intent=intent, confirmed_by=confirm):
            write_reference(writer, intent)
            write_reference(writer, confirm)
        case Cancel(intent=intent, reason=cancelled):
            write_reference(writer, intent)
            writer.u8(cancelled)
        case Abandon(intent=intent):
            write_reference(writer, intent)
        case CashSale(basket=basket, operator=operator, shift=shift) | CashRefund(basket=basket, operator=operator, shift=shift):
            write_basket(writer, basket)
            writer.varint(operator, U32_MAX)
            writer.varint(shift, U32_MAX)
        case Evidence(card=card, records=records):
            write_card(writer, card)
            writer.u8(len(records))
            for raw in records:
                writer.raw(raw, RECORD_BYTES)
        case _:
            assert_never(body)


def _read_boot(reader: Reader) -> Boot:
    return Boot(reader.one_of(reader.u8, BootReason), Lineage(reader.u32()))


def _read_clock_step(reader: Reader) -> ClockStep:
    return ClockStep(Instant(reader.u48()), Instant(reader.u48()))


def _read_more_lines(reader: Reader) -> MoreLines:
    return MoreLines(read_lines(reader, reader.varint(LINES_PER_ENTRY_MAX)))


def _read_commit(reader: Reader) -> Commit:
    return Commit(Sequence(reader.varint(U32_MAX)))


def _read_late(reader: Reader) -> Late:
    return Late(read_reference(reader), read_reference(reader))


def _read_cancel(reader: Reader) -> Cancel:
    return Cancel(read_reference(reader), reader.one_of(reader.u8, CancelReason))


def _read_abandon(reader: Reader) -> Abandon:
    return Abandon(read_reference(reader))


def _read_cash_sale(reader: Reader) -> CashSale:
    return CashSale(read_basket(reader), OperatorId(reader.varint(U32_MAX)), ShiftNumber(reader.varint(U32_MAX)))


def _read_cash_refund(reader: Reader) -> CashRefund:
    return CashRefund(read_basket(reader), OperatorId(reader.varint(U32_MAX)), ShiftNumber(reader.varint(U32_MAX)))


def _read_evidence(reader: Reader) -> Evidence:
    return Evidence(read_card(reader), tuple(reader.raw(RECORD_BYTES) for _ in range(reader.u8())))


_READERS: dict[int, Callable[[Reader], Body]] = {
    TYPE_CODES[Boot]: _read_boot,
    TYPE_CODES[ClockStep]: _read_clock_step,
    TYPE_CODES[MoreLines]: _read_more_lines,
    TYPE_CODES[Intent]: read_intent,
    TYPE_CODES[Commit]: _read_commit,
    TYPE_CODES[Late]: _read_late,
    TYPE_CODES[Cancel]: _read_cancel,
    TYPE_CODES[Abandon]: _read_abandon,
    TYPE_CODES[CashSale]: _read_cash_sale,
    TYPE_CODES[CashRefund]: _read_cash_refund,
    TYPE_CODES[Evidence]: _read_evidence,
}
