"""What the terminal needs of whatever stands before people: console, displays, panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from terminal.sale.effects import Tone
from terminal.sale.screens import Screen


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to show. `code` names it for programs and support; `facts` are plain values, amounts in minor units."""

    code: str
    screen: Screen
    tone: Tone = Tone.PLAIN
    facts: tuple[tuple[str, str | int], ...] = ()


class Face(Protocol):
    """Shows; never decides."""

    def show(self, notice: Notice) -> None:
        """Show on both displays, with lamp and buzzer by the tone."""

    def open_pin_pad(self) -> None:
        """Ask the member for a PIN; what is keyed comes back through the loop, masked."""


class PinPad:
    """Holds one PIN between the keypad and the comparison; shows nothing of it."""

    __slots__ = ("_digits",)

    def __init__(self) -> None:
        self._digits = bytearray()

    def __repr__(self) -> str:
        return "PinPad(***)"

    def key(self, digits: str) -> None:
        """Take what was keyed in place of anything before."""
        self.wipe()
        self._digits += digits.encode()

    def take(self) -> str:
        """Hand the PIN over once."""
        digits = self._digits.decode(errors="replace")
        self.wipe()
        return digits

    def wipe(self) -> None:
        """Overwrite and forget."""
        for place in range(len(self._digits)):
            self._digits[place] = 0
        self._digits.clear()
