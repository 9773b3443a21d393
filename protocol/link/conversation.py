"""Two pure machines: what a terminal sends next and makes of an answer; what head office makes of what it was sent.

Neither side keeps a session. Everything may be lost, repeated, reordered or damaged, come by network or on a stick:
an object is judged by its own signature alone, and nothing that arrives raises (SPEC 8).

Terminal    sent = request(side, waiting, poll, certificate); then `receive(side, outstanding, objects)`
Office      `judge(objects, office)` gives verdicts, in order; storing, posting and answering are the server's work
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.ack import Ack, decode_ack
from protocol.link.batch import Batch, Flag, Opened, batch_hash, open_batch, read_header
from protocol.link.certificate import Certificate, Role, decode_certificate
from protocol.link.desk_orders import DeskOrders
from protocol.link.office_keys import OfficeKeys, decode_office_keys
from protocol.link.poll import Poll, decode_poll
from protocol.link.refusal import Refusal, decode_refusal
from protocol.link.seal import Purpose, key_id, open_sealed, peek, unverified_body
from protocol.link.snapshot import Delta, SnapshotPart, StatesHeld, decode_delta, decode_part, with_delta, with_part
from protocol.link.table_codec import SignedTable, decode_table
from protocol.link.tables import LeaseTable, TableKind
from protocol.link.violations import Reason, TheirViolation

MS_PER_DAY = 86_400_000
COLLECTION_MS = 90 * MS_PER_DAY
"""How long after its end a certificate still serves to bring in what was sold under it (INTEGRITY P27)."""


def object_hash(sealed: bytes) -> bytes:
    """By which an answer names what it answers: SHA-256 of the whole object; for a batch, its batch hash."""
    return sha256(sealed).digest()


# The terminal's side


@dataclass(frozen=True, slots=True)
class TerminalSide:
    """What a terminal must remember between exchanges; versions, card states and office keys are also on its disk.

    `root` is the pinned root public key. `show_certificate` holds until head office has answered for a batch, and again
    when it says that it does not know the signer.
    """

    terminal: TerminalId
    environment: bytes
    root: bytes
    keys: OfficeKeys
    versions: Mapping[TableKind, int] = field(default_factory=dict)
    states: StatesHeld = StatesHeld()  # noqa: RUF009 - frozen
    show_certificate: bool = True


@dataclass(frozen=True, slots=True)
class StoreAck:
    """Store the acknowledgement as it is: this batch is covered."""

    batch_number: int
    sealed: bytes
    ack: Ack


@dataclass(frozen=True, slots=True)
class InstallTable:
    """A newer table: store its bytes, then use it."""

    table: SignedTable
    sealed: bytes


@dataclass(frozen=True, slots=True)
class TakePart:
    """The next part of a newer card-state snapshot: store it; with the last one the snapshot is used."""

    part: SnapshotPart


@dataclass(frozen=True, slots=True)
class InstallDelta:
    """What changed since the very card states that are held: store it, then use it."""

    delta: Delta


@dataclass(frozen=True, slots=True)
class InstallKeys:
    """Newer keys of head office: store their bytes, then use them."""

    keys: OfficeKeys
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Resend:
    """Head office lost what came after this batch (restored backup): all later batches wait again."""

    after: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Head office refused something that was sent: show the code."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Ignored:
    """Bytes that say nothing to this terminal, and why."""

    reason: Reason


Outcome = StoreAck | InstallTable | TakePart | InstallDelta | InstallKeys | Resend | Refused | Ignored


def request(side: TerminalSide, waiting: Sequence[bytes], poll: bytes, certificate: bytes | None) -> list[bytes]:
    """What to send now: the certificate while it must be shown, the poll always, and one batch: the oldest waiting.

    All arguments are sealed objects; `waiting` are the batches not yet acknowledged, oldest first. For an export on a
    stick send all of them: the answer is judged in the same way.
    """
    shown = [certificate] if certificate is not None and side.show_certificate else []
    return [*shown, poll, *waiting[:1]]


def receive(side: TerminalSide, outstanding: Sequence[bytes], objects: Sequence[bytes]) -> tuple[TerminalSide, list[Outcome]]:
    """What an answer means: one outcome for each object, in order. Never raises for what was received.

    `outstanding` is everything said that may still be answered: all waiting batches and what `request` gave.
    """
    awaited = {object_hash(sealed): sealed for sealed in outstanding}
    outcomes: list[Outcome] = []
    for data in objects:
        try:
            side, outcome = _hear(side, awaited, data)
        except TheirViolation as violation:
            outcome = Ignored(violation.reason)
        outcomes.append(outcome)
    return side, outcomes


def _hear(side: TerminalSide, awaited: dict[bytes, bytes], data: bytes) -> tuple[TerminalSide, Outcome]:
    purpose = peek(data).purpose
    match purpose:
        case Purpose.ACK:
            ack = decode_ack(open_sealed(data, purpose, side.environment, side.keys.ack))
            return _hear_ack(side, awaited, ack, data)
        case Purpose.REFUSAL:
            refusal = decode_refusal(open_sealed(data, purpose, side.environment, side.keys.ack))
            return _hear_refusal(side, awaited, refusal)
        case Purpose.SNAPSHOT:
            part = decode_part(open_sealed(data, purpose, side.environment, side.keys.set))
            return _hold(side, with_part(side.states, part), TakePart(part))
        case Purpose.DELTA:
            delta = decode_delta(open_sealed(data, purpose, side.environment, side.keys.set))
            return _hold(side, with_delta(side.states, delta), InstallDelta(delta))
        case Purpose.PARAMETERS:
            table = decode_table(open_sealed(data, purpose, side.environment, side.keys.set))
            if isinstance(table.table, LeaseTable | DeskOrders) and table.table.terminal != side.terminal:
                return side, Ignored(Reason.INCONSISTENT)
            if table.version <= side.versions.get(table.kind, 0):
                return side, Ignored(Reason.VERSION)
            return replace(side, versions={**side.versions, table.kind: table.version}), InstallTable(table, data)
        case Purpose.OFFICE_KEYS:
            keys = decode_office_keys(open_sealed(data, purpose, side.environment, side.root))
            if keys.version <= side.keys.version:
                return side, Ignored(Reason.VERSION)
            return replace(side, keys=keys), InstallKeys(keys, data)
        case _:
            return side, Ignored(Reason.WRONG_PURPOSE)


def _hold(side: TerminalSide, held: StatesHeld | Reason, outcome: Outcome) -> tuple[TerminalSide, Outcome]:
    return (side, Ignored(held)) if isinstance(held, Reason) else (replace(side, states=held), outcome)


def _hear_ack(side: TerminalSide, awaited: dict[bytes, bytes], ack: Ack, data: bytes) -> tuple[TerminalSide, Outcome]:
    said = awaited.get(ack.batch_hash)
    if said is None or peek(said).purpose is not Purpose.BATCH:
        return side, Ignored(Reason.UNASKED)
    header = read_header(unverified_body(said))
    if (ack.terminal, ack.batch_number, ack.count) != (side.terminal, header.number, header.count):
        return side, Ignored(Reason.INCONSISTENT)
    del awaited[ack.batch_hash]
    return replace(side, show_certificate=False), StoreAck(ack.batch_number, data, ack)


def _hear_refusal(side: TerminalSide, awaited: dict[bytes, bytes], refusal: Refusal) -> tuple[TerminalSide, Outcome]:
    if awaited.pop(refusal.about, None) is None:
        return side, Ignored(Reason.UNASKED)
    if refusal.reason is Reason.BEHIND:
        return side, Resend(refusal.number)
    if refusal.reason is Reason.UNKNOWN_SIGNER:
        side = replace(side, show_certificate=True)
    return side, Refused(refusal)


# Head office's side


class OfficeView(Protocol):
    """What judging needs to see of head office's books."""

    @property
    def environment(self) -> bytes:
        """The 8-byte environment id."""
        ...

    @property
    def ca(self) -> bytes:
        """The public key that signs certificates."""
        ...

    @property
    def now(self) -> Instant:
        """The server's clock."""
        ...

    def certificate(self, signer: bytes) -> Certificate | None:
        """The newest certificate admitted for a key id."""
        ...

    def is_revoked(self, serial: int) -> bool:
        """Whether a certificate was revoked."""
        ...

    def acknowledged(self, terminal: TerminalId, number: int, identity: bytes) -> bytes | None:
        """The sealed acknowledgement that the batch with this number and hash was given, if it is stored."""
        ...


