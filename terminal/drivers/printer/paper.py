"""What a printer's paper looks like, from the bytes that were sent to it and from nothing else.

The panel draws it, and tests read it: so a mistake in the bytes is seen there as it would be in the shop. It knows the
commands of `commands` and no other: one that it does not know is drawn as such and never guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypedDict


class PaperElement(TypedDict, total=False):
    """One thing on the paper roll. `kind`: line, qr, cut, drawer or unknown.

    line     `text`, `bold`, `double` (every character is twice as wide and high), `align` (left, middle, right)
    qr       `text`, `align`, and `modules`: one text of 0 and 1 a row, without the quiet zone
    cut      the paper is cut here
    drawer   the drawer opens
    unknown  `text`: the bytes of a command, in hex
    """

    kind: str
    text: str
    bold: bool
    double: bool
    align: str
    modules: list[str]


ALIGNS = {0: "left", 1: "middle", 2: "right"}
ESC, FS, GS = 0x1B, 0x1C, 0x1D
PLAIN_LENGTHS = {
    (ESC, 0x40): 2,  # reset
    (ESC, 0x21): 3,  # style of ASCII
    (ESC, 0x61): 3,  # place
    (ESC, 0x64): 3,  # feed
    (ESC, 0x70): 5,  # drawer
    (FS, 0x26): 2,  # Chinese on
    (FS, 0x2E): 2,  # Chinese off
    (FS, 0x21): 3,  # style of Chinese
    (GS, 0x56): 3,  # cut
}


class Paper:
    """A printer's memory while it reads: the line that is being filled, its style and place, the stored QR code."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._line = bytearray()
        self._chinese = self._bold = self._double = self._chinese_double = False
        self._align, self._code = "left", b""

    def read(self, data: bytes) -> Iterator[PaperElement]:
        """All that comes onto the paper; a command that is cut off at the end is dropped, as a printer waits for its rest."""
        at = 0
        while at < len(data):
            length = _length(data, at)
            if at + length > len(data):
                return
            yield from self._take(data[at : at + length])
            at += length

    def _take(self, part: bytes) -> Iterator[PaperElement]:
        match part[0], part[1:2]:
            case (0x0A, _):
                yield self._printed()
            case (code, kind) if code in (ESC, FS, GS):
                yield from self._command(part, (code, kind[0] if kind else 0))
            case (code, _) if code < 0x20:
                yield PaperElement(kind="unknown", text=part.hex(" "))
            case _:
                self._line += part

    def _command(self, part: bytes, name: tuple[int, int]) -> Iterator[PaperElement]:
        match name:
            case (0x1B, 0x40):
                self._reset()
            case (0x1B, 0x21):
                self._bold, self._double = bool(part[2] & 0x08), part[2] & 0x30 == 0x30
            case (0x1C, 0x21):
                self._chinese_double = part[2] & 0x0C == 0x0C
            case (0x1B, 0x61):
                self._align = ALIGNS.get(part[2], "left")
            case (0x1B, 0x64):
                for _ in range(part[2]):
                    yield self._printed()
            case (0x1B, 0x70):
                yield PaperElement(kind="drawer")
            case (0x1C, 0x26) | (0x1C, 0x2E):
                self._chinese = part[1] == 0x26
            case (0x1D, 0x56):
                yield PaperElement(kind="cut")
            case (0x1D, 0x28) if part[2:3] == b"k" and part[5:6] == b"1":
                yield from self._qr_code(part[6], part[7:])
            case _:
                yield PaperElement(kind="unknown", text=part.hex(" "))

    def _qr_code(self, function: int, arguments: bytes) -> Iterator[PaperElement]:
        if function == 0x50:
            self._code = arguments[1:]
        elif function == 0x51:
            text = self._code.decode("ascii", errors="replace")
            yield PaperElement(kind="qr", text=text, align=self._align, modules=list(modules(text)))

    def _printed(self) -> PaperElement:
        """The line as it comes out: bytes above 7F are halves of Chinese characters only in Chinese mode."""
        encoding = "gb18030" if self._chinese else "cp437"
        text = self._line.decode(encoding, errors="replace")
        self._line.clear()
        sizes = {self._double if char.isascii() else self._chinese_double for char in text if char != " "}
        double = sizes == {True} if sizes else self._double
        return PaperElement(kind="line", text=text, bold=self._bold, double=double, align=self._align)


def _length(data: bytes, at: int) -> int:
    """How many bytes the command or character run at this place has; more than there are if it is cut off."""
    code = data[at]
    if code not in (ESC, FS, GS):
        return 1
    if at + 1 == len(data):
        return 2
    if (code, data[at + 1]) == (GS, 0x28):
        return 5 + int.from_bytes(data[at + 3 : at + 5], "little") if at + 5 <= len(data) else 5
    return PLAIN_LENGTHS.get((code, data[at + 1]), 2)


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[str, ...]:
    """The QR code of a text as the printer's own firmware makes it: error correction M."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.get_matrix())


def elements(data: bytes) -> list[PaperElement]:
    """What the bytes of one receipt, or of a whole roll, put onto the paper."""
    return list(Paper().read(data))
