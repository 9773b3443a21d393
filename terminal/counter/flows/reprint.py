"""Print a slip again, marked COPY: the last one, the one with the number that is keyed, or one of the list of the last
(D16, D17). Z slips, pay-outs and loss reports are slips, too."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.ids import Sequence
from protocol.instants import local_text
from protocol.link.rights import Right
from terminal.counter.acts import PrintCopy, ReadSlips
from terminal.counter.events import Event, KeyPressed, NoSuchSlip, Printed, SlipsRead
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.flows.keying import chosen
from terminal.counter.lines import Lines, row
from terminal.counter.old_slips import OldSlip
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.catalogue import say
from terminal.words.copies import CopyWord, SlipName
from terminal.words.counter import Word

NUMBER_MOST = 9
PER_PAGE = 3


@dataclass(frozen=True, slots=True)
class Numbering:
    """The last part of a slip's reference is being keyed; nothing means the last slip."""

    entry: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The last slips are being looked up."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """One of the last slips, newest first; a page of them, from 0."""

    slips: tuple[OldSlip, ...] = field(repr=False)
    page: int = 0


@dataclass(frozen=True, slots=True)
class Printing:
    """The copy is being printed."""


State = Numbering | Reading | Choosing | Printing


def begin(view: View) -> Moved:
    """Ask which."""
    return Moved(Numbering())


def step(state: State, event: Event, view: View) -> Moved:
    """ENTER prints, MENU lists and turns the page, BACK takes a digit off or goes back."""
    match state, event:
        case Numbering(""), KeyPressed(Key.BACK):
            return done()
        case Numbering(entry), KeyPressed(Key.BACK):
            return Moved(Numbering(entry[:-1]))
        case Numbering(entry), KeyPressed(Key.ENTER):
            return _print(entry, view)
        case Numbering(""), KeyPressed(Key.MENU):
            return Moved(Reading(), (ReadSlips(),))
        case Numbering(entry), KeyPressed(key) if len(entry) < NUMBER_MOST:
            return Moved(Numbering(entry + key.digit))
        case Reading(), SlipsRead(slips):
            return Moved(Choosing(slips)) if slips else Moved(Numbering(), said=(say(CopyWord.NO_SLIPS, view.language),))
        case Reading() | Choosing(), KeyPressed(Key.BACK):
            return Moved(Numbering())
        case Choosing(slips, page), KeyPressed(Key.MENU):
            return Moved(Choosing(slips, page + 1 if _page(slips, page + 1) else 0))
        case Choosing(slips, page), KeyPressed(key) if (place := chosen(key, _page(slips, page))) is not None:
            return Moved(Printing(), (PrintCopy(_page(slips, page)[place].sequence),))
        case Printing(), KeyPressed(Key.BACK) | Printed():
            return done()
        case Printing(), NoSuchSlip():
            return _none(view)
        case _:
            return Moved(state)


def _print(entry: str, view: View) -> Moved:
    if entry:
        return Moved(Printing(), (PrintCopy(Sequence(int(entry))),))
    last = view.books.last_slip
    return Moved(Printing(), (PrintCopy(last.sequence),)) if last else _none(view)


def _page(slips: tuple[OldSlip, ...], page: int) -> tuple[OldSlip, ...]:
    return slips[page * PER_PAGE : (page + 1) * PER_PAGE]


def _none(view: View) -> Moved:
    return done(said=(say(Word.NO_SUCH_SLIP, view.language),))


def lines(state: State, view: View) -> Lines:
    """The question, and what is keyed; or the list."""
    if isinstance(state, Choosing):
        listed = (_slip_row(number, slip, view) for number, slip in enumerate(_page(state.slips, state.page), 1))
        return *listed, say(Word.NEXT_PAGE, view.language)
    if not isinstance(state, Numbering):
        return say(Word.COPY_OF_SLIP, view.language), say(Word.ONE_MOMENT, view.language)
    entry = state.entry
    return (
        say(Word.COPY_OF_SLIP, view.language),
        say(Word.KEY_SLIP_NUMBER, view.language),
        entry or say(Word.ENTER_LAST, view.language),
        say(Word.ENTER_OR_BACK if entry else CopyWord.LIST_KEYS, view.language),
    )


def _slip_row(number: int, slip: OldSlip, view: View) -> str:
    """`1 14:05 Sale   12.00`; the day where it was not today."""
    offset = view.context.catalogue.parameters.utc_offset_minutes
    day, time = local_text(slip.at, offset).split()
    today = local_text(view.now, offset).split()[0]
    name = say(SlipName[slip.kind.name], view.language)
    return row(f"{number} {time if day == today else day[5:]} {name}", slip.about)


COPY = Flow("copy", Word.COPY, Right.SELL, begin, step, lines, (Numbering, Reading, Choosing, Printing))
