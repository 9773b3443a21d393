"""Head office with fixed keys and a clock in hand, and what tests ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from protocol.ids import BranchId, TerminalId
from protocol.instants import Instant
from protocol.link.ack import Ack, decode_ack
from protocol.link.bundles import ServerKeys
from protocol.link.certificate import Certificate, Role, encode_certificate
from protocol.link.packet import pack, unpack
from protocol.link.refusal import Refusal, decode_refusal
from protocol.link.seal import Purpose, RecipientKey, SigningKey, open_sealed, peek, seal
from server.config import Mode
from server.database import run
from server.settlement.cards.booking import book_waiting
from server.settlement.findings.cases import CaseKind
from server.settlement.intake import exchange, take
from server.settlement.office import Office

ENVIRONMENT = b"test-env"
NOON = Instant(1_798_113_600_000)
"""2026-12-24 12:00 UTC."""
YEAR_MS = 365 * 86_400_000
ROOT, CA, ACK_KEY, SET_KEY = (SigningKey.from_seed(bytes([number]) * 32) for number in range(1, 5))
SEAL_KEY = RecipientKey.generate()
SERVER_KEYS = ServerKeys(ENVIRONMENT, ROOT.public, CA.public, bytes([3]) * 32, bytes([4]) * 32, b"listing-key-16by", 1)


def device_key(terminal: int, spare: int = 0) -> SigningKey:
    """The signing key of a test terminal."""
    return SigningKey.from_seed(bytes([100 + spare]) + terminal.to_bytes(2, "big") * 15 + b"\x00")


def certificate_of(
    terminal: int, roles: Role = Role.SELL | Role.LOAD, serial: int | None = None, until_ever: bool = False
) -> bytes:
    """A certificate signed by our CA."""
    value = Certificate(
        terminal=TerminalId(terminal),
        serial=terminal,
        branch=BranchId(1),
        group=0,
        roles=roles,
        sign_public=device_key(terminal).public,
        seal_public=SEAL_KEY.public,
        valid_from=Instant(0 if until_ever else NOON - YEAR_MS),
        valid_until=Instant(2**47 if until_ever else NOON + YEAR_MS),
    )
    return seal(Purpose.CERTIFICATE, ENVIRONMENT, CA, encode_certificate(value))


@dataclass
class HeadOffice:
    """Sends packets to intake the way a terminal would, and opens the answers."""

    office: Office = field(default_factory=lambda: Office(SERVER_KEYS, Mode.TRAINING, 0, lambda: NOON))

    def at(self, now: Instant) -> HeadOffice:
        """The same office at another time."""
        return HeadOffice(replace(self.office, clock=lambda: now))

    def send(self, *objects: bytes, book: bool = True) -> list[bytes]:
        """Sealed objects in, sealed answers out."""
        packet = pack(objects)
        return unpack(exchange(packet, self.office) if book else take(packet, self.office))

    def accept(self, terminal: int, *batches: bytes, book: bool = True) -> list[bytes]:
        """Send batches after the certificate; all must be acknowledged. Gives the sealed acknowledgements."""
        answers = self.send(certificate_of(terminal), *batches, book=book)
        assert [peek(answer).purpose for answer in answers] == [Purpose.ACK] * len(batches), [
            opened_refusal(answer).detail for answer in answers if peek(answer).purpose is Purpose.REFUSAL
        ]
        return answers

    def book(self) -> int:
        """Book what is waiting."""
        return book_waiting(self.office.utc_offset_minutes)


def opened_ack(sealed: bytes) -> Ack:
    """An acknowledgement whose signature holds."""
    return decode_ack(open_sealed(sealed, Purpose.ACK, ENVIRONMENT, ACK_KEY.public))


def opened_refusal(sealed: bytes) -> Refusal:
    """A refusal whose signature holds."""
    return decode_refusal(open_sealed(sealed, Purpose.REFUSAL, ENVIRONMENT, ACK_KEY.public))


def open_case_kinds() -> list[CaseKind]:
    """The kinds of all open cases, in the order they were opened."""
    return [CaseKind(kind) for (kind,) in run("SELECT kind FROM case_file ORDER BY id").fetchall()]


def quarantined() -> list[tuple[str, bytes]]:
    """What lies in quarantine."""
    return [(reason, bytes(data)) for reason, data in run("SELECT reason, data FROM quarantine ORDER BY id").fetchall()]
