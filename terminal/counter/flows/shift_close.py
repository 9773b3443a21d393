"""A shift ends: the drawer is counted blind, then the Z slip tells what was expected, what is over or short, and what head
office lacks (L6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.ids import ShiftNumber
from protocol.link.duty_entries import Count, ShiftClosed
from protocol.link.rights import Right
from terminal.counter.acts import Journal, Print, ReadShift, SendNow, SetShift
from terminal.counter.events import Event, Journalled, KeyPressed, Printed, ShiftRead
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.counting import Counted, Counting, count_on, counting_lines, counts_lines, tender_name
from terminal.counter.flows.keying import ended, tell
from terminal.counter.flows.z_report import report_of
from terminal.counter.lines import Lines, row
from terminal.counter.slips.shift import over_text, shift_receipt
from terminal.counter.takings import count_up
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale.receipt import Receipt
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether the shift ends with these counts."""

    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The acts of the shift are being read."""

    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of the shift is being journalled; `slip` tells of it."""

    counts: tuple[Count, ...]
    slip: Receipt = field(repr=False)


@dataclass(frozen=True, slots=True)
class Printing:
    """The shift has ended; the slip is being printed."""

    counts: tuple[Count, ...]


State = Counting | Asking | Reading | Closing | Printing


def begin(view: View) -> Moved:
    """Count, if there is a shift that the operator on duty may end."""
    shift = view.books.duty.shift
    if shift is None:
        return ended(view, Word.NO_SHIFT)
    if shift.operator != view.context.operator and Right.SUPERVISE not in view.rights:
        return ended(view, Word.SHIFT_OF_ANOTHER)
    return Moved(Counting())


def step(state: State, event: Event, view: View) -> Moved:
    """Count, ask, end."""
    match state:
        case Counting():
            counted = count_on(state, event, view)
            return Moved(Asking(counted.counts)) if isinstance(counted, Counted) else counted
        case Asking(counts):
            return _asked(counts, event)
        case Reading(counts):
            return _read(counts, event, view)
        case Closing():
            return _closed(state, event)
        case Printing(counts):
            return _printed(counts, event, view)


def _asked(counts: tuple[Count, ...], event: Event) -> Moved:
    match event:
        case KeyPressed(Key.BACK):
            return Moved(Counting(tuple(count.counted for count in counts[:-1])))
        case KeyPressed(Key.ENTER):
            return Moved(Reading(counts), (ReadShift(),))
        case _:
            return Moved(Asking(counts))


def _read(counts: tuple[Count, ...], event: Event, view: View) -> Moved:
    shift = view.books.duty.shift
    match event:
        case ShiftRead(acts) if shift:
            slip = shift_receipt(report_of(shift, counts, count_up(acts), view), view.context.catalogue.parameters)
            unsent = view.context.ages.stored_records
            closing = ShiftClosed(shift.number, shift.operator, view.context.operator, counts, unsent)
            return Moved(Closing(counts, slip), (Journal((closing,)),))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(Reading(counts))


def _closed(state: Closing, event: Event) -> Moved:
    match event:
        case Journalled():
            return Moved(Printing(state.counts), (SetShift(ShiftNumber(0)), SendNow(), Print(state.slip)))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def _printed(counts: tuple[Count, ...], event: Event, view: View) -> Moved:
    match event:
        case Printed() | KeyPressed(Key.BACK):
            return done(said=(tell(view, Word.SHIFT_CLOSED), *over_lines(counts, view)))
        case _:
            return Moved(Printing(counts))


def over_lines(counts: tuple[Count, ...], view: View) -> Lines:
    """What is over or short, one line a tender."""
    digits = view.context.catalogue.parameters.digits
    return tuple(row(tender_name(count.tender, view), over_text(count.difference, digits, view.language)) for count in counts)


def lines(state: State, view: View) -> Lines:
    """What is counted; nothing of what is expected before the end."""
    match state:
        case Counting():
            return counting_lines(state, Word.SHIFT_CLOSE, view)
        case Asking(counts):
            head = tell(view, Word.SHIFT_CLOSE) if len(counts) < 3 else ""
            return (*((head,) if head else ()), *counts_lines(counts, view), tell(view, Word.YES_NO))
        case _:
            return tell(view, Word.SHIFT_CLOSE), tell(view, Word.ONE_MOMENT)


SHIFT_CLOSE = Flow(
    "shift-close", Word.SHIFT_CLOSE, Right.SHIFT, begin, step, lines, (Counting, Asking, Reading, Closing, Printing)
)
