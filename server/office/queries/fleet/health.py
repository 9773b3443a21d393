"""PURE: what a terminal's signs of health come to: a lamp for each (link SPEC 5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from protocol.link.signs import ClockDoubt, Part, Sign

WARM, HOT = 80, 85
"""Degrees Celsius: from the first a Pi makes itself slower, from the second much slower."""
NEARLY_FULL = 4
"""A quarter of the free disk that the shop asks for is an alarm."""
DOUBTS_MIN, WRITES_PER_DOUBT = 3, 50
"""More than one write in fifty that nobody is sure of is no accident: the reader, or where it stands."""
WRONG_CLOCK = ClockDoubt.RTC_SILENT | ClockDoubt.RTC_APART | ClockDoubt.BEHIND | ClockDoubt.FAR_AHEAD
"""Without a real-time clock a terminal is right as long as it hears head office."""
NEEDED = frozenset({Sign.READER, Sign.KEYPAD, Sign.TAMPER_SWITCH})
"""Without them nothing is sold by card, nothing is keyed, nobody sees the case being opened."""


class Lamp(Enum):
    """PLAIN: nothing to judge."""

    PLAIN = "plain"
    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Felt:
    """One sign and what it comes to."""

    sign: Sign
    value: int
    lamp: Lamp


def felt(signs: Mapping[int, int], disk_needed_mib: int) -> tuple[Felt, ...]:
    """The signs that are known here, in their order. `disk_needed_mib`: how much free disk the shop asks for."""
    return tuple(
        Felt(sign, signs[sign], _lamp(sign, signs[sign], signs.get(Sign.CARDS_WRITTEN, 0), disk_needed_mib))
        for sign in Sign
        if sign in signs
    )


def _lamp(sign: Sign, value: int, written: int, disk_needed_mib: int) -> Lamp:
    match sign:
        case Sign.DISK_FREE_MIB:
            return _falling(value, disk_needed_mib, disk_needed_mib // NEARLY_FULL)
        case Sign.TEMPERATURE:
            return Lamp.BAD if value >= HOT else _look_if(value >= WARM)
        case Sign.LOW_VOLTAGE:
            return _look_if(value > 0)
        case Sign.CLOCK:
            return _look_if(value & WRONG_CLOCK > 0)
        case Sign.CASE_OPEN:
            return Lamp.BAD if value else Lamp.GOOD
        case Sign.WRITES_IN_DOUBT:
            return _look_if(value >= DOUBTS_MIN and value * WRITES_PER_DOUBT > written)
        case _ if sign >= Sign.READER:
            return Lamp.BAD if value == Part.MISSING and sign in NEEDED else _look_if(value != Part.WORKS)
        case _:
            return Lamp.PLAIN


def _look_if(wrong: bool) -> Lamp:
    return Lamp.LOOK if wrong else Lamp.GOOD


def _falling(value: int, little: int, too_little: int) -> Lamp:
    return Lamp.BAD if value < too_little else _look_if(value < little)
