"""The operator on duty chooses another PIN: the old one, then the new one twice (L4).

Whoever may approve, personalise or serve the terminal gets a new PIN from head office alone (SPEC 3.7).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from protocol.link.duty_entries import PinChanged, SignOnRefused
from protocol.link.rights import OFFICE_PIN, Right
from terminal.counter.acts import Act, CheckPin, Journal, MakeVerifier, PadWipe
from terminal.counter.events import Event, Journalled, KeyPressed, PinChecked, PinMade
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import ended, pin_after, tell
from terminal.counter.flows.proving import verifier_of, wait_left
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word


class Stage(Enum):
    """Which PIN is keyed; the value is what the display asks for."""

    OLD = Word.OLD_PIN
    NEW = Word.NEW_PIN
    AGAIN = Word.NEW_PIN_AGAIN


@dataclass(frozen=True, slots=True)
class Keying:
    """`stars` digits of a PIN lie in the pad. `verifier` is that of the new PIN as keyed the first time."""

    stage: Stage = Stage.OLD
    stars: int = 0
    verifier: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Judging:
    """What was keyed is being compared, or made a verifier of."""

    stage: Stage
    verifier: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Noting:
    """The change, or that the old PIN was wrong, is being journalled; then this is said."""

    then: Word


State = Keying | Judging | Noting


def begin(view: View) -> Moved:
    """Ask for the old PIN, if this operator has one that may be changed here."""
    operator = view.context.catalogue.operator(view.context.operator)
    if operator is None:
        return ended(view, Word.SIGN_ON_FIRST)
    if not verifier_of(operator, view) or OFFICE_PIN & operator.rights:
        return ended(view, Word.OFFICE_CHANGES_PIN)
    if left := wait_left(operator.id, view):
        return ended(view, Word.TRY_AGAIN_IN, seconds=left)
    return Moved(Keying(), (PadWipe(),))


def step(state: State, event: Event, view: View) -> Moved:
    """BACK leaves at every point and changes nothing."""
    if event == KeyPressed(Key.BACK):
        return done(PadWipe())
    match state:
        case Keying():
            return _keyed(state, event, view)
        case Judging(stage, verifier):
            return _judged(stage, verifier, event, view)
        case Noting(then):
            return ended(view, then) if isinstance(event, Journalled) else Moved(state)


def _keyed(state: Keying, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.ENTER) if state.stars:
            return Moved(Judging(state.stage, state.verifier), (_judge(state, view),))
        case KeyPressed(key):
            stars, acts = pin_after(state.stars, key)
            return Moved(replace(state, stars=stars), acts)
        case _:
            return Moved(state)


def _judge(state: Keying, view: View) -> Act:
    if state.stage is Stage.NEW:
        return MakeVerifier()
    if state.stage is Stage.AGAIN:
        return CheckPin(state.verifier)
    operator = view.context.catalogue.operator(view.context.operator)
    return CheckPin(verifier_of(operator, view) if operator else b"")


def _judged(stage: Stage, verifier: bytes, event: Event, view: View) -> Moved:
    on_duty = view.context.operator
    match event:
        case PinMade(None):
            return Moved(Keying(Stage.NEW), said=(tell(view, Word.PIN_LENGTH),))
        case PinMade(made):
            return Moved(Keying(Stage.AGAIN, verifier=made or b""))
        case PinChecked(True) if stage is Stage.OLD:
            return Moved(Keying(Stage.NEW))
        case PinChecked(True):
            return Moved(Noting(Word.PIN_CHANGED), (Journal((PinChanged(on_duty, verifier),)),))
        case PinChecked(False) if stage is Stage.OLD:
            return Moved(Noting(Word.WRONG_PIN), (Journal((SignOnRefused(on_duty),)),))
        case PinChecked(False):
            return Moved(Keying(Stage.NEW), said=(tell(view, Word.PINS_DIFFER),))
        case _:
            return Moved(Judging(stage, verifier))


def lines(state: State, view: View) -> Lines:
    """Which PIN, and the stars."""
    if isinstance(state, Keying):
        stars = tell(view, Word.PIN_STARS, stars="*" * state.stars)
        return tell(view, Word.CHANGE_PIN), tell(view, state.stage.value), stars, tell(view, Word.PIN_KEYS)
    return tell(view, Word.CHANGE_PIN), tell(view, Word.ONE_MOMENT)


CHANGE_PIN = Flow("change-pin", Word.CHANGE_PIN, Right(0), begin, step, lines, (Keying, Judging, Noting))
