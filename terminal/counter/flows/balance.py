"""What is on a card, and what happened to it last, read from the card; one key prints it (D21)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import date_of
from protocol.link.rights import Right
from terminal.counter.acts import LookAtCard, Print
from terminal.counter.events import CardLooked, CardTapped, Event, KeyPressed, Printed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import ROWS, Lines, row
from terminal.counter.slips.balance import balance_receipt, balance_slip
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale.context import CardView
from terminal.sale.explaining import explain
from terminal.sale.refusals import RefusalNote
from terminal.words.cards import KindName
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.slips import Text


@dataclass(frozen=True, slots=True)
class Looking:
    """The card is being read."""


@dataclass(frozen=True, slots=True)
class Presenting:
    """No card lies there yet."""


@dataclass(frozen=True, slots=True)
class Showing:
    """The card as read."""

    card: CardView


@dataclass(frozen=True, slots=True)
class Printing:
    """Its slip is being printed."""


State = Looking | Presenting | Showing | Printing


def begin(view: View) -> Moved:
    """Read what lies there."""
    return Moved(Looking(), (LookAtCard(),))


def step(state: State, event: Event, view: View) -> Moved:
    """A card shows itself, ENTER prints, BACK leaves."""
    match state, event:
        case Looking(), CardLooked(None):
            return Moved(Presenting())
        case Looking(), CardLooked(RefusalNote() as note):
            return done(said=(explain(note, view.language, view.context.catalogue.parameters.digits),))
        case Looking(), CardLooked(CardView() as card):
            return Moved(Showing(card))
        case Presenting() | Showing(), CardTapped():
            return Moved(Looking(), (LookAtCard(),))
        case Showing(card), KeyPressed(Key.ENTER):
            return Moved(Printing(), (printing(card, view),))
        case Printing(), Printed():
            return done()
        case _, KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def printing(card: CardView, view: View) -> Print:
    """The slip of a card."""
    shop = view.context.catalogue
    slip = balance_slip(card, shop, view.now, virtual=view.virtual, rehearsal=view.rehearsal)
    return Print(balance_receipt(slip, shop.parameters))


def lines(state: State, view: View) -> Lines:
    """Balance, visits, the end of validity, and the last of what happened."""
    if not isinstance(state, Showing):
        return say(Word.PRESENT_CARD, view.language), say(Word.BACK_STOPS, view.language)
    shop = view.context.catalogue
    slip = balance_slip(state.card, shop, view.now, virtual=view.virtual, rehearsal=view.rehearsal)
    rows = [
        row(say(Word.BALANCE, view.language), view.text(slip.balance)),
        *([row(say(Text.USES_LEFT, view.language), str(slip.visits))] if slip.visits else []),
        *(
            row(
                f"{date_of(one.day):%m-%d} {say(KindName[one.kind.name], view.language)}",
                view.text(one.amount) if one.amount else "",
            )
            for one in slip.latest
        ),
    ]
    return (*rows[: ROWS - 1], say(Word.ENTER_PRINTS, view.language))


BALANCE = Flow("balance", Word.BALANCE_AND_LAST, Right.SELL, begin, step, lines, (Looking, Presenting, Showing, Printing))
