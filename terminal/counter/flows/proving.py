"""How someone proves who he is: his number or his card, then his PIN, as the operator table asks. A part of several flows.

A wrong PIN or card is journalled; after some in a row the number must wait, longer each time (FEATURES L4, L5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from protocol.ids import OperatorId
from protocol.instants import Instant
from protocol.link.duty_entries import SignOnMethod, SignOnRefused
from protocol.link.tables import Operator
from terminal.counter.acts import CheckPin, Journal, LookAtCard, PadWipe
from terminal.counter.events import CardLooked, CardTapped, Event, Journalled, KeyPressed, PinChecked
from terminal.counter.flow import Moved
from terminal.counter.flows.keying import number_after, pin_after, tell
from terminal.counter.lines import Lines
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale.context import CardView
from terminal.words.counter import Word

NUMBER_MOST = 9
FREE_TRIES = 3
WAIT_MS = 30_000
WAIT_MOST_MS = 15 * 60_000


class As(Enum):
    """In which part somebody signs; the value is what the display asks for."""

    OPERATOR = Word.WHO_SIGNS_ON
    SUPERVISOR = Word.WHICH_SUPERVISOR
    SUCCESSOR = Word.WHO_TAKES_OVER


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number is being keyed, or a card shown instead."""

    entry: str = ""


@dataclass(frozen=True, slots=True)
class Presenting:
    """This operator's own card is wanted."""

    operator: OperatorId


@dataclass(frozen=True, slots=True)
class Looking:
    """The card is being read; `operator` is None where it is to say who he is."""

    operator: OperatorId | None = None


@dataclass(frozen=True, slots=True)
class KeyingPin:
    """The PIN is being keyed; `stars` digits lie in the pad."""

    operator: OperatorId
    stars: int = 0


@dataclass(frozen=True, slots=True)
class Checking:
    """The PIN is being compared."""

    operator: OperatorId


@dataclass(frozen=True, slots=True)
class Refusing:
    """A wrong PIN or card is being journalled."""

    operator: OperatorId


Proof = Numbering | Presenting | Looking | KeyingPin | Checking | Refusing


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody proved who he is."""

    operator: OperatorId
    method: SignOnMethod


def prove(proof: Proof, event: Event, view: View) -> Moved | Proven:
    """The next state of the proof, None in it where it is given up."""
    match proof:
        case Numbering(entry):
            return _numbering(entry, event, view)
        case Presenting(operator):
            return _presenting(operator, event)
        case Looking(operator):
            return _looking(operator, event, view)
        case KeyingPin():
            return _keying_pin(proof, event, view)
        case Checking(operator):
            return _checking(operator, event, view)
        case Refusing():
            return Moved(Numbering()) if isinstance(event, Journalled) else _waiting(proof, event)


def proof_lines(proof: Proof, role: As, view: View) -> Lines:
    """Who is asked, and for what."""
    who = tell(view, role.value)
    match proof:
        case Numbering(entry):
            return who, tell(view, Word.NUMBER_OR_CARD), entry, tell(view, Word.ENTER_OR_BACK)
        case Presenting(operator):
            return who, name_of(operator, view), tell(view, Word.SHOW_OWN_CARD), tell(view, Word.BACK_STOPS)
        case KeyingPin(operator, stars):
            return who, name_of(operator, view), tell(view, Word.PIN_STARS, stars="*" * stars), tell(view, Word.PIN_KEYS)
        case _:
            return who, tell(view, Word.ONE_MOMENT)


def name_of(operator: OperatorId, view: View) -> str:
    """An operator's name, or the number where the table knows none."""
    known = view.context.catalogue.operator(operator)
    return known.name if known else str(operator)


