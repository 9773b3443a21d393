"""Print a slip again, marked COPY: the last one, or the one with the number that is keyed (D16, D17)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import Sequence
from protocol.link.rights import Right
from terminal.counter.acts import PrintCopy
from terminal.counter.events import Event, KeyPressed, NoSuchSlip, Printed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.catalogue import say
from terminal.words.counter import Word

NUMBER_MOST = 9


@dataclass(frozen=True, slots=True)
class Numbering:
    """The last part of a slip's reference is being keyed; nothing means the last slip."""

    entry: str = ""


@dataclass(frozen=True, slots=True)
class Printing:
    """The copy is being printed."""


State = Numbering | Printing


def begin(view: View) -> Moved:
    """Ask which."""
    return Moved(Numbering())


def step(state: State, event: Event, view: View) -> Moved:
    """ENTER prints, BACK takes a digit off or leaves."""
    match state, event:
        case Numbering(""), KeyPressed(Key.BACK):
            return done()
        case Numbering(entry), KeyPressed(Key.BACK):
            return Moved(Numbering(entry[:-1]))
        case Numbering(entry), KeyPressed(Key.ENTER):
            return _print(entry, view)
        case Numbering(entry), KeyPressed(key) if len(entry) < NUMBER_MOST:
            return Moved(Numbering(entry + key.digit))
        case Printing(), KeyPressed(Key.BACK) | Printed():
            return done()
        case Printing(), NoSuchSlip():
            return _none(view)
        case _:
            return Moved(state)


def _print(entry: str, view: View) -> Moved:
    if entry:
        return Moved(Printing(), (PrintCopy(Sequence(int(entry))),))
    last = view.books.last_slip
    return Moved(Printing(), (PrintCopy(last.sequence),)) if last else _none(view)


def _none(view: View) -> Moved:
    return done(said=(say(Word.NO_SUCH_SLIP, view.language),))


def lines(state: State, view: View) -> Lines:
    """The question, and what is keyed."""
    entry = state.entry if isinstance(state, Numbering) else ""
    return (
        say(Word.COPY_OF_SLIP, view.language),
        say(Word.KEY_SLIP_NUMBER, view.language),
        entry or say(Word.ENTER_LAST, view.language),
        say(Word.ENTER_BACK, view.language),
    )


COPY = Flow("copy", Word.COPY, Right.SELL, begin, step, lines, (Numbering, Printing))
