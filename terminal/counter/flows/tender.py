"""What is keyed is paid by cheque or bank card: recorded and no more, with what the cheque or bank slip says (D11)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.limits import TENDER_TEXT_BYTES_MAX
from protocol.link.duty_entries import Tender
from protocol.link.rights import Right
from terminal.counter.acts import ToSale
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.counting import tender_name
from terminal.counter.flows.keying import chosen, ended, number_after, tell
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.counter.wanted import amount
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on
from terminal.words.counter import Word

OTHERS = (Tender.CHEQUE, Tender.BANK_CARD)


@dataclass(frozen=True, slots=True)
class Choosing:
    """Which tender."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number on the cheque or bank slip is being keyed; it may be left out."""

    tender: Tender
    entry: str = ""


def begin(view: View) -> Moved:
    """Ask which, if there is something to pay."""
    return Moved(Choosing()) if amount(view) else ended(view, Word.NOTHING_KEYED)


def step(state: Choosing | Numbering, event: Event, view: View) -> Moved:
    """Tender, number, paid."""
    match state:
        case Choosing():
            return _choosing(event)
        case Numbering(tender, entry):
            return _numbering(tender, entry, event)


def _choosing(event: Event) -> Moved:
    match event:
        case KeyPressed(Key.BACK):
            return done()
        case KeyPressed(key) if (place := chosen(key, OTHERS)) is not None:
            return Moved(Numbering(OTHERS[place]))
        case _:
            return Moved(Choosing())


def _numbering(tender: Tender, entry: str, event: Event) -> Moved:
    match event:
        case KeyPressed(Key.BACK) if not entry:
            return Moved(Choosing())
        case KeyPressed(Key.ENTER):
            return done(ToSale(on.CashKeyed(tender, entry)))
        case KeyPressed(key):
            return Moved(Numbering(tender, number_after(entry, key, TENDER_TEXT_BYTES_MAX)))
        case _:
            return Moved(Numbering(tender, entry))


def lines(state: Choosing | Numbering, view: View) -> Lines:
    """The sum, and what is asked."""
    title = row(tell(view, Word.TOTAL), view.text(amount(view)))
    match state:
        case Choosing():
            listed = (f"{number} {tender_name(tender, view)}" for number, tender in enumerate(OTHERS, 1))
            return (title, *listed, tell(view, Word.BACK_STOPS))
        case Numbering(tender, entry):
            asked = tell(view, Word.TENDER_NUMBER, tender=tender_name(tender, view))
            return title, asked, entry, tell(view, Word.ENTER_OR_BACK)


TENDER = Flow("tender", Word.OTHER_TENDER, Right.SELL, begin, step, lines, (Choosing, Numbering))
