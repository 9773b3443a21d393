"""If these failed, a restart would forget that a claim was written, how much was loaded, or what of a sale came back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import Lineage, OperatorId, Reference, Sequence, ShiftNumber
from protocol.link.duty_entries import ShiftOpened, Tender
from protocol.link.entries import (
    Abandon,
    Basket,
    Body,
    Boot,
    BootReason,
    Cancel,
    CancelReason,
    CashOutDetail,
    ClaimDetail,
    Commit,
    Detail,
    Intent,
    LoadDetail,
    LockDetail,
    RefundDetail,
    SaleDetail,
    VoidDetail,
)
from protocol.link.tables import CardState
from protocol.money import Money
from terminal.journal.recovery import CardSale, Recovered
from tests.support.link_examples import AT, CARD, INTENT, LINE
from tests.terminal.journal.histories import TERMINAL, Said, placed

LINEAGE = Lineage(5)


def ref(place: int) -> Reference:
    return Reference(TERMINAL, LINEAGE, Sequence(place))


def recovered(*bodies: Body) -> Recovered:
    """A journal of these entries after a start, which is entry 1."""
    state = Recovered(TERMINAL)
    for sequence, lineage, entry in placed([Said(LINEAGE, AT, (Boot(BootReason.FIRST, Lineage(0)), *bodies))]):
        state.apply(sequence, lineage, entry)
    return state


def intent(kind: Kind, amount: int, detail: Detail) -> Intent:
    return replace(INTENT, change=Change(kind, Money(amount), INTENT.change.day), detail=detail)


CLAIM = intent(Kind.CLAIM, 3_000, ClaimDetail(31))
LOAD = intent(Kind.LOAD, 2_000, LoadDetail())
SALE = intent(Kind.SALE, -1_275, SaleDetail(Basket((LINE,), 0, "A17"), False))
VOID = intent(Kind.VOID, 1_275, VoidDetail(ref(2)))
REFUND = intent(Kind.REFUND, 1_275, RefundDetail(Basket((LINE,)), ref(2)))
CANCEL_4 = Cancel(ref(4), CancelReason.SCRUBBED)


@pytest.mark.parametrize(
    ("bodies", "claimed"),
    [
        ((), False),
        ((CLAIM,), True),
        ((CLAIM, Commit(Sequence(2))), True),
        ((CLAIM, Abandon(ref(2))), True),
        ((CLAIM, Cancel(ref(2), CancelReason.SCRUBBED)), False),
        ((CLAIM, Commit(Sequence(2)), CLAIM, CANCEL_4), True),
    ],
)
def test_a_claim_is_begun_once_unless_it_was_cancelled(bodies: tuple[Body, ...], claimed: bool) -> None:
    assert recovered(*bodies).claimed(31) is claimed
    assert not recovered(*bodies).claimed(32)


@pytest.mark.parametrize(
    ("bodies", "minor"),
    [
        ((), 0),
        ((LOAD,), 2_000),
        ((LOAD, Commit(Sequence(2))), 2_000),
        ((LOAD, Cancel(ref(2), CancelReason.REPLACED)), 0),
        ((LOAD, Commit(Sequence(2)), LOAD), 4_000),
        ((CLAIM, Commit(Sequence(2)), SALE), 0),
    ],
)
def test_loads_count_as_long_as_they_are_not_cancelled(bodies: tuple[Body, ...], minor: int) -> None:
    assert recovered(*bodies).loads_made == Money(minor)


@pytest.mark.parametrize(
    ("bodies", "given_back"),
    [
        ((), 0),
        ((VOID,), 1_275),
        ((VOID, Commit(Sequence(4))), 1_275),
        ((VOID, CANCEL_4), 0),
        ((REFUND, Commit(Sequence(4)), REFUND), 2_550),
        ((intent(Kind.REFUND, 1_275, RefundDetail(Basket((LINE,)), None)),), 0),
    ],
)
def test_what_comes_back_of_a_sale_counts_as_long_as_it_is_not_cancelled(bodies: tuple[Body, ...], given_back: int) -> None:
    state = recovered(SALE, Commit(Sequence(2)), *bodies)
    sold = CardSale(ref(2), CARD, Money(1_275), Money(given_back))
    assert state.card_sale(ref(2)) == state.card_sale("A17") == sold


def test_a_sale_without_an_end_cannot_be_named_and_neither_can_a_load() -> None:
    state = recovered(SALE, LOAD, Commit(Sequence(3)), intent(Kind.LOAD, 100, LoadDetail("L1")), Commit(Sequence(5)))
    assert [state.card_sale(name) for name in (ref(2), ref(3), "A17", "L1")] == [None] * 4


def test_what_was_done_for_a_desk_job_is_known_by_its_number() -> None:
    lock, out = intent(Kind.LOCK, 0, LockDetail(CardState.RETURNED, 22)), intent(Kind.CASH_OUT, -3_000, CashOutDetail(22))
    assert recovered(out).jobs == {22: "CASH_OUT OPEN"}
    assert recovered(out, Commit(Sequence(2))).jobs == {22: "CASH_OUT DONE"}
    assert recovered(out, Commit(Sequence(2)), lock, CANCEL_4).jobs == {22: "LOCK CANCELLED"}
    assert recovered(replace(lock, detail=LockDetail(CardState.LOST))).jobs == {}


def test_what_a_card_pays_out_leaves_the_drawer_when_it_is_done() -> None:
    opened = ShiftOpened(ShiftNumber(1), OperatorId(4), Money(10_000))
    out = intent(Kind.CASH_OUT, -3_000, CashOutDetail(22))
    assert recovered(opened, out).duty.drawer == {Tender.CASH: Money(10_000)}
    assert recovered(opened, out, Commit(Sequence(3))).duty.drawer == {Tender.CASH: Money(7_000)}
