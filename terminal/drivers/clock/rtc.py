"""Whether the clock that runs while the power is off can be believed.

A Pi without a real-time clock starts at the time of its last shutdown, or in 1970; one with an empty battery in 2000.
Nothing of that stops a sale by itself: times give no order of facts, and what follows from a wrong clock is the sale's
policy (INTEGRITY 8.1, P25). It is shown to whoever can put it right.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, Instant

RTC = Path("/sys/class/rtc/rtc0")
MS_PER_S = 1_000

BEHIND_MS = 5 * MS_PER_MINUTE
"""How far the time may lie before something that has happened already."""
APART_MS = 5 * MS_PER_MINUTE
"""How far the real-time clock and the system's may differ. It is written only now and then while NTP leads the system's."""
AHEAD_MS = 90 * MS_PER_DAY
"""A terminal that rested for longer than this is worth a look at its calendar."""
TRUST_MS = MS_PER_DAY
"""So long a clock without a battery is believed after head office was heard of."""


class ClockTrouble(Enum):
    """What is wrong; the value is a name for logs and programs."""

    NO_RTC = "no-rtc"
    RTC_SILENT = "rtc-silent"
    RTC_APART = "rtc-apart"
    BEHIND = "behind"
    FAR_AHEAD = "far-ahead"


@dataclass(frozen=True, slots=True)
class Rtc:
    """What the kernel says of the real-time clock: its time, or None if it gives none (its oscillator had stopped)."""

    time: Instant | None


def read_rtc(folder: Path = RTC) -> Rtc | None:
    """Ask the kernel; None where there is no such clock. It is kept in UTC, as Linux does."""
    try:
        seconds = int((folder / "since_epoch").read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return Rtc(None)
    return Rtc(Instant(seconds * MS_PER_S))


def health(now: Instant, rtc: Rtc | None, latest: Instant, server_time: Instant) -> tuple[ClockTrouble, ...]:
    """Everything that is wrong at the start, the worst first; nothing is good.

    `now` is the system's clock, `latest` the latest time that the journal tells of since head office's newest answer,
    `server_time` head office's clock in it; 0 where there is none.
    """
    known = max(latest, server_time)
    found = []
    if now < known - BEHIND_MS:
        found.append(ClockTrouble.BEHIND)
    if known and now > known + AHEAD_MS:
        found.append(ClockTrouble.FAR_AHEAD)
    if rtc is None:
        found.append(ClockTrouble.NO_RTC)
    elif rtc.time is None:
        found.append(ClockTrouble.RTC_SILENT)
    elif abs(rtc.time - now) > APART_MS:
        found.append(ClockTrouble.RTC_APART)
    return tuple(found)


def is_set(now: Instant, rtc: Rtc | None, contact: Instant) -> bool:
    """Whether the clock can know the time: one that stood still while the power was off is believed only after head office was
    heard since. `contact` is the newest time that head office has signed, 0 for none; one that is behind it is `health`'s."""
    troubles = set(health(now, rtc, contact, contact)) - {ClockTrouble.BEHIND}
    fresh = 0 <= now - contact < TRUST_MS
    return not troubles or (troubles == {ClockTrouble.NO_RTC} and fresh)
