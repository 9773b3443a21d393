"""A till from the virtual bench and the real application of head office, with the real uplink between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from protocol.ids import TerminalId
from protocol.link.batch import Flag
from protocol.link.certificate import Role
from protocol.link.conversation import Outcome, TerminalSide
from protocol.link.office_keys import OfficeKeys
from protocol.link.packet import pack, unpack
from protocol.link.refusal import Refusal
from protocol.link.seal import Purpose, peek
from server.app import create_app
from server.config import Mode, ServerConfig
from server.database import database, run
from server.opening import Audience
from server.terminal_api import EXCHANGE
from terminal.journal.outbox import JournalOutbox
from terminal.states.store import StatesStore
from terminal.uplink.uplink import Uplink
from tests.server.head_office import (
    ACK_KEY,
    CA,
    ENVIRONMENT,
    ROOT,
    SERVER_KEYS,
    SET_KEY,
    certificate_of,
    device_key,
    opened_refusal,
)
from tests.support.shop import NOON, Till

ROLES = Role.SELL | Role.LOAD | Role.VIRTUAL
KEYS_OF_OFFICE = OfficeKeys(1, CA.public, ACK_KEY.public, SET_KEY.public, CA.public)


@contextmanager
def application(url: str) -> Iterator[FlaskClient]:
    """Head office over a migrated database, at the tills' noon, for terminals alone. The test keeps its own connection."""
    database.close()
    config = ServerConfig(Mode.TRAINING, Path("unused"), 0, url, None, "127.0.0.1", 1)
    client = create_app(config, SERVER_KEYS, lambda: NOON, {Audience.TERMINALS}).test_client()
    database.connect(reuse_if_open=True)
    yield client
    client.application.extensions["writer"].close()


@dataclass
class Connected:
    """A till with an outbox and an uplink; `client` is the way to head office."""

    till: Till
    client: FlaskClient
    roles: Role = ROLES

    def __post_init__(self) -> None:
        till = self.till
        key, now = device_key(till.number), till.clock.now
        folder = till.folder / f"states-{till.number}"
        folder.mkdir(exist_ok=True)
        self.states = StatesStore(folder)
        self.outbox = JournalOutbox(till.journal, self.states, key, ENVIRONMENT, till.number, now, Flag.VIRTUAL_DEVICES, 1)
        side = TerminalSide(TerminalId(till.number), ENVIRONMENT, ROOT.public, KEYS_OF_OFFICE)
        self.certificate = certificate_of(till.number, self.roles)
        self.uplink = Uplink(self.outbox, side, self.certificate, lambda _: None)

    def closed(self) -> bytes:
        """Everything that is not in a batch yet, as a sealed batch; the newest one."""
        self.outbox.close_batches()
        return self.outbox.waiting(100)[-1][1]

    def post(self, packet: bytes) -> bytes:
        """One exchange by HTTP."""
        answer = self.client.post(EXCHANGE, data=packet)
        assert answer.status_code == 200
        return bytes(answer.data)

    def send(self) -> list[Outcome]:
        """Close and send all that waits; everything that the answers meant."""
        self.outbox.close_batches()
        outcomes: list[Outcome] = []
        while True:
            outcomes += (new := self.uplink.receive(self.post(self.uplink.prepare())))
            if not new or not self.outbox.waiting(1):
                return outcomes

    def refused(self, *objects: bytes) -> list[Refusal]:
        """Send objects after the certificate; all answers must be refusals."""
        answers = unpack(self.post(pack([self.certificate, *objects])))
        assert {peek(answer).purpose for answer in answers} <= {Purpose.REFUSAL}
        return [opened_refusal(answer) for answer in answers]


def stored() -> tuple[int, int, int]:
    """Batches, transfers and card changes at head office."""
    counts = [run(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in ("stored_batch", "transfer", "card_change")]
    return counts[0], counts[1], counts[2]
