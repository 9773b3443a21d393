"""What arrives from outside: packets, frames, names on a stick, and both ends of the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link import stick
from protocol.link.certificate import Certificate, encode_enrol_request, open_enrol_request
from protocol.link.conversation import (
    Admit,
    Ignored,
    OfficeView,
    StoreBatch,
    TerminalSide,
    Verdict,
    judge,
    object_hash,
    receive,
)
from protocol.link.enrolment import open_key_transfer, read_code, show_code
from protocol.link.framing import FRAME_MESSAGE_MAX, Deframer, frame, stuff, unstuff
from protocol.link.job_delivery import open_jobs
from protocol.link.packet import pack, unpack
from protocol.link.seal import (
    COST_FLOOR,
    Purpose,
    WrongPassword,
    check_public_key,
    check_seal_key,
    key_id,
    lock_with_password,
    open_sealed,
    peek,
    seal,
    seal_to,
    unlock_with_password,
    unverified_body,
)
from protocol.link.violations import TheirViolation
from tests.fuzz.target import Target, one_encoding, refused
from tests.support.link_examples import (
    ACK,
    AT,
    CA,
    CERTIFICATE,
    DEVICE,
    DEVICE_SEAL,
    ENVIRONMENT,
    KEYS,
    PERSONALISATION,
    ROOT,
    SEALED,
    SET,
    TERMINAL,
)

SPEAKERS = (DEVICE, CA, ACK, SET, ROOT, PERSONALISATION)
SCRIPT_OBJECTS_MAX = 8
ROUNDS_MAX = 4
PASSWORD = b"fuzz"
SECRET = b"secret"
LOCKED = lock_with_password(PASSWORD, SECRET, COST_FLOOR)
COST = slice(3, 9)
"""Where a locked secret says what a guess costs."""


def check_frames(data: bytes) -> None:
    """However the line cuts them, the same messages come off it, and each can be said again."""
    messages = Deframer().feed(data)
    halves = Deframer()
    middle = len(data) // 2
    assert halves.feed(data[:middle]) + halves.feed(data[middle:]) == messages
    assert all(Deframer().feed(frame(message)) == [message] for message in messages)
    assert unstuff(stuff(data)) == data
    if data:
        assert Deframer().feed(frame(data[:FRAME_MESSAGE_MAX])) == [data[:FRAME_MESSAGE_MAX]]


def check_stick(data: bytes) -> None:
    """Only names that we give are read, and the next number can be given until none is left."""
    names = data.decode("utf-8", "surrogateescape").split("\n")
    found = [*stick.for_terminal(names, TERMINAL), *(up for up, _ in stick.unanswered(names))]
    assert set(found) <= set(names)
    number = stick.next_number(names, TERMINAL)
    assert number > stick.NUMBER_MAX or stick.up_name(TERMINAL, number) not in names


def check_code(data: bytes) -> None:
    """A code that is taken is one that an office shows."""
    code = read_code(data.decode("utf-8", "replace"))
    assert code is None or read_code(show_code(code)) == code


def check_seal(data: bytes) -> None:
    """Bytes that open are those that the key sealed, and nothing else; a request is opened by the key it names."""
    refused(TheirViolation, lambda: unverified_body(data))
    found = refused(TheirViolation, lambda: peek(data))
    purpose = Purpose.BATCH if found is None else found.purpose
    body = refused(TheirViolation, lambda: open_sealed(data, purpose, ENVIRONMENT, DEVICE.public))
    assert body is None or seal(purpose, ENVIRONMENT, DEVICE, body) == data
    request = refused(TheirViolation, lambda: open_enrol_request(data, ENVIRONMENT))
    assert request is None or encode_enrol_request(request) == unverified_body(data)


def check_sealed_to(data: bytes) -> None:
    """Bytes for one recipient, under a good signature: card keys, jobs, and by themselves."""
    refused(TheirViolation, lambda: DEVICE_SEAL.open(b"info", data))
    transfer = seal(Purpose.KEY_TRANSFER, ENVIRONMENT, CA, data)
    refused(TheirViolation, lambda: open_key_transfer(transfer, ENVIRONMENT, TERMINAL, DEVICE_SEAL, CA.public))
    jobs = seal(Purpose.JOBS, ENVIRONMENT, PERSONALISATION, data)
    refused(TheirViolation, lambda: open_jobs(jobs, ENVIRONMENT, TERMINAL, DEVICE_SEAL, PERSONALISATION.public))


def check_keys(data: bytes) -> None:
    """Public keys: sound ones can be used, the others are refused."""
    refused(TheirViolation, lambda: check_public_key(data))
    try:
        check_seal_key(data)
    except TheirViolation:
        return
    seal_to(data, b"info", b"plain")


def check_locked(data: bytes) -> None:
    """A locked secret, at the lowest cost wherever it asks for a fair one."""
    cheap = data[: COST.start] + LOCKED[COST] + data[COST.stop :]
    secret = refused((TheirViolation, WrongPassword), lambda: unlock_with_password(PASSWORD, cheap))
    assert secret in (None, SECRET)


@dataclass
class Office(OfficeView):
    """Head office's books, in memory: it stores what it is told to, and answers with a word."""

    environment: bytes = ENVIRONMENT
    ca: bytes = CA.public
    now: Instant = AT
    certificates: dict[bytes, Certificate] = field(default_factory=dict)
    stored: dict[tuple[TerminalId, int, bytes], bytes] = field(default_factory=dict)

    def certificate(self, signer: bytes) -> Certificate | None:
        return self.certificates.get(signer)

    def is_revoked(self, serial: int) -> bool:
        return serial == CERTIFICATE.serial + 1

    def acknowledged(self, terminal: TerminalId, number: int, identity: bytes) -> bytes | None:
        return self.stored.get((terminal, number, identity))

    def learn(self, verdict: Verdict) -> None:
        """Store what is to be stored: of certificates the highest serial, of batches all."""
        match verdict:
            case Admit(certificate=certificate):
                signer = key_id(certificate.sign_public)
                known = self.certificates.get(signer)
                if known is None or known.serial < certificate.serial:
                    self.certificates[signer] = certificate
            case StoreBatch(batch=batch, sealed=sealed, batch_hash=identity):
                assert identity == object_hash(sealed)
                self.stored[batch.header.terminal, batch.header.number, identity] = b"ack"


