"""Intents: a change that could not be written, or money of the wrong sign, is never said by us and always read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import (
    CardInstance,
    CardNumber,
    ItemCode,
    Lineage,
    OperatorId,
    OwnerId,
    Reference,
    Sequence,
    ShiftNumber,
    TerminalId,
)
from protocol.instants import BusinessDay
from protocol.limits import ENTRY_BYTES_MAX, LINES_PER_ENTRY_MAX, TICKET_BYTES_MAX
from protocol.link.codec import decode_entry, entry_bytes
from protocol.link.codec_card import AMOUNTS, CARD_NUMBER_MAX, DETAIL_OF_KIND, PRICE_MAX_MILLS
from protocol.link.entries import (
    Basket,
    CashOutDetail,
    ClaimDetail,
    ConfirmDetail,
    Detail,
    Entry,
    Intent,
    IssueDetail,
    LoadDetail,
    LockDetail,
    Medium,
    PinTryDetail,
    RefundDetail,
    SaleDetail,
    SaleLine,
    VoidDetail,
)
from protocol.link.faults import intent_fault
from protocol.link.tables import CardState
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import Writer
from protocol.money import ZERO, Money, UnitPrice
from tests.support import strategies
from tests.support.link_examples import AT, CARD, IDENTITY, INTENT, LINE, RECORD, entry

DAY = BusinessDay(9_761)
SALE_REFERENCE = Reference(TerminalId(9), Lineage(1), Sequence(2))
ISSUE = replace(
    INTENT,
    before=b"",
    change=Change(Kind.ISSUE, ZERO, DAY),
    detail=IssueDetail(IDENTITY.pack(), bytes(4), 7),
)


# Offsets inside the example's bytes: type 1, time 6, card number 8, instance 1, then the two head bytes.
KIND_AT, BITS_AT = 16, 17


def changed(kind: Kind, amount: int, detail: Detail) -> Intent:
    return replace(INTENT, change=Change(kind, Money(amount), DAY), detail=detail)


GOOD = {
    "sale": INTENT,
    "sale with PIN, points, lock and evidence": replace(
        INTENT,
        change=Change(Kind.SALE, Money(-1_275), DAY, points=-0, times=1, pin_fails=2, locked=True),
        detail=SaleDetail(Basket((LINE,), 0, "T-9"), pin_used=True),
        evidence=(RECORD.pack(), RECORD.pack()),
    ),
    "sale with carried lines": replace(INTENT, detail=SaleDetail(Basket((LINE,), 5), False)),
    "void": changed(Kind.VOID, 900, VoidDetail(SALE_REFERENCE)),
    "load": changed(Kind.LOAD, 5_000, LoadDetail("T-2", 9)),
    "refund of a known sale": changed(Kind.REFUND, 1_275, RefundDetail(Basket((LINE,)), SALE_REFERENCE)),
    "refund of an unknown sale": changed(Kind.REFUND, 1_275, RefundDetail(Basket((LINE,)), None)),
    "claim": changed(Kind.CLAIM, 3_000, ClaimDetail(31)),
    "PIN try": changed(Kind.PIN_TRY, 0, PinTryDetail()),
    "confirm": changed(Kind.CONFIRM, 0, ConfirmDetail(SALE_REFERENCE)),
    "lock": changed(Kind.LOCK, 0, LockDetail(CardState.LOST, 300)),
    "cash-out": changed(Kind.CASH_OUT, -3_000, CashOutDetail(300)),
    "unlock": changed(Kind.UNLOCK, 0, LockDetail(CardState.OK)),
    "unlock with another static part": changed(Kind.UNLOCK, 0, LockDetail(CardState.OK, 300, IDENTITY.pack())),
    "issue": ISSUE,
    "issue on a contact card": replace(ISSUE, medium=Medium.SLE4442, detail=IssueDetail(IDENTITY.pack(), b"", 7)),
}


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_of_change_is_read_as_written_and_refuses_every_truncation(name: str) -> None:
    data = entry(GOOD[name])
    assert decode_entry(data).body == GOOD[name]
    for size in range(len(data)):
        with pytest.raises(TheirViolation):
            decode_entry(data[:size])


@settings(max_examples=50, deadline=None)
@given(strategies.intents())
def test_any_intent_is_read_as_written(intent: Intent) -> None:
    assert decode_entry(entry(intent)).body == intent


BAD = {
    "a sale that adds money": changed(Kind.SALE, 1_275, SaleDetail(Basket((LINE,)), False)),
    "a sale whose lines make another amount": changed(Kind.SALE, -1_274, SaleDetail(Basket((LINE,)), False)),
    "a refund whose lines make another amount": changed(Kind.REFUND, 1, RefundDetail(Basket((LINE,)), None)),
    "a refund that takes money": changed(Kind.REFUND, -1_275, RefundDetail(Basket((LINE,)), None)),
    "a void that takes money": changed(Kind.VOID, -1, VoidDetail(SALE_REFERENCE)),
    "a load of nothing": changed(Kind.LOAD, 0, LoadDetail()),
    "a claim of nothing": changed(Kind.CLAIM, 0, ClaimDetail(31)),
    "a claim that takes money": changed(Kind.CLAIM, -1, ClaimDetail(31)),
    "a PIN try with an amount": changed(Kind.PIN_TRY, -1, PinTryDetail()),
    "a cash-out of nothing": changed(Kind.CASH_OUT, 0, CashOutDetail(300)),
    "a load that takes money": changed(Kind.LOAD, -100, LoadDetail()),
    "an issue of money": replace(ISSUE, change=Change(Kind.ISSUE, Money(1), DAY)),
    "an empty basket": changed(Kind.SALE, 0, SaleDetail(Basket(()), False)),
    "a basket of too many lines": replace(INTENT, detail=SaleDetail(Basket((LINE,), 2_000), False)),
    "three records of evidence": replace(INTENT, evidence=(RECORD.pack(),) * 3),
    "evidence that is no record": replace(INTENT, evidence=(bytes(48),)),
    "a record before that is none": replace(INTENT, before=bytes(48)),
    "a next record that cannot exist": changed(Kind.LOAD, 2**31 - 1, LoadDetail()),
    "an issue with a lock": replace(ISSUE, change=Change(Kind.ISSUE, ZERO, DAY, locked=True)),
    "an issue without a UID": replace(ISSUE, detail=IssueDetail(IDENTITY.pack(), b"", 7)),
    "an issue with a UID on a contact card": replace(ISSUE, medium=Medium.SLE4442),
    "an issue of no static part": replace(ISSUE, detail=IssueDetail(bytes(48), bytes(4), 7)),
    "an issue of another card": replace(ISSUE, card=CardInstance(CardNumber(1), 1)),
}


@pytest.mark.parametrize("name", BAD)
def test_a_change_that_no_terminal_makes_may_not_be_said_and_is_read_all_the_same(name: str) -> None:
    assert intent_fault(BAD[name]) is not None
    with pytest.raises(OurViolation):
        entry(BAD[name])
    assert decode_entry(entry_bytes(Entry(AT, BAD[name]))).body == BAD[name]


MISFITS = {
    "a detail of another kind": changed(Kind.LOAD, 100, PinTryDetail()),
    "a claim with the detail of a load": changed(Kind.CLAIM, 100, LoadDetail()),
    "an issue on top of a record": replace(ISSUE, before=RECORD.pack()),
    "an amount wider than a record's": changed(Kind.SALE, -(2**31) - 1, SaleDetail(Basket((LINE,)), False)),
    "four records of evidence": replace(INTENT, evidence=(RECORD.pack(),) * 4),
    "a long UID": replace(ISSUE, detail=IssueDetail(IDENTITY.pack(), bytes(8), 7)),
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_its_field_has_no_bytes(name: str) -> None:
    with pytest.raises(OurViolation):
        entry_bytes(Entry(AT, MISFITS[name]))


@pytest.mark.parametrize(
    ("kind", "static_part", "fault"),
    [
        (Kind.LOCK, IDENTITY.pack(), "only an unlock"),
        (Kind.UNLOCK, IDENTITY.pack()[:47], "a static part has 48 bytes"),
        (Kind.UNLOCK, replace(IDENTITY, card=CardInstance(CardNumber(1), 1)).pack(), "names another card"),
    ],
)
def test_a_static_part_comes_along_with_an_unlock_of_its_card(kind: Kind, static_part: bytes, fault: str) -> None:
    assert fault in str(intent_fault(changed(kind, 0, LockDetail(CardState.OK, 300, static_part))))


def test_a_card_state_that_nobody_knows_has_bytes_that_nobody_reads() -> None:
    lock = changed(Kind.LOCK, 0, LockDetail(8))
    assert intent_fault(lock) == "card state 8 is unknown"
    with pytest.raises(TheirViolation, match="code 8"):
        decode_entry(entry_bytes(Entry(AT, lock)))


@pytest.mark.parametrize("amount", [AMOUNTS[0], AMOUNTS[-1], AMOUNTS[0] - 1, AMOUNTS[-1] + 1])
def test_an_amount_has_the_width_of_the_record(amount: int) -> None:
    data, small = entry(INTENT), Writer()
    small.zigzag(amount)
    place = BITS_AT + 1 + 48
    wide = data[:place] + small.finish() + data[place + 2 :]
    if amount in AMOUNTS:
        found = decode_entry(wide).body
        assert isinstance(found, Intent)
        assert found.change.amount == Money(amount)
    else:
        with pytest.raises(TheirViolation, match="no amount of a record"):
            decode_entry(wide)


def test_every_kind_has_a_detail() -> None:
    assert set(DETAIL_OF_KIND) == set(Kind)


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (KIND_AT, 0x00, Reason.MALFORMED),
        (KIND_AT, 0x0F, Reason.MALFORMED),
        (BITS_AT, 0x00, Reason.MALFORMED),
        (BITS_AT, 0x03, Reason.MALFORMED),
        (BITS_AT, 0x05, Reason.MALFORMED),
    ],
)
def test_unknown_kinds_media_and_bits_are_refused(place: int, value: int, reason: Reason) -> None:
    data = bytearray(entry(INTENT))
    assert (data[KIND_AT], data[BITS_AT]) == (Kind.SALE, Medium.MIFARE_1K)
    data[place] = value
    with pytest.raises(TheirViolation) as caught:
        decode_entry(bytes(data))
    assert caught.value.reason is reason


def test_only_a_sale_uses_a_pin() -> None:
    data = bytearray(entry(GOOD["load"]))
    data[BITS_AT] |= 0x40
    with pytest.raises(TheirViolation, match="bits"):
        decode_entry(bytes(data))


def test_points_that_are_announced_must_not_be_nothing() -> None:
    data = entry(INTENT)
    day = BITS_AT + 1 + 48 + 2
    announced = data[:BITS_AT] + bytes([data[BITS_AT] | 0x08]) + data[BITS_AT + 1 : day + 2] + b"\x00\x00" + data[day + 2 :]
    with pytest.raises(TheirViolation, match="announces points"):
        decode_entry(announced)


@pytest.mark.parametrize(("head", "extra"), [(0x05, "00"), (0x06, "00")])
def test_a_ticket_or_carried_lines_that_are_announced_must_not_be_nothing(head: int, extra: str) -> None:
    sale = entry(INTENT)
    basket = BITS_AT + 1 + 48 + 2 + 2 + 1 + 8
    assert sale[basket] == 0x04
    with pytest.raises(TheirViolation, match="announces what it has not"):
        decode_entry(sale[:basket] + bytes([head]) + bytes.fromhex(extra) + sale[basket + 1 :])


def test_the_largest_entry_fits_its_limit() -> None:
    wide = SaleLine(ItemCode(2**32 - 1), 1, UnitPrice(PRICE_MAX_MILLS), Money(2**31 - 1), OwnerId(2**32 - 1))
    largest = replace(
        INTENT,
        card=CardInstance(CardNumber(CARD_NUMBER_MAX), 2**16 - 1),
        change=Change(Kind.REFUND, ZERO, DAY, points=2**23, times=1),
        detail=RefundDetail(Basket((wide,) * LINES_PER_ENTRY_MAX, 1_000, "T" * TICKET_BYTES_MAX), SALE_REFERENCE),
        operator=OperatorId(2**32 - 1),
        shift=ShiftNumber(2**32 - 1),
        evidence=(RECORD.pack(),) * 2,
    )
    assert ENTRY_BYTES_MAX // 2 < len(entry(largest)) <= ENTRY_BYTES_MAX


def test_the_card_of_an_example_is_the_card_of_its_static_part() -> None:
    assert IDENTITY.card == CARD
