"""Undo the last sale of a card: asked once, then the card is presented (D22)."""

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


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether it is meant."""


def begin(view: View) -> Moved:
    """Ask."""
    return Moved(Asking())


def step(state: Asking, event: Event, view: View) -> Moved:
    """ENTER undoes, BACK leaves."""
    match event:
        case KeyPressed(Key.ENTER):
            return done(ToSale(on.VoidKeyed()))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def lines(state: Asking, view: View) -> Lines:
    """The question."""
    return tuple(say(line, view.language) for line in (Word.UNDO_LAST_SALE, Word.OF_THE_CARD, Word.YES_NO))


VOID = Flow("void", Word.VOID, Right.VOID, begin, step, lines, (Asking,))
