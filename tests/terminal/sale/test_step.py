"""If these failed, an order that ended would lose the basket, or let go of a card whose write is in doubt."""

from __future__ import annotations

import pytest

from protocol.money import Money
from terminal.sale.effects import Nudge, Refuse
from terminal.sale.orders import GiveBack, Inquire, Load, Order, Pay, Void
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import Doubtful, Ready, Waiting, Want
from terminal.sale.step import Step, back_from, refuse, stay, without
from tests.support.sale_examples import CARD, basket, ref

KEYED = Ready(basket(500), "A1")
NOTE = RefusalNote(Refusal.WRONG_PIN, count=1)


def test_staying_keeps_the_state_and_may_do_something() -> None:
    assert stay(KEYED) == Step(KEYED)
    assert stay(KEYED, Nudge()) == Step(KEYED, (Nudge(),))


def test_a_refusal_is_told_with_what_its_sentence_names() -> None:
    assert refuse(KEYED, Refusal.EXPIRED) == Step(KEYED, (Refuse(RefusalNote(Refusal.EXPIRED)),))
    assert refuse(KEYED, NOTE) == Step(KEYED, (Refuse(NOTE),))


@pytest.mark.parametrize(
    ("order", "state"),
    [
        (Pay(KEYED.basket, "A1"), KEYED),
        (GiveBack(KEYED.basket, "A1"), KEYED),
        (Inquire(KEYED.basket, "A1"), KEYED),
        (Load(Money(1), "A1"), Ready()),
        (Void(), Ready()),
    ],
)
def test_an_order_that_ends_undone_gives_the_basket_back(order: Order, state: Ready) -> None:
    assert back_from(order) == state
    assert without(Want(order), NOTE) == Step(state, (Refuse(NOTE),))


@pytest.mark.parametrize("main", [ref(10), None])
def test_an_order_with_a_write_in_doubt_goes_on_waiting(main: None) -> None:
    want = Want(Pay(KEYED.basket, "A1"), Doubtful(CARD, main))
    assert without(want, Refusal.ANOTHER_CARD) == Step(Waiting(want), (Refuse(RefusalNote(Refusal.ANOTHER_CARD)),))