@dataclass(frozen=True, slots=True)
class Admit:
    """A certificate not seen before: store it."""

    certificate: Certificate
    sealed: bytes


@dataclass(frozen=True, slots=True)
class StoreBatch:
    """A sound batch: store it with its acknowledgement in one transaction, then answer.

    Another worker may have stored it meanwhile; the unique key (terminal, number, hash) decides, and then its answer holds.
    Other bytes may be stored under its number: then the journal was copied, and both are evidence (R18).
    """

    certificate: Certificate
    batch: Batch
    sealed: bytes
    batch_hash: bytes


@dataclass(frozen=True, slots=True)
class RepeatAck:
    """These very bytes were stored before: give the same answer, byte for byte."""

    ack: bytes


@dataclass(frozen=True, slots=True)
class Polled:
    """A terminal's sign of life; `about` is the hash of the poll."""

    certificate: Certificate
    poll: Poll
    about: bytes


@dataclass(frozen=True, slots=True)
class Refuse:
    """Keep the bytes in quarantine, answer with the refusal."""

    refusal: Refusal
    sealed: bytes


Verdict = Admit | StoreBatch | RepeatAck | Polled | Refuse


ReadBatch = Callable[[Opened], Batch]
"""Reads the rest of a batch. Raises TheirViolation."""


