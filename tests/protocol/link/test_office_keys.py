"""Head office's keys: the one object that decides whom a terminal believes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.link.office_keys import decode_office_keys, encode_office_keys
from protocol.link.violations import OurViolation, Reason, TheirViolation
from tests.support.link_examples import KEYS


def test_keys_are_read_as_written() -> None:
    assert decode_office_keys(encode_office_keys(KEYS)) == KEYS


def test_every_truncation_and_a_trailing_byte_are_refused() -> None:
    body = encode_office_keys(KEYS)
    for data in [*(body[:size] for size in range(len(body))), body + b"\x00"]:
        with pytest.raises(TheirViolation):
            decode_office_keys(data)


@pytest.mark.parametrize("name", ["ca", "ack", "set", "personalisation"])
def test_a_weak_key_is_refused_in_every_place(name: str) -> None:
    body = bytearray(encode_office_keys(KEYS))
    place = body.index(getattr(KEYS, name))
    body[place : place + 32] = bytes(32)
    with pytest.raises(TheirViolation) as caught:
        decode_office_keys(bytes(body))
    assert caught.value.reason is Reason.WEAK_KEY


def test_a_key_of_another_length_may_not_be_said() -> None:
    with pytest.raises(OurViolation):
        encode_office_keys(replace(KEYS, ca=b""))