def script(data: bytes) -> Iterator[bytes]:
    """Objects that the bytes tell of: signed by one of us for one purpose, or as they are.

    Each: how (0 plain, else the speaker) · purpose · length u16 · bytes.
    """
    at = 0
    for _ in range(SCRIPT_OBJECTS_MAX):
        if at + 4 > len(data):
            return
        how, purpose, size = data[at], data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 4 + size]
        at += 4 + size
        if how == 0:
            yield body
        else:
            yield seal(Purpose(1 + purpose % len(Purpose)), ENVIRONMENT, SPEAKERS[how % len(SPEAKERS)], body)


def check_judge(data: bytes) -> None:
    """Whatever terminals send, head office has a verdict on each object; told again and again, it soon learns nothing new."""
    objects, office = [SEALED["CERTIFICATE"], *script(data)], Office()
    for _ in range(ROUNDS_MAX):
        verdicts = judge(objects, office)
        assert len(verdicts) <= len(objects)
        if not any(isinstance(verdict, Admit | StoreBatch) for verdict in verdicts):
            return
        for verdict in verdicts:
            office.learn(verdict)
    raise AssertionError("the same objects are news for ever")


def check_receive(data: bytes) -> None:
    """Whatever arrives, a terminal has an outcome for each object, no version falls, and nothing works twice."""
    objects = list(script(data))
    side = TerminalSide(TERMINAL, ENVIRONMENT, ROOT.public, KEYS)
    after, outcomes = receive(side, [SEALED["BATCH"], SEALED["POLL"]], objects)
    assert len(outcomes) == len(objects)
    assert after.keys.version >= side.keys.version
    assert all(version >= side.versions.get(kind, 0) for kind, version in after.versions.items())
    _, again = receive(after, [], objects)
    assert all(isinstance(outcome, Ignored) for outcome in again)


TARGETS = (
    Target("packet", one_encoding(unpack, pack), share=60),
    Target("frames", check_frames, largest=1_100, share=2),
    Target("stick", check_stick, share=60),
    Target("code", check_code, largest=64, share=300),
    Target("seal", check_seal, share=30),
    Target("sealed_to", check_sealed_to, largest=512, share=10),
    Target("public_keys", check_keys, largest=64, share=20),
    Target("locked", check_locked, largest=256, share=2),
    Target("judge", check_judge, largest=4_096, share=5),
    Target("receive", check_receive, largest=4_096, share=5),
)
