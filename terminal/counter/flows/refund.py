"""Goods came back: the basket is keyed as for a sale, then paid out in cash or put onto the card, there with the sale's number
if it is known (D23)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import Reference
from protocol.link.rights import Right
from terminal.counter.acts import ToSale
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.counter.wanted import amount, priced
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on
from terminal.words.catalogue import say
from terminal.words.counter import Word

NUMBER_MOST = 9


@dataclass(frozen=True, slots=True)
class Choosing:
    """In cash or onto the card."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number of the sale's slip is being keyed, or the ticket of the sale; nothing means that it is not known."""

    entry: str = ""


State = Choosing | Numbering


def begin(view: View) -> Moved:
    """The goods must be keyed first."""
    return Moved(Choosing()) if priced(view) else done(said=tuple(say(line, view.language) for line in GOODS_FIRST))


GOODS_FIRST = (Word.KEY_GOODS_FIRST, Word.THEN_REFUND)


def step(state: State, event: Event, view: View) -> Moved:
    """1 pays out, 2 asks for the sale's number; BACK leads back."""
    match state, event:
        case Choosing(), KeyPressed(Key.ONE | Key.CASH):
            return done(ToSale(on.RefundKeyed(to_card=False)))
        case Choosing(), KeyPressed(Key.TWO):
            return Moved(Numbering())
        case Choosing(), KeyPressed(Key.BACK):
            return done()
        case Numbering(""), KeyPressed(Key.BACK):
            return Moved(Choosing())
        case Numbering(entry), KeyPressed(Key.BACK):
            return Moved(Numbering(entry[:-1]))
        case Numbering(entry), KeyPressed(Key.ENTER):
            return done(ToSale(on.RefundKeyed(to_card=True, sale=_sale(entry, view))))
        case Numbering(entry), KeyPressed(key) if len(entry) < NUMBER_MOST:
            return Moved(Numbering(entry + key.digit))
        case _:
            return Moved(state)


def _sale(entry: str, view: View) -> Reference | str | None:
    """The sale by card whose reference ends in this number; else a ticket of that name, which the sale looks up."""
    return next((sale for sale in view.books.sales if str(sale.sequence) == entry), entry or None)


def lines(state: State, view: View) -> Lines:
    """The question, and what is keyed."""
    to_give = row(say(Word.GIVE_BACK, view.language), view.text(amount(view)))
    if isinstance(state, Choosing):
        return to_give, say(Word.ONE_IN_CASH, view.language), say(Word.TWO_TO_CARD, view.language)
    return (
        to_give,
        say(Word.KEY_SLIP_NUMBER, view.language),
        state.entry or say(Word.ENTER_UNKNOWN, view.language),
        say(Word.ENTER_OR_BACK, view.language),
    )


REFUND = Flow("refund", Word.REFUND, Right.REFUND, begin, step, lines, (Choosing, Numbering))
