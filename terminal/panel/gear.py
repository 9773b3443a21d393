"""The virtual devices that the panel stands for. Chosen by configuration only, in the wiring."""

from __future__ import annotations

from dataclasses import dataclass

from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.clock.adjustable import AdjustableClock
from terminal.drivers.display.virtual import VirtualDisplay
from terminal.drivers.indicator.virtual import VirtualSignal, VirtualVoice
from terminal.drivers.keypad.virtual import VirtualKeypad
from terminal.drivers.printer.virtual import VirtualPrinter
from terminal.drivers.tamper.virtual import VirtualTamperSwitch
from terminal.uplink.transport.cable import Cable


@dataclass(frozen=True, slots=True)
class Gear:
    """Everything on the counter. `cable` is the line to head office; without an uplink there is none."""

    keypad: VirtualKeypad
    operator: VirtualDisplay
    member: VirtualDisplay
    signal: VirtualSignal
    voice: VirtualVoice
    printer: VirtualPrinter
    reader: VirtualReader
    tamper: VirtualTamperSwitch
    clock: AdjustableClock
    cable: Cable | None
