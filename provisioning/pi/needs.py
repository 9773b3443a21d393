"""Which devices a terminal's configuration names, and what the system must grant for each. Nothing else is granted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class Grant:
    """`devices`: classes for DeviceAllow=, so that a device may come later; `group`: whoever is in it may open them."""

    devices: tuple[str, ...] = ()
    group: str = ""


class Need(Enum):
    """A kind of device or line."""

    CARD_READER = auto()
    """Through pcscd's socket; polkit lets us in."""
    SERIAL = auto()
    USB_PRINTER = auto()
    PINS = auto()
    SOUND = auto()
    NETWORK = auto()


GRANTS = {
    Need.CARD_READER: Grant(),
    Need.SERIAL: Grant(("char-ttyUSB", "char-ttyACM", "char-ttyAMA", "char-ttyS"), "dialout"),
    Need.USB_PRINTER: Grant(("char-usb",), "lp"),
    Need.PINS: Grant(("/dev/gpiomem", "char-gpiochip"), "gpio"),
    Need.SOUND: Grant(("char-alsa",), "audio"),
    Need.NETWORK: Grant(),
}
"""What each takes beyond the system's common calls; card readers and lines are granted in the unit."""

SERIAL_PATHS = ("/dev/tty", "/dev/serial")
PINS_SECTIONS = ("keypad", "signal", "tamper")


def needs_of(config: Mapping[str, object]) -> frozenset[Need]:
    """What the sections of a configuration need."""
    return frozenset(need for name, section in config.items() if isinstance(section, Mapping) for need in _of(name, section))


def _of(name: str, section: Mapping[str, object]) -> Iterator[Need]:
    kind = section.get("kind", "")
    if kind in ("virtual", "none"):
        return
    if name == "reader":
        yield Need.CARD_READER
    if kind in ("http", "network"):
        yield Need.NETWORK
    if kind == "serial":
        yield Need.SERIAL
    if kind == "usb":
        yield Need.USB_PRINTER
    if name in PINS_SECTIONS:
        yield Need.PINS
    if name == "voice":
        yield Need.SOUND
    for value in section.values():
        if isinstance(value, str) and value.startswith(SERIAL_PATHS):
            yield Need.SERIAL
        if isinstance(value, str) and value.startswith("/dev/usb/"):
            yield Need.USB_PRINTER
