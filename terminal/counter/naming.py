"""Lines of a sale as the operator's display names them."""

from __future__ import annotations

from protocol.ids import DIRECT_AMOUNT
from protocol.link.entries import SaleLine
from terminal.counter.lines import row
from terminal.counter.view import View
from terminal.words.catalogue import say
from terminal.words.counter import Word


def line_row(line: SaleLine, view: View) -> str:
    """One line of a sale: how many of what, and its amount."""
    name = item_name(line, view)
    return row(name if line.quantity == 1 else f"{line.quantity}x{name}", view.text(line.amount))


def item_name(line: SaleLine, view: View) -> str:
    """What a line is about; a code without a name is shown as its number."""
    if line.item == DIRECT_AMOUNT:
        return say(Word.AMOUNT, view.language)
    item = view.context.catalogue.item(line.item)
    return item.name if item else str(line.item)
