"""Why a line has this price: the price list it is from, and the rule that took something off (N13)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.discounts import Because, why
from protocol.ids import DIRECT_AMOUNT
from protocol.link.entries import SaleLine
from protocol.link.rights import Right
from protocol.link.tables import TableKind
from terminal.counter.events import Event, KeyPressed
from terminal.counter.flow import Flow, Moved, done
from terminal.counter.lines import Lines, row
from terminal.counter.naming import line_row
from terminal.counter.view import View
from terminal.counter.wanted import priced, seen
from terminal.drivers.keypad.port import Key
from terminal.sale.receipt import price_text
from terminal.words.catalogue import say
from terminal.words.counter import Word

WORDS = {
    Because.NO_CARD: Word.BECAUSE_NO_CARD,
    Because.NO_RULE: Word.BECAUSE_NO_RULE,
    Because.ITEM_RULE: Word.BECAUSE_ITEM,
    Because.CATEGORY_RULE: Word.BECAUSE_CATEGORY,
    Because.CLASS_RATE: Word.BECAUSE_CLASS,
    Because.USES: Word.BECAUSE_USES,
}
DECIDED_BY = {
    Because.ITEM_RULE: TableKind.DISCOUNTS,
    Because.CATEGORY_RULE: TableKind.DISCOUNTS,
    Because.CLASS_RATE: TableKind.CLASSES,
}


@dataclass(frozen=True, slots=True)
class Explaining:
    """The line at `index` from the last one, from 0."""

    index: int = 0


def begin(view: View) -> Moved:
    """From the last line keyed."""
    return Moved(Explaining()) if priced(view) else done(said=(say(Word.NO_LINES, view.language),))


def step(state: Explaining, event: Event, view: View) -> Moved:
    """× goes on to the line before, anything else leaves."""
    match event:
        case KeyPressed(Key.TIMES):
            return Moved(Explaining((state.index + 1) % max(1, len(priced(view)))))
        case KeyPressed():
            return done()
        case _:
            return Moved(state)


def lines(state: Explaining, view: View) -> Lines:
    """The line, its price, what was taken off, and by which rule."""
    all_lines = priced(view)
    if state.index >= len(all_lines):
        return (say(Word.NO_LINES, view.language),)
    line = all_lines[-1 - state.index]
    card_class = seen(view)
    item = view.context.catalogue.item(line.item)
    rule = why(view.context.catalogue, card_class, item)
    table = DECIDED_BY.get(rule.because)
    named = view.context.catalogue.card_class(card_class) if card_class is not None else None
    percent = f"{rule.basis_points / 100:g}%" if rule.basis_points else ""
    return (
        line_row(line, view),
        row(_price(line, view), view.text(line.price.times(line.quantity))),
        row(f"{named.name if named else ''} {percent}".strip(), view.text(-line.discount) if line.discount else ""),
        say(WORDS[rule.because], view.language, version=view.context.catalogue.version(table) if table else 0),
    )


def _price(line: SaleLine, view: View) -> str:
    """One piece's price, and the version of the list it stands in."""
    price = price_text(line.price, view.context.catalogue.parameters.digits)
    if line.item == DIRECT_AMOUNT:
        return say(Word.KEYED_PRICE, view.language)
    return f"{price} v{view.context.catalogue.version(TableKind.ITEMS)}"


WHY = Flow("why", Word.WHY, Right.SELL, begin, step, lines, (Explaining,))
