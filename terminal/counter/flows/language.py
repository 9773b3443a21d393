"""The member's language: his slip, and until it is printed the voice and his display; the cashier's words stay (J11)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.rights import Right
from terminal.counter.acts import SetMemberLanguage
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import ROWS, Lines
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.language import OWN_NAMES, Language, language_of


@dataclass(frozen=True, slots=True)
class Choosing:
    """Which language."""


def offered(view: View) -> tuple[Language, ...]:
    """The shop's own first, then those that a member may choose beside it."""
    shop = view.context.catalogue.parameters
    return tuple(dict.fromkeys(language_of(tag) for tag in (shop.language, *shop.languages)))


def begin(view: View) -> Moved:
    """Ask."""
    return Moved(Choosing())


def step(state: Choosing, event: Event, view: View) -> Moved:
    """A number chooses, BACK leaves."""
    match event:
        case KeyPressed(Key.ONE | Key.TWO | Key.THREE as key) if offered(view)[int(key.digit) - 1 :]:
            chosen = offered(view)[int(key.digit) - 1]
            return done(SetMemberLanguage(chosen), said=(OWN_NAMES[chosen],))
        case KeyPressed(Key.BACK):
            return done()
        case _:
            return Moved(state)


def lines(state: Choosing, view: View) -> Lines:
    """The languages, each in its own."""
    listed = (f"{number} {OWN_NAMES[one]}" for number, one in enumerate(offered(view), 1))
    return (say(Word.MEMBER_LANGUAGE, view.language), *listed)[:ROWS]


LANGUAGE = Flow("language", Word.MEMBER_LANGUAGE, Right.SELL, begin, step, lines, (Choosing,))
