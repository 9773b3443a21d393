"""Is all ready? GO, GO WITH LIMITS or STOP with every reason; at each start it is said and printed without a key (N11)."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.link.rights import Right
from terminal.counter.acts import LookAround, Print
from terminal.counter.events import Event, FactsFound, KeyPressed, Printed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import tell
from terminal.counter.lines import Lines, pages
from terminal.counter.readiness import Readiness, judge
from terminal.counter.slips.readiness import readiness_lines, readiness_receipt
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale.receipt import Receipt
from terminal.words.counter import Word

REASON_ROWS = 2


@dataclass(frozen=True, slots=True)
class Looking:
    """Facts are being gathered."""


@dataclass(frozen=True, slots=True)
class Showing:
    """The verdict, and one page of the reasons, from 0."""

    readiness: Readiness = field(repr=False)
    page: int = 0


@dataclass(frozen=True, slots=True)
class Printing:
    """The slip is being printed; then the verdict comes back."""

    readiness: Readiness = field(repr=False)


State = Looking | Showing | Printing


def begin(view: View) -> Moved:
    """Look around, because somebody asked."""
    return Moved(Looking(), (LookAround(),))


def step(state: State, event: Event, view: View) -> Moved:
    """ENTER prints, MENU turns the page, BACK leaves."""
    if event == KeyPressed(Key.BACK):
        return done()
    match state:
        case Looking():
            return _looked(event, view)
        case Printing(readiness):
            return Moved(Showing(readiness) if isinstance(event, Printed) else state)
        case Showing(readiness, page):
            return _shown(readiness, page, event, view)


def _looked(event: Event, view: View) -> Moved:
    match event:
        case FactsFound(facts):
            return Moved(Showing(judge(facts, view.context.catalogue.parameters)))
        case _:
            return Moved(Looking())


def _shown(readiness: Readiness, page: int, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.ENTER):
            return Moved(Printing(readiness), (Print(readiness_slip(readiness, view)),))
        case KeyPressed(Key.MENU):
            return Moved(Showing(readiness, (page + 1) % len(_reasons(readiness, view))))
        case _:
            return Moved(Showing(readiness, page))


def readiness_slip(readiness: Readiness, view: View) -> Receipt:
    """The slip of it."""
    shop, terminal = view.context.catalogue.parameters, view.books.terminal
    return readiness_receipt(readiness, shop, terminal, view.now, virtual=view.virtual, rehearsal=view.rehearsal)


def _reasons(readiness: Readiness, view: View) -> tuple[Lines, ...]:
    return pages(readiness_lines(readiness, view.context.catalogue.parameters)[1:], REASON_ROWS)


def lines(state: State, view: View) -> Lines:
    """The verdict, the reasons, the keys."""
    if not isinstance(state, Showing):
        return tell(view, Word.READINESS), tell(view, Word.ONE_MOMENT)
    verdict = readiness_lines(state.readiness, view.context.catalogue.parameters)[0]
    return verdict, *_reasons(state.readiness, view)[state.page], tell(view, Word.PRINT_KEYS)


READINESS = Flow("readiness", Word.READINESS, Right(0), begin, step, lines, (Looking, Showing, Printing))
