"""Signs of health: what a terminal knows of its own parts, told with each poll (SPEC 5.4).

number varint · signs, rising by code: code u8 · value varint

Nothing follows from a sign but that somebody looks: a code that is not known here is kept as it came, and no value is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, IntFlag

from protocol.link.rows import read_rows, write_rows
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U64_MAX, Reader, Writer, rises

Signs = tuple[tuple[int, int], ...]
"""(code, value), rising by code; what a terminal does not know is left out."""


class Sign(IntEnum):
    """What is told. From READER on: a device, its value is a `Part`."""

    SOFTWARE = 1
    RUNNING_MINUTES = 2
    DISK_FREE_MIB = 3
    JOURNAL_KIB = 4
    TEMPERATURE = 5
    LOW_VOLTAGE = 6
    CLOCK = 7
    CASE_OPEN = 8
    CARDS_READ = 9
    CARDS_REFUSED = 10
    CARDS_WRITTEN = 11
    WRITES_IN_DOUBT = 12
    READER = 32
    PRINTER = 33
    KEYPAD = 34
    OPERATOR_DISPLAY = 35
    MEMBER_DISPLAY = 36
    LAMP_AND_BUZZER = 37
    VOICE = 38
    TAMPER_SWITCH = 39


class Part(IntEnum):
    """How a device was at its last use."""

    WORKS = 0
    NO_PAPER = 1
    MISSING = 2


class ClockDoubt(IntFlag):
    """What is wrong with the clock, and with the one that runs while the power is off."""

    NO_RTC = 1
    RTC_SILENT = 2
    RTC_APART = 4
    BEHIND = 8
    FAR_AHEAD = 16


def signs_of(told: Iterable[tuple[Sign, int]]) -> Signs:
    """Signs in their order. A value below zero counts as zero, one that is too large as the largest: no sign holds up a poll."""
    return tuple(sorted((int(sign), min(max(value, 0), U64_MAX)) for sign, value in dict(told).items()))


def software_of(major: int, minor: int, patch: int) -> int:
    """A version of the software as a value."""
    return major << 16 | minor << 8 | patch


def write_signs(writer: Writer, signs: Signs) -> None:
    """Put signs at the end of a poll. Raises OurViolation."""
    if fault := _fault(signs):
        raise OurViolation(fault)
    write_rows(writer, signs, _write_sign)


def read_signs(reader: Reader) -> Signs:
    """Read signs. Raises TheirViolation."""
    signs = read_rows(reader, _read_sign)
    if fault := _fault(signs):
        raise TheirViolation(Reason.NOT_CANONICAL, fault)
    return signs


def _fault(signs: Signs) -> str | None:
    return None if rises(code for code, _ in signs) else "signs do not rise by code"


def _write_sign(writer: Writer, sign: tuple[int, int]) -> None:
    writer.u8(sign[0])
    writer.varint(sign[1])


def _read_sign(reader: Reader) -> tuple[int, int]:
    return reader.u8(), reader.varint()
