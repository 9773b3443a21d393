"""A top-up: the amount, the cash, then the card. What is left of the terminal's float is shown first."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from protocol.money import Money
from terminal.counter.acts import ToSale
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.keys import amount_keyed, amount_of
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on
from terminal.words.catalogue import say
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Keying:
    """The amount is being keyed; without a point it is in whole units."""

    entry: str = ""


@dataclass(frozen=True, slots=True)
class Confirming:
    """The cash is being taken."""

    amount: Money


State = Keying | Confirming


def begin(view: View) -> Moved:
    """Ask how much."""
    return Moved(Keying())


def step(state: State, event: Event, view: View) -> Moved:
    """ENTER goes on, BACK back."""
    digits = view.context.catalogue.parameters.digits
    match state, event:
        case Keying(""), KeyPressed(Key.BACK):
            return done()
        case Keying(entry), KeyPressed(Key.BACK):
            return Moved(Keying(entry[:-1]))
        case Keying(entry), KeyPressed(Key.ENTER):
            amount = amount_of(entry, digits)
            return Moved(Confirming(amount) if amount else state)
        case Keying(entry), KeyPressed(key):
            return Moved(Keying(amount_keyed(entry, key, digits)))
        case Confirming(amount), KeyPressed(Key.ENTER):
            return done(ToSale(on.LoadKeyed(amount)))
        case Confirming(), KeyPressed(Key.BACK):
            return Moved(Keying())
        case _:
            return Moved(state)


def lines(state: State, view: View) -> Lines:
    """The question, and what is keyed."""
    if isinstance(state, Confirming):
        return (
            row(say(Word.LOADING, view.language), view.text(state.amount)),
            say(Word.TAKE_CASH_FIRST, view.language),
            say(Word.YES_NO, view.language),
        )
    left = view.context.catalogue.leases.float_granted - view.books.loads_made
    return (
        say(Word.LOAD, view.language),
        row(say(Word.FLOAT_LEFT, view.language), view.text(left)),
        state.entry or say(Word.KEY_AMOUNT, view.language),
        say(Word.ENTER_OR_BACK, view.language),
    )


LOAD = Flow("load", Word.LOAD, Right.LOAD, begin, step, lines, (Keying, Confirming))
