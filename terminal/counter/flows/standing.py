"""How the terminal stands with head office, all of it at once; one key sends now."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from terminal.counter.acts import SendNow
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import Lines, row
from terminal.counter.standing import Alarm, alarm, alarm_row, span, standing_lines
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.catalogue import say
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Showing:
    """It is shown."""


def begin(view: View) -> Moved:
    """Show it."""
    return Moved(Showing())


def step(state: Showing, event: Event, view: View) -> Moved:
    """ENTER sends, BACK leaves."""
    match event:
        case KeyPressed(Key.ENTER):
            return done(SendNow(), said=(say(Word.SENDING, view.language),))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def lines(state: Showing, view: View) -> Lines:
    """Contact, what waits, the age of the card states or the alarm, and the keys."""
    contact, waiting = standing_lines(view)[1:]
    states = row(say(Word.CARD_LIST_AGE, view.language), span(view.context.ages.states_minutes))
    third = states if alarm(view) is Alarm.NONE else alarm_row(view)
    return contact, waiting, third, say(Word.ENTER_SENDS, view.language)


STANDING = Flow("standing", Word.STANDING, Right(0), begin, step, lines, (Showing,))
