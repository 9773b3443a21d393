"""Polls: how head office learns that a terminal lives, what it holds and whether anything is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.link.batch import Flag
from protocol.link.desk_orders import JobWord, Progress
from protocol.link.poll import decode_poll, encode_poll
from protocol.link.snapshot import StatesHeld
from protocol.link.tables import TableKind
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.money import Money
from tests.support.link_examples import POLL


def test_a_poll_is_read_as_written() -> None:
    poll = replace(POLL, flags=Flag.CLOCK_DOUBTFUL | Flag.VIRTUAL_DEVICES, open_count=300, open_sum=Money(-5))
    assert decode_poll(encode_poll(poll)) == poll


def test_every_truncation_and_a_trailing_byte_are_refused() -> None:
    body = encode_poll(POLL)
    for data in [*(body[:size] for size in range(len(body))), body + b"\x00"]:
        with pytest.raises(TheirViolation):
            decode_poll(data)


def test_a_poll_says_what_is_held_of_the_card_states() -> None:
    held = replace(POLL, versions=((TableKind.CARD_STATES, 5),), states_hash=b"h" * 32, incoming=7, incoming_parts=2)
    assert decode_poll(encode_poll(held)).states == StatesHeld(5, b"h" * 32, 7, 2)
    assert POLL.states == StatesHeld(0, bytes(32), 7, 2)


def test_versions_out_of_order_may_not_be_said() -> None:
    with pytest.raises(OurViolation):
        encode_poll(replace(POLL, versions=((TableKind.CLASSES, 1), (TableKind.ITEMS, 1))))


def test_a_poll_speaks_of_orders_in_order_and_not_of_too_many() -> None:
    words = tuple(JobWord(number, Progress.WRITTEN) for number in range(1, 52))
    for wrong in (words[1::-1], words):
        with pytest.raises(OurViolation):
            encode_poll(replace(POLL, jobs=wrong))
    body = encode_poll(replace(POLL, jobs=words[:2], signs=()))[:-1]
    with pytest.raises(TheirViolation, match="rise") as caught:
        decode_poll(body[:-6] + body[-3:] + body[-6:-3] + b"\x00")
    assert caught.value.reason is Reason.NOT_CANONICAL
