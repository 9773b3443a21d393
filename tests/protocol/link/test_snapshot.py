"""The snapshot on its way: only whole, only newer, and a delta only on the base it names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.link.snapshot import (
    Delta,
    SnapshotPart,
    StatesHeld,
    decode_delta,
    decode_part,
    encode_delta,
    encode_part,
    hash_after,
    with_delta,
    with_part,
)
from protocol.link.violations import OurViolation, Reason, TheirViolation
from tests.support import table_strategies
from tests.support.link_examples import DELTA, PART

HELD = StatesHeld(PART.stamp.version, PART.hash)


def part(version: int, number: int, parts: int = 3) -> SnapshotPart:
    """A part of a whole snapshot."""
    return replace(PART, stamp=replace(PART.stamp, version=version), part=number, parts=parts)


@settings(max_examples=100, deadline=None)
@given(table_strategies.snapshot_parts, table_strategies.deltas)
def test_parts_and_deltas_are_read_as_written(some: SnapshotPart, delta: Delta) -> None:
    assert decode_part(encode_part(some)) == some
    assert decode_delta(encode_delta(delta)) == delta


@pytest.mark.parametrize(("body", "decode"), [(encode_part(PART), decode_part), (encode_delta(DELTA), decode_delta)])
def test_every_truncation_and_a_trailing_byte_are_refused(body: bytes, decode: Callable[[bytes], object]) -> None:
    for data in [*(body[:size] for size in range(len(body))), body + b"\x00"]:
        with pytest.raises(TheirViolation):
            decode(data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=120))
def test_any_bytes_decode_or_raise_their_violation(data: bytes) -> None:
    with suppress(TheirViolation):
        assert encode_part(decode_part(data)) == data
    with suppress(TheirViolation):
        assert encode_delta(decode_delta(data)) == data


@pytest.mark.parametrize(
    "bad",
    [part(0, 0), part(1, 3), replace(PART, parts=0), replace(PART, rows=bytes(15)), replace(PART, hash=b"")],
)
def test_a_part_that_breaks_a_rule_may_not_be_said(bad: SnapshotPart) -> None:
    with pytest.raises(OurViolation):
        encode_part(bad)


@pytest.mark.parametrize(
    "bad",
    [
        replace(DELTA, base_version=0),
        replace(DELTA, base_version=8),
        replace(DELTA, rows=bytes(32)),
        replace(DELTA, base_hash=b""),
    ],
)
def test_a_delta_that_breaks_a_rule_may_not_be_said(bad: Delta) -> None:
    with pytest.raises(OurViolation):
        encode_delta(bad)


def test_what_may_not_be_said_is_not_believed_either() -> None:
    for sound, decode in ((encode_part(PART), decode_part), (encode_delta(DELTA), decode_delta)):
        with pytest.raises(TheirViolation) as caught:
            decode(bytes(4) + sound[4:])
        assert caught.value.reason is Reason.MALFORMED


def test_a_snapshot_is_held_only_when_every_part_has_come_in_order() -> None:
    held: StatesHeld | Reason = StatesHeld()
    for number, parts in enumerate((1, 2)):
        assert isinstance(held, StatesHeld)
        held = with_part(held, part(7, number))
        assert held == StatesHeld(incoming=7, parts=parts)
    assert isinstance(held, StatesHeld)
    assert with_part(held, part(7, 2)) == HELD


def test_parts_that_are_repeated_skipped_or_older_change_nothing() -> None:
    held = StatesHeld(5, bytes(32), incoming=7, parts=1)
    assert with_part(held, part(7, 0)) is Reason.INCONSISTENT
    assert with_part(held, part(7, 2)) is Reason.INCONSISTENT
    assert with_part(held, part(6, 0)) is Reason.INCONSISTENT
    assert with_part(held, part(5, 0)) is Reason.VERSION
    assert with_part(held, part(8, 1)) is Reason.INCONSISTENT


def test_no_lower_version_comes_back_as_parts_or_as_a_delta() -> None:
    for held in (StatesHeld(9, DELTA.base_hash), StatesHeld(9, DELTA.base_hash, incoming=12, parts=2)):
        assert with_part(held, part(8, 0)) is Reason.VERSION
        assert with_part(held, part(4, 0, 1)) is Reason.VERSION
        assert with_delta(held, DELTA) is Reason.VERSION


def test_a_newer_snapshot_begins_again() -> None:
    held = StatesHeld(5, bytes(32), incoming=7, parts=1)
    assert with_part(held, part(8, 0)) == StatesHeld(5, bytes(32), incoming=8, parts=1)


def test_a_delta_counts_only_on_the_very_base_it_names() -> None:
    assert with_delta(HELD, DELTA) == StatesHeld(8, hash_after(DELTA))
    assert with_delta(StatesHeld(8, DELTA.base_hash), DELTA) is Reason.VERSION
    assert with_delta(StatesHeld(6, DELTA.base_hash), DELTA) is Reason.INCONSISTENT
    assert with_delta(StatesHeld(7, bytes(32)), DELTA) is Reason.INCONSISTENT


def test_parts_on_their_way_are_kept_beside_a_delta_unless_it_overtakes_them() -> None:
    assert with_delta(replace(HELD, incoming=9, parts=1), DELTA) == StatesHeld(8, hash_after(DELTA), 9, 1)
    assert with_delta(replace(HELD, incoming=8, parts=1), DELTA) == StatesHeld(8, hash_after(DELTA))


def test_the_hash_of_a_version_depends_on_its_base_its_number_and_its_rows() -> None:
    others = (
        replace(DELTA, base_hash=bytes(32)),
        replace(DELTA, rows=b""),
        replace(DELTA, stamp=replace(DELTA.stamp, version=9)),
    )
    assert len({hash_after(delta) for delta in (DELTA, *others)}) == 4
