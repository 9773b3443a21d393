"""The composition root: the only file that chooses between real and virtual devices, and puts a terminal together.

A driver is imported when it is chosen: what is not used costs neither time at the start nor memory.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Queue

from protocol.ids import Lineage
from protocol.link.batch import Flag
from protocol.link.certificate import Role
from protocol.link.conversation import TerminalSide
from protocol.link.entries import BootReason
from protocol.link.seal import unverified_body
from protocol.link.table_codec import decode_table
from terminal.config import ConfigMistakes, PrinterConfig, ReaderConfig, TerminalConfig
from terminal.console.console import Answers, Console, Inbox, Tray
from terminal.drivers.card_reader.port import CardReader
from terminal.drivers.card_reader.watched import WatchedReader
from terminal.drivers.clock.adjustable import AdjustableClock
from terminal.drivers.clock.port import Clock
from terminal.drivers.clock.rtc import read_rtc
from terminal.drivers.clock.system import SystemClock
from terminal.drivers.printer.port import Printer
from terminal.face import Face
from terminal.journal.outbox import JournalOutbox
from terminal.journal.store import Journal
from terminal.keystore import Keystore, write_office_keys
from terminal.line import Line
from terminal.log import Event, Log, silent
from terminal.loop import Terminal
from terminal.notices import notice_of
from terminal.purse.purse import Purse
from terminal.sale import effects as do
from terminal.sale.catalogue import Catalogue
from terminal.slips import SlipMaker
from terminal.states.store import StatesStore
from terminal.uplink.transport.cable import Cable
from terminal.uplink.transport.port import Transport
from terminal.uplink.uplink import Uplink
from terminal.uplink.worker import Worker
from terminal.vitals import TimeKeeping, Vitals, machine_signs, tally_signs
from terminal.watchdog import Hang, Supervisor, Watch
from terminal.words.sale import Phrase

ISSUER_BYTES = 4
LINEAGES = 2**32


class NotAdmitted(Exception):
    """The certificate does not allow what the configuration asks for; the text says what."""


@dataclass(slots=True)
class Wired:
    """A terminal, its console, and what was chosen for it."""

    terminal: Terminal
    console: Console
    reader: CardReader
    keystore: Keystore
    states: StatesStore
    choices: tuple[str, ...]
    line: Line | None
    cable: Cable | None
    """The line that the panel can unplug."""
    watch: Watch
    vitals: Vitals

    def close(self) -> None:
        """Let go of journal, card states and reader; nothing more can be sold."""
        self.watch.stop()
        self.terminal.journal.close()
        self.states.close()
        self.reader.close()


def wire(
    config: TerminalConfig,
    keystore: Keystore,
    face: Answers,
    reader: CardReader | None = None,
    printer: Printer | None = None,
    *,
    log: Log = silent,
    supervisor: Supervisor | None = None,
) -> Wired:
    """Put everything together and boot the journal. Reader and printer are the configured ones, unless they are given.

    `supervisor` hears that the loop turns and what it waits for.
    Raises JournalFault; ConfigMistakes; NotAdmitted for virtual devices without the role, or another terminal's keystore.
    """
    certificate, clock, supervisor = keystore.admission.certificate, make_clock(config), supervisor or Supervisor()
    reader = reader or make_reader(config.reader)
    printer = printer or make_printer(config.printer, config.folder)
    virtual = reader.virtual or printer.virtual
    if virtual and not Role.VIRTUAL & certificate.roles:
        raise NotAdmitted("virtual devices are configured, and the certificate does not allow them")
    if certificate.terminal != config.terminal:
        raise NotAdmitted(f"the certificate is for terminal {certificate.terminal}, the configuration for {config.terminal}")
    journal = Journal(config.folder / "journal.db", certificate.terminal, key=keystore.secrets.signing)
    boot(journal, clock)
    states = StatesStore(config.folder)
    inbox: Inbox = Queue()
    transport = make_transport(config)
    vitals = Vitals([partial(machine_signs, config.folder)])
    line = make_line(config, keystore, journal, states, clock, virtual, inbox, transport, vitals, log) if transport else None
    watch = Watch(clock.monotonic_ms, lambda hang: tell_hang(hang, face, terminal, log, supervisor))
    repairs = bool(Role.REPAIR & certificate.roles)
    terminal = Terminal(
        journal=journal,
        purse=Purse(WatchedReader(reader, watch.waiting_for), journal, keystore.card_keys, issuer_of(keystore), repairs=repairs),
        clock=clock,
        printer=printer,
        face=face,
        slips=SlipMaker(journal, virtual),
        roles=certificate.roles,
        group=certificate.group,
        catalogue=load_catalogue(journal, certificate.group),
        states=states.states,
        nudge=line.nudge if line else _nothing,
        operator=config.operator,
    )
    began = clock.monotonic_ms()
    vitals.sources.append(lambda: tally_signs(terminal.tally, clock.monotonic_ms() - began))
    watch.start()
    tray = tray_for(reader)
    console = Console(
        terminal, face, reader, tray, line, lambda: load_catalogue(journal, certificate.group), inbox, supervisor.pet, log
    )
    choices = (f"reader {reader.name}", f"printer {printer.name}", "VIRTUAL devices" if virtual else "real devices")
    cable = transport if isinstance(transport, Cable) else None
    return Wired(terminal, console, reader, keystore, states, choices, line, cable, watch, vitals)


def tell_hang(hang: Hang, face: Face, terminal: Terminal, log: Log, supervisor: Supervisor) -> None:
    """A device hangs, or does so no more. Called from the watching thread: the loop cannot say anything while it waits."""
    log(Event.HANGS, device=hang.device, waited_ms=hang.waited_ms, state="over" if hang.over else "waiting")
    supervisor.status("" if hang.over else f"waits for {hang.device}")
    if not hang.over:
        face.show(
            notice_of(
                do.Say(Phrase.READER_HANGS, do.Tone.HOLD), terminal.catalogue.parameters, terminal.written, terminal.member_reads
            )
        )


def _nothing() -> None:
    """There is no line to nudge."""


def boot(journal: Journal, clock: Clock, reason: BootReason = BootReason.START) -> None:
    """Start a lineage that was never used: random, and never zero (I17)."""
    reason = reason if journal.state.last_sequence else BootReason.FIRST
    journal.boot(Lineage(secrets.randbelow(LINEAGES - 1) + 1), reason, clock.now())


def open_again(journal: Journal, clock: Clock, line: Line | None) -> None:
    """What a start does for a journal that failed, without one: only what is on disk counts. Raises JournalFault."""
    journal.open_again()
    boot(journal, clock, BootReason.AFTER_FAULT)
    if line:
        line.read_anew()


def issuer_of(keystore: Keystore) -> bytes:
    """The issuer on the cards: the first bytes of the environment."""
    return keystore.secrets.environment[:ISSUER_BYTES]


def load_catalogue(journal: Journal, group: int) -> Catalogue:
    """The tables as installed; their signatures were checked before they were kept."""
    signed = [decode_table(unverified_body(sealed)) for sealed in journal.tables()]
    return Catalogue.at(group, journal.terminal, ((one.version, one.table) for one in signed))


def make_reader(config: ReaderConfig) -> CardReader:
    """The configured reader; nothing happens to hardware yet."""
    if config.kind == "virtual":
        from terminal.drivers.card_reader.virtual import VirtualReader

        return VirtualReader(config.name)
    from terminal.drivers.card_reader.pcsc import PcscReader

    return PcscReader(config.name)


def tray_for(reader: CardReader) -> Tray | None:
    """The hand that lays down virtual cards."""
    if not reader.virtual:
        return None
    from terminal.drivers.card_reader.virtual import VirtualReader
    from terminal.tray import VirtualTray

    return VirtualTray(reader) if isinstance(reader, VirtualReader) else None


def make_printer(config: PrinterConfig, folder: Path) -> Printer:
    """The configured printer; nothing happens to hardware yet."""
    if config.kind == "virtual":
        from terminal.drivers.printer.virtual import VirtualPrinter

        return VirtualPrinter(config.columns, folder / config.target if config.target else None)
    from terminal.drivers.printer.esc_pos import EscPosPrinter, FileTarget, NetworkTarget, SerialTarget, UsbTarget

    match config.kind:
        case "usb":
            return EscPosPrinter(UsbTarget(config.target), config.columns)
        case "file":
            return EscPosPrinter(FileTarget(config.target), config.columns)
        case "serial":
            return EscPosPrinter(SerialTarget(config.target), config.columns)
        case _:
            return EscPosPrinter(NetworkTarget(config.target), config.columns)


def make_clock(config: TerminalConfig) -> Clock:
    """The computer's clock; with a panel one that can be set by hand."""
    return AdjustableClock(SystemClock()) if config.panel else SystemClock()


