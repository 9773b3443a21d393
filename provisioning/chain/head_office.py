"""Head office on the moved clock: its keys, its books, and its people, who do everything by the use cases of the pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from protocol.ids import BranchId, TerminalId
from protocol.instants import Instant
from protocol.link.certificate import Role
from protocol.link.seal import COST_FLOOR
from provisioning.chain.clock import PastClock
from provisioning.keystore.port import OfficeSecrets
from provisioning.office import Office as LockedRoom
from provisioning.office import create_office, nameplate_of, server_keys_of
from provisioning.passwords import password_bytes
from provisioning.refusals import Refused
from provisioning.terminals import Place, approve, hand_out_code
from server.audit import Actor
from server.config import ServerConfig, load_config
from server.database import database, open_database, writing
from server.reporting.fold import fold_step
from server.schema import migrate
from server.settlement.cards.booking import book_waiting
from server.settlement.credits.refund_claims import sweep_refunds
from server.settlement.findings.reviewing import review
from server.settlement.intake import exchange
from server.settlement.office import Office
from server.settlement.publish import publish, publish_due
from server.settlement.standing_tables import publish_standing
from server.shop import import_shop
from server.usecases import approving
from server.usecases.proposals import proposal_numbered
from server.usecases.staff.console import new_word
from server.usecases.staff.passwords import Passwords
from terminal import enrol
from terminal.config import TerminalConfig
from terminal.keystore import Keystore, open_keystore

T = TypeVar("T")


class NotAsPlanned(Exception):
    """The product refused something that the example needs; the text says what."""


@dataclass
class HeadOffice:
    """`people` are the staff by name, as they act on pages."""

    folder: Path
    clock: PastClock
    config: ServerConfig
    locked_room: LockedRoom
    secrets: OfficeSecrets
    office: Office
    passwords: Passwords
    people: dict[str, Actor] = field(default_factory=dict)

    @property
    def now(self) -> Instant:
        """What the clock says."""
        return self.clock.now()

    def approve(self, proposal: int, checker: str) -> str:
        """The second person looks at a proposal and approves it; a secret to be shown once, or nothing."""
        shown = proposal_numbered(proposal)
        alone = approving.needs_word(shown, self.people[checker].staff or 0)
        word = new_word(self.now) if alone else ""
        return approving.approve(proposal, shown.shown, self.people[checker], word, self.passwords, self.now)

    def exchange(self, packet: bytes) -> bytes:
        """Take a terminal's packet and answer it."""
        return exchange(packet, self.office)

    def publish(self) -> None:
        """Sign what has changed."""
        publish(self.office.keys, self.now)

    def work_at_night(self) -> None:
        """What the README asks for each night, but the backup."""
        review(self.now)
        with writing():
            sweep_refunds(self.clock.today, self.now)
        publish_due(self.office.keys, self.now)
        publish_standing(self.office.keys, self.now)
        publish(self.office.keys, self.now, kinds=())

    def enrol(self, config: TerminalConfig, branch: int, roles: Role, password: str) -> Keystore:
        """A terminal with a certificate of its own. The password is drawn, so that guessing at it is hopeless at any cost."""
        plate, number = nameplate_of(self.secrets), TerminalId(config.terminal)
        code = sure(hand_out_code(self.locked_room, self.secrets, number, Place(BranchId(branch), 0, roles), self.now))
        config.folder.mkdir(mode=0o700)
        asked = enrol.begin(config.folder, number, plate.environment, code.text, password, cost=COST_FLOOR)
        if not isinstance(asked, bytes):
            raise NotAsPlanned(f"terminal {number}: {asked}")
        answer = sure(approve(self.locked_room, self.secrets, asked, self.now)).answer
        enrol.finish(config.folder, answer, plate.root_public.hex(), password, cost=COST_FLOOR)
        keystore = open_keystore(config.folder, password)
        if not isinstance(keystore, Keystore):
            raise NotAsPlanned(f"terminal {number}: {keystore}")
        return keystore

    def close(self) -> None:
        """Book what waits, tell the lines that reports read, and let go of the books."""
        book_waiting(self.config.utc_offset_minutes)
        while fold_step():
            pass
        database.close()


def open_head_office(folder: Path, shop: Path, clock: PastClock) -> HeadOffice:
    """New keys, an empty ledger, and the masters of a shop file. Raises NotAsPlanned."""
    now = clock.now()
    admin, server = (secret_in(folder, name) for name in ("admin", "server"))
    room = LockedRoom(folder / "office")
    sure(create_office(room.folder, admin, server, now))
    held = sure(room.keystore.unlock(password_bytes(admin)))
    config = load_config(folder / "server.toml")
    open_database(config.database_url, config.database_password_file)
    database.connect()
    migrate()
    import_shop(shop, now)
    office = Office(server_keys_of(held), config.mode, config.utc_offset_minutes, clock.now)
    passwords = Passwords(config.office.password_memory_kib, config.office.password_rounds)
    made = HeadOffice(folder, clock, config, room, held, office, passwords)
    made.publish()
    return made


def secret_in(folder: Path, name: str) -> str:
    """A password that was drawn for this folder."""
    return (folder / f"{name}.password").read_text()


def sure(found: T | Refused) -> T:
    """What is no refusal. Raises NotAsPlanned."""
    if isinstance(found, Refused):
        raise NotAsPlanned(found.refusal.value)
    return found
