"""The counter put together: a terminal with keys, displays, lamp and voice under supervision. With a panel all of them are
virtual, and stand on its page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

from terminal.at_counter import AtCounter
from terminal.config import PanelConfig, TerminalConfig
from terminal.console.console import Answers
from terminal.devices import Devices
from terminal.drivers.clock.system import SystemClock
from terminal.front import Front
from terminal.keystore import Keystore
from terminal.sale.wording import language_of
from terminal.supervised import SupervisedKeypad, SupervisedPrinter, SupervisedReader
from terminal.wiring import Wired, make_printer, make_reader, wire

if TYPE_CHECKING:
    from terminal.panel.gear import Gear


@dataclass(slots=True)
class WiredCounter:
    """A terminal at its counter. `address_file` holds the address of its panel: who knows it may press keys."""

    wired: Wired
    at: AtCounter
    address_file: Path

    def close(self) -> None:
        """Dark and quiet; nothing more can be sold."""
        self.wired.close()


def wire_counter(config: TerminalConfig, panel: PanelConfig, keystore: Keystore, face: Answers) -> WiredCounter:
    """Put everything together. Raises what `wire` raises, and OSError if another program listens on the panel's port."""
    now_ms = SystemClock().monotonic_ms
    reader, printer = make_reader(config.reader), make_printer(config.printer, config.folder)
    watched_reader, watched_printer = SupervisedReader(reader, now_ms), SupervisedPrinter(printer, now_ms)
    wired = wire(config, keystore, face, watched_reader, watched_printer)
    gear = make_gear(wired, reader, printer)
    front = Front(now_ms, gear.operator, gear.member, gear.signal, gear.voice)
    keypad = SupervisedKeypad(gear.keypad, now_ms, gear.clock.sleep)
    devices = Devices(
        (watched_reader.supervised, watched_printer.supervised, keypad.supervised, *front.supervised),
    )
    inbox: Queue[Any] = wired.console.inbox
    at = AtCounter(wired.terminal, front, watched_reader, keypad, wired.line, wired.console.reload, inbox, devices=devices)
    return WiredCounter(wired, at, _opened(config, panel, wired, gear))


def make_gear(wired: Wired, reader: object, printer: object) -> Gear:
    """The virtual devices of a counter."""
    from terminal.drivers.card_reader.virtual import VirtualReader
    from terminal.drivers.clock.adjustable import AdjustableClock
    from terminal.drivers.display.virtual import VirtualDisplay
    from terminal.drivers.indicator.virtual import VirtualSignal, VirtualVoice
    from terminal.drivers.keypad.virtual import VirtualKeypad
    from terminal.drivers.printer.virtual import VirtualPrinter
    from terminal.drivers.tamper.virtual import VirtualTamperSwitch
    from terminal.panel.gear import Gear

    clock = wired.terminal.clock
    assert isinstance(reader, VirtualReader)
    assert isinstance(printer, VirtualPrinter)
    assert isinstance(clock, AdjustableClock)
    return Gear(
        VirtualKeypad(),
        VirtualDisplay(4, wide=True, name="virtual operator display"),
        VirtualDisplay(2, name="virtual member display"),
        VirtualSignal(),
        VirtualVoice(),
        printer,
        reader,
        VirtualTamperSwitch(),
        clock,
        wired.cable,
    )


def _opened(config: TerminalConfig, panel: PanelConfig, wired: Wired, gear: Gear) -> Path:
    from terminal.panel.app import Page
    from terminal.panel.opening import open_panel

    page = Page(config.terminal, language_of(wired.terminal.catalogue.parameters.language))
    return open_panel(panel, config.folder, page, gear)
