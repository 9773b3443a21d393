"""What the terminal needs of whatever stands before people: console, displays, panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from terminal.sale.effects import Tone
from terminal.sale.screens import Screen


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to show. `code` names it for programs and support; `facts` are plain values, amounts in minor units.

    `spoken` is what a voice says of it, in `language` (BCP 47); nothing that only its member should know.
    """

    code: str
    screen: Screen
    tone: Tone = Tone.PLAIN
    facts: tuple[tuple[str, str | int], ...] = ()
    spoken: str = ""
    language: str = "en"


class Face(Protocol):
    """Shows; never decides."""

    def show(self, notice: Notice) -> None:
        """Show on both displays, with lamp and buzzer by the tone."""

    def open_pin_pad(self) -> None:
        """Ask the member for a PIN; what is keyed comes back through the loop, masked."""


class CounterFace(Face, Protocol):
    """A face with displays of its own at the counter: what they show at each moment is handed to it whole.

    `show` then gives lamp, buzzer and voice what concerns them, and leaves the displays to `display`.
    """

    def display(self, screen: Screen) -> None:
        """Both displays as they are now: the operator's four lines of 20 columns and the member's two.

        Called whenever something may have changed and at least every second; the same screen may come again.
        """

    def click(self) -> None:
        """A key was taken."""

    def close(self) -> None:
        """Dark and quiet. Never raises."""


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

    def add(self, digit: str) -> None:
        """Take one more digit."""
        self._digits += digit.encode()

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
