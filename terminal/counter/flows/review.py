"""The lines of the sale one after the other: another quantity, or off the bill (D9)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from terminal.counter.acts import ToSale
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import Lines
from terminal.counter.naming import line_row
from terminal.counter.view import View
from terminal.counter.wanted import priced, taken_off
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on
from terminal.words.catalogue import say
from terminal.words.counter import Word

QUANTITY_MOST = 6


@dataclass(frozen=True, slots=True)
class Reviewing:
    """The line at `index`, from 0; `entry` is its quantity as keyed so far."""

    index: int = 0
    entry: str = ""


def begin(view: View) -> Moved:
    """From the first line."""
    return Moved(Reviewing()) if priced(view) else done(said=(say(Word.NO_LINES, view.language),))


def step(state: Reviewing, event: Event, view: View) -> Moved:
    """× goes on to the next line, ENTER takes the quantity, 0 takes the line off."""
    count = len(priced(view))
    match state, event:
        case Reviewing(index, ""), KeyPressed(Key.TIMES | Key.ENTER):
            return Moved(Reviewing((index + 1) % count)) if count else done()
        case Reviewing(_, ""), KeyPressed(Key.BACK):
            return done()
        case Reviewing(index, entry), KeyPressed(Key.BACK):
            return Moved(Reviewing(index, entry[:-1]))
        case Reviewing(index, entry), KeyPressed(Key.ENTER):
            return _changed(index, int(entry), count, view)
        case Reviewing(index, entry), KeyPressed(key) if len(entry) < QUANTITY_MOST:
            return Moved(Reviewing(index, entry + key.digit))
        case _:
            return Moved(state)


def _changed(index: int, quantity: int, count: int, view: View) -> Moved:
    if quantity:
        return Moved(Reviewing(index), (ToSale(on.QuantityKeyed(index, quantity)),))
    return Moved(Reviewing() if count > 1 else None, taken_off(index, view)) if count else done()


def lines(state: Reviewing, view: View) -> Lines:
    """The line, and what can be keyed."""
    all_lines = priced(view)
    if state.index >= len(all_lines):
        return (say(Word.NO_LINES, view.language),)
    return (
        say(Word.LINE_OF, view.language, place=state.index + 1, count=len(all_lines)),
        line_row(all_lines[state.index], view),
        state.entry or say(Word.QUANTITY_OR_OFF, view.language),
        say(Word.NEXT_BACK, view.language),
    )


REVIEW = Flow("review", Word.REVIEW, Right.SELL, begin, step, lines, (Reviewing,))
