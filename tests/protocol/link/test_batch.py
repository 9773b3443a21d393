"""Batches: head office takes one only as a whole and unbroken, whatever it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import Lineage, Sequence
from protocol.link import chain
from protocol.link.batch import (
    FLAG_BITS,
    NO_BATCH,
    Batch,
    Flag,
    batch_bytes,
    batch_hash,
    cash_sums,
    decode_batch,
    encode_batch,
    read_header,
    split_batch,
)
from protocol.link.entries import Basket, Body, CashSale, Commit, MoreLines, SaleDetail
from protocol.link.sums import Sum, SumKind
from protocol.link.tables import TableKind
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U32_MAX
from protocol.money import Money
from tests.support import strategies
from tests.support.link_examples import BATCH, ENTRIES, INTENT, LINE, SEALED, SEALED_BATCH, make_batch, with_sums

BODY = encode_batch(BATCH)


def test_a_batch_is_read_as_written() -> None:
    assert decode_batch(BODY) == BATCH
    assert split_batch(BODY) == BATCH
    assert read_header(BODY) == BATCH.header
    assert BATCH.header.last_sequence == 4


@pytest.mark.parametrize(("first", "lineage", "overlaps"), [(1, 0, True), (4, 0, True), (5, 0, False), (1, 1, False)])
def test_batches_overlap_where_they_cover_a_place_of_one_journal(first: int, lineage: int, overlaps: bool) -> None:
    other = replace(BATCH.header, first_sequence=Sequence(first), lineage=Lineage(BATCH.header.lineage + lineage))
    assert BATCH.header.overlaps(other) is other.overlaps(BATCH.header) is overlaps


def test_its_entries_come_with_their_places() -> None:
    assert [(place, found.body) for place, found in BATCH.decoded()][2] == (3, Commit(Sequence(2)))


def test_every_truncation_and_a_trailing_byte_are_refused() -> None:
    for size in range(len(BODY)):
        with pytest.raises(TheirViolation):
            decode_batch(BODY[:size])
    with pytest.raises(TheirViolation) as caught:
        decode_batch(BODY + b"\x00")
    assert caught.value.reason is Reason.TRAILING


@settings(max_examples=30, deadline=None)
@given(st.lists(strategies.loose_bodies, min_size=1, max_size=5), st.integers(2, 1000), strategies.lineages)
def test_any_sound_batch_is_read_as_written(bodies: list[Body], first: int, lineage: Lineage) -> None:
    batch = make_batch(bodies, number=first, previous=b"\x01" * 32, first=first, head=b"\x02" * 32)
    batch = with_sums(batch, *cash_sums(bodies))
    batch = replace(batch, header=replace(batch.header, lineage=lineage, flags=Flag.VIRTUAL_DEVICES))
    assert decode_batch(encode_batch(batch)) == batch


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_batch_is_refused_or_is_another_batch_in_its_only_form(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 8 * len(BODY) - 1))
    damaged = bytearray(BODY)
    damaged[place // 8] ^= 1 << place % 8
    try:
        other = decode_batch(bytes(damaged))
    except TheirViolation:
        return
    assert other != BATCH
    assert batch_bytes(other) == bytes(damaged)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_decode_or_raise_their_violation(data: bytes) -> None:
    with pytest.raises(TheirViolation):
        decode_batch(data)


def test_cash_is_summed_with_the_lines_carried_before_it() -> None:
    cash = ENTRIES["CashSale"]
    assert isinstance(cash, CashSale)
    big = replace(cash, basket=replace(cash.basket, carried=1))
    sums = cash_sums([MoreLines((LINE,)), big, cash, ENTRIES["CashRefund"]])
    assert sums == (Sum(SumKind.CASH_SALES, 2, Money(3_825)), Sum(SumKind.CASH_REFUNDS, 1, Money(1_275)))


HEADER_FAULTS: dict[str, dict[str, Any]] = {
    "terminal 0": {"terminal": 0},
    "batch 0": {"number": 0},
    "sequence 0": {"first_sequence": 0},
    "places beyond 32 bits": {"first_sequence": U32_MAX, "number": 2, "previous": b"\x01" * 32, "head_before": b"\x01" * 32},
    "batch 1 after another": {"previous": b"\x01" * 32},
    "batch 1 from a later head": {"head_before": b"\x01" * 32},
    "batch 2 at sequence 1": {"number": 2, "previous": b"\x01" * 32, "head_before": b"\x01" * 32},
    "batch 2 from nothing": {"number": 2, "previous": NO_BATCH, "first_sequence": 9, "head_before": b"\x01" * 32},
    "a negative open sum": {"open_sum": Money(-1)},
    "sums out of order": {"sums": BATCH.header.sums[::-1]},
    "totals out of order": {"totals": BATCH.header.sums[::-1]},
    "versions out of order": {"versions": ((TableKind.CLASSES, 1), (TableKind.ITEMS, 1))},
    "a head after that does not follow": {"head_after": bytes(32)},
    "cash sums that are not the body's": {"sums": BATCH.header.sums[:1]},
}


@pytest.mark.parametrize("fault", HEADER_FAULTS)
def test_a_header_that_does_not_fit_may_not_be_said(fault: str) -> None:
    with pytest.raises(OurViolation):
        encode_batch(replace(BATCH, header=replace(BATCH.header, **HEADER_FAULTS[fault])))


def test_the_count_is_that_of_the_entries() -> None:
    with pytest.raises(OurViolation):
        encode_batch(Batch(BATCH.header, BATCH.entries[:-1]))
    with pytest.raises(OurViolation, match="counts 4 entries, there are 3"):
        batch_bytes(Batch(BATCH.header, BATCH.entries[:-1]))


def test_a_batch_has_an_entry() -> None:
    with pytest.raises(OurViolation):
        encode_batch(make_batch([]))


SOUND = make_batch([ENTRIES["Boot"]])
LOOSE = replace(INTENT, detail=SaleDetail(Basket((LINE,), 1), False))


@pytest.mark.parametrize(
    ("bodies", "sentence"),
    [
        ([ENTRIES["Boot"], ENTRIES["Boot"]], "one lineage"),
        ([ENTRIES["Boot"], ENTRIES["MoreLines"]], "stand at the end"),
        ([ENTRIES["Boot"], ENTRIES["CashSale"]], "cash sums"),
        ([ENTRIES["MoreLines"], LOOSE], "lines make -2550"),
    ],
)
def test_a_body_that_does_not_hold_together_may_not_be_said_and_is_read_all_the_same(bodies: list[Body], sentence: str) -> None:
    loose = make_batch(bodies)
    with pytest.raises(OurViolation, match=sentence):
        encode_batch(loose)
    assert decode_batch(batch_bytes(loose)) == loose


def test_a_basket_with_a_fault_counts_in_no_sum() -> None:
    assert cash_sums([ENTRIES["MoreLines"], ENTRIES["CashSale"]]) == ()


def test_an_entry_that_cannot_be_read_makes_the_batch_malformed() -> None:
    entries = (*SOUND.entries, b"\x1a" + bytes(6))
    header = replace(SOUND.header, count=2, head_after=chain.run(chain.GENESIS, 1, entries))
    with pytest.raises(TheirViolation, match="entry type 26") as caught:
        decode_batch(batch_bytes(Batch(header, entries)))
    assert caught.value.reason is Reason.MALFORMED


def test_entries_that_do_not_lead_to_the_head_are_refused() -> None:
    body = encode_batch(SOUND)
    with pytest.raises(TheirViolation, match="head after"):
        decode_batch(body[:-1] + b"\x01")


def test_all_flags_are_known() -> None:
    assert sum(Flag) == FLAG_BITS


def test_unknown_flags_are_refused() -> None:
    flags_at = len(encode_batch(SOUND)) - 1 - len(SOUND.entries[0]) - 1
    body = bytearray(encode_batch(SOUND))
    body[flags_at] = 0x04
    with pytest.raises(TheirViolation, match="flags 04"):
        decode_batch(bytes(body))


def test_the_identity_of_a_batch_covers_its_signature() -> None:
    assert batch_hash(SEALED_BATCH) != batch_hash(SEALED_BATCH[:-1] + bytes([SEALED_BATCH[-1] ^ 1]))
    assert SEALED["BATCH"] == SEALED_BATCH
