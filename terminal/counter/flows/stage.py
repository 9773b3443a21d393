"""What a rehearsal has in its menu, first of all: test cards, faults, and its end (N15). Whoever is on duty may use it."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from terminal.counter.acts import EndRehearsal, LayCard, LiftCard, SetFault
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import chosen, tell
from terminal.counter.lines import Lines, row
from terminal.counter.props import PROP_PIN, Fault, PropCard
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.counter import Word

PER_PAGE = 3
CARDS = {PropCard.A: Word.CARD_A, PropCard.B: Word.CARD_B}
FAULTS = {
    Fault.OUTAGE: Word.OUTAGE,
    Fault.PAPER_OUT: Word.PAPER_OUT,
    Fault.CLOCK_JUMP: Word.CLOCK_JUMP,
    Fault.PULLED_CARD: Word.PULLED_CARD,
    Fault.TORN_WRITE: Word.TORN_WRITE,
}
HERE = "<"
"""Stands behind the card that lies on the reader."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """Which card is laid down, or that it is lifted."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What goes wrong; a page of it, from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether the rehearsal is over."""


def _begin_choosing(view: View) -> Moved:
    return Moved(Choosing())


def _choosing(state: Choosing, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.ONE):
            return done(LayCard(PropCard.A))
        case KeyPressed(Key.TWO):
            return done(LayCard(PropCard.B))
        case KeyPressed(Key.THREE):
            return done(LiftCard())
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def _cards(state: Choosing, view: View) -> Lines:
    cards = (
        row(f"{number} {tell(view, name)}", HERE if card is view.on_reader else "")
        for number, (card, name) in enumerate(CARDS.items(), 1)
    )
    return *cards, f"3 {tell(view, Word.LIFT_CARD)}", tell(view, Word.PIN_IS, pin=PROP_PIN)


def _begin_setting(view: View) -> Moved:
    return Moved(Setting())


def _page(page: int) -> tuple[Fault, ...]:
    return tuple(FAULTS)[page * PER_PAGE : (page + 1) * PER_PAGE]


def _setting(state: Setting, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.BACK):
            return done()
        case KeyPressed(Key.MENU):
            return Moved(Setting(state.page + 1 if _page(state.page + 1) else 0))
        case KeyPressed(key) if (place := chosen(key, _page(state.page))) is not None:
            fault = _page(state.page)[place]
            return Moved(state, (SetFault(fault, fault not in view.faults),))
        case _:
            return Moved(state)


def _faults(state: Setting, view: View) -> Lines:
    listed = (
        row(f"{number} {tell(view, FAULTS[fault])}", tell(view, Word.ON) if fault in view.faults else "")
        for number, fault in enumerate(_page(state.page), 1)
    )
    return *listed, tell(view, Word.NEXT_PAGE)


def _begin_asking(view: View) -> Moved:
    return Moved(Asking())


def _asking(state: Asking, event: Event, view: View) -> Moved:
    match event:
        case KeyPressed(Key.ENTER):
            return done(EndRehearsal())
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def _question(state: Asking, view: View) -> Lines:
    return tell(view, Word.END_ASKED), tell(view, Word.YES_NO)


NOBODYS = Right(0)
STAGE: tuple[Flow, ...] = (
    Flow("test-cards", Word.TEST_CARDS, NOBODYS, _begin_choosing, _choosing, _cards, (Choosing,), rehearsal=True),
    Flow("faults", Word.FAULTS, NOBODYS, _begin_setting, _setting, _faults, (Setting,), rehearsal=True),
    Flow("end-rehearsal", Word.END_REHEARSAL, NOBODYS, _begin_asking, _asking, _question, (Asking,), rehearsal=True),
)
"""A page of the menu."""
