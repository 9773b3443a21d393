"""Frames on a serial line: a cut, a glitch or a cold start costs one message, never a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.link.framing import FRAME_MESSAGE_MAX, STUFFED_MAX, Deframer, crc16, frame, stuff, unstuff
from protocol.link.violations import OurViolation


def test_the_crc_is_x25() -> None:
    assert crc16(b"123456789") == 0x906E
    assert crc16(b"") == 0


@pytest.mark.parametrize(
    ("plain", "stuffed"),
    [
        ("00", "0101"),
        ("0000", "010101"),
        ("1100", "021101"),
        ("11220033", "0311220233"),
        ("", "01"),
        ("11" * 254, "ff" + "11" * 254),
        ("11" * 255, "ff" + "11" * 254 + "0211"),
        ("11" * 254 + "00", "ff" + "11" * 254 + "0101"),
    ],
)
def test_stuffing_is_cobs(plain: str, stuffed: str) -> None:
    assert stuff(bytes.fromhex(plain)).hex() == stuffed
    assert unstuff(bytes.fromhex(stuffed)) == bytes.fromhex(plain)


@pytest.mark.parametrize("stuffed", ["00", "03ff", "030011", "0211000211"])
def test_what_is_not_cobs_is_none(stuffed: str) -> None:
    assert unstuff(bytes.fromhex(stuffed)) is None


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=600), max_size=4), st.integers(1, 50))
def test_messages_come_off_the_line_as_they_went_on_in_pieces_of_any_size(messages: list[bytes], size: int) -> None:
    line = b"".join(map(frame, messages))
    taker = Deframer()
    found = [message for start in range(0, len(line), size) for message in taker.feed(line[start : start + size])]
    assert found == messages
    assert all(0 not in frame(message)[:-1] for message in messages)


def test_listening_may_start_in_the_middle_and_empty_frames_are_nothing() -> None:
    line = frame(b"first") + frame(b"second")
    assert Deframer().feed(line[3:] + b"\x00\x00") == [b"second"]


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=40), st.data())
def test_a_damaged_frame_is_dropped_in_silence(message: bytes, data: st.DataObject) -> None:
    line = bytearray(frame(message))
    line[data.draw(st.integers(0, len(line) - 2))] ^= data.draw(st.integers(1, 255))
    assert Deframer().feed(bytes(line)) in ([], [b""]) or message not in Deframer().feed(bytes(line))


def test_a_frame_of_a_crc_alone_is_dropped() -> None:
    assert Deframer().feed(stuff(b"\x00\x00") + b"\x00") == []


def test_a_message_that_nobody_may_say_is_not_heard_either() -> None:
    longer = bytes(FRAME_MESSAGE_MAX + 1)  # zeros are stuffed so well that the whole still fits where the longest message does
    assert Deframer().feed(stuff(longer + crc16(longer).to_bytes(2, "little")) + b"\x00") == []


def test_an_endless_frame_is_dropped_and_the_next_one_heard() -> None:
    assert Deframer().feed(b"\x01" * (STUFFED_MAX + 1) + b"\x00" + frame(b"next")) == [b"next"]


@pytest.mark.parametrize("fill", [0, 0xFF])
def test_the_longest_message_fits(fill: int) -> None:
    longest = bytes([fill]) * FRAME_MESSAGE_MAX
    assert Deframer().feed(frame(longest)) == [longest]


@pytest.mark.parametrize("message", [b"", bytes(FRAME_MESSAGE_MAX + 1)])
def test_empty_and_oversized_messages_may_not_be_said(message: bytes) -> None:
    with pytest.raises(OurViolation):
        frame(message)