def judge(objects: Sequence[bytes], office: OfficeView, read: ReadBatch = Opened.decode) -> list[Verdict]:
    """One verdict for each object but known certificates, certificates first. Never raises for what was received.

    `read` is `Opened.decode`, or `Opened.split` for an office that reads the entries itself, before it stores them.
    """
    admitted: dict[bytes, Certificate] = {}
    rest: list[bytes] = []
    verdicts: list[Verdict] = []
    for data in objects:
        try:
            if peek(data).purpose is not Purpose.CERTIFICATE:
                rest.append(data)
            elif admit := _judge_certificate(data, office):
                verdicts.append(admit)
                admitted[key_id(admit.certificate.sign_public)] = admit.certificate
        except TheirViolation as violation:
            verdicts.append(_refuse(data, violation))
    for data in rest:
        try:
            verdicts.append(_judge(data, office, admitted, read))
        except TheirViolation as violation:
            verdicts.append(_refuse(data, violation))
    return verdicts


def behind(polled: Polled, contiguous_batch: int) -> Refusal | None:
    """The answer to a terminal that holds acknowledgements beyond what head office holds without a gap (row 52)."""
    if polled.poll.acknowledged <= contiguous_batch:
        return None
    return Refusal(polled.about, Reason.BEHIND, contiguous_batch)


def _refuse(data: bytes, violation: TheirViolation) -> Refuse:
    return Refuse(Refusal(object_hash(data), violation.reason, detail=str(violation)), data)


def _check_standing(certificate: Certificate, office: OfficeView) -> None:
    if office.is_revoked(certificate.serial):
        raise TheirViolation(Reason.REVOKED, f"certificate {certificate.serial} is revoked")
    if not certificate.valid_from <= office.now <= certificate.valid_until + COLLECTION_MS:
        raise TheirViolation(Reason.EXPIRED, f"certificate {certificate.serial} is not valid now")


def _judge_certificate(data: bytes, office: OfficeView) -> Admit | None:
    certificate = decode_certificate(open_sealed(data, Purpose.CERTIFICATE, office.environment, office.ca))
    _check_standing(certificate, office)
    known = office.certificate(key_id(certificate.sign_public))
    return None if known and known.serial >= certificate.serial else Admit(certificate, data)


def _judge(data: bytes, office: OfficeView, admitted: Mapping[bytes, Certificate], read: ReadBatch) -> Verdict:
    found = peek(data)
    certificate = admitted.get(found.signer) or office.certificate(found.signer)
    if certificate is None:
        raise TheirViolation(Reason.UNKNOWN_SIGNER, f"no certificate for key {found.signer.hex()}")
    _check_standing(certificate, office)
    match found.purpose:
        case Purpose.BATCH:
            body = open_sealed(data, found.purpose, office.environment, certificate.sign_public)
            return _judge_batch(data, body, certificate, office, read)
        case Purpose.POLL:
            poll = decode_poll(open_sealed(data, found.purpose, office.environment, certificate.sign_public))
            _check_speaker(certificate, poll.terminal, poll.flags)
            return Polled(certificate, poll, object_hash(data))
        case _:
            raise TheirViolation(Reason.WRONG_PURPOSE, f"a terminal does not send {found.purpose.name}")


def _check_speaker(certificate: Certificate, terminal: TerminalId, flags: Flag) -> None:
    if terminal != certificate.terminal:
        raise TheirViolation(Reason.INCONSISTENT, f"terminal {certificate.terminal} speaks for terminal {terminal}")
    if Flag.VIRTUAL_DEVICES in flags and Role.VIRTUAL not in certificate.roles:
        raise TheirViolation(Reason.NOT_ALLOWED, "virtual devices are not allowed by the certificate")


def _judge_batch(data: bytes, body: bytes, certificate: Certificate, office: OfficeView, read: ReadBatch) -> Verdict:
    opened = open_batch(body)
    header = opened.header
    _check_speaker(certificate, header.terminal, header.flags)
    identity = batch_hash(data)
    ack = office.acknowledged(header.terminal, header.number, identity)
    return StoreBatch(certificate, read(opened), data, identity) if ack is None else RepeatAck(ack)
