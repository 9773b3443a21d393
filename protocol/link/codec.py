"""Bytes of journal entries, parse and build side by side (SPEC 3).

every entry    type u8 · at u48 · body
"""

from __future__ import annotations

from collections.abc import Callable

from protocol.card.record import RECORD_BYTES
from protocol.ids import Lineage, OperatorId, Sequence, ShiftNumber
from protocol.instants import Instant
from protocol.limits import ENTRY_BYTES_MAX, LINES_PER_ENTRY_MAX, TENDER_TEXT_BYTES_MAX
from protocol.link.codec_card import (
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
from protocol.link.codec_duty import DUTY_CODES, DUTY_READERS, write_duty
from protocol.link.duty_entries import Tender
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
    LineRemoved,
    MoreLines,
)
from protocol.link.faults import body_fault
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
    **DUTY_CODES,
    LineRemoved: 25,
}


def encode_entry(entry: Entry) -> bytes:
    """The canonical bytes of an entry. Raises OurViolation for what no program of ours says (SPEC 3.6)."""
    if fault := body_fault(entry.body):
        raise OurViolation(fault)
    return entry_bytes(entry)


def entry_bytes(entry: Entry) -> bytes:
    """The bytes of an entry, whatever it says: `decode_entry` backwards. Raises OurViolation if a field is too narrow."""
    writer = Writer()
    writer.u8(TYPE_CODES[type(entry.body)])
    writer.u48(entry.at)
    _write_body(writer, entry.body)
    return writer.finish()


def time_of(data: bytes) -> Instant:
    """What the terminal's clock said, by the bytes of an entry that can be read."""
    return Instant(int.from_bytes(data[1:7], "big"))


def decode_entry(data: bytes) -> Entry:
    """The entry that these bytes say, sense or nonsense. Raises TheirViolation for what `entry_bytes` does not make."""
    if len(data) > ENTRY_BYTES_MAX:
        raise TheirViolation(Reason.TOO_LARGE, f"an entry has at most {ENTRY_BYTES_MAX} bytes")
    reader = Reader(data)
    code = reader.u8()
    at = Instant(reader.u48())
    if code not in _READERS:
        raise TheirViolation(Reason.MALFORMED, f"entry type {code} is unknown")
    entry = Entry(at, _READERS[code](reader))
    reader.done()
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
        case CashSale() | CashRefund():
            write_basket(writer, body.basket)
            writer.varint(body.operator, U32_MAX)
            writer.varint(body.shift, U32_MAX)
            writer.u8(body.tender)
            writer.text(body.tender_text, TENDER_TEXT_BYTES_MAX)
        case Evidence(card=card, records=records):
            write_card(writer, card)
            writer.u8(len(records))
            for raw in records:
                writer.raw(raw, RECORD_BYTES)
        case LineRemoved(line=line, operator=operator, shift=shift):
            write_lines(writer, (line,))
            writer.varint(operator, U32_MAX)
            writer.varint(shift, U32_MAX)
        case _:
            write_duty(writer, body)


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
    return CashSale(read_basket(reader), *_read_duty(reader), *_read_tender(reader))


def _read_cash_refund(reader: Reader) -> CashRefund:
    return CashRefund(read_basket(reader), *_read_duty(reader), *_read_tender(reader))


def _read_line_removed(reader: Reader) -> LineRemoved:
    (line,) = read_lines(reader, 1)
    return LineRemoved(line, *_read_duty(reader))


def _read_duty(reader: Reader) -> tuple[OperatorId, ShiftNumber]:
    return OperatorId(reader.varint(U32_MAX)), ShiftNumber(reader.varint(U32_MAX))


def _read_tender(reader: Reader) -> tuple[Tender, str]:
    return reader.one_of(reader.u8, Tender), reader.text(TENDER_TEXT_BYTES_MAX)


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
    TYPE_CODES[LineRemoved]: _read_line_removed,
    **DUTY_READERS,
}
