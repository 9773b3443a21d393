"""A receipt as ESC/POS bytes (HARDWARE 6.2 to 6.4).

We encode lines ourselves: the library guesses a code page for each string and turns mixed Chinese text into
question marks. Chinese mode (FS &) is switched on only for receipts that need it, so that an ASCII receipt also
prints on a printer without Chinese.

    1B 40 reset · 1C 26 / 1C 2E Chinese mode on / off · 1B 21 n style of ASCII · 1C 21 n style of Chinese
    1B 64 06 1D 56 00 feed and cut · 1B 70 00 32 32 drawer pulse, 100 ms · 10 04 n ask for status
    1B 61 n place of what follows: 0 left, 1 middle · 1D 28 6B .. 31 fn QR code: 41 model 2, 43 dots a module,
    45 error correction M, 50 its text, 51 print it
"""

from __future__ import annotations

from terminal.sale.layout import Laid, PrintLine, lay_out
from terminal.sale.receipt import Cut, Drawer, QrCode, Receipt

RESET = b"\x1b\x40"
CHINESE_ON = b"\x1c\x26"
CHINESE_OFF = b"\x1c\x2e"
ASCII_STYLE = b"\x1b\x21"
CHINESE_STYLE = b"\x1c\x21"
CUT = b"\x1b\x64\x06\x1d\x56\x00"
DRAWER_PULSE = b"\x1b\x70\x00\x32\x32"
ASK_PRINTER = b"\x10\x04\x01"
ASK_PAPER = b"\x10\x04\x04"

MIDDLE, LEFT = b"\x1b\x61\x01", b"\x1b\x61\x00"
QR_DOTS = 4
"""Dots a module: a code of some 60 characters is then 16 mm wide."""

_BOLD = 0x08
_DOUBLE = 0x30
_CHINESE_DOUBLE = 0x0C


def encode(receipt: Receipt, columns: int) -> bytes:
    """All bytes of a receipt, from reset to cut."""
    laid = lay_out(receipt, columns)
    chinese = any(isinstance(one, PrintLine) and not one.text.isascii() for one in laid)
    body = b"".join(_one(one, chinese) for one in laid)
    return RESET + CHINESE_ON + body + CHINESE_OFF if chinese else RESET + body


def _one(laid: Laid, chinese: bool) -> bytes:
    match laid:
        case PrintLine(text, bold, double):
            line = text.encode("gb18030") + b"\n"
            if not (bold or double):
                return line
            return _style(bold, double, chinese) + line + _style(False, False, chinese)
        case QrCode(text):
            return MIDDLE + _qr_code(text.encode("ascii")) + LEFT
        case Cut():
            return CUT
        case Drawer():
            return DRAWER_PULSE


def _qr_code(text: bytes) -> bytes:
    """Stored first, then printed: five commands `GS ( k` of a length, 31, a function and its arguments."""
    parts = (b"\x41\x32\x00", b"\x43" + bytes([QR_DOTS]), b"\x45\x31", b"\x50\x30" + text, b"\x51\x30")
    return b"".join(b"\x1d\x28\x6b" + (1 + len(part)).to_bytes(2, "little") + b"\x31" + part for part in parts)


def _style(bold: bool, double: bool, chinese: bool) -> bytes:
    ascii_style = ASCII_STYLE + bytes([_BOLD * bold | _DOUBLE * double])
    return ascii_style + CHINESE_STYLE + bytes([_CHINESE_DOUBLE * double]) if chinese else ascii_style
