"""One encoding of each value: a second way to say a number would give one batch two hashes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.link.tables import TableKind
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import I64_MAX, I64_MIN, U64_MAX, Reader, Writer, rises, text_fault
from protocol.money import Money
from tests.support.strategies import texts


def written(write: Callable[[Writer], None]) -> bytes:
    writer = Writer()
    write(writer)
    return writer.finish()


@pytest.mark.parametrize(
    ("value", "data"),
    [(0, "00"), (127, "7f"), (128, "8100"), (16_383, "ff7f"), (16_384, "818000"), (U64_MAX, "81ffffffffffffffff7f")],
)
def test_a_varint_is_big_endian_in_groups_of_seven(value: int, data: str) -> None:
    assert written(lambda writer: writer.varint(value)).hex() == data
    assert Reader(bytes.fromhex(data)).varint() == value


@pytest.mark.parametrize(("value", "data"), [(0, "00"), (-1, "01"), (1, "02"), (-64, "7f"), (64, "8100")])
def test_zigzag_puts_small_magnitudes_first(value: int, data: str) -> None:
    assert written(lambda writer: writer.zigzag(value)).hex() == data
    assert Reader(bytes.fromhex(data)).zigzag() == value


@settings(max_examples=100, deadline=None)
@given(st.integers(0, U64_MAX), st.integers(I64_MIN, I64_MAX), texts(), st.binary(max_size=40), st.booleans())
def test_what_is_written_is_read_back(number: int, signed: int, text: str, blob: bytes, yes: bool) -> None:
    writer = Writer()
    writer.varint(number)
    writer.u64(number)
    writer.money(Money(signed))
    writer.text(text)
    writer.blob(blob, 40)
    writer.yes(yes)
    reader = Reader(writer.finish())
    assert (reader.varint(), reader.u64(), reader.money(), reader.text(), reader.blob(40), reader.yes()) == (
        number,
        number,
        Money(signed),
        text,
        blob,
        yes,
    )
    reader.done()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=12))
def test_a_varint_that_reads_is_the_only_way_to_write_its_value(data: bytes) -> None:
    reader = Reader(data)
    try:
        value = reader.varint()
    except TheirViolation:
        return
    assert written(lambda writer: writer.varint(value)) == data[: len(data) - reader.left]


@pytest.mark.parametrize(
    ("size", "write", "read"),
    [
        (1, Writer.u8, Reader.u8),
        (2, Writer.u16, Reader.u16),
        (4, Writer.u32, Reader.u32),
        (6, Writer.u48, Reader.u48),
        (8, Writer.u64, Reader.u64),
    ],
)
def test_fixed_integers_are_big_endian_and_bounded(
    size: int, write: Callable[[Writer, int], None], read: Callable[[Reader], int]
) -> None:
    assert written(lambda writer: write(writer, 1)) == bytes(size - 1) + b"\x01"
    assert read(Reader(b"\xff" * size)) == 2 ** (8 * size) - 1
    for value in (-1, 2 ** (8 * size)):
        with pytest.raises(OurViolation):
            write(Writer(), value)


@pytest.mark.parametrize(
    "write",
    [
        lambda writer: writer.varint(-1),
        lambda writer: writer.varint(9, 8),
        lambda writer: writer.varint(2**64),
        lambda writer: writer.zigzag(2**63),
        lambda writer: writer.zigzag(-(2**63) - 1),
        lambda writer: writer.raw(b"ab", 3),
        lambda writer: writer.blob(b"ab", 1),
        lambda writer: writer.text("a\n"),
    ],
)
def test_a_value_that_does_not_fit_is_our_violation(write: Callable[[Writer], None]) -> None:
    with pytest.raises(OurViolation):
        write(Writer())


@pytest.mark.parametrize(
    ("data", "read", "reason"),
    [
        ("8001", Reader.varint, Reason.NOT_CANONICAL),
        ("81ffffffffffffffffff7f", Reader.varint, Reason.MALFORMED),
        ("83ffffffffffffffff7f", Reader.varint, Reason.MALFORMED),
        ("81", Reader.varint, Reason.TRUNCATED),
        ("", Reader.u8, Reason.TRUNCATED),
        ("02", Reader.yes, Reason.MALFORMED),
        ("01ff", Reader.text, Reason.MALFORMED),
        ("010a", Reader.text, Reason.NOT_CANONICAL),
        ("0365cc81", Reader.text, Reason.NOT_CANONICAL),
        ("8149", Reader.text, Reason.MALFORMED),
    ],
)
def test_anything_else_is_their_violation(data: str, read: Callable[[Reader], object], reason: Reason) -> None:
    with pytest.raises(TheirViolation) as caught:
        read(Reader(bytes.fromhex(data)))
    assert caught.value.reason is reason


def test_an_unknown_code_is_malformed() -> None:
    reader = Reader(b"\x01\x63")
    assert reader.one_of(reader.u8, TableKind) is TableKind.ITEMS
    with pytest.raises(TheirViolation, match="code 99 is unknown"):
        reader.one_of(reader.u8, TableKind)


def test_nothing_may_be_left_over() -> None:
    reader = Reader(b"\x00\x00")
    reader.u8()
    with pytest.raises(TheirViolation) as caught:
        reader.done()
    assert caught.value.reason is Reason.TRAILING


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("é", None),
        ("e\u0301", "a text is not in NFC"),
        ("\x7f", "a text holds a control character"),
        ("\ud800", "a text is not Unicode"),
        ("豆" * 67, "a text has more than 200 bytes"),
    ],
)
def test_a_text_is_short_normal_and_without_controls(text: str, fault: str | None) -> None:
    assert text_fault(text) == fault


def test_only_strictly_rising_values_rise() -> None:
    assert [rises(values) for values in ([], [1, 2, 9], [1, 1], [2, 1])] == [True, True, False, False]
