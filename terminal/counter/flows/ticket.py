"""The number of the ticket, table or order that the sale belongs to; it stands on the slip."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from terminal.counter.acts import ToSale
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on
from terminal.words.catalogue import say
from terminal.words.counter import Word

NUMBER_MOST = 12


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number as keyed so far."""

    entry: str = ""


def begin(view: View) -> Moved:
    """Ask."""
    return Moved(Numbering())


def step(state: Numbering, event: Event, view: View) -> Moved:
    """ENTER takes it, nothing for none; BACK takes a digit off or leaves."""
    match state, event:
        case Numbering(""), KeyPressed(Key.BACK):
            return done()
        case Numbering(entry), KeyPressed(Key.BACK):
            return Moved(Numbering(entry[:-1]))
        case Numbering(entry), KeyPressed(Key.ENTER):
            return done(ToSale(on.TicketKeyed(entry)))
        case Numbering(entry), KeyPressed(key) if len(entry) < NUMBER_MOST:
            return Moved(Numbering(entry + key.digit))
        case _:
            return Moved(state)


def lines(state: Numbering, view: View) -> Lines:
    """The question, and what is keyed."""
    return say(Word.KEY_TICKET, view.language), state.entry, say(Word.ENTER_OR_BACK, view.language)


TICKET = Flow("ticket", Word.TICKET, Right.SELL, begin, step, lines, (Numbering,))
