"""What both displays show at every moment. Pure: the counter, what it may know, and the time make the screen."""

from __future__ import annotations

from protocol.ids import DIRECT_AMOUNT
from protocol.link.entries import SaleLine
from protocol.money import total
from terminal.counter.lines import Lines, fitted, pages, row
from terminal.counter.menu import menu_lines
from terminal.counter.state import Counter, InFlow, InMenu, Said, Selling
from terminal.counter.view import View
from terminal.counter.wording import Word, word
from terminal.sale.screens import BLANK, CustomerLines, Screen
from terminal.sale.states import EnteringPin, Ready, Stopped, Waiting

PAGE_MS = 2_500
"""How long a page of a long sentence stands before the next one."""
SAID_ROWS = 3


def screen(counter: Counter, view: View) -> Screen:
    """The operator's four lines and the member's two."""
    return Screen(_operator(counter, view), _member(counter))


def _member(counter: Counter) -> CustomerLines:
    return counter.said.member if counter.said and counter.said.member else BLANK


def _operator(counter: Counter, view: View) -> Lines:
    match view.sale:
        case EnteringPin():
            return (header(view), *_first_page(counter.said), *_pin(counter, view))
        case Waiting(want) if want.doubt:
            return _doubt(counter, view)
        case Stopped():
            return (header(view), word(Word.STOPPED, view.language), *_page(counter.said, view, 2))
        case _ if counter.said:
            return (header(view), *_page(counter.said, view, SAID_ROWS))
        case Waiting():
            lines = (Word.PRESENT_CARD, Word.BACK_STOPS)
            return (header(view), *(word(line, view.language) for line in lines))
        case _:
            return _place(counter, view)


def _place(counter: Counter, view: View) -> Lines:
    match counter.place:
        case InMenu(page):
            return menu_lines(view, page)
        case InFlow(flow, state):
            return flow.lines(state, view)
        case place:
            return (header(view), *_selling(place, view))


def header(view: View) -> str:
    """Who works here; in rehearsal the banner."""
    if view.rehearsal:
        return word(Word.TEST, view.language)
    operator = view.context.catalogue.operator(view.context.operator)
    if operator is None:
        return word(Word.NOBODY, view.language)
    shift = view.context.shift
    return row(operator.name, word(Word.SHIFT, view.language, shift=shift) if shift else "")


def _page(said: Said | None, view: View, rows: int) -> Lines:
    if said is None:
        return ()
    all_pages = pages(said.lines, rows)
    return all_pages[max(0, view.now - said.at) // PAGE_MS % len(all_pages)]


def _first_page(said: Said | None) -> Lines:
    return pages(said.lines, 1)[0] if said else ()


def _pin(counter: Counter, view: View) -> Lines:
    return word(Word.PIN_STARS, view.language, stars="*" * counter.stars), word(Word.PIN_KEYS, view.language)


def _doubt(counter: Counter, view: View) -> Lines:
    """The unknown outcome has a screen of its own, without anything else on it."""
    words = (Word.NOT_FINISHED, Word.SAME_CARD_AGAIN, Word.DO_NOT_CHARGE, Word.BACK_GIVES_UP)
    if counter.giving_up:
        words = (Word.NOT_FINISHED, Word.OFFICE_WILL_DECIDE, Word.DO_NOT_CHARGE, Word.YES_NO)
    return tuple(word(line, view.language) for line in words)


def _selling(place: Selling, view: View) -> Lines:
    """The last line keyed, the total, and the entry or what can be done."""
    lines = priced(view)
    if not lines:
        return "", "", place.entry or word(Word.KEY_OR_CARD, view.language)
    summed = row(f"{word(Word.TOTAL, view.language)} ({len(lines)})", view.text(total([line.amount for line in lines])))
    hint = Word.TAKE_OFF_LAST if place.asked else Word.PAY_KEYS
    return line_row(lines[-1], view), summed, place.entry or word(hint, view.language)


def priced(view: View) -> tuple[SaleLine, ...]:
    """The lines of the basket with the discounts of the card that was seen."""
    if not isinstance(view.sale, Ready):
        return ()
    seen = view.sale.seen
    return view.sale.basket.priced(view.context.catalogue, seen.identity.card_class if seen else None)


def line_row(line: SaleLine, view: View) -> str:
    """One line of a sale: how many of what, and its amount."""
    item = view.context.catalogue.item(line.item)
    name = word(Word.AMOUNT, view.language) if line.item == DIRECT_AMOUNT else item.name if item else str(line.item)
    return row(fitted(name if line.quantity == 1 else f"{line.quantity}x{name}", 20), view.text(line.amount))