def wait_left(operator: OperatorId, view: View) -> int:
    """For how many seconds more this number is not tried: none for three wrong tries in a row, then doubling."""
    wrong, at = view.books.duty.refused.get(operator, (0, Instant(0)))
    if wrong < FREE_TRIES:
        return 0
    wait = min(WAIT_MOST_MS, WAIT_MS * 2 ** (wrong - FREE_TRIES))
    passed = view.now - at
    return -(-(wait - passed) // 1_000) if 0 <= passed < wait else 0


def verifier_of(operator: Operator, view: View) -> bytes:
    """The verifier of the PIN that holds: the newer one of table and journal."""
    verifier, at = view.books.duty.pins.get(operator.id, (b"", Instant(0)))
    return verifier if at > operator.pin_set_at else operator.pin


def _numbering(entry: str, event: Event, view: View) -> Moved | Proven:
    match event:
        case KeyPressed(Key.BACK) if not entry:
            return Moved(None)
        case KeyPressed(Key.ENTER) if entry:
            return _named(OperatorId(int(entry)), view)
        case KeyPressed(Key.ENTER) | CardTapped():
            return Moved(Looking(), (LookAtCard(),))
        case KeyPressed(key):
            return Moved(Numbering(number_after(entry, key, NUMBER_MOST)))
        case _:
            return Moved(Numbering(entry))


def _named(operator: OperatorId, view: View) -> Moved | Proven:
    """What this operator must show next."""
    known = view.context.catalogue.operator(operator)
    method = known.method if known else None
    if method is None:
        return Moved(Numbering(), said=(tell(view, Word.NO_SUCH_OPERATOR),))
    if left := wait_left(operator, view):
        return Moved(Numbering(), said=(tell(view, Word.TRY_AGAIN_IN, seconds=left),))
    if method is SignOnMethod.PIN:
        return Moved(KeyingPin(operator), (PadWipe(),))
    return Moved(Presenting(operator))


def _presenting(operator: OperatorId, event: Event) -> Moved | Proven:
    match event:
        case KeyPressed(Key.BACK):
            return Moved(Numbering())
        case KeyPressed(Key.ENTER) | CardTapped():
            return Moved(Looking(operator), (LookAtCard(),))
        case _:
            return Moved(Presenting(operator))


def _looking(operator: OperatorId | None, event: Event, view: View) -> Moved | Proven:
    again: Proof = Numbering() if operator is None else Presenting(operator)
    match event:
        case CardLooked(CardView() as seen):
            return _shown(seen, operator, view)
        case CardLooked():
            return Moved(again, said=(tell(view, Word.NO_OPERATOR_CARD),))
        case _:
            return _waiting(Looking(operator), event)


def _shown(seen: CardView, operator: OperatorId | None, view: View) -> Moved | Proven:
    """A card was read: it is somebody's own, or it is not."""
    found = view.context.catalogue.operator_of(seen.card)
    if found is None or found.method is None:
        said = (tell(view, Word.NO_OPERATOR_CARD),)
        return Moved(Numbering(), said=said) if operator is None else _refused(operator, Word.NO_OPERATOR_CARD, view)
    if operator not in (None, found.id):
        return _refused(operator or found.id, Word.NO_OPERATOR_CARD, view)
    if left := wait_left(found.id, view):
        return Moved(Numbering(), said=(tell(view, Word.TRY_AGAIN_IN, seconds=left),))
    if found.method is SignOnMethod.CARD:
        return Proven(found.id, SignOnMethod.CARD)
    return Moved(KeyingPin(found.id), (PadWipe(),))


def _keying_pin(state: KeyingPin, event: Event, view: View) -> Moved | Proven:
    match event:
        case KeyPressed(Key.BACK):
            return Moved(Numbering(), (PadWipe(),))
        case KeyPressed(Key.ENTER) if state.stars:
            known = view.context.catalogue.operator(state.operator)
            return Moved(Checking(state.operator), (CheckPin(verifier_of(known, view) if known else b""),))
        case KeyPressed(key):
            stars, acts = pin_after(state.stars, key)
            return Moved(replace(state, stars=stars), acts)
        case _:
            return Moved(state)


def _checking(operator: OperatorId, event: Event, view: View) -> Moved | Proven:
    match event:
        case PinChecked(True):
            known = view.context.catalogue.operator(operator)
            method = known.method if known else None
            return Proven(operator, method) if method else Moved(Numbering())
        case PinChecked(False):
            return _refused(operator, Word.WRONG_PIN, view)
        case _:
            return _waiting(Checking(operator), event)


def _refused(operator: OperatorId, why: Word, view: View) -> Moved:
    return Moved(Refusing(operator), (Journal((SignOnRefused(operator),)),), (tell(view, why),))


def _waiting(proof: Proof, event: Event) -> Moved:
    """An answer is under way; BACK leaves all the same."""
    return Moved(None) if event == KeyPressed(Key.BACK) else Moved(proof)
