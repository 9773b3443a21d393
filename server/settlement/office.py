"""Head office as the link's conversation sees it, and as the rest of settlement does: keys, mode and clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.bundles import ServerKeys
from protocol.link.certificate import Certificate, decode_certificate
from protocol.link.refusal import Refusal, encode_refusal
from protocol.link.seal import Purpose, SigningKey, key_id, seal, unverified_body
from server.clock import Now
from server.config import Mode
from server.database import Question, ask, run
from server.settlement.evidence import known_acks


@dataclass(slots=True)
class Memory:
    """What one process need not ask twice: certificates by key id, the newest batch of each terminal, the key for answers."""

    certificates: dict[bytes, Certificate] = field(default_factory=dict)
    newest: dict[TerminalId, int] = field(default_factory=dict)
    signer: SigningKey | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Office:
    """What settlement works with. It implements the conversation's `OfficeView`.

    `pardons`: two persons release what a revoked certificate has signed (R25).
    """

    keys: ServerKeys
    mode: Mode
    utc_offset_minutes: int
    clock: Now
    pardons: bool = False
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    @property
    def environment(self) -> bytes:
        """The 8-byte environment id."""
        return self.keys.environment

    @property
    def ca(self) -> bytes:
        """The public key that signs certificates."""
        return self.keys.ca_public

    @property
    def now(self) -> Instant:
        """The server's clock."""
        return self.clock()

    def certificate(self, signer: bytes) -> Certificate | None:
        """The newest certificate admitted for a key id; its signature was checked when it was admitted."""
        known = self.memory.certificates.get(signer)
        if known is not None and self.now <= known.valid_until:
            return known
        row = run("SELECT sealed FROM certificate WHERE key_id = %s ORDER BY serial DESC LIMIT 1", (signer,)).fetchone()
        if row is None:
            return None
        found = self.memory.certificates[signer] = decode_certificate(unverified_body(bytes(row[0])))
        return found

    def is_revoked(self, serial: int) -> bool:
        """Whether a certificate was revoked."""
        return not self.pardons and bool(ask(revoked([serial])))

    def acknowledged(self, terminal: TerminalId, number: int, identity: bytes) -> bytes | None:
        """The acknowledgement that a stored batch of a terminal was given. A number above all that this process knows is taken
        for a new one without asking; whoever stores it asks again."""
        if number > self.memory.newest.get(terminal, 0):
            return None
        return ask(known_acks([(terminal, number)])).get((terminal, number), {}).get(identity)

    def sign(self, purpose: Purpose, body: bytes) -> bytes:
        """An ACK or REFUSAL object."""
        if self.memory.signer is None:
            self.memory.signer = SigningKey.from_seed(self.keys.ack_seed)
        return seal(purpose, self.environment, self.memory.signer, body)

    def refuse(self, refusal: Refusal) -> bytes:
        """A signed refusal."""
        return self.sign(Purpose.REFUSAL, encode_refusal(refusal))


def store_certificate(certificate: Certificate, sealed: bytes) -> None:
    """Keep a certificate that was judged sound. Must run inside `writing()`."""
    run(
        "INSERT INTO certificate (serial, terminal, branch, key_id, sealed, fleet_group, roles, valid_from, valid_until)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (serial) DO NOTHING",
        (
            *(certificate.serial, certificate.terminal, certificate.branch, key_id(certificate.sign_public), sealed),
            *(certificate.group, int(certificate.roles), certificate.valid_from, certificate.valid_until),
        ),
    )


def revoked(serials: Iterable[int]) -> Question[set[int]]:
    """Which of these certificates were revoked."""
    return Question(
        "WITH w (serial) AS (VALUES {rows}) SELECT r.serial FROM w JOIN revocation r ON r.serial = w.serial",
        [(serial,) for serial in dict.fromkeys(serials)],
        lambda rows: {serial for (serial,) in rows},
    )


@dataclass(slots=True)
class Unasked:
    """The office as judging sees it before anybody has asked which certificates are revoked; `serials` are to be asked."""

    office: Office
    serials: set[int] = field(default_factory=set)

    @property
    def environment(self) -> bytes:
        """The 8-byte environment id."""
        return self.office.environment

    @property
    def ca(self) -> bytes:
        """The public key that signs certificates."""
        return self.office.ca

    @property
    def now(self) -> Instant:
        """The server's clock."""
        return self.office.now

    def certificate(self, signer: bytes) -> Certificate | None:
        """The newest certificate admitted for a key id."""
        return self.office.certificate(signer)

    def is_revoked(self, serial: int) -> bool:
        """Not known yet."""
        self.serials.add(serial)
        return False

    def acknowledged(self, terminal: TerminalId, number: int, identity: bytes) -> bytes | None:
        """The acknowledgement that a stored batch of a terminal was given."""
        return self.office.acknowledged(terminal, number, identity)


def revoke(serial: int, now: Instant) -> None:
    """From now on nothing that this certificate signs is taken. Must run inside `writing()`."""
    run("INSERT INTO revocation (serial, revoked_at) VALUES (%s, %s) ON CONFLICT (serial) DO NOTHING", (serial, now))
