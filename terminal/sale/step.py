"""The answer of every decision: where the sale is now, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass

from terminal.sale.effects import Effect, Refuse
from terminal.sale.orders import GiveBack, Inquire, Order, Pay
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import Ready, State, Waiting, Want


@dataclass(frozen=True, slots=True)
class Step:
    """The next state and the effects to perform, in this order."""

    state: State
    effects: tuple[Effect, ...] = ()


def stay(state: State, *effects: Effect) -> Step:
    """Nothing moves."""
    return Step(state, effects)


def refuse(state: State, note: RefusalNote | Refusal) -> Step:
    """Say why not; nothing moves but to `state`."""
    return Step(state, (Refuse(note if isinstance(note, RefusalNote) else RefusalNote(note)),))


def back_from(order: Order) -> Ready:
    """Where the keys go on when an order ends without being done: the basket is kept."""
    match order:
        case Pay(once=True):
            return Ready()
        case Pay(basket, ticket) | GiveBack(basket, ticket, _) | Inquire(basket, ticket):
            return Ready(basket, ticket)
        case _:  # Load, Void
            return Ready()


def without(want: Want, note: RefusalNote | Refusal) -> Step:
    """The order cannot go on with this card: wait for the right one if a write is in doubt, else let go."""
    return refuse(Waiting(want) if want.doubt else back_from(want.order), note)
