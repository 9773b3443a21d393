"""A shift begins with the change money that is put into the drawer (L6)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import ShiftNumber
from protocol.link.duty_entries import ShiftOpened
from protocol.link.rights import Right
from protocol.money import Money
from terminal.counter.acts import Journal, SetShift
from terminal.counter.events import Event, Journalled, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import amount_after, amount_of, ended, tell
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Floating:
    """The change money is being keyed."""

    entry: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether that is what lies in the drawer."""

    start: Money


@dataclass(frozen=True, slots=True)
class Opening:
    """It is being journalled."""

    shift: ShiftNumber


State = Floating | Asking | Opening


def begin(view: View) -> Moved:
    """Ask for the float, unless a shift is open."""
    return ended(view, Word.SHIFT_IS_OPEN, shift=view.context.shift) if view.context.shift else Moved(Floating())


def step(state: State, event: Event, view: View) -> Moved:
    """The float, then whether it is right."""
    match state:
        case Floating(entry):
            return _floating(entry, event, view)
        case Asking(start):
            return _asked(start, event, view)
        case Opening(shift):
            return _opened(shift, event, view)


def _floating(entry: str, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.BACK) if not entry:
            return done()
        case KeyPressed(Key.ENTER) if (start := amount_of(entry, view)) is not None:
            return Moved(Asking(start))
        case KeyPressed(key):
            return Moved(Floating(amount_after(entry, key, view)))
        case _:
            return Moved(Floating(entry))


def _asked(start: Money, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.BACK):
            return Moved(Floating())
        case KeyPressed(Key.ENTER):
            shift = ShiftNumber(view.books.duty.last_shift + 1)
            return Moved(Opening(shift), (Journal((ShiftOpened(shift, view.context.operator, start),)),))
        case _:
            return Moved(Asking(start))


def _opened(shift: ShiftNumber, event: Event, view: View) -> Moved:
    match event:
        case Journalled():
            return done(SetShift(shift), said=(tell(view, Word.SHIFT_OPENED, shift=shift),))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(Opening(shift))


def lines(state: State, view: View) -> Lines:
    """The float as keyed."""
    title = tell(view, Word.SHIFT_OPEN)
    match state:
        case Floating(entry):
            return title, tell(view, Word.CHANGE_IN_DRAWER), entry, tell(view, Word.ENTER_OR_BACK)
        case Asking(start):
            return title, row(tell(view, Word.CHANGE), view.text(start)), tell(view, Word.YES_NO)
        case Opening():
            return title, tell(view, Word.ONE_MOMENT)


SHIFT_OPEN = Flow("shift-open", Word.SHIFT_OPEN, Right.SHIFT, begin, step, lines, (Floating, Asking, Opening))
