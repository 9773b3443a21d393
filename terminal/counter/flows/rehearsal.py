"""Practice on this very terminal: another journal, virtual cards, TEST on every display and slip; and back again (N15)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.duty_entries import Rehearsal
from protocol.link.rights import Right
from terminal.counter.acts import Journal, Rehearse
from terminal.counter.events import Event, Journalled, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import say, tell
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.counter.wanted import amount
from terminal.counter.wording import Word
from terminal.drivers.keypad.port import Key


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether it is meant."""


@dataclass(frozen=True, slots=True)
class Noting:
    """It is being journalled: a rehearsal leaves its beginning in the journal that counts, and its end in its own."""


def begin(view: View) -> Moved:
    """Ask, if no sale is begun."""
    return say(view, Word.SALE_IS_OPEN) if amount(view) else Moved(Asking())


def step(state: Asking | Noting, event: Event, view: View) -> Moved:
    """ENTER begins or ends it."""
    begins = not view.rehearsal
    match event:
        case KeyPressed(Key.BACK):
            return done()
        case KeyPressed(Key.ENTER) if isinstance(state, Asking):
            return Moved(Noting(), (Journal((Rehearsal(view.context.operator, begins),)),))
        case Journalled() if isinstance(state, Noting):
            return done(Rehearse(begins), said=(tell(view, Word.ONE_MOMENT),))
        case _:
            return Moved(state)


def lines(state: Asking | Noting, view: View) -> Lines:
    """What follows."""
    title = tell(view, Word.REHEARSAL_END if view.rehearsal else Word.REHEARSAL)
    if isinstance(state, Noting):
        return title, tell(view, Word.ONE_MOMENT)
    return (title, *(() if view.rehearsal else (tell(view, Word.NOTHING_COUNTS),)), tell(view, Word.YES_NO))


REHEARSAL = Flow("rehearsal", Word.REHEARSAL, Right.REHEARSE, begin, step, lines, (Asking, Noting))
