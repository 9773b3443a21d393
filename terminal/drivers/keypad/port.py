"""What a keypad does: it says which keys were pressed, one after the other.

KeypadError
└── KeypadMissing   the pins cannot be had: no such chip, no right to it, or another program holds them
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class Key(Enum):
    """The sixteen keys as they stand on the pad, row by row; the value is what the panel and the drawings print on them."""

    SEVEN, EIGHT, NINE, MENU = "7", "8", "9", "MENU"
    FOUR, FIVE, SIX, TIMES = "4", "5", "6", "×"
    ONE, TWO, THREE, BACK = "1", "2", "3", "BACK"
    ZERO, POINT, CASH, ENTER = "0", ".", "CASH", "ENTER"

    @property
    def digit(self) -> str:
        """The digit, or an empty text for a key that is none."""
        return self.value if self.value.isdigit() else ""


KEYS = tuple(Key)
"""Row by row from the top left; four a row."""


class KeypadError(Exception):
    """The keypad does not do what it should."""


class KeypadMissing(KeypadError):
    """The pins cannot be had."""


class Keypad(Protocol):
    """Keys in the order in which they were pressed. A key that is held when the keypad is opened does not count."""

    name: str
    virtual: bool

    def wait(self, timeout_ms: int) -> Key | None:
        """The next key, or None after so long without one. Raises KeypadError."""
        ...

    def close(self) -> None:
        """Let go of the device; the next use opens it again. Never raises."""
        ...
