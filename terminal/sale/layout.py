"""A receipt on paper of a given width: wrapping and padding, without printer bytes.

Widths are those of a receipt printer in Chinese mode: ASCII takes one column, everything else two. `printable`
first replaces what such a printer cannot show, so that padding counts what will really be printed (HARDWARE 6.3).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from terminal.sale.receipt import Align, Columns, Cut, Drawer, Element, Feed, QrCode, Receipt, Rule, TextLine

_REPLACED = str.maketrans({"¥": "￥", "£": "￡", "¢": "￠", "–": "-", "—": "-", "×": "x", "‘": "'", "’": "'", "“": '"', "”": '"'})
_WIDE = ("W", "F")
CLOSES, OPENS = frozenset("，。、；：？！）」』》…"), frozenset("（「『《")
"""No line begins with the first, and none ends with the second (GB/T 15834, W3C clreq 3.1.4)."""


@dataclass(frozen=True, slots=True)
class PrintLine:
    """One line as it is printed; a `double` one holds half as many columns."""

    text: str
    bold: bool = False
    double: bool = False


Laid = PrintLine | Cut | Drawer | QrCode


def printable(text: str) -> str:
    """Text of printable ASCII and two-byte GB18030 characters only.

    Control characters (they would command the printer) become spaces, accents are dropped, what is left over
    becomes a question mark of the same width.
    """
    shown = text.translate(_REPLACED)
    if shown.isascii() and shown.isprintable():
        return shown
    return "".join(_printable_char(char) for char in shown)


def _printable_char(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() else " "
    wide = unicodedata.east_asian_width(char) in _WIDE
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    if not wide and plain.isascii():
        return plain if plain.isprintable() else " "
    if len(char.encode("gb18030", errors="replace")) == 2:
        return char
    return "？" if wide else "?"


def display_width(text: str) -> int:
    """The columns that printable text takes: one an ASCII character, two any other."""
    return len(text) if text.isascii() else sum(1 if char.isascii() else 2 for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`, broken at spaces, within Chinese text, or within a word that is too long.

    At least one line; spaces at a break are dropped, those at the beginning are kept.
    """
    if display_width(text) <= columns:
        return [text.rstrip()]
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        while display_width(line) + display_width(piece) > columns:
            if line.strip():
                lines.append(line.rstrip())
                line = ""
                piece = piece.lstrip()
            else:
                head = fitting(piece, columns)
                lines.append(head)
                line, piece = "", piece[len(head) :]
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """Words, each with the spaces before it, and single wide characters, each with the punctuation that must not leave it."""
    pieces: list[str] = []
    for char in text:
        if pieces and (pieces[-1].isspace() or _joins(pieces[-1][-1], char)):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _joins(before: str, char: str) -> bool:
    """Whether no line may end between the two."""
    if char in CLOSES or before in OPENS:
        return True
    return char.isascii() and before.isascii() and (char != " " or before == " ")


def fitting(text: str, columns: int) -> str:
    """As much of `text` as fits; at least one character."""
    count = 1
    while count < len(text) and display_width(text[: count + 1]) <= columns:
        count += 1
    return text[:count]


def pad(text: str, columns: int, align: Align = Align.LEFT) -> str:
    """`text` moved to its place; nothing is added on the right."""
    free = max(0, columns - display_width(text))
    return " " * {Align.LEFT: 0, Align.CENTRE: free // 2, Align.RIGHT: free}[align] + text


def two_columns(left: str, right: str, columns: int) -> list[str]:
    """`left` and `right` on one line with a space between, or `right` below where they do not fit."""
    lines = wrap(left, columns)
    if display_width(right) > columns:
        return [*lines, *(pad(line, columns, Align.RIGHT) for line in wrap(right, columns))]
    if display_width(lines[-1]) + 1 + display_width(right) > columns:
        lines.append("")
    gap = columns - display_width(lines[-1]) - display_width(right)
    return [*lines[:-1], (lines[-1] + " " * gap + right).rstrip()]


def lay_out(receipt: Receipt, columns: int) -> tuple[Laid, ...]:
    """The receipt as lines to print, with the places of QR code, cut and drawer kept."""
    return tuple(laid for element in receipt for laid in _laid(element, columns))


def _laid(element: Element, columns: int) -> list[Laid]:
    match element:
        case TextLine(text, align, bold, double):
            room = columns // 2 if double else columns
            return [PrintLine(pad(line, room, align), bold, double) for line in wrap(printable(text), room)]
        case Columns(left, right, bold):
            return [PrintLine(line, bold) for line in two_columns(printable(left), printable(right), columns)]
        case Rule():
            return [PrintLine("-" * columns)]
        case Feed(lines):
            return [PrintLine("")] * lines
        case _:
            return [element]


def render(receipt: Receipt, columns: int) -> list[str]:
    """The receipt as plain text, one string a line; double lines keep their place; QR code, cut and drawer leave no trace."""
    return [_plain(laid) for laid in lay_out(receipt, columns) if isinstance(laid, PrintLine)]


def _plain(line: PrintLine) -> str:
    if not line.double:
        return line.text
    text = line.text.lstrip(" ")
    return "  " * (len(line.text) - len(text)) + text
