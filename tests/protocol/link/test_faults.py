"""What no program of ours says: each fault by its sentence (SPEC 3.6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.record import Kind, RecordViolation
from protocol.card.ring import Change, first_record, successor
from protocol.ids import CardInstance, CardNumber, ShiftNumber
from protocol.link.duty_entries import Count, PayOut, ShiftClosed, ShiftHandover, ShiftOpened, Tender
from protocol.link.entries import Body, CashRefund, CashSale, Evidence, Intent, LineRemoved, MoreLines
from protocol.link.faults import body_fault, intent_fault, next_record, records_fault, sign_fault
from protocol.money import ZERO, Money
from tests.protocol.link.test_codec_card import DAY, GOOD, ISSUE
from tests.support.link_examples import BASKET, CARD, CHEN, ENTRIES, INTENT, LIN, LINE, RECORD

SHIFT = ShiftNumber(1)
CHEQUES = Count(Tender.CHEQUE, ZERO, ZERO)


@pytest.mark.parametrize("body", [*GOOD.values(), *ENTRIES.values()])
def test_what_we_say_has_no_fault(body: Body) -> None:
    assert body_fault(body) is None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (MoreLines(()), "an entry of lines has none"),
        (Evidence(CARD, ()), "evidence has 1 to 3 records"),
        (Evidence(CARD, (bytes(48),)), "record format 0 is unknown"),
        (replace(INTENT, before=bytes(48)), "record format 0 is unknown"),
        (replace(INTENT, evidence=(RECORD.pack(),) * 3), "an intent has at most 2 records of evidence"),
        (replace(ISSUE, card=CardInstance(CardNumber(1), 1)), "the static part names another card"),
        (CashSale(BASKET, LIN, SHIFT, Tender.CASH, "note"), "cash has a text of its own"),
        (LineRemoved(replace(LINE, discount=Money(-1)), LIN, SHIFT), "a discount is negative or above the line's worth"),
        (ShiftOpened(ShiftNumber(0), LIN, ZERO), "a shift has no number"),
        (ShiftClosed(SHIFT, LIN, LIN, (CHEQUES,), 0), "a shift was closed and its cash was not counted"),
        (ShiftHandover(SHIFT, CHEN, CHEN), "a shift was handed over to the one who has it"),
        (PayOut(ZERO, 1, "", LIN, SHIFT), "nothing was paid out"),
    ],
)
def test_a_fault_has_a_sentence(body: Body, sentence: str) -> None:
    assert body_fault(body) == sentence


def test_a_cash_refund_of_nothing_is_a_fault() -> None:
    refund = ENTRIES["CashRefund"]
    assert isinstance(refund, CashRefund)
    assert body_fault(replace(refund, basket=replace(refund.basket, lines=()))) == "a basket has 1 to 2000 lines"


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_its_signs(kind: Kind) -> None:
    allowed = {sign for sign in (-1, 0, 1) if sign_fault(Change(kind, Money(sign), DAY)) is None}
    expected = {Kind.SALE: {-1, 0}, Kind.VOID: {0, 1}, Kind.REFUND: {0, 1}, Kind.LOAD: {1}, Kind.CLAIM: {1}, Kind.CASH_OUT: {-1}}
    assert allowed == expected.get(kind, {0})


def test_the_next_record_is_that_of_the_card() -> None:
    reference = next_record(INTENT).reference
    assert next_record(INTENT) == successor(RECORD, INTENT.change, reference, INTENT.key_version)
    assert next_record(ISSUE) == first_record(ISSUE.change, reference, ISSUE.key_version)


@pytest.mark.parametrize(
    "intent",
    [
        replace(INTENT, before=b"\xff" * 48),
        replace(INTENT, change=replace(INTENT.change, amount=Money(2**31 - 1))),
        replace(INTENT, before=replace(RECORD, counter=2**32 - 1).pack()),
        replace(ISSUE, change=replace(ISSUE.change, amount=Money(5))),
    ],
)
def test_where_no_record_can_follow_it_says_so(intent: Intent) -> None:
    with pytest.raises(RecordViolation):
        next_record(intent)
    assert intent_fault(intent) is not None


def test_evidence_is_records() -> None:
    assert records_fault((RECORD.pack(), RECORD.pack())) is None
    assert records_fault(()) is None
    assert ISSUE.change.amount == ZERO
