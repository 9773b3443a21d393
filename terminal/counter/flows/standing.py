"""How the terminal stands with head office, all of it at once; one key sends now."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from terminal.counter.acts import SendNow
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import Lines, row
from terminal.counter.saying import PAGE_MS
from terminal.counter.standing import Alarm, alarm, alarm_row, next_step, refused_row, span, standing_lines
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
    """Contact, what waits, by turns the age of the card states and what is wrong with the next step, and the keys."""
    contact, waiting = standing_lines(view)[1:]
    third = [row(say(Word.CARD_LIST_AGE, view.language), span(view.context.ages.states_minutes))]
    if alarm(view) is not Alarm.NONE:
        third.append(alarm_row(view))
    if view.refused is not None:
        third += [refused_row(view.refused, view), say(next_step(view.refused), view.language)]
    return contact, waiting, third[view.now // PAGE_MS % len(third)], say(Word.ENTER_SENDS, view.language)


STANDING = Flow("standing", Word.STANDING, Right(0), begin, step, lines, (Showing,))
