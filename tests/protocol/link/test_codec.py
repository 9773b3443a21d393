"""Entries: what a journal says is what head office reads, and each entry has one form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import CardInstance, CardNumber, ItemCode, OperatorId, OwnerId, Sequence, ShiftNumber
from protocol.instants import Instant
from protocol.limits import ENTRY_BYTES_MAX, LINES_PER_ENTRY_MAX
from protocol.link.codec import TYPE_CODES, decode_entry, encode_entry, entry_bytes, time_of
from protocol.link.entries import Basket, Body, Boot, CashSale, Commit, Entry, Evidence, MoreLines, SaleLine
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.money import Money, UnitPrice
from tests.support import strategies
from tests.support.link_examples import ENTRIES, LINE, entry

HEAD = "000000000001"


@settings(max_examples=100, deadline=None)
@given(strategies.entries)
def test_an_entry_is_read_as_it_was_written(value: Entry) -> None:
    assert decode_entry(encode_entry(value)) == value


@settings(max_examples=50, deadline=None)
@given(strategies.entries, st.data())
def test_a_damaged_entry_is_refused_or_is_another_entry_in_its_only_form(value: Entry, data: st.DataObject) -> None:
    written = encode_entry(value)
    place = data.draw(st.integers(0, 8 * len(written) - 1))
    damaged = bytearray(written)
    damaged[place // 8] ^= 1 << place % 8
    try:
        other = decode_entry(bytes(damaged))
    except TheirViolation:
        return
    assert other != value
    assert entry_bytes(other) == bytes(damaged)


@pytest.mark.parametrize("name", ENTRIES)
def test_every_kind_of_entry_refuses_every_truncation_and_a_trailing_byte(name: str) -> None:
    written = entry(ENTRIES[name])
    assert decode_entry(written).body == ENTRIES[name]
    for size in range(len(written)):
        with pytest.raises(TheirViolation):
            decode_entry(written[:size])
    with pytest.raises(TheirViolation):
        decode_entry(written + b"\x00")


def test_every_kind_of_entry_has_a_code_and_an_example() -> None:
    assert {type(body) for body in ENTRIES.values()} == set(TYPE_CODES)
    assert sorted(TYPE_CODES.values()) == list(range(1, 26))


def test_a_sale_with_its_commit_stays_below_110_bytes() -> None:
    lengths = [len(entry(ENTRIES[name])) + 1 for name in ("Intent", "Commit")]
    assert sum(lengths) + 1 <= 110


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", Reason.TRUNCATED),
        ("00" + HEAD, Reason.MALFORMED),
        ("1a" + HEAD, Reason.MALFORMED),
        ("01" + HEAD + "0400000000", Reason.MALFORMED),
        ("05" + HEAD + "8001", Reason.NOT_CANONICAL),
        ("0b" + HEAD + "0101" + "01" + "ff" * 47, Reason.TRUNCATED),
        ("05" + "00" * ENTRY_BYTES_MAX, Reason.TOO_LARGE),
    ],
)
def test_bytes_of_no_entry_are_refused_with_a_code(data: str, reason: Reason) -> None:
    with pytest.raises(TheirViolation) as caught:
        decode_entry(bytes.fromhex(data))
    assert caught.value.reason is reason


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=150) | st.builds(lambda code, rest: bytes([code]) + rest, st.integers(1, 25), st.binary(max_size=150)))
def test_any_bytes_decode_or_raise_their_violation(data: bytes) -> None:
    try:
        found = decode_entry(data)
    except TheirViolation:
        return
    assert entry_bytes(found) == data


@pytest.mark.parametrize(
    "body",
    [
        MoreLines(()),
        MoreLines((LINE,) * (LINES_PER_ENTRY_MAX + 1)),
        Evidence(CardInstance(CardNumber(1), 1), ()),
        Evidence(CardInstance(CardNumber(1), 1), (bytes(48),)),
        Commit(Sequence(2**32)),
    ],
)
def test_what_may_not_be_said_is_our_violation(body: MoreLines | Evidence | Commit) -> None:
    with pytest.raises(OurViolation):
        entry(body)


@pytest.mark.parametrize(
    "body",
    [
        MoreLines(()),
        MoreLines((replace(LINE, quantity=0, discount=Money(9)),)),
        CashSale(Basket(()), OperatorId(1), ShiftNumber(1)),
        CashSale(Basket((LINE,), 2_000), OperatorId(1), ShiftNumber(1)),
        Evidence(CardInstance(CardNumber(1), 1), ()),
        Evidence(CardInstance(CardNumber(1), 1), (bytes(48),) * 5),
    ],
)
def test_what_we_do_not_say_is_read_all_the_same(body: Body) -> None:
    value = Entry(Instant(1), body)
    assert decode_entry(entry_bytes(value)) == value
    with pytest.raises(OurViolation):
        encode_entry(value)


def test_the_largest_lines_fit_their_limit() -> None:
    wide = SaleLine(
        ItemCode(2**32 - 1),
        1,
        UnitPrice((2**31 - 1) * 1000),
        Money(2**31 - 1),
        OwnerId(2**32 - 1),
    )
    assert len(entry(MoreLines((wide,) * LINES_PER_ENTRY_MAX))) <= ENTRY_BYTES_MAX


def test_the_clock_of_an_entry_is_read_without_the_rest_of_it() -> None:
    assert {time_of(encode_entry(Entry(Instant(2**48 - 2), body))) for body in ENTRIES.values()} == {2**48 - 2}


def test_a_clock_before_1970_is_our_violation() -> None:
    boot = ENTRIES["Boot"]
    assert isinstance(boot, Boot)
    with pytest.raises(OurViolation):
        encode_entry(Entry(Instant(-1), boot))
