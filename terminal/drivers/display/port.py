"""What a character display does: it shows whole lines.

DisplayError
├── DisplayMissing   there is no such device, or it cannot be opened
└── DisplayOffline   it stopped taking bytes
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class DisplayError(Exception):
    """Something was not, or not wholly, shown."""


class DisplayMissing(DisplayError):
    """The device cannot be opened."""


class DisplayOffline(DisplayError):
    """The device does not take what is to be shown."""


class Display(Protocol):
    """A display of `rows` lines of `columns`. A dead one is given up after a second at most.

    `wide`: it shows Chinese; then every full-width character takes two columns. Otherwise it knows printable ASCII alone.
    """

    name: str
    virtual: bool
    rows: int
    columns: int
    wide: bool

    def show(self, lines: Sequence[str]) -> None:
        """Show these lines from the top, every place of the display: what is too long is cut, what is missing is blank.

        Raises DisplayError.
        """
        ...

    def close(self) -> None:
        """Let go of the device; the next use opens it again. Never raises."""
        ...
