"""A full screen as bytes, in the two dialects that displays speak (HARDWARE 8.3). Pure.

Every frame has every line with every column: a display keeps what is not written over, so a partial line would mix
with the one before it.

CD5220    1B 51 41 <20> 0D upper line · 1B 51 42 <20> 0D lower line · with more than two rows 1B 11 overwrite mode
          and for each row 1B 6C x y cursor, <20>
ESC/POS   1F 01 overwrite mode · for each row 1F 24 x y cursor, <20>
both      0D ends a line that was cut off · 1B 40 reset · 0C clear
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from terminal.drivers.display.port import Letters
from terminal.sale.layout import display_width, fitting, printable
from terminal.sale.screens import ascii_text


class Dialect(Enum):
    """What a display understands; look at its switches or its manual."""

    CD5220 = "cd5220"
    ESC_POS = "esc-pos"


OPENING = b"\x0d\x1b\x40\x0c"
"""Sent once after the line was opened: ends whatever an earlier program left half said, resets, clears."""

_CURSOR_OFF = {Dialect.CD5220: b"", Dialect.ESC_POS: b"\x1f\x43\x00"}
_OVERWRITE = {Dialect.CD5220: b"\x1b\x11", Dialect.ESC_POS: b"\x1f\x01"}
_POSITION = {Dialect.CD5220: b"\x1b\x6c", Dialect.ESC_POS: b"\x1f\x24"}


def opening(dialect: Dialect) -> bytes:
    """What is sent first on a newly opened line."""
    return OPENING + _CURSOR_OFF[dialect]


def frame(dialect: Dialect, lines: Sequence[str], rows: int, columns: int, letters: Letters) -> bytes:
    """All rows of a display, from the first to the last column."""
    whole = [text.encode(letters.value) for text in full_screen(lines, rows, columns, letters)]
    if dialect is Dialect.CD5220 and rows == 2:
        return b"\x1b\x51\x41" + whole[0] + b"\x0d\x1b\x51\x42" + whole[1] + b"\x0d"
    placed = (_POSITION[dialect] + bytes([1, row]) + text for row, text in enumerate(whole, 1))
    return _OVERWRITE[dialect] + b"".join(placed)


def full_screen(lines: Sequence[str], rows: int, columns: int, letters: Letters) -> tuple[str, ...]:
    """Exactly `rows` lines of exactly `columns`, of characters that the display has: cut where too long, else blank."""
    shown = [*lines[:rows], *[""] * (rows - len(lines))]
    return tuple(_full_line(_spelled(printable(line), letters), columns) for line in shown)


def _spelled(text: str, letters: Letters) -> str:
    """With question marks of the same width for what the display does not have; one that has ASCII alone gets one column."""
    if letters is Letters.ASCII:
        return ascii_text(text)
    if text.isascii():
        return text
    return "".join(char if char.isascii() or len(char.encode(letters.value, "replace")) == 2 else "？" for char in text)


def _full_line(text: str, columns: int) -> str:
    cut = text if display_width(text) <= columns else fitting(text, columns)
    return cut + " " * (columns - display_width(cut))
