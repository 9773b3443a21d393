"""Entries about people and drawers: what has no bytes, and what is refused when it is read (SPEC 3.7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import OperatorId, ShiftNumber
from protocol.limits import DRAWER_MAX_MINOR, PAY_OUT_TEXT_BYTES_MAX, TENDER_TEXT_BYTES_MAX
from protocol.link.codec import decode_entry, encode_entry, entry_bytes
from protocol.link.duty_entries import Approval, Count, PayOut, PinChanged, ShiftClosed, ShiftHandover, ShiftOpened, Tender
from protocol.link.entries import Body, CashSale, Entry
from protocol.link.rights import Right
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.money import ZERO, Money
from tests.support.link_examples import AT, BASKET, CHEN, ENTRIES, LIN, VERIFIER, entry

SHIFT = ShiftNumber(31)
CASH, CHEQUE = Count(Tender.CASH, ZERO, ZERO), Count(Tender.CHEQUE, ZERO, ZERO)
MOST = Money(DRAWER_MAX_MINOR)
BEYOND = Money(DRAWER_MAX_MINOR + 1)


def test_a_count_says_what_is_over_or_short() -> None:
    assert Count(Tender.CASH, Money(31_275), Money(31_270)).difference == Money(-5)


@pytest.mark.parametrize(
    "body",
    [
        ShiftOpened(SHIFT, LIN, MOST),
        ShiftHandover(SHIFT, LIN, CHEN),
        ShiftClosed(SHIFT, LIN, CHEN, (Count(Tender.CASH, -MOST, MOST), Count(Tender.CHEQUE, MOST, ZERO)), 2**32 - 1),
        PayOut(MOST, 2**16 - 1, "x" * PAY_OUT_TEXT_BYTES_MAX, LIN, SHIFT),
        CashSale(BASKET, LIN, SHIFT, Tender.BANK_CARD, "x" * TENDER_TEXT_BYTES_MAX),
    ],
)
def test_the_largest_values_have_bytes(body: Body) -> None:
    assert decode_entry(encode_entry(Entry(AT, body))).body == body


@pytest.mark.parametrize(
    "body",
    [
        PinChanged(LIN, VERIFIER[:-1]),
        PinChanged(LIN, b"\x01" + VERIFIER[1:]),
        Approval(LIN, Right.SELL | Right.VOID, CHEN),
        Approval(LIN, Right(0), CHEN),
        ShiftOpened(SHIFT, LIN, Money(-1)),
        ShiftOpened(SHIFT, LIN, BEYOND),
        ShiftHandover(SHIFT, LIN, CHEN, (CHEQUE, CASH)),
        ShiftHandover(SHIFT, LIN, CHEN, (CASH, CASH)),
        ShiftClosed(SHIFT, LIN, CHEN, (Count(Tender.CASH, ZERO, BEYOND),), 0),
        ShiftClosed(SHIFT, LIN, CHEN, (Count(Tender.CASH, BEYOND, ZERO),), 0),
        ShiftClosed(SHIFT, LIN, CHEN, (Count(Tender.CASH, -BEYOND, ZERO),), 0),
        PayOut(Money(1), 2**16, "", LIN, SHIFT),
        PayOut(Money(1), 0, "x" * (PAY_OUT_TEXT_BYTES_MAX + 1), LIN, SHIFT),
        CashSale(BASKET, LIN, SHIFT, Tender.CHEQUE, "x" * (TENDER_TEXT_BYTES_MAX + 1)),
        ShiftOpened(SHIFT, OperatorId(2**32), ZERO),
    ],
)
def test_what_does_not_fit_its_field_has_no_bytes(body: Body) -> None:
    with pytest.raises(OurViolation):
        entry_bytes(Entry(AT, body))


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("SignOn", "0403", "0404", Reason.MALFORMED),
        ("SignOff", "0402", "0400", Reason.MALFORMED),
        ("Approval", "0400000002", "0400000003", Reason.MALFORMED),
        ("Approval", "0400000002", "0400001000", Reason.MALFORMED),
        ("PinChanged", "040e0001", "040d0001", Reason.MALFORMED),
        ("TamperSeen", "01a0c4506c0001", "01a0c4506c0002", Reason.MALFORMED),
        ("CashRefund", "02084e6f2e", "04084e6f2e", Reason.MALFORMED),
        ("ShiftClosed", "0201", "0203", Reason.NOT_CANONICAL),
    ],
)
def test_bytes_that_say_no_such_thing_are_refused_with_a_code(name: str, old: str, new: str, reason: Reason) -> None:
    written = entry(ENTRIES[name]).hex()
    assert written.count(old) == 1
    with pytest.raises(TheirViolation) as caught:
        decode_entry(bytes.fromhex(written.replace(old, new)))
    assert caught.value.reason is reason


def test_a_shift_that_is_none_is_read_all_the_same() -> None:
    for body in (ShiftOpened(ShiftNumber(0), LIN, ZERO), replace(ShiftClosed(SHIFT, LIN, CHEN, (CASH,), 0), counts=())):
        assert decode_entry(entry_bytes(Entry(AT, body))).body == body
        with pytest.raises(OurViolation):
            encode_entry(Entry(AT, body))
