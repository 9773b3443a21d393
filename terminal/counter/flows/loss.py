"""A member says that a card is lost: its number is keyed, and this terminal refuses it from now on (G5)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber
from protocol.link.duty_entries import LossReport
from protocol.link.rights import Right
from terminal.counter.acts import Journal, Print, SendNow
from terminal.counter.events import Event, Journalled, KeyPressed, Printed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import ended, number_after, tell
from terminal.counter.flows.proving import name_of
from terminal.counter.lines import Lines
from terminal.counter.slips.loss import LossSlip, loss_receipt
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word

NUMBER_MOST = 16


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number of the card is being keyed."""

    entry: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether it is this card."""

    card: CardNumber


@dataclass(frozen=True, slots=True)
class Reporting:
    """It is being journalled."""

    card: CardNumber


@dataclass(frozen=True, slots=True)
class Printing:
    """The member's slip is being printed."""


State = Numbering | Asking | Reporting | Printing


def begin(view: View) -> Moved:
    """Ask for the number."""
    return Moved(Numbering())


def step(state: State, event: Event, view: View) -> Moved:
    """Number, question."""
    match state:
        case Numbering(entry):
            return _numbering(entry, event)
        case Asking(card):
            return _asked(card, event, view)
        case Reporting(card):
            return _reported(card, event, view)
        case Printing():
            ends = isinstance(event, Printed) or event == KeyPressed(Key.BACK)
            return ended(view, Word.LOSS_REPORTED) if ends else Moved(state)


def _numbering(entry: str, event: Event) -> Moved:
    match event:
        case KeyPressed(Key.BACK) if not entry:
            return done()
        case KeyPressed(Key.ENTER) if entry:
            return Moved(Asking(CardNumber(int(entry))))
        case KeyPressed(key):
            return Moved(Numbering(number_after(entry, key, NUMBER_MOST)))
        case _:
            return Moved(Numbering(entry))


def _asked(card: CardNumber, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.BACK):
            return Moved(Numbering(str(card)))
        case KeyPressed(Key.ENTER):
            return Moved(Reporting(card), (Journal((LossReport(CardInstance(card, 0), view.context.operator),)),))
        case _:
            return Moved(Asking(card))


def _reported(card: CardNumber, event: Event, view: View) -> Moved:
    match event:
        case Journalled(reference):
            operator = name_of(view.context.operator, view)
            slip = LossSlip(reference, view.now, card, operator, virtual=view.virtual, rehearsal=view.rehearsal)
            return Moved(Printing(), (SendNow(), Print(loss_receipt(slip, view.context.catalogue.parameters))))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(Reporting(card))


def lines(state: State, view: View) -> Lines:
    """The number in groups, as it stands on the card."""
    title = tell(view, Word.LOSS)
    match state:
        case Numbering(entry):
            return title, tell(view, Word.CARD_NUMBER), grouped(entry), tell(view, Word.ENTER_OR_BACK)
        case Asking(card):
            return title, grouped(f"{card:016d}"), tell(view, Word.BLOCK_ASKED), tell(view, Word.YES_NO)
        case _:
            return title, tell(view, Word.ONE_MOMENT)


def grouped(digits: str) -> str:
    """A card number in fours."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


LOSS = Flow("loss", Word.LOSS, Right.LOSS, begin, step, lines, (Numbering, Asking, Reporting, Printing))
