"""Cash leaves the drawer for one of the shop's reasons, with a slip that lies in its place."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.duty_entries import PayOut, Tender
from protocol.link.rights import Right
from protocol.link.tables import PayOutReason
from protocol.money import ZERO, Money
from terminal.counter.acts import Journal, Print
from terminal.counter.events import Event, Journalled, KeyPressed, Printed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import amount_after, amount_of, chosen, ended, tell
from terminal.counter.flows.proving import name_of
from terminal.counter.lines import Lines, row
from terminal.counter.slips.pay_out import PayOutSlip, pay_out_receipt
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word

PER_PAGE = 3


@dataclass(frozen=True, slots=True)
class Choosing:
    """One of the reasons is being chosen."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Keying:
    """The amount is being keyed."""

    reason: PayOutReason
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether it is right."""

    reason: PayOutReason
    amount: Money


@dataclass(frozen=True, slots=True)
class Paying:
    """It is being journalled."""

    reason: PayOutReason
    amount: Money


@dataclass(frozen=True, slots=True)
class Printing:
    """Its slip is being printed."""

    amount: Money


State = Choosing | Keying | Asking | Paying | Printing


def begin(view: View) -> Moved:
    """Ask for the reason, if a shift is open and the shop has reasons."""
    if not view.context.shift:
        return ended(view, Word.NO_SHIFT)
    return Moved(Choosing()) if _reasons(view) else ended(view, Word.NO_REASONS)


def step(state: State, event: Event, view: View) -> Moved:
    """Reason, amount, question."""
    match state:
        case Choosing(page):
            return _choosing(page, event, view)
        case Keying():
            return _keying(state, event, view)
        case Asking(reason, amount):
            return _asked(reason, amount, event, view)
        case Paying():
            return _paid(state, event, view)
        case Printing(amount):
            ends = isinstance(event, Printed) or event == KeyPressed(Key.BACK)
            return ended(view, Word.PAID_OUT, amount=view.text(amount)) if ends else Moved(state)


def _reasons(view: View) -> tuple[PayOutReason, ...]:
    return view.context.catalogue.parameters.pay_out_reasons


def _page(page: int, view: View) -> tuple[PayOutReason, ...]:
    return _reasons(view)[page * PER_PAGE : (page + 1) * PER_PAGE]


def _choosing(page: int, event: Event, view: View) -> Moved:
    shown = _page(page, view)
    match event:
        case KeyPressed(Key.BACK):
            return done()
        case KeyPressed(Key.MENU):
            return Moved(Choosing(page + 1 if _page(page + 1, view) else 0))
        case KeyPressed(key) if (place := chosen(key, shown)) is not None:
            return Moved(Keying(shown[place]))
        case _:
            return Moved(Choosing(page))


def _keying(state: Keying, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.BACK) if not state.entry:
            return Moved(Choosing())
        case KeyPressed(Key.ENTER):
            amount = amount_of(state.entry, view)
            if not amount:
                return Moved(state)
            if amount > view.books.duty.drawer.get(Tender.CASH, ZERO):
                return Moved(Keying(state.reason), said=(tell(view, Word.MORE_THAN_DRAWER),))
            return Moved(Asking(state.reason, amount))
        case KeyPressed(key):
            return Moved(Keying(state.reason, amount_after(state.entry, key, view)))
        case _:
            return Moved(state)


def _asked(reason: PayOutReason, amount: Money, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.BACK):
            return Moved(Keying(reason))
        case KeyPressed(Key.ENTER):
            body = PayOut(amount, reason.code, "", view.context.operator, view.context.shift)
            return Moved(Paying(reason, amount), (Journal((body,)),))
        case _:
            return Moved(Asking(reason, amount))


def _paid(state: Paying, event: Event, view: View) -> Moved:
    match event:
        case Journalled(reference):
            slip = PayOutSlip(
                reference=reference,
                at=view.now,
                amount=state.amount,
                reason=state.reason.name,
                operator=name_of(view.context.operator, view),
                virtual=view.virtual,
                rehearsal=view.rehearsal,
            )
            return Moved(Printing(state.amount), (Print(pay_out_receipt(slip, view.context.catalogue.parameters)),))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def lines(state: State, view: View) -> Lines:
    """The reasons by number, then the amount."""
    match state:
        case Choosing(page):
            listed = (row(f"{number} {reason.name}") for number, reason in enumerate(_page(page, view), 1))
            return (*listed, tell(view, Word.NEXT_PAGE))
        case Keying(reason, entry):
            return tell(view, Word.PAY_OUT), row(reason.name), entry, tell(view, Word.ENTER_OR_BACK)
        case Asking(reason, amount):
            return tell(view, Word.PAY_OUT), row(reason.name, view.text(amount)), tell(view, Word.YES_NO)
        case _:
            return tell(view, Word.PAY_OUT), tell(view, Word.ONE_MOMENT)


PAY_OUT = Flow("pay-out", Word.PAY_OUT, Right.PAY_OUT, begin, step, lines, (Choosing, Keying, Asking, Paying, Printing))
