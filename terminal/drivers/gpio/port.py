"""What the drivers need of pins. Pins have their BCM numbers; a level is True for high.

GpioError          the pins do not do what they should
└── GpioMissing    there is no chip, no library or no right, or another program holds the pin
"""

from __future__ import annotations

from typing import Protocol


class GpioError(Exception):
    """The pins do not do what they should."""


class GpioMissing(GpioError):
    """The pins cannot be had."""


class Gpio(Protocol):
    """Some pins of one chip. Nothing happens to hardware before the first `setup_...`."""

    def setup_out(self, pin: int, level: bool) -> None:
        """Drive the pin; it never shows the other level on the way. Raises GpioError."""
        ...

    def setup_in(self, pin: int, *, pull_up: bool) -> None:
        """Let go of the pin, and read it high as long as nobody pulls it low, if `pull_up`. Raises GpioError."""
        ...

    def write(self, pin: int, level: bool) -> None:
        """Change the level of a pin that is driven. Raises GpioError."""
        ...

    def read(self, pin: int) -> bool:
        """The level of the pin. Raises GpioError."""
        ...

    def sleep(self, us: int) -> None:
        """Give the levels at least so many microseconds to settle."""
        ...

    def close(self) -> None:
        """Let go of every pin that was set up here, and of no other. Never raises; the next `setup_...` starts anew."""
        ...
