"""Packets: several objects come out as they went in, and a hostile length costs no memory."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.packet import PACKET_BYTES_MAX, PACKET_OBJECTS_MAX, pack, unpack
from protocol.link.violations import OurViolation, Reason, TheirViolation


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=30), max_size=8))
def test_objects_come_out_as_they_went_in(objects: list[bytes]) -> None:
    assert unpack(pack(objects)) == objects


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_unpack_or_raise_their_violation(data: bytes) -> None:
    try:
        objects = unpack(data)
    except TheirViolation:
        return
    assert pack(objects) == data


@pytest.mark.parametrize(
    ("packet", "reason"),
    [
        (b"\x00\x00\x00\x02x", Reason.TRUNCATED),
        (b"\x00\x00", Reason.TRUNCATED),
        ((OBJECT_BYTES_MAX + 1).to_bytes(4, "big"), Reason.TOO_LARGE),
        (bytes(4 * (PACKET_OBJECTS_MAX + 1)), Reason.TOO_LARGE),
        (bytes(PACKET_BYTES_MAX + 1), Reason.TOO_LARGE),
    ],
)
def test_cut_and_oversized_packets_are_refused(packet: bytes, reason: Reason) -> None:
    with pytest.raises(TheirViolation) as caught:
        unpack(packet)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "objects",
    [[bytes(OBJECT_BYTES_MAX + 1)], [bytes(OBJECT_BYTES_MAX)] * 2, [b""] * (PACKET_OBJECTS_MAX + 1)],
)
def test_oversized_packets_may_not_be_said(objects: list[bytes]) -> None:
    with pytest.raises(OurViolation):
        pack(objects)
