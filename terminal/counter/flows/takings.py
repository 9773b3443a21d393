"""What this terminal took today: on the display page by page, and on paper with one key (D20); the log of corrections (D22)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from terminal.counter.acts import Print, ReadDay
from terminal.counter.events import DayRead, Event, KeyPressed, Printed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import tell
from terminal.counter.flows.proving import name_of
from terminal.counter.lines import Lines, row
from terminal.counter.slips.corrections import Correction, CorrectionsReport, corrections_receipt
from terminal.counter.slips.takings import DayReport, takings_receipt
from terminal.counter.takings import CORRECTS, Done, Takings, count_up
from terminal.counter.told import turnover_by_operator
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.slips import ActName, MeansName


@dataclass(frozen=True, slots=True)
class Reading:
    """The day's entries are being read."""


@dataclass(frozen=True, slots=True)
class Showing:
    """One page of what was taken, from 0."""

    acts: tuple[Done, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class Printing:
    """A slip is being printed; then the page comes back."""

    acts: tuple[Done, ...]
    page: int = 0


State = Reading | Showing | Printing


def begin(view: View) -> Moved:
    """Read the day."""
    return Moved(Reading(), (ReadDay(),))


def step(state: State, event: Event, view: View) -> Moved:
    """MENU turns the page, ENTER prints the takings, × the corrections."""
    if event == KeyPressed(Key.BACK):
        return done()
    match state:
        case Reading():
            return Moved(Showing(event.acts) if isinstance(event, DayRead) else state)
        case Printing(acts, page):
            return Moved(Showing(acts, page) if isinstance(event, Printed) else state)
        case Showing(acts, page):
            return _shown(acts, page, event, view)


def _shown(acts: tuple[Done, ...], page: int, event: Event, view: View) -> Moved:
    shop = view.context.catalogue.parameters
    match event:
        case KeyPressed(Key.ENTER):
            return Moved(Printing(acts, page), (Print(takings_receipt(_report(acts, view), shop)),))
        case KeyPressed(Key.TIMES):
            return Moved(Printing(acts, page), (Print(corrections_receipt(_corrections(acts, view), shop)),))
        case KeyPressed(Key.MENU):
            return Moved(Showing(acts, (page + 1) % max(1, len(count_up(acts).tallies))))
        case _:
            return Moved(Showing(acts, page))


def _report(acts: tuple[Done, ...], view: View) -> DayReport:
    people = tuple((name_of(operator, view), amount) for operator, amount in turnover_by_operator(acts).items())
    terminal, today = view.books.terminal, view.context.today
    return DayReport(terminal, today, view.now, count_up(acts), people, view.virtual, view.rehearsal)


def _corrections(acts: tuple[Done, ...], view: View) -> CorrectionsReport:
    found = tuple(
        Correction(one.reference, one.at, one.act, one.means, one.amount, name_of(one.operator, view), one.about)
        for one in acts
        if one.act in CORRECTS
    )
    return CorrectionsReport(view.books.terminal, view.context.today, view.now, found, view.virtual, view.rehearsal)


def lines(state: State, view: View) -> Lines:
    """The turnover first, then one kind of act and means a page."""
    if isinstance(state, Reading):
        return tell(view, Word.TAKINGS), tell(view, Word.ONE_MOMENT)
    takings = count_up(state.acts)
    return (
        row(tell(view, Word.TURNOVER), view.text(takings.turnover)),
        *_page(takings, state.page, view),
        tell(view, Word.PRINT_KEYS),
    )


def _page(takings: Takings, page: int, view: View) -> Lines:
    words = view.language
    return tuple(
        line
        for one in takings.tallies[page : page + 1]
        for line in (
            row(f"{say(ActName[one.act.name], words)} {say(MeansName[one.means.name], words)}"),
            row(str(one.count), view.text(one.amount)),
        )
    )


TAKINGS = Flow("takings", Word.TAKINGS, Right.TAKINGS, begin, step, lines, (Reading, Showing, Printing))