def make_transport(config: TerminalConfig) -> Transport | None:
    """The configured way to head office, if there is one; with a panel it has a cable that can be unplugged."""
    if config.uplink.kind == "none":
        return None
    from terminal.uplink.transport.https import HttpsTransport

    try:
        transport = HttpsTransport(config.uplink.url, config.uplink.ca_file)
    except ValueError as error:
        raise ConfigMistakes([f"uplink: {error}"]) from None
    return Cable(transport) if config.panel else transport


def make_line(
    config: TerminalConfig,
    keystore: Keystore,
    journal: Journal,
    states: StatesStore,
    clock: Clock,
    virtual: bool,
    inbox: Inbox,
    transport: Transport,
    vitals: Vitals,
    log: Log,
) -> Line:
    """The way to head office at work; its thread is started."""
    secret, admission = keystore.secrets, keystore.admission
    keys = keystore.office_keys
    flags = Flag.VIRTUAL_DEVICES if virtual else Flag(0)
    time = TimeKeeping(
        clock, read_rtc, lambda: max(journal.last_server_time(), states.states.stamp.issued_at), lambda: journal.latest
    )
    vitals.sources.append(time.signs)
    outbox = JournalOutbox(
        journal,
        states,
        secret.signing,
        secret.environment,
        admission.certificate.serial,
        clock.now,
        flags,
        keys.version,
        time.doubtful,
        vitals.signs,
    )
    side = TerminalSide(secret.terminal, secret.environment, keystore.root_public, keys)
    uplink = Uplink(outbox, side, admission.certificate_sealed, lambda sealed: write_office_keys(config.folder, sealed))
    worker = Worker(transport, inbox.put, secrets.randbelow)
    worker.start()
    return Line(config.terminal, outbox, uplink, transport, worker, clock, config.uplink.batch_seconds, log)
