"""Orders for a desk: what each takes to be done, so that nothing is done twice and nothing is left out."""

from __future__ import annotations

import pytest

from protocol.card.record import Kind
from protocol.ids import ClassId
from protocol.instants import BusinessDay, Instant
from protocol.link.desk_orders import (
    KIND_OF_CONTENT,
    CashOut,
    Content,
    DeskOrder,
    Extend,
    Load,
    Lock,
    Make,
    Mend,
    OrderKind,
    Read,
    Return,
    Sell,
    SetPin,
    Unlock,
)
from protocol.money import ZERO, Money
from tests.support.link_examples import CARD

DAY = BusinessDay(9_761)
SOME = Money(500)


@pytest.mark.parametrize(
    ("content", "steps"),
    [
        (Make(ClassId(2), DAY, DAY, DAY, SOME, pin=False), (Kind.ISSUE, Kind.LOAD)),
        (Make(ClassId(2), DAY, DAY, DAY, ZERO, pin=True), (Kind.ISSUE,)),
        (Sell(SOME), (Kind.UNLOCK, Kind.LOAD)),
        (Sell(ZERO), (Kind.UNLOCK,)),
        (Load(SOME), (Kind.LOAD,)),
        (CashOut(SOME), (Kind.CASH_OUT,)),
        (Return(SOME), (Kind.CASH_OUT, Kind.LOCK)),
        (Return(ZERO), (Kind.LOCK,)),
        (Lock(), (Kind.LOCK,)),
        (Unlock(), (Kind.UNLOCK,)),
        (SetPin(), (Kind.UNLOCK,)),
        (Extend(DAY), (Kind.UNLOCK,)),
        (Mend(ClassId(2), DAY, DAY, DAY), (Kind.UNLOCK,)),
        (Read(), ()),
    ],
)
def test_an_order_is_done_in_steps(content: Content, steps: tuple[Kind, ...]) -> None:
    assert DeskOrder(1, CARD, Instant(0), content).steps == steps


def test_every_kind_has_its_content() -> None:
    assert set(KIND_OF_CONTENT.values()) == set(OrderKind)
