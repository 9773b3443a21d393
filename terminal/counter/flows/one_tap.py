"""Fixed-price selling: an article is chosen once, then every card that is tapped pays one piece of it (D8).

The shop says which articles a terminal may sell so. The member needs nobody: his display shows the price.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import ItemCode
from protocol.link.rights import Right
from protocol.link.tables import Item
from terminal.counter.acts import ToSale
from terminal.counter.events import CardTapped, Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import Lines, row
from terminal.counter.view import View
from terminal.drivers.keypad.port import Key
from terminal.sale import events as on
from terminal.sale.screens import CustomerLines, customer_line
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.member import MemberWord

PER_PAGE = 3


@dataclass(frozen=True, slots=True)
class Choosing:
    """Which article; pages count from 0."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Tapping:
    """Each tap pays one."""

    code: ItemCode


State = Choosing | Tapping


def offered(view: View) -> tuple[Item, ...]:
    """The articles that may be sold so and that the price list has."""
    catalogue = view.context.catalogue
    return tuple(item for code in catalogue.parameters.one_tap if (item := catalogue.item(code)) is not None)


def begin(view: View) -> Moved:
    """Ask which; a lone one needs no question."""
    items = offered(view)
    if not items:
        return done(said=(say(Word.NO_ONE_TAP, view.language),))
    return Moved(Tapping(items[0].code) if len(items) == 1 else Choosing())


def step(state: State, event: Event, view: View) -> Moved:
    """A number chooses, MENU turns the page, a card pays, BACK leads back."""
    items = offered(view)
    match state, event:
        case Choosing(page), KeyPressed(Key.MENU):
            return Moved(Choosing(page + 1 if items[(page + 1) * PER_PAGE :] else 0))
        case Choosing(page), KeyPressed(Key.ONE | Key.TWO | Key.THREE as key) if items[_place(page, key) :]:
            return Moved(Tapping(items[_place(page, key)].code))
        case Choosing(), KeyPressed(Key.BACK):
            return done()
        case Tapping(), KeyPressed(Key.BACK):
            return Moved(Choosing()) if len(items) > 1 else done()
        case Tapping(code), CardTapped():
            return Moved(state, (ToSale(on.OneTap(code)),))
        case _:
            return Moved(state)


def _place(page: int, key: Key) -> int:
    return page * PER_PAGE + int(key.digit) - 1


def lines(state: State, view: View) -> Lines:
    """The choice, or the article with its price."""
    if isinstance(state, Choosing):
        shown = offered(view)[state.page * PER_PAGE : (state.page + 1) * PER_PAGE]
        listed = (row(f"{number} {item.name}", view.text(item.price.times(1))) for number, item in enumerate(shown, 1))
        return (*listed, say(Word.NEXT_PAGE, view.language))
    item = view.context.catalogue.item(state.code)
    name, price = (item.name, view.text(item.price.times(1))) if item else (str(state.code), "")
    return row(name, price), say(Word.TAP_CARD, view.language), say(Word.BACK_STOPS, view.language)


def member(state: State, view: View) -> CustomerLines | None:
    """The article and its price, for whoever comes with a card."""
    item = view.context.catalogue.item(state.code) if isinstance(state, Tapping) else None
    if item is None:
        return None
    price, what = view.text(item.price.times(1)), say(MemberWord.PRESENT_CARD, view.member)
    return customer_line(item.name, price, view.member), customer_line(what, language=view.member)


ONE_TAP = Flow("one-tap", Word.ONE_TAP, Right.SELL, begin, step, lines, (Choosing, Tapping), member, self_service=True)
