"""Is all ready? GO, GO WITH LIMITS or STOP with every reason, on the display and on paper; begun at each start (N11)."""

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
from terminal.counter.wording import Word
from terminal.drivers.keypad.port import Key
from terminal.sale.receipt import Receipt

REASON_ROWS = 2


@dataclass(frozen=True, slots=True)
class Looking:
    """Facts are being gathered; `print_at_once` is for the start of the day."""

    print_at_once: bool = False


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


def begin_day(view: View) -> Moved:
    """Look around because the terminal was switched on: the slip is printed without a key."""
    return Moved(Looking(print_at_once=True), (LookAround(),))


def step(state: State, event: Event, view: View) -> Moved:
    """ENTER prints, MENU turns the page, BACK leaves; in the morning ENTER and BACK both go on to work."""
    if event == KeyPressed(Key.BACK):
        return done()
    match state:
        case Looking(print_at_once):
            return _looked(print_at_once, event, view)
        case Printing(readiness):
            return Moved(Showing(readiness) if isinstance(event, Printed) else state)
        case Showing(readiness, page):
            return _shown(readiness, page, event, view)


def _looked(print_at_once: bool, event: Event, view: View) -> Moved:
    match event:
        case FactsFound(facts):
            readiness = judge(facts, view.context.catalogue.parameters)
            if print_at_once:
                return Moved(Printing(readiness), (Print(_receipt(readiness, view)),))
            return Moved(Showing(readiness))
        case _:
            return Moved(Looking(print_at_once))


def _shown(readiness: Readiness, page: int, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.ENTER):
            return Moved(Printing(readiness), (Print(_receipt(readiness, view)),))
        case KeyPressed(Key.MENU):
            return Moved(Showing(readiness, (page + 1) % len(_reasons(readiness, view))))
        case _:
            return Moved(Showing(readiness, page))


def _receipt(readiness: Readiness, view: View) -> Receipt:
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
