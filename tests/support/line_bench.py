"""A terminal's line on the bench: its journal, a small office, and a transport with levers between them."""

from __future__ import annotations

from queue import Queue

from protocol.ids import TerminalId
from protocol.link.certificate import EnrolRequest
from protocol.link.conversation import TerminalSide
from protocol.link.office_keys import decode_office_keys
from protocol.link.packet import unpack
from protocol.link.seal import Purpose, RecipientKey, SigningKey, peek, seal, unverified_body
from protocol.link.table_codec import SignedTable, encode_table
from terminal.drivers.clock.virtual import VirtualClock
from terminal.journal.outbox import JournalOutbox
from terminal.journal.store import Journal
from terminal.line import Line
from terminal.states.store import StatesStore
from terminal.uplink.transport.virtual import VirtualTransport
from terminal.uplink.uplink import Uplink
from terminal.uplink.worker import Posted, Worker
from tests.support.shop import NOON, shop_parameters
from tests.support.small_office import SmallOffice
from tests.terminal.journal.histories import cash

TERMINAL = TerminalId(3)
KEY, RECIPIENT = SigningKey.from_seed(b"\x33" * 32), RecipientKey(b"\x44" * 32)
BATCH_SECONDS = 60
ANSWER_S = 10


class Bench:
    """A line from a journal to a small office over a virtual transport."""

    def __init__(self, journal: Journal, states: StatesStore) -> None:
        self.office, self.clock = SmallOffice(), VirtualClock(NOON)
        self.transport = VirtualTransport(self.office.answer)
        self.posted: Queue[Posted] = Queue()
        self.worker = Worker(self.transport, self.posted.put, lambda end: 0)
        self.worker.start()
        self.taken = 0
        self.journal, self.states = journal, states
        self.line = self.wired()

    def wired(self) -> Line:
        """A line as a start of the program makes it."""
        environment = self.office.environment
        request = EnrolRequest(TERMINAL, KEY.public, RECIPIENT.public, bytes(32))
        certificate, office_keys = self.office.certify(request), decode_office_keys(unverified_body(self.office.office_keys()))
        outbox = JournalOutbox(self.journal, self.states, KEY, environment, self.office.serial, self.clock.now)
        side = TerminalSide(TERMINAL, environment, self.office.root.public, office_keys)
        uplink = Uplink(outbox, side, certificate, lambda sealed: None)
        return Line(TERMINAL, outbox, uplink, self.transport, self.worker, self.clock, BATCH_SECONDS)

    def sell(self, minor: int = 100) -> None:
        """A cash sale."""
        self.journal.append((cash(minor),), NOON)
        self.line.nudge()

    def tick(self, seconds: int = 0) -> list[str]:
        """Let time pass; the purposes of what was sent then."""
        before = len(self.transport.history)
        self.clock.advance(seconds * 1_000)
        self.line.tick()
        return [purpose for sent in self.settle()[before:] for purpose in sent]

    def settle(self) -> list[list[str]]:
        """Take answers until none is on its way; what all packets held beside the certificate."""
        while self.worker._packet is not None or self.taken < len(self.transport.history):
            self.line.posted(self.posted.get(timeout=ANSWER_S))
            self.taken += 1
        sent = [[peek(data).purpose for data in unpack(exchange.message)] for exchange in self.transport.history]
        return [[purpose.name for purpose in packet if purpose is not Purpose.CERTIFICATE] for packet in sent]

    def table(self, version: int) -> bytes:
        """The shop's parameters, signed by head office."""
        body = encode_table(SignedTable(version, NOON, shop_parameters()))
        return seal(Purpose.PARAMETERS, self.office.environment, self.office.set, body)

    def close(self) -> None:
        """Stop the thread."""
        assert self.worker.stop(ANSWER_S)
