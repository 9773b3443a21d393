"""The operator leaves the counter: nobody sells until somebody signs on."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import OperatorId
from protocol.link.duty_entries import SignOff, SignOffReason
from protocol.link.rights import Right
from terminal.counter.acts import Journal, SetOperator
from terminal.counter.events import Event, Journalled, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import ended, tell
from terminal.counter.flows.proving import name_of
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether it is meant."""


@dataclass(frozen=True, slots=True)
class SigningOff:
    """It is being journalled."""


def begin(view: View) -> Moved:
    """Ask, if somebody is on duty."""
    return Moved(Asking()) if view.context.operator else ended(view, Word.NOBODY)


def step(state: Asking | SigningOff, event: Event, view: View) -> Moved:
    """ENTER signs off."""
    match event:
        case KeyPressed(Key.BACK):
            return done()
        case KeyPressed(Key.ENTER) if isinstance(state, Asking):
            return Moved(SigningOff(), (Journal((SignOff(view.context.operator, SignOffReason.ASKED),)),))
        case Journalled() if isinstance(state, SigningOff):
            return done(SetOperator(OperatorId(0)), said=(tell(view, Word.SIGNED_OFF),))
        case _:
            return Moved(state)


def lines(state: Asking | SigningOff, view: View) -> Lines:
    """The question."""
    if isinstance(state, SigningOff):
        return (tell(view, Word.ONE_MOMENT),)
    return tell(view, Word.SIGN_OFF_ASKED), name_of(view.context.operator, view), tell(view, Word.YES_NO)


SIGN_OFF = Flow("sign-off", Word.SIGN_OFF, Right(0), begin, step, lines, (Asking, SigningOff))
