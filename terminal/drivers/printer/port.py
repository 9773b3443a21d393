"""What a receipt printer does.

PrinterError
├── PrinterMissing   there is no such device, or it cannot be opened
├── PrinterOffline   it says so, or it stopped taking bytes; part of the receipt may be on paper
└── OutOfPaper       it says so; nothing was printed
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from terminal.sale.receipt import Receipt


class PaperStatus(Enum):
    """What a printer says when asked. UNKNOWN: it does not answer, as many do not; printing may still work."""

    READY = "ready"
    NO_PAPER = "no-paper"
    UNKNOWN = "unknown"
    OFFLINE = "offline"


class PrinterError(Exception):
    """A receipt was not, or not wholly, printed."""


class PrinterMissing(PrinterError):
    """The device cannot be opened."""


class PrinterOffline(PrinterError):
    """The device does not take the receipt."""


class OutOfPaper(PrinterError):
    """There is no paper."""


class Printer(Protocol):
    """A printer of `columns` (32 on 58 mm paper, 48 on 80 mm). A dead device is given up after a few seconds."""

    name: str
    virtual: bool
    columns: int

    def print(self, receipt: Receipt) -> None:
        """Print, cut and open the drawer as the receipt says. Raises PrinterError."""
        ...

    def status(self) -> PaperStatus:
        """Ask the device. Never raises: a device that cannot be opened is OFFLINE."""
        ...

    def close(self) -> None:
        """Let go of the device; the next use opens it again."""
        ...
