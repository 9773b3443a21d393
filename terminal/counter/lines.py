"""Lines of the operator's display: 4 of 20 columns, where a Chinese character takes two."""

from __future__ import annotations

from terminal.sale.layout import display_width, printable, wrap

COLUMNS = 20
ROWS = 4
SAID_ROWS = 3
"""What is said leaves the first line to who works here."""

Lines = tuple[str, ...]
"""At most `ROWS` lines of at most `COLUMNS` columns."""


def row(left: str, right: str = "") -> str:
    """One line: `left` cut so that `right`, the money, is always whole and flush right."""
    tail = fitted(printable(right), COLUMNS)
    head = fitted(printable(left), COLUMNS - display_width(tail) - (1 if tail else 0))
    return (head + " " * (COLUMNS - display_width(head) - display_width(tail)) + tail) if tail else head


def fitted(text: str, columns: int) -> str:
    """As much of `text` as `columns` hold."""
    while display_width(text) > columns:
        text = text[:-1]
    return text


def pages(lines: Lines, rows: int) -> tuple[Lines, ...]:
    """Sentences broken at 20 columns and put on pages of `rows`; at least one page."""
    broken = [part for line in lines for part in wrap(printable(line), COLUMNS)]
    return tuple(tuple(broken[at : at + rows]) for at in range(0, len(broken), rows)) or ((),)
