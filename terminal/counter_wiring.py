"""The counter put together: a terminal with keys, displays, lamp, voice and case under supervision. Its devices are the real
ones that are configured, or with a panel all of them are virtual, and stand on its page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

from protocol.link.signs import Sign
from terminal.at_counter import AtCounter
from terminal.config import TerminalConfig
from terminal.console.console import Answers
from terminal.counter_gear import RealGear, make_real_gear
from terminal.desk.desk import make_ordered
from terminal.devices import Devices
from terminal.drivers.card_reader.port import CardReader
from terminal.drivers.clock.system import SystemClock
from terminal.drivers.printer.port import Printer
from terminal.front import Front
from terminal.keystore import Keystore
from terminal.log import Log, silent
from terminal.looking import Surroundings
from terminal.rehearsal_wiring import FOLDER, wire_rehearsal
from terminal.supervised import SupervisedKeypad, SupervisedPrinter, SupervisedReader, SupervisedTamperSwitch
from terminal.vitals import device_signs
from terminal.watchdog import Supervisor
from terminal.wiring import Wired, issuer_of, make_printer, make_reader, open_again, tell_hang, wire
from terminal.words.language import language_of

if TYPE_CHECKING:
    from terminal.panel.gear import Gear


@dataclass(slots=True)
class WiredCounter:
    """A terminal at its counter. `address_file` holds the address of its panel, if it has one: who knows it may press keys."""

    wired: Wired
    at: AtCounter
    front: Front
    address_file: Path | None

    def close(self) -> None:
        """Dark and quiet; nothing more can be sold."""
        self.front.close()
        self.wired.close()


def wire_counter(
    config: TerminalConfig, keystore: Keystore, face: Answers, log: Log = silent, supervisor: Supervisor | None = None
) -> WiredCounter:
    """Put everything together. Raises what `wire` raises, and OSError if another program listens on the panel's port."""
    now_ms = SystemClock().monotonic_ms
    reader, printer = make_reader(config.reader), make_printer(config.printer, config.folder)
    nearby = config.printer.kind != "network"  # a network takes seconds to say that nobody is there
    watched_reader, watched_printer = SupervisedReader(reader, now_ms), SupervisedPrinter(printer, now_ms, idle=nearby)
    supervisor = supervisor or Supervisor()
    wired = wire(config, keystore, face, watched_reader, watched_printer, log=log, supervisor=supervisor)
    clock = wired.terminal.clock
    virtual = make_virtual_gear(wired, reader, printer) if config.panel else None
    gear: Gear | RealGear | None = virtual or (make_real_gear(config.counter, clock) if config.counter else None)
    if gear is None:
        raise ValueError("no counter is configured")
    if gear.operator:
        wired.terminal.letters = gear.operator.letters
    if gear.member:
        wired.terminal.member_letters = gear.member.letters
    front = Front(now_ms, gear.operator, gear.member, gear.signal, gear.voice)
    wired.watch.tell = lambda hang: tell_hang(hang, front, wired.terminal, log, supervisor)
    keypad = SupervisedKeypad(gear.keypad, now_ms, clock.sleep)
    case = SupervisedTamperSwitch(gear.tamper, now_ms) if gear.tamper else None
    watched = (watched_reader, watched_printer, keypad, *((case,) if case else ()))
    devices = Devices((*(one.supervised for one in watched), *front.supervised))
    wired.vitals.sources.append(partial(device_signs, devices))
    if case:
        wired.vitals.sources.append(lambda: ((Sign.CASE_OPEN, wired.terminal.journal.state.duty.tampered),))
    inbox: Queue[Any] = wired.console.inbox
    reload = wired.console.reload
    around = Surroundings(config.folder, keystore.admission.certificate.valid_until)
    at = AtCounter(
        wired.terminal, front, watched_reader, keypad, wired.line, reload, inbox, devices=devices, case=case, around=around
    )
    at.pet, at.log = supervisor.pet, log
    at.open_again = partial(open_again, wired.terminal.journal, clock, wired.line)
    at.make = partial(make_ordered, wired.terminal, watched_reader, keystore.card_keys, issuer_of(keystore))
    at.rehearse = partial(wire_rehearsal, config.folder / FOLDER)
    return WiredCounter(wired, at, front, _open_panel(config, wired, virtual) if virtual else None)


def make_virtual_gear(wired: Wired, reader: CardReader, printer: Printer) -> Gear:
    """The devices of a panel; the configuration has seen to it that reader and printer are virtual."""
    from terminal.drivers.card_reader.virtual import VirtualReader
    from terminal.drivers.clock.adjustable import AdjustableClock
    from terminal.drivers.display.port import Letters
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
        VirtualDisplay(4, letters=Letters.GB18030, name="virtual operator display"),
        VirtualDisplay(2, letters=Letters.GB18030, name="virtual member display"),
        VirtualSignal(),
        VirtualVoice(),
        printer,
        reader,
        VirtualTamperSwitch(),
        clock,
        wired.cable,
    )


def _open_panel(config: TerminalConfig, wired: Wired, gear: Gear) -> Path:
    from terminal.panel.app import Page
    from terminal.panel.opening import open_panel

    assert config.panel
    panel, language = config.panel, language_of(wired.terminal.catalogue.parameters.language)
    page = Page(config.terminal, language, panel.operators, panel.items, panel.card_pin)
    return open_panel(panel, config.folder, page, gear)
