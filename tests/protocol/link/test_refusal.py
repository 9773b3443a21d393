"""Refusals: the terminal shows the code, so the code must arrive as it was given."""

from __future__ import annotations

import pytest

from protocol.link.refusal import Refusal, decode_refusal, encode_refusal
from protocol.link.violations import OurViolation, Reason, TheirViolation
from tests.support.link_examples import REFUSAL


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_travels(reason: Reason) -> None:
    refusal = Refusal(REFUSAL.about, reason, 7, "why")
    assert decode_refusal(encode_refusal(refusal)) == refusal


def test_every_truncation_a_trailing_byte_and_an_unknown_reason_are_refused() -> None:
    body = encode_refusal(REFUSAL)
    unknown = body[:32] + b"\xff" + body[33:]
    for data in [*(body[:size] for size in range(len(body))), body + b"\x00", unknown]:
        with pytest.raises(TheirViolation):
            decode_refusal(data)


def test_a_detail_that_is_too_long_may_not_be_said() -> None:
    with pytest.raises(OurViolation):
        encode_refusal(Refusal(REFUSAL.about, Reason.MALFORMED, 0, "x" * 201))
