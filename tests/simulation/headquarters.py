"""Head office of one region: the product's settlement over a database in memory, killed and restored as it comes.

A kill strikes before or after any statement; what was not committed is gone, and the next packet meets a new process.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from protocol.card.keys import Keyring, derive_keyring
from protocol.ids import BranchId, TerminalId
from protocol.instants import Instant, business_day
from protocol.link.bundles import ServerKeys
from protocol.link.certificate import Certificate, Role, encode_certificate
from protocol.link.office_keys import OfficeKeys
from protocol.link.seal import Purpose, RecipientKey, SigningKey, seal
from server.config import Mode
from server.database import database, make_database, open_database, writing
from server.ledger.proofs import prove
from server.schema import migrate
from server.settlement.cards.booking import book_waiting
from server.settlement.credits.bonuses import sweep_bonuses
from server.settlement.credits.refund_claims import sweep_refunds
from server.settlement.findings.reviewing import review
from server.settlement.intake import exchange
from server.settlement.office import Office
from server.settlement.publish import publish
from server.settlement.rebook import rebook
from server.shop import import_shop
from tests.simulation.machine import Papers

ENVIRONMENT = b"simulate"
KEY_VERSION = 1
FOREVER = Instant(2**47)


class ServerKilled(BaseException):
    """The server process is gone."""


class Headquarters:
    """Keys, database and clock of one head office. Levers: `kill_after`, `back_up`, `restore`."""

    def __init__(self, folder: Path, shop: Path, random: Random, now: Callable[[], Instant]) -> None:
        folder.mkdir(parents=True)
        self.folder, self.now = folder, now
        self.books = folder / "books.db"
        self._backup = folder / "backup.db"
        root, ca, people = (SigningKey.from_seed(random.randbytes(32)) for _ in range(3))
        self._ca, self.root = ca, root.public
        self.keyring: Keyring = derive_keyring(random.randbytes(32), KEY_VERSION)
        ack_seed, table_seed = random.randbytes(32), random.randbytes(32)
        self.office_keys = OfficeKeys(
            1,
            ca.public,
            SigningKey.from_seed(ack_seed).public,
            SigningKey.from_seed(table_seed).public,
            people.public,
        )
        self.keys = ServerKeys(ENVIRONMENT, root.public, ca.public, ack_seed, table_seed, self.keyring.listing, KEY_VERSION)
        self.office = Office(self.keys, Mode.TRAINING, 0, now)
        self.kill_in = 0
        self.serial = 0
        self._seals = RecipientKey.generate()
        self._start()
        migrate()
        import_shop(shop, now())
        publish(self.keys, now())

    def _start(self) -> None:
        opened: Any = open_database(f"sqlite:///{self.books}")
        plain = opened.execute_sql

        def counted(*arguments: Any, **named: Any) -> Any:
            if self.kill_in:
                self.kill_in -= 1
                if not self.kill_in:
                    raise ServerKilled
            return plain(*arguments, **named)

        opened.execute_sql = counted
        database.connect()

    def enrol(self, terminal: int, roles: Role, random: Random) -> Papers:
        """A new terminal's papers; only those with the role LOAD get the load key."""
        self.serial += 1
        signing = SigningKey.from_seed(random.randbytes(32))
        value = Certificate(
            terminal=TerminalId(terminal),
            serial=self.serial,
            branch=BranchId(1),
            group=0,
            roles=roles,
            sign_public=signing.public,
            seal_public=self._seals.public,
            valid_from=Instant(0),
            valid_until=FOREVER,
        )
        sealed = seal(Purpose.CERTIFICATE, ENVIRONMENT, self._ca, encode_certificate(value))
        keyring = self.keyring if Role.LOAD & roles else self.keyring.without_load()
        return Papers(
            TerminalId(terminal), roles, sealed, self.serial, signing, self.office_keys, self.root, ENVIRONMENT, keyring
        )

    def answer(self, packet: bytes) -> bytes | None:
        """One packet for another; None if the server died over it."""
        try:
            return exchange(packet, self.office)
        except ServerKilled:
            self.restart()
            return None

    def work_at_night(self) -> None:
        """Review what came in, make the claims that are due, sign what has changed."""
        try:
            review(self.now())
            with writing():
                sweep_refunds(business_day(self.now(), 0), self.now())
                sweep_bonuses(business_day(self.now(), 0), self.now())
            publish(self.keys, self.now())
        except ServerKilled:
            self.restart()

    def book(self) -> None:
        """Book what waits, as the next packet would."""
        book_waiting(0)

    def prove(self) -> list[str]:
        """What the product itself finds wrong with its books; they must also come out the same when booked again."""
        again = rebook(make_database(f"sqlite:///{self.folder / 'again.db'}"), 0)
        failures = [f"unproven: {sentence}" for sentence in (*prove().failures, *again.proof.failures)]
        if again.digest_here != again.digest_there:
            failures.append("unproven: booked again, the same evidence gives another ledger")
        return failures

    def restart(self) -> None:
        """A new process over the same files."""
        self.kill_in = 0
        if not database.is_closed():
            database.close()
        self._start()

    def stop(self) -> None:
        """Close the books; they can be read by others."""
        self.kill_in = 0
        database.close()

    def back_up(self) -> None:
        """Keep the database as it is now: with its last connection closed, all of it is in the one file."""
        self.stop()
        shutil.copy(self.books, self._backup)
        self._start()

    def restore(self) -> bool:
        """Go back to the last backup; False if there is none."""
        if not self._backup.exists():
            return False
        self.stop()
        for old in self.folder.glob("books.db*"):
            old.unlink()
        shutil.copy(self._backup, self.books)
        self._start()
        return True
