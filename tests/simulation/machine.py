"""One terminal: the product's own journal, purse, loop and line, wired to a disk, a reader and a clock that can fail.

A power cut is an exception from wherever it strikes; `crash` then leaves the disk as it is, and `boot` starts from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from protocol.card.keys import Keyring
from protocol.ids import Lineage, OperatorId, TerminalId
from protocol.instants import Instant
from protocol.link.batch import Flag
from protocol.link.certificate import Role
from protocol.link.conversation import TerminalSide
from protocol.link.entries import BootReason, Medium
from protocol.link.office_keys import OfficeKeys
from protocol.link.seal import SigningKey
from terminal.drivers.card_reader.virtual import VirtualConnection, VirtualReader
from terminal.drivers.clock.virtual import VirtualClock
from terminal.drivers.printer.port import PaperStatus
from terminal.face import Notice
from terminal.journal.outbox import JournalOutbox
from terminal.journal.store import Journal, JournalFault
from terminal.line import Line
from terminal.loop import Terminal
from terminal.purse.purse import Purse
from terminal.sale import events as on
from terminal.sale.receipt import Receipt
from terminal.slips import SlipMaker
from terminal.states.store import StatesStore
from terminal.uplink.transport.port import Transport
from terminal.uplink.uplink import Uplink
from terminal.uplink.worker import Worker
from terminal.wiring import load_catalogue
from tests.simulation.disk import JournalDisk
from tests.simulation.records import Card

READERS = {Medium.MIFARE_1K: "ACS ACR122U PICC Interface", Medium.SLE4442: "ACS ACR39U ICC Reader"}
NEVER_S = 10**6


class PowerCut(BaseException):
    """The terminal is dead; what is on disk and card stays. No program may catch it."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What enrolment gave a terminal."""

    terminal: TerminalId
    roles: Role
    certificate: bytes
    serial: int
    signing: SigningKey
    office_keys: OfficeKeys
    root: bytes
    environment: bytes
    keyring: Keyring


class Screen:
    """Both displays. `told` hears every notice; `cut` strikes before something done is shown."""

    def __init__(self, told: Callable[[Notice], None]) -> None:
        self._told = told
        self.cut: Callable[[], None] | None = None
        self.codes: list[str] = []
        self.pin_wanted = False

    def show(self, notice: Notice) -> None:
        """See `Face`."""
        if self.cut is not None and notice.code in ("paid", "paid-late", "load-done"):
            self.cut()
        self.codes.append(notice.code)
        self._told(notice)

    def open_pin_pad(self) -> None:
        """See `Face`."""
        self.pin_wanted = True


class Paper:
    """A printer. `cut` strikes in the middle of a slip."""

    name = "printer"
    columns = 32
    virtual = True

    def __init__(self) -> None:
        self.slips = 0
        self.cut: Callable[[], None] | None = None

    def print(self, receipt: Receipt) -> None:
        """See `Printer`."""
        if self.cut is not None:
            self.cut()
        self.slips += 1

    def status(self) -> PaperStatus:
        """See `Printer`."""
        return PaperStatus.READY

    def close(self) -> None:
        """See `Printer`."""


class WatchedReader(VirtualReader):
    """A reader; `selected` is called when a card in it was selected and nothing was read of it yet."""

    def __init__(self, name: str, selected: Callable[[], None]) -> None:
        super().__init__(name)
        self._selected = selected

    def connect(self) -> VirtualConnection:
        """See `CardReader`."""
        connection = super().connect()
        self._selected()
        return connection


class Machine:
    """A terminal with its levers. `unit` is the piece of hardware: two units may run one terminal's journal."""

    def __init__(
        self,
        unit: int,
        papers: Papers,
        folder: Path,
        transport: Transport,
        told: Callable[[Machine, Notice], None],
        selected: Callable[[Machine], None],
    ) -> None:
        self.unit, self.papers, self._transport = unit, papers, transport
        self._told = told
        self.disk = JournalDisk(folder)
        self._states_folder = folder.with_name(folder.name + "-states")
        self._states_folder.mkdir()
        self.clock = VirtualClock()
        self.reader = WatchedReader(READERS[Medium.MIFARE_1K], lambda: selected(self))
        self.at_sync: Callable[[str], None] | None = None
        self.running = False
        self.guest: Card | None = None
        """Whose card was laid down last; None while cash is taken."""
        self.crooked = False
        """Its keeper cheats: what its journal says is no evidence of anything."""
        self.mute = False
        """Its keeper lets nothing out."""
        self.ruined = False
        """The journal cannot be opened any more, or the machine is gone."""

    @property
    def number(self) -> int:
        """The terminal's number."""
        return int(self.papers.terminal)

    def boot(self, lineage: int) -> bool:
        """Start from what is on disk; False if the journal is not fit for selling."""
        self.face = Screen(lambda notice: self._told(self, notice))
        self.printer = Paper()
        papers = self.papers
        try:
            self.journal = Journal(self.disk.path, papers.terminal, self._moment, papers.signing)
            reason = BootReason.START if self.journal.state.last_sequence else BootReason.FIRST
            self.journal.boot(Lineage(lineage), reason, self.clock.now())
            self._wire()
        except JournalFault:
            self.ruined = True
            return False
        self.running = True
        return True

    def _wire(self) -> None:
        papers, journal = self.papers, self.journal
        purse = Purse(self.reader, journal, papers.keyring, papers.environment[:4], repairs=bool(Role.REPAIR & papers.roles))
        self._states = states = StatesStore(self._states_folder)
        outbox = JournalOutbox(
            journal, states, papers.signing, papers.environment, papers.serial, self.clock.now, Flag.VIRTUAL_DEVICES, 1
        )
        side = TerminalSide(papers.terminal, papers.environment, papers.root, papers.office_keys)
        uplink = Uplink(outbox, side, papers.certificate, lambda sealed: None)
        worker = Worker(self._transport, lambda posted: None, lambda sides: 0)
        self.line = Line(papers.terminal, outbox, uplink, self._transport, worker, self.clock, NEVER_S)
        self.terminal = Terminal(
            journal,
            purse,
            self.clock,
            self.printer,
            self.face,
            SlipMaker(journal, virtual=True),
            papers.roles,
            0,
            load_catalogue(journal, 0),
            states.states,
            self.line.nudge,
            OperatorId(1),
        )

    def _moment(self, moment: str) -> None:
        if self.at_sync is not None:
            self.at_sync(moment)

    def key(self, *events: on.Event) -> None:
        """Press keys, one after the other. Raises PowerCut."""
        for event in events:
            self.terminal.handle(event)

    def synchronise(self) -> dict[str, object]:
        """Exchange with head office until nothing waits. Raises PowerCut and JournalFault."""
        told = self.line.send_now()
        self.terminal.catalogue = load_catalogue(self.journal, 0)
        return told

    def crash(self, random: Random) -> bool:
        """The power is gone; whether the disk forgot something it had acknowledged."""
        self.reader.remove()
        self.at_sync = None
        self.running = False
        self._states.close()
        return self.disk.crash(self.journal, random)

    def stop(self) -> None:
        """An orderly end of the program."""
        self.reader.remove()
        self._states.close()
        self.journal.close()
        self.running = False

    def set_clock(self, now: Instant) -> None:
        """Let the clocks go on to the world's time, keeping what the wall clock is wrong by."""
        self.clock.advance(max(0, now - self._seen))
        self._seen = now

    _seen: int = 0
