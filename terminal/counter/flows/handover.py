"""The same shift and drawer go into other hands: counted blind, and the one who takes over proves who he is (L6, L5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from protocol.link.duty_entries import Count, ShiftHandover, SignOff, SignOffReason, SignOn
from protocol.link.rights import Right
from terminal.counter.acts import Journal, PadWipe, Print, ReadShift, SetOperator
from terminal.counter.events import Event, Journalled, KeyPressed, Printed, ShiftRead
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.counting import Counted, Counting, count_on, counting_lines
from terminal.counter.flows.keying import ended, tell
from terminal.counter.flows.proving import As, Numbering, Proof, Proven, name_of, proof_lines, prove
from terminal.counter.flows.shift_close import over_lines
from terminal.counter.flows.z_report import report_of
from terminal.counter.lines import Lines
from terminal.counter.slips.shift import shift_receipt
from terminal.counter.takings import count_up
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale.receipt import Receipt
from terminal.words.counter import Word


@dataclass(frozen=True, slots=True)
class Succeeding:
    """Who takes over proves who he is."""

    counts: tuple[Count, ...]
    proof: Proof = Numbering()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Reading:
    """The acts of the shift are being read."""

    counts: tuple[Count, ...]
    to: Proven


@dataclass(frozen=True, slots=True)
class HandingOver:
    """It is being journalled; `slip` tells of it."""

    counts: tuple[Count, ...]
    to: Proven
    slip: Receipt = field(repr=False)


@dataclass(frozen=True, slots=True)
class Printing:
    """It is done; the slip is being printed."""

    counts: tuple[Count, ...]


State = Counting | Succeeding | Reading | HandingOver | Printing


def begin(view: View) -> Moved:
    """Count, if the operator on duty has a shift."""
    shift = view.books.duty.shift
    if shift is None:
        return ended(view, Word.NO_SHIFT)
    return Moved(Counting()) if shift.operator == view.context.operator else ended(view, Word.SHIFT_OF_ANOTHER)


def step(state: State, event: Event, view: View) -> Moved:
    """Count, prove, hand over."""
    match state:
        case Counting():
            counted = count_on(state, event, view)
            return Moved(Succeeding(counted.counts)) if isinstance(counted, Counted) else counted
        case Succeeding():
            return _succeeding(state, event, view)
        case Reading(counts, to):
            return _read(counts, to, event, view)
        case HandingOver():
            return _handed(state, event)
        case Printing(counts):
            ends = isinstance(event, Printed) or event == KeyPressed(Key.BACK)
            said = (tell(view, Word.ON_DUTY), name_of(view.context.operator, view), *over_lines(counts, view))
            return done(said=said) if ends else Moved(state)


def _succeeding(state: Succeeding, event: Event, view: View) -> Moved:
    match prove(state.proof, event, view):
        case Proven() as to:
            if to.operator == view.context.operator:
                return Moved(Succeeding(state.counts), said=(tell(view, Word.SHIFT_IS_YOURS),))
            return Moved(Reading(state.counts, to), (ReadShift(),))
        case Moved(None, acts, said):
            return Moved(Counting(), (PadWipe(), *acts), said)
        case moved:
            return replace(moved, state=Succeeding(state.counts, moved.state))


def _read(counts: tuple[Count, ...], to: Proven, event: Event, view: View) -> Moved:
    shift, before = view.books.duty.shift, view.context.operator
    match event:
        case ShiftRead(acts) if shift:
            report = report_of(shift, counts, count_up(acts), view, to.operator)
            bodies = (
                ShiftHandover(shift.number, before, to.operator, counts),
                SignOff(before, SignOffReason.REPLACED),
                SignOn(to.operator, to.method),
            )
            slip = shift_receipt(report, view.context.catalogue.parameters)
            return Moved(HandingOver(counts, to, slip), (Journal(bodies),))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(Reading(counts, to))


def _handed(state: HandingOver, event: Event) -> Moved:
    match event:
        case Journalled():
            return Moved(Printing(state.counts), (SetOperator(state.to.operator), Print(state.slip)))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def lines(state: State, view: View) -> Lines:
    """What is counted, then who takes over."""
    match state:
        case Counting():
            return counting_lines(state, Word.HANDOVER, view)
        case Succeeding(_, proof):
            return proof_lines(proof, As.SUCCESSOR, view)
        case _:
            return tell(view, Word.HANDOVER), tell(view, Word.ONE_MOMENT)


HANDOVER = Flow(
    "handover", Word.HANDOVER, Right.SHIFT, begin, step, lines, (Counting, Succeeding, Reading, HandingOver, Printing)
)
