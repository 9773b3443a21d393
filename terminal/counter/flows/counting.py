"""The drawer is counted blind: tender by tender, and nothing is shown of what should be there. A part of two flows (L6)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.duty_entries import Count, Tender
from protocol.money import ZERO, Money
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Moved
from terminal.counter.flows.keying import amount_after, amount_of, tell
from terminal.counter.lines import Lines, row
from terminal.counter.takings import Means
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.slips import MeansName

MEANS_OF = {Tender.CASH: Means.CASH, Tender.CHEQUE: Means.CHEQUE, Tender.BANK_CARD: Means.BANK_CARD}


@dataclass(frozen=True, slots=True)
class Counting:
    """`counted` are the tenders that are done; `entry` is what is keyed of the next one."""

    counted: tuple[Money, ...] = ()
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Every tender was counted."""

    counts: tuple[Count, ...]


def tenders(view: View) -> tuple[Tender, ...]:
    """Cash always; the others where this shift took any."""
    drawer = view.books.duty.drawer
    return tuple(tender for tender in Tender if tender is Tender.CASH or tender in drawer)


def count_on(state: Counting, event: Event, view: View) -> Moved | Counted:
    """The next state, None in it where counting is given up."""
    match event:
        case KeyPressed(Key.BACK) if not state.entry:
            return Moved(Counting(state.counted[:-1])) if state.counted else Moved(None)
        case KeyPressed(Key.ENTER) if (counted := amount_of(state.entry, view)) is not None:
            return _next((*state.counted, counted), view)
        case KeyPressed(key):
            return Moved(Counting(state.counted, amount_after(state.entry, key, view)))
        case _:
            return Moved(state)


def _next(counted: tuple[Money, ...], view: View) -> Moved | Counted:
    wanted = tenders(view)
    if len(counted) < len(wanted):
        return Moved(Counting(counted))
    drawer = view.books.duty.drawer
    return Counted(tuple(Count(tender, drawer.get(tender, ZERO), amount) for tender, amount in zip(wanted, counted, strict=True)))


def counting_lines(state: Counting, title: Word, view: View) -> Lines:
    """Which tender is counted."""
    tender = tenders(view)[len(state.counted)]
    what = tell(view, Word.COUNT_TENDER, tender=tender_name(tender, view))
    return tell(view, title), what, state.entry, tell(view, Word.ENTER_OR_BACK)


def counts_lines(counts: tuple[Count, ...], view: View) -> Lines:
    """What was counted, one line a tender."""
    return tuple(row(tender_name(count.tender, view), view.text(count.counted)) for count in counts)


def tender_name(tender: Tender, view: View) -> str:
    """What a tender is called."""
    return say(MeansName[MEANS_OF[tender].name], view.language)
