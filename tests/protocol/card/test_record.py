from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card.record import Kind, Record, RecordViolation, unpack
from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay
from protocol.money import Money
from tests.protocol.card.samples import MIFARE_UID, history

SALE = history(MIFARE_UID)[2]

u8, u16, u24, u32 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 24, 32))
s32 = st.integers(-(2**31), 2**31 - 1)
records = st.builds(
    Record,
    key_version=u8,
    pin_fails=st.integers(0, 15),
    times=u16,
    counter=u32,
    balance=s32.map(Money),
    cumulated_debits=u32.map(Money),
    day=u16.map(BusinessDay),
    spent_today=u32.map(Money),
    reference=st.builds(Reference, u16.map(TerminalId), u32.map(Lineage), u32.map(Sequence)),
    amount=s32.map(Money),
    points=u24,
    locked=st.booleans(),
    kind=st.sampled_from(Kind),
    mac=st.binary(min_size=8, max_size=8),
)


@settings(max_examples=100, deadline=None)
@given(records)
def test_a_record_is_read_as_it_was_written(record: Record) -> None:
    packed = record.pack()
    assert len(packed) == 48
    assert unpack(packed) == record
    assert record.signed == packed[:40]


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=48, max_size=48))
def test_48_bytes_have_one_reading_at_most(data: bytes) -> None:
    for candidate in (data, bytes([0x10 | data[0] & 15]) + data[1:39] + bytes([data[39] & 0x80 | 2]) + data[40:]):
        try:
            record = unpack(candidate)
        except RecordViolation:
            continue
        assert record.pack() == candidate


def test_each_field_lies_where_the_layout_says() -> None:
    record = Record(
        key_version=0x22,
        pin_fails=1,
        times=0x3344,
        counter=0x55667788,
        balance=Money(-2),
        cumulated_debits=Money(0x99AABBCC),
        day=BusinessDay(0xDDEE),
        spent_today=Money(0x01020304),
        reference=Reference(TerminalId(0x0506), Lineage(0x0708090A), Sequence(0x0B0C0D0E)),
        amount=Money(-3),
        points=0x0F1011,
        locked=True,
        kind=Kind.LOCK,
        mac=bytes.fromhex("1213141516171819"),
    )
    assert record.pack().hex(" ") == (
        "11 22 33 44 55 66 77 88 ff ff ff fe 99 aa bb cc "
        "dd ee 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e "
        "ff ff ff fd 0f 10 11 89 12 13 14 15 16 17 18 19"
    )


@pytest.mark.parametrize("length", [0, 47, 49])
def test_a_record_has_48_bytes(length: int) -> None:
    with pytest.raises(RecordViolation, match="48 bytes"):
        unpack(bytes(length))


@pytest.mark.parametrize("head", [0x00, 0x20, 0xF0])
def test_another_format_is_refused(head: int) -> None:
    with pytest.raises(RecordViolation, match="format"):
        unpack(bytes([head]) + SALE.pack()[1:])


@pytest.mark.parametrize("kind", [0, 12, 0x7F, 0x80])
def test_an_unknown_kind_is_refused(kind: int) -> None:
    packed = SALE.pack()
    with pytest.raises(RecordViolation, match="kind"):
        unpack(packed[:39] + bytes([kind]) + packed[40:])


@pytest.mark.parametrize(
    "record",
    [
        replace(SALE, balance=Money(2**31)),
        replace(SALE, amount=Money(-(2**31) - 1)),
        replace(SALE, cumulated_debits=Money(-1)),
        replace(SALE, spent_today=Money(2**32)),
        replace(SALE, counter=2**32),
        replace(SALE, times=-1),
        replace(SALE, points=-1),
        replace(SALE, points=2**24),
        replace(SALE, pin_fails=16),
        replace(SALE, pin_fails=-1),
        replace(SALE, key_version=256),
        replace(SALE, mac=bytes(7)),
    ],
)
def test_a_value_that_does_not_fit_is_refused(record: Record) -> None:
    with pytest.raises(RecordViolation, match="does not fit"):
        record.pack()
