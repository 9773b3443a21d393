"""Bytes of the entries about people and the drawer, parse and build side by side (SPEC 3.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from protocol.ids import OperatorId, ShiftNumber
from protocol.limits import DRAWER_MAX_MINOR, PAY_OUT_TEXT_BYTES_MAX
from protocol.link.codec_card import read_card, write_card
from protocol.link.duty_entries import (
    Approval,
    Count,
    DrawerOpened,
    DutyBody,
    LossReport,
    PayOut,
    PinChanged,
    Rehearsal,
    ShiftClosed,
    ShiftHandover,
    ShiftOpened,
    SignOff,
    SignOffReason,
    SignOn,
    SignOnMethod,
    SignOnRefused,
    TamperSeen,
    Tender,
)
from protocol.link.entries import Body
from protocol.link.operator_pin import VERIFIER_BYTES, verifier_fault
from protocol.link.rights import Right
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U16_MAX, U32_MAX, Reader, Writer, rises
from protocol.money import Money

DUTY_CODES: dict[type[Body], int] = {
    SignOn: 12,
    SignOff: 13,
    SignOnRefused: 14,
    PinChanged: 15,
    Approval: 16,
    ShiftOpened: 17,
    ShiftHandover: 18,
    ShiftClosed: 19,
    PayOut: 20,
    DrawerOpened: 21,
    LossReport: 22,
    TamperSeen: 23,
    Rehearsal: 24,
}


def write_duty(writer: Writer, body: DutyBody) -> None:
    """The body of an entry. Raises OurViolation for what does not fit its field."""
    match body:
        case SignOn(operator=operator, method=method):
            _write_number(writer, operator)
            writer.u8(method)
        case SignOff(operator=operator, reason=why):
            _write_number(writer, operator)
            writer.u8(why)
        case SignOnRefused(operator=operator):
            _write_number(writer, operator)
        case PinChanged(operator=operator, verifier=verifier):
            if fault := verifier_fault(verifier):
                raise OurViolation(fault)
            _write_number(writer, operator)
            writer.raw(verifier, VERIFIER_BYTES)
        case Approval(operator=operator, right=right, by=by):
            if not _is_one_right(right):
                raise OurViolation("an approval is of one right")
            _write_number(writer, operator)
            writer.u32(right)
            _write_number(writer, by)
        case ShiftOpened(shift=shift, operator=operator, start=start):
            _write_number(writer, shift)
            _write_number(writer, operator)
            _write_amount(writer, start)
        case ShiftHandover(shift=shift, operator=operator, to=to, counts=counts):
            _write_number(writer, shift)
            _write_number(writer, operator)
            _write_number(writer, to)
            _write_counts(writer, counts)
        case ShiftClosed(shift=shift, operator=operator, by=by, counts=counts, unsent=unsent):
            _write_number(writer, shift)
            _write_number(writer, operator)
            _write_number(writer, by)
            _write_counts(writer, counts)
            _write_number(writer, unsent)
        case PayOut(amount=amount, reason=reason, text=text, operator=operator, shift=shift):
            _write_amount(writer, amount)
            writer.varint(reason, U16_MAX)
            writer.text(text, PAY_OUT_TEXT_BYTES_MAX)
            _write_number(writer, operator)
            _write_number(writer, shift)
        case DrawerOpened(operator=operator, shift=shift):
            _write_number(writer, operator)
            _write_number(writer, shift)
        case LossReport(card=card, operator=operator):
            write_card(writer, card)
            _write_number(writer, operator)
        case TamperSeen(open=opened):
            writer.yes(opened)
        case Rehearsal(operator=operator, began=began):
            _write_number(writer, operator)
            writer.yes(began)
        case _:
            assert_never(body)


def _is_one_right(right: int) -> bool:
    return right in Right.__members__.values()


def _write_number(writer: Writer, number: int) -> None:
    writer.varint(number, U32_MAX)


def _write_amount(writer: Writer, amount: Money) -> None:
    writer.varint(amount.minor, DRAWER_MAX_MINOR)


def _write_counts(writer: Writer, counts: tuple[Count, ...]) -> None:
    if fault := _counts_fault(counts):
        raise OurViolation(fault)
    writer.u8(len(counts))
    for count in counts:
        writer.u8(count.tender)
        writer.money(count.expected)
        _write_amount(writer, count.counted)


def _counts_fault(counts: tuple[Count, ...]) -> str | None:
    if not rises(count.tender for count in counts):
        return "counts do not rise by tender"
    too_much = any(abs(count.expected).minor > DRAWER_MAX_MINOR for count in counts)
    return "more is expected than a drawer holds" if too_much else None


def _operator(reader: Reader) -> OperatorId:
    return OperatorId(reader.varint(U32_MAX))


def _shift(reader: Reader) -> ShiftNumber:
    return ShiftNumber(reader.varint(U32_MAX))


def _amount(reader: Reader) -> Money:
    return Money(reader.varint(DRAWER_MAX_MINOR))


def _counts(reader: Reader) -> tuple[Count, ...]:
    counts = tuple(Count(reader.one_of(reader.u8, Tender), reader.money(), _amount(reader)) for _ in range(reader.u8()))
    if fault := _counts_fault(counts):
        raise TheirViolation(Reason.NOT_CANONICAL, fault)
    return counts


def _read_pin_changed(reader: Reader) -> PinChanged:
    operator, verifier = _operator(reader), reader.raw(VERIFIER_BYTES)
    if fault := verifier_fault(verifier):
        raise TheirViolation(Reason.MALFORMED, fault)
    return PinChanged(operator, verifier)


def _read_approval(reader: Reader) -> Approval:
    operator, right = _operator(reader), reader.u32()
    if not _is_one_right(right):
        raise TheirViolation(Reason.MALFORMED, f"{right} is not one right")
    return Approval(operator, Right(right), _operator(reader))


def _read_shift_closed(reader: Reader) -> ShiftClosed:
    return ShiftClosed(_shift(reader), _operator(reader), _operator(reader), _counts(reader), reader.varint(U32_MAX))


def _read_pay_out(reader: Reader) -> PayOut:
    amount, reason, text = _amount(reader), reader.varint(U16_MAX), reader.text(PAY_OUT_TEXT_BYTES_MAX)
    return PayOut(amount, reason, text, _operator(reader), _shift(reader))


DUTY_READERS: dict[int, Callable[[Reader], DutyBody]] = {
    DUTY_CODES[SignOn]: lambda reader: SignOn(_operator(reader), reader.one_of(reader.u8, SignOnMethod)),
    DUTY_CODES[SignOff]: lambda reader: SignOff(_operator(reader), reader.one_of(reader.u8, SignOffReason)),
    DUTY_CODES[SignOnRefused]: lambda reader: SignOnRefused(_operator(reader)),
    DUTY_CODES[PinChanged]: _read_pin_changed,
    DUTY_CODES[Approval]: _read_approval,
    DUTY_CODES[ShiftOpened]: lambda reader: ShiftOpened(_shift(reader), _operator(reader), _amount(reader)),
    DUTY_CODES[ShiftHandover]: lambda reader: ShiftHandover(
        _shift(reader), _operator(reader), _operator(reader), _counts(reader)
    ),
    DUTY_CODES[ShiftClosed]: _read_shift_closed,
    DUTY_CODES[PayOut]: _read_pay_out,
    DUTY_CODES[DrawerOpened]: lambda reader: DrawerOpened(_operator(reader), _shift(reader)),
    DUTY_CODES[LossReport]: lambda reader: LossReport(read_card(reader), _operator(reader)),
    DUTY_CODES[TamperSeen]: lambda reader: TamperSeen(reader.yes()),
    DUTY_CODES[Rehearsal]: lambda reader: Rehearsal(_operator(reader), reader.yes()),
}
