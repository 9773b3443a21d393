"""Acknowledgements: the terminal may delete on the strength of these bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import Sequence
from protocol.link.ack import ResultClass, decode_ack, encode_ack
from protocol.link.sums import Sum, SumKind
from protocol.link.tables import TableKind
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.money import Money
from tests.support.link_examples import ACK_VALUE

BODY = encode_ack(ACK_VALUE)


def test_an_acknowledgement_is_read_as_written() -> None:
    assert decode_ack(BODY) == ACK_VALUE


def test_every_truncation_and_a_trailing_byte_are_refused() -> None:
    for size in range(len(BODY)):
        with pytest.raises(TheirViolation):
            decode_ack(BODY[:size])
    with pytest.raises(TheirViolation):
        decode_ack(BODY + b"\x00")


TWICE = ((Sequence(2), ResultClass.HELD), (Sequence(2), ResultClass.DUPLICATE))


@pytest.mark.parametrize(
    "ack",
    [
        replace(ACK_VALUE, results=TWICE),
        replace(ACK_VALUE, sums=(Sum(SumKind.LOADS, 0, Money(0)),)),
        replace(ACK_VALUE, waiting=((TableKind.ITEMS, 0),)),
    ],
)
def test_lists_out_of_order_may_not_be_said(ack: object) -> None:
    with pytest.raises(OurViolation):
        encode_ack(ack)  # type: ignore[arg-type]


def test_results_out_of_order_are_not_believed() -> None:
    two = encode_ack(replace(ACK_VALUE, results=((Sequence(2), ResultClass.HELD), (Sequence(3), ResultClass.DUPLICATE))))
    second = two.index(bytes.fromhex("0000000301"))
    with pytest.raises(TheirViolation) as caught:
        decode_ack(two[:second] + bytes.fromhex("0000000201") + two[second + 5 :])
    assert caught.value.reason is Reason.NOT_CANONICAL
