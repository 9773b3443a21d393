"""Signs of health: if these failed, a terminal's word about its parts would hold up its sign of life, or be read as another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.link.signs import Part, Sign, Signs, read_signs, signs_of, software_of, write_signs
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U64_MAX, Reader, Writer

ANY = st.dictionaries(st.integers(0, 255), st.integers(0, U64_MAX)).map(lambda found: tuple(sorted(found.items())))


def written(signs: Signs) -> bytes:
    writer = Writer()
    write_signs(writer, signs)
    return writer.finish()


def read(data: bytes) -> Signs:
    reader = Reader(data)
    signs = read_signs(reader)
    reader.done()
    return signs


@given(ANY)
@settings(max_examples=100, deadline=None)
def test_signs_are_read_as_written_whether_their_codes_are_known_or_not(signs: Signs) -> None:
    assert read(written(signs)) == signs


@given(st.binary(max_size=24))
@settings(max_examples=100, deadline=None)
def test_whatever_bytes_are_read_were_written_so(data: bytes) -> None:
    try:
        signs = read(data)
    except TheirViolation:
        return
    assert written(signs) == data


def test_a_value_that_no_sign_can_have_is_told_as_the_nearest_and_holds_up_nothing() -> None:
    told = signs_of([(Sign.PRINTER, Part.MISSING), (Sign.TEMPERATURE, -4), (Sign.JOURNAL_KIB, U64_MAX + 1)])
    assert told == ((Sign.JOURNAL_KIB, U64_MAX), (Sign.TEMPERATURE, 0), (Sign.PRINTER, 2))
    assert written(told)


def test_signs_out_of_order_are_not_written_and_not_read() -> None:
    with pytest.raises(OurViolation):
        written(((2, 0), (1, 0)))
    with pytest.raises(TheirViolation) as caught:
        read(b"\x02\x01\x00\x01\x00")
    assert caught.value.reason is Reason.NOT_CANONICAL


def test_a_version_of_the_software_is_one_number_that_rises_with_it() -> None:
    assert software_of(1, 2, 3) == 66_051
    assert software_of(0, 1, 200) < software_of(0, 2, 0) < software_of(1, 0, 0)
