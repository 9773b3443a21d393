"""What a rehearsal has to play with: two test cards, and the faults that it makes."""

from __future__ import annotations

from enum import Enum

PROP_PIN = "1234"
"""Of both cards. They are worth nothing, so that it may stand on the display."""


class PropCard(Enum):
    """A virtual card, made for one rehearsal with keys that are thrown away after it. A is a MIFARE Classic, B an SLE4442."""

    A = "A"
    B = "B"


class Fault(Enum):
    """What goes wrong for as long as it is on. The last two come down with the next change of a card and are off again."""

    OUTAGE = "outage"
    PAPER_OUT = "paper out"
    CLOCK_JUMP = "clock jump"
    PULLED_CARD = "pulled card"
    TORN_WRITE = "torn write"
