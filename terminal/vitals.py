"""What the terminal knows of its own health, told with each poll (link SPEC 5.4).

Asked on the loop's own thread: nothing here waits for a device. What cannot be known is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import disk_usage

from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.signs import ClockDoubt, Part, Sign, Signs, signs_of, software_of
from terminal.contact import is_behind
from terminal.devices import Device, Devices
from terminal.drivers.clock.port import Clock
from terminal.drivers.clock.rtc import Rtc, health, is_set
from terminal.tally import Tally

VERSION = (0, 1, 0)
"""Of this software."""
HWMON, THERMAL = Path("/sys/class/hwmon"), Path("/sys/class/thermal/thermal_zone0/temp")
JOURNAL = "journal.db*"
BYTES_PER_KIB, BYTES_PER_MIB = 2**10, 2**20
MILLIDEGREES = 1_000
DEVICE_SIGNS = {
    Device.READER: Sign.READER,
    Device.PRINTER: Sign.PRINTER,
    Device.KEYPAD: Sign.KEYPAD,
    Device.OPERATOR_DISPLAY: Sign.OPERATOR_DISPLAY,
    Device.MEMBER_DISPLAY: Sign.MEMBER_DISPLAY,
    Device.SIGNAL: Sign.LAMP_AND_BUZZER,
    Device.VOICE: Sign.VOICE,
    Device.TAMPER: Sign.TAMPER_SWITCH,
}

Told = Iterator[tuple[Sign, int]]


@dataclass(slots=True)
class Vitals:
    """All signs that there are at a terminal; whoever puts it together adds where they come from."""

    sources: list[Callable[[], Iterable[tuple[Sign, int]]]] = field(default_factory=list)

    def signs(self) -> Signs:
        """How everything is now."""
        return signs_of(one for source in self.sources for one in source())


def machine_signs(folder: Path, thermal: Path = THERMAL, hwmon: Path = HWMON) -> Told:
    """The disk on which the journal in `folder` lies, the processor, the supply."""
    yield Sign.SOFTWARE, software_of(*VERSION)
    with suppress(OSError):
        yield Sign.DISK_FREE_MIB, disk_usage(folder).free // BYTES_PER_MIB
        yield Sign.JOURNAL_KIB, sum(path.stat().st_size for path in folder.glob(JOURNAL)) // BYTES_PER_KIB
    with suppress(OSError, ValueError):
        yield Sign.TEMPERATURE, int(thermal.read_text()) // MILLIDEGREES
    if (low := low_voltage(hwmon)) is not None:
        yield Sign.LOW_VOLTAGE, low


def low_voltage(folder: Path = HWMON) -> bool | None:
    """Whether a Pi finds its supply too weak; None where nothing measures it."""
    for name in sorted(folder.glob("hwmon*/name")):
        if name.read_text().strip() == "rpi_volt":
            with suppress(OSError):
                return name.with_name("in0_lcrit_alarm").read_text().strip() != "0"
            return False
    return None


def device_signs(devices: Devices) -> Told:
    """Each supervised device as its last use has shown it."""
    for one in devices.states():
        yield DEVICE_SIGNS[one.device], Part[one.health.name]


def tally_signs(tally: Tally, running_ms: int) -> Told:
    """How cards fared in this time."""
    yield Sign.RUNNING_MINUTES, running_ms // MS_PER_MINUTE
    yield Sign.CARDS_READ, tally.read
    yield Sign.CARDS_REFUSED, tally.refused
    yield Sign.CARDS_WRITTEN, tally.written
    yield Sign.WRITES_IN_DOUBT, tally.in_doubt


@dataclass(frozen=True, slots=True)
class TimeKeeping:
    """Whether the time can be believed. `contact`: the newest time that head office has signed, 0 for none; `latest`: that of
    the journal's own entries since."""

    clock: Clock
    rtc: Callable[[], Rtc | None]
    contact: Callable[[], Instant]
    latest: Callable[[], Instant]

    def doubtful(self) -> bool:
        """Whether head office must not rely on the times of what is told now."""
        now, contact = self.clock.now(), self.contact()
        if is_behind(now, max(contact, self.latest())):
            return True
        return not self.clock.virtual and not is_set(now, self.rtc(), contact)

    def signs(self) -> Told:
        """What is wrong with the clocks; a virtual one has none behind it."""
        now = self.clock.now()
        rtc = Rtc(now) if self.clock.virtual else self.rtc()
        yield Sign.CLOCK, sum(ClockDoubt[trouble.name] for trouble in health(now, rtc, self.latest(), self.contact()))
