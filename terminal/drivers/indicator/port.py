"""What lamps, buzzers and voices do.

IndicatorError
└── IndicatorMissing   the pins or the speech program cannot be had
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class Lamp(Enum):
    """Red and green in one."""

    OFF = "off"
    GREEN = "green"
    RED = "red"
    AMBER = "amber"


class Beep(Enum):
    """What the buzzer plays; it is over after a second at most."""

    KEY = "key"
    GOOD = "good"
    BAD = "bad"
    HOLD = "hold"


class IndicatorError(Exception):
    """Nothing is lit or heard; no sale depends on it."""


class IndicatorMissing(IndicatorError):
    """The device cannot be had."""


class Signal(Protocol):
    """Lamp and buzzer. No call waits for a sound to end."""

    name: str
    virtual: bool

    def light(self, lamp: Lamp) -> None:
        """From now on this light. Raises IndicatorError."""
        ...

    def beep(self, beep: Beep) -> None:
        """Begin to sound. Raises IndicatorError."""
        ...

    def close(self) -> None:
        """Dark and quiet; the next use opens it again. Never raises."""
        ...


class Voice(Protocol):
    """Speaks in the background; a new sentence ends the one before."""

    name: str
    virtual: bool

    def check(self) -> None:
        """Whether a sentence could be heard, without saying one. Raises IndicatorMissing."""
        ...

    def say(self, sentence: str, language: str) -> None:
        """Begin to speak; `language` is BCP 47. Raises IndicatorError."""
        ...

    def close(self) -> None:
        """Quiet. Never raises."""
        ...
