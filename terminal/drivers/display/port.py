"""What a character display does: it shows whole lines.

DisplayError
├── DisplayMissing   there is no such device, or it cannot be opened
└── DisplayOffline   it stopped taking bytes
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from terminal.words.language import Language


class DisplayError(Exception):
    """Something was not, or not wholly, shown."""


class DisplayMissing(DisplayError):
    """The device cannot be opened."""


class DisplayOffline(DisplayError):
    """The device does not take what is to be shown."""


class Letters(Enum):
    """What a display has beside printable ASCII: plain fluorescent ones nothing (HARDWARE 8.3), others the characters of one
    encoding, each of two bytes and two columns. The value is what Python calls the encoding."""

    ASCII = "ascii"
    GB18030 = "gb18030"
    BIG5 = "cp950"

    def reads(self, language: Language) -> Language:
        """The language itself where the display has its letters, else English."""
        return language if language in _READ[self] else Language.EN


_READ = {
    Letters.ASCII: frozenset({Language.EN}),
    Letters.GB18030: frozenset(Language),
    Letters.BIG5: frozenset({Language.EN, Language.ZH_HANT}),
}


class Display(Protocol):
    """A display of `rows` lines of `columns`. A dead one is given up after a second at most. It shows what `letters` has."""

    name: str
    virtual: bool
    rows: int
    columns: int
    letters: Letters

    def show(self, lines: Sequence[str]) -> None:
        """Show these lines from the top, every place of the display: what is too long is cut, what is missing is blank.

        Raises DisplayError.
        """
        ...

    def close(self) -> None:
        """Let go of the device; the next use opens it again. Never raises."""
        ...
