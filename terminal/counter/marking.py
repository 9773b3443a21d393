"""The TEST mark of a rehearsal: on the first line of both displays, whatever stands there (N15). Pure."""

from __future__ import annotations

from terminal.counter.lines import COLUMNS, fitted
from terminal.sale.layout import display_width
from terminal.words.catalogue import say
from terminal.words.counter import Word
from terminal.words.language import Language


def marked(line: str, language: Language) -> tuple[str, ...]:
    """A line behind the mark; one that is too long for that begins and ends by turns."""
    mark, text = say(Word.TEST_MARK, language) + " ", " ".join(line.split())
    room = COLUMNS - display_width(mark)
    head = fitted(text, room)
    return (mark + head,) if head == text else (mark + head, mark + _tail(text, room))


def _tail(text: str, columns: int) -> str:
    while display_width(text) > columns:
        text = text[1:]
    return text
