"""A rehearsal begins (N15): what goes wrong at a counter is tried out on the counter itself, and nothing of it counts.

It waits for a sale to be finished, and for a card whose change may have been written or not: that card may come back at
any moment, and a rehearsal reads no real card. A change that was given up waits for head office and hinders nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.duty_entries import Rehearsal
from protocol.link.rights import Right
from terminal.counter.acts import Journal, Rehearse
from terminal.counter.events import Event, Journalled, KeyPressed, NoRehearsal
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import ended, tell
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.counter.wanted import priced
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether it is meant."""


@dataclass(frozen=True, slots=True)
class Starting:
    """It is journalled and put together."""


def begin(view: View) -> Moved:
    """Ask, unless something is unfinished."""
    if priced(view):
        return ended(view, Word.SALE_FIRST)
    if any(not change.abandoned for change in view.books.open.values()):
        return ended(view, Word.UNFINISHED_FIRST)
    return Moved(Asking())


def step(state: Asking | Starting, event: Event, view: View) -> Moved:
    """ENTER begins it. One that cannot begin is ended in the journal too."""
    match event:
        case KeyPressed(Key.BACK):
            return done()
        case KeyPressed(Key.ENTER) if isinstance(state, Asking):
            return Moved(Starting(), (Journal((Rehearsal(view.context.operator, began=True),)),))
        case Journalled() if isinstance(state, Starting):
            return Moved(state, (Rehearse(),))
        case NoRehearsal() if isinstance(state, Starting):
            ended = Journal((Rehearsal(view.context.operator, began=False),))
            return done(ended, said=(tell(view, Word.NO_REHEARSAL),))
        case _:
            return Moved(state)


def lines(state: Asking | Starting, view: View) -> Lines:
    """The question."""
    if isinstance(state, Starting):
        return (tell(view, Word.ONE_MOMENT),)
    return tell(view, Word.REHEARSE_ASKED), tell(view, Word.NOTHING_COUNTS), tell(view, Word.YES_NO)


REHEARSE = Flow("rehearse", Word.REHEARSE, Right.REHEARSE, begin, step, lines, (Asking, Starting), rehearsal=False)
