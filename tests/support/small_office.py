"""A head office of a few lines: it admits a device, and stores, acknowledges and refuses as the protocol says. No books."""

from __future__ import annotations

from protocol.card.keys import Keyring, derive_keyring
from protocol.ids import BranchId, TerminalId
from protocol.instants import Instant
from protocol.link import conversation
from protocol.link.ack import Ack, encode_ack
from protocol.link.certificate import Certificate, EnrolRequest, Role, encode_certificate, open_enrol_request
from protocol.link.conversation import Admit, Polled, Refuse, RepeatAck, StoreBatch
from protocol.link.enrolment import seal_key_transfer
from protocol.link.office_keys import OfficeKeys, encode_office_keys
from protocol.link.packet import pack, unpack
from protocol.link.refusal import Refusal, encode_refusal
from protocol.link.seal import Purpose, SigningKey, key_id, seal
from protocol.link.violations import TheirViolation

NOW = Instant(1_800_000_000_000)
YEAR_MS = 365 * 86_400_000


class SmallOffice:
    """Keys from seeds, so that tests repeat. Memory: `batches` by (terminal, number), `quarantine`. Levers: fields."""

    def __init__(self, environment: bytes = b"training", seed: int = 1) -> None:
        self.environment = environment
        self.now = NOW
        self.root, self.ca_key, self.ack, self.set, self.personalisation = (
            SigningKey.from_seed(bytes([seed, place] * 16)) for place in range(5)
        )
        self.card_keys: Keyring = derive_keyring(bytes([seed] * 32), 1)
        self.keys_version = 1
        self.roles = Role.SELL
        self.serial = 0
        self.revoked: set[int] = set()
        self.batches: dict[tuple[TerminalId, int], tuple[bytes, bytes]] = {}
        self.certificates: dict[bytes, Certificate] = {}
        self.waiting_objects: list[bytes] = []
        self.quarantine: list[bytes] = []

    @property
    def ca(self) -> bytes:
        """The public key that signs certificates."""
        return self.ca_key.public

    def office_keys(self) -> bytes:
        """OFFICE_KEYS, signed by the root."""
        keys = OfficeKeys(self.keys_version, self.ca, self.ack.public, self.set.public, self.personalisation.public)
        return seal(Purpose.OFFICE_KEYS, self.environment, self.root, encode_office_keys(keys))

    def certify(self, request: EnrolRequest) -> bytes:
        """A certificate for whoever asks."""
        self.serial += 1
        until = Instant(NOW + YEAR_MS)
        who = (request.terminal, self.serial, BranchId(1), 0, self.roles, request.sign_public, request.seal_public)
        return seal(Purpose.CERTIFICATE, self.environment, self.ca_key, encode_certificate(Certificate(*who, NOW, until)))

    def admit(self, sealed_request: bytes) -> bytes:
        """The answer to an enrolment request."""
        request = open_enrol_request(sealed_request, self.environment)
        transfer = (self.card_keys, self.environment, request.terminal, request.seal_public, self.ca_key)
        return pack([self.certify(request), self.office_keys(), seal_key_transfer(*transfer)])

    # The books as judging sees them.

    def certificate(self, signer: bytes) -> Certificate | None:
        """The newest certificate shown for a key id."""
        return self.certificates.get(signer)

    def is_revoked(self, serial: int) -> bool:
        """Whether the lever `revoked` names this certificate."""
        return serial in self.revoked

    def acknowledged(self, terminal: TerminalId, number: int, identity: bytes) -> bytes | None:
        """The answer that a batch was given."""
        known = self.batches.get((terminal, number))
        return known[1] if known and known[0] == identity else None

    def answer(self, packet: bytes) -> bytes:
        """One packet for another."""
        try:
            objects = unpack(packet)
        except TheirViolation:
            self.quarantine.append(packet)
            return b""
        said = [data for verdict in conversation.judge(objects, self) for data in self._do(verdict)]
        return pack([*said, *self.waiting_objects])

    def _do(self, verdict: conversation.Verdict) -> list[bytes]:
        match verdict:
            case Admit(certificate):
                self.certificates[key_id(certificate.sign_public)] = certificate
                return []
            case StoreBatch():
                ack = self._ack(verdict)
                self.batches[verdict.batch.header.terminal, verdict.batch.header.number] = (verdict.batch_hash, ack)
                return [ack]
            case RepeatAck(ack):
                return [ack]
            case Polled(_, poll):
                refusal = conversation.behind(verdict, self._contiguous(poll.terminal))
                return [self._refusal(refusal)] if refusal else []
            case Refuse(refusal, sealed):
                self.quarantine.append(sealed)
                return [self._refusal(refusal)]

    def _contiguous(self, terminal: TerminalId) -> int:
        number = 0
        while (terminal, number + 1) in self.batches:
            number += 1
        return number

    def _refusal(self, refusal: Refusal) -> bytes:
        return seal(Purpose.REFUSAL, self.environment, self.ack, encode_refusal(refusal))

    def _ack(self, verdict: StoreBatch) -> bytes:
        header = verdict.batch.header
        ack = Ack(
            terminal=header.terminal,
            batch_number=header.number,
            batch_hash=verdict.batch_hash,
            count=header.count,
            sums=header.sums,
            contiguous_batch=header.number,
            contiguous_sequence=header.last_sequence,
            expected_head=header.head_after,
            server_time=self.now,
            results=(),
            waiting=(),
        )
        return seal(Purpose.ACK, self.environment, self.ack, encode_ack(ack))
