"""What both displays show at every moment. Pure: the counter, what it may know, and the time make the screen."""

from __future__ import annotations

from collections.abc import Sequence as Items
from typing import TypeVar

from terminal.counter.lines import SAID_ROWS, Lines, row
from terminal.counter.marking import marked
from terminal.counter.menu import menu_lines
from terminal.counter.naming import item_name, line_row
from terminal.counter.saying import PAGE_MS, member_at, page_at
from terminal.counter.standing import first_lines, warnings
from terminal.counter.state import Counter, InFlow, InMenu, Selling
from terminal.counter.view import View
from terminal.counter.wanted import amount, priced, uses
from terminal.sale.orders import CashOut, Load, Mark
from terminal.sale.screens import (
    CustomerLines,
    Screen,
    customer_idle,
    customer_item,
    customer_line,
    customer_total,
    customer_words,
)
from terminal.sale.states import EnteringPin, Ready, Stopped, Waiting
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.member import MemberWord

Shown = TypeVar("Shown")


def screen(counter: Counter, view: View) -> Screen:
    """The operator's four lines and the member's two; in a rehearsal the first of each bears its mark."""
    lines, (upper, lower) = _operator(counter, view), _member(counter, view)
    if not view.rehearsal:
        return Screen(lines, (upper, lower))
    mark = say(Word.TEST_MARK, view.language)
    first = lines[0] if mark in lines[0] else _by_turns(marked(lines[0], view.language), view)
    return Screen((first, *lines[1:]), (customer_line(_by_turns(marked(upper, view.member), view), language=view.member), lower))


def _by_turns(these: Items[Shown], view: View) -> Shown:
    return these[view.now // PAGE_MS % len(these)]


def _operator(counter: Counter, view: View) -> Lines:
    if isinstance(view.sale, Waiting) and view.sale.want.doubt:
        return _doubt(counter, view)
    if isinstance(view.sale, Ready) and not counter.said:
        match counter.place:
            case InMenu(page):
                return menu_lines(view, page)
            case InFlow(flow, state):
                return flow.lines(state, view)
    return (header(view), *_below(counter, view))


def _below(counter: Counter, view: View) -> Lines:
    """The three lines under the first one."""
    match view.sale:
        case EnteringPin():
            words = (say(Word.PIN_STARS, view.language, stars="*" * counter.stars), say(Word.PIN_KEYS, view.language))
            return _to_pay(view), *words
        case Stopped():
            said = page_at(counter.said, view.now)[: SAID_ROWS - 1] if counter.said else ()
            return say(Word.STOPPED, view.language), *said
        case Ready(seen=seen) if counter.said and seen and not priced(view):
            page = page_at(counter.said, view.now)
            return (*page, say(Word.ENTER_PRINTS, view.language)) if len(page) < SAID_ROWS else page
        case Ready() if counter.said and view.nobody and isinstance(counter.place, Selling):
            page = page_at(counter.said, view.now)
            blank = ("",) * (SAID_ROWS - 1 - len(page))
            return page if len(page) == SAID_ROWS else (*page, *blank, say(_invitation(view), view.language))
        case _ if counter.said:
            return page_at(counter.said, view.now)
        case Waiting():
            keys = Word.CARD_KEYS if view.rehearsal else Word.BACK_STOPS
            return _to_pay(view), say(Word.PRESENT_CARD, view.language), say(keys, view.language)
        case _:
            return _selling(counter.place if isinstance(counter.place, Selling) else Selling(), view)


def header(view: View) -> str:
    """The first line: who works here, by turns with each warning; in rehearsal its banner instead of who works."""
    warned = first_lines(view)
    if not view.rehearsal:
        return _by_turns((_on_duty(view), *warned), view)
    return _by_turns((say(Word.TEST, view.language), *(line for row in warned for line in marked(row, view.language))), view)


def _on_duty(view: View) -> str:
    operator = view.context.catalogue.operator(view.context.operator)
    if operator is None:
        return say(Word.NOBODY, view.language)
    shift = view.context.shift
    return row(operator.name, say(Word.SHIFT, view.language, shift=shift) if shift else "")


def _to_pay(view: View) -> str:
    if (count := uses(view)) > 0:
        return say(Word.USES, view.language, count=count)
    order = view.sale.want.order if isinstance(view.sale, Waiting) else None
    if isinstance(order, CashOut | Mark):
        return say(Word.DESK_JOBS, view.language)
    return row(say(Word.LOADING if isinstance(order, Load) else Word.TOTAL, view.language), view.text(amount(view)))


def _doubt(counter: Counter, view: View) -> Lines:
    """The unknown outcome has a screen of its own, without anything else on it."""
    keys = Word.CARD_KEYS_OR_NONE if view.rehearsal else Word.BACK_GIVES_UP
    words = (Word.NOT_FINISHED, Word.SAME_CARD_AGAIN, Word.DO_NOT_CHARGE, keys)
    if counter.giving_up:
        words = (Word.NOT_FINISHED, Word.OFFICE_WILL_DECIDE, Word.DO_NOT_CHARGE, Word.YES_NO)
    return tuple(say(line, view.language) for line in words)


def _selling(place: Selling, view: View) -> Lines:
    """The last line keyed, the total, and the entry or what can be done."""
    lines = priced(view)
    if lines:
        total = f"{say(Word.TOTAL, view.language)} ({len(lines)})"
        if (count := uses(view)) > 0:
            total = say(Word.USES, view.language, count=count)
        summed = row(total, view.text(amount(view)))
        hint = Word.TAKE_OFF_LAST if place.asked else Word.PAY_KEYS
        return line_row(lines[-1], view), summed, place.entry or say(hint, view.language)
    below = place.entry or say(_invitation(view), view.language)
    return (*_by_turns(warnings(view) or (("", ""),), view), below)


def _invitation(view: View) -> Word:
    """What the idle screen asks for."""
    return Word.KEY_NUMBER if view.nobody and view.context.catalogue.operators_sign_on else Word.KEY_OR_CARD


def _wanted(view: View, below: str) -> CustomerLines:
    """What is to be paid, in uses or in money, above what the member is to do."""
    if (count := uses(view)) > 0:
        uses_of = say(MemberWord.USES, view.member)
        return customer_line(uses_of, str(count), view.member), customer_line(below, language=view.member)
    if not amount(view):
        return customer_words(below, language=view.member)
    return customer_total(amount(view), view.context.catalogue.parameters.digits, below, view.member)


def _flow_member(counter: Counter, view: View) -> CustomerLines | None:
    place = counter.place
    return place.flow.member(place.state, view) if isinstance(place, InFlow) and place.flow.member else None


def _member(counter: Counter, view: View) -> CustomerLines:
    """What concerns the member: the PIN as stars, what was said to him, what is keyed, or the shop's name."""
    shop = view.context.catalogue.parameters
    lines = priced(view)
    match view.sale:
        case EnteringPin():
            return _wanted(view, say(MemberWord.PIN_STARS, view.member, stars="*" * counter.stars).rstrip())
        case Ready() | Waiting() if counter.said and (said := member_at(counter.said, view.now)):
            return said
        case Ready() if said := _flow_member(counter, view):
            return said
        case Ready() if lines:
            last = lines[-1]
            name, total = item_name(last, view), amount(view)
            return customer_item(last.item, name, last.quantity, last.amount, total, shop.digits, view.member)
        case Waiting():
            return _wanted(view, say(MemberWord.PRESENT_CARD, view.member))
        case _:
            return customer_idle(shop.shop, view.member)
