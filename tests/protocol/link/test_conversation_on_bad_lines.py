"""Both machines against each other over lines that lose, repeat, reorder, replay and damage what they carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import Sequence, TerminalId
from protocol.instants import Instant
from protocol.link import chain
from protocol.link.ack import Ack, encode_ack
from protocol.link.batch import NO_BATCH, batch_hash, encode_batch
from protocol.link.certificate import Certificate
from protocol.link.conversation import (
    Admit,
    Ignored,
    InstallTable,
    OfficeView,
    Polled,
    Refuse,
    RepeatAck,
    Resend,
    StoreAck,
    StoreBatch,
    TerminalSide,
    behind,
    judge,
    receive,
    request,
)
from protocol.link.entries import Body, Boot, BootReason, Commit
from protocol.link.packet import pack, unpack
from protocol.link.poll import encode_poll
from protocol.link.refusal import Refusal, encode_refusal
from protocol.link.seal import Purpose, key_id, seal
from protocol.link.tables import TableKind
from protocol.link.violations import TheirViolation
from tests.support.link_examples import (
    ACK,
    AT,
    CA,
    DEVICE,
    ENVIRONMENT,
    KEYS,
    LINEAGE,
    POLL,
    ROOT,
    SEALED,
    SIGNED_TABLES,
    TERMINAL,
    make_batch,
    sealed_table,
)

BATCHES = 4
TABLE_VERSIONS = 3
Line = Callable[[list[bytes]], list[bytes]]


def make_batches() -> dict[int, bytes]:
    """Four batches that follow each other."""
    sealed: dict[int, bytes] = {}
    previous, first, head = NO_BATCH, 1, chain.GENESIS
    for number in range(1, BATCHES + 1):
        bodies: list[Body] = [Boot(BootReason.START, LINEAGE), Commit(Sequence(number))]
        batch = make_batch(bodies, number=number, previous=previous, first=first, head=head)
        sealed[number] = seal(Purpose.BATCH, ENVIRONMENT, DEVICE, encode_batch(batch))
        previous, first, head = batch_hash(sealed[number]), first + len(bodies), batch.header.head_after
    return sealed


SEALED_BATCHES = make_batches()


@dataclass
class Till:
    """What a terminal keeps on disk."""

    side: TerminalSide = field(default_factory=lambda: TerminalSide(TERMINAL, ENVIRONMENT, ROOT.public, KEYS))
    acks: dict[int, bytes] = field(default_factory=dict)
    installed: list[int] = field(default_factory=list)
    resent: bool = False

    @property
    def waiting(self) -> list[bytes]:
        return [sealed for number, sealed in SEALED_BATCHES.items() if number not in self.acks]

    def poll(self, turn: int) -> bytes:
        contiguous = next(number for number in range(BATCHES + 1) if number + 1 not in self.acks)
        poll = replace(POLL, acknowledged=contiguous, batch_number=BATCHES, sent_at=Instant(AT + turn))
        return seal(Purpose.POLL, ENVIRONMENT, DEVICE, encode_poll(poll))

    def take(self, sent: list[bytes], objects: list[bytes]) -> None:
        self.side, outcomes = receive(self.side, [*self.waiting, *sent], objects)
        assert len(outcomes) == len(objects)
        for outcome in outcomes:
            match outcome:
                case StoreAck(batch_number=number, sealed=sealed, ack=ack):
                    assert number not in self.acks
                    assert ack.batch_hash == batch_hash(SEALED_BATCHES[number])
                    self.acks[number] = sealed
                case InstallTable(table=table):
                    self.installed.append(table.version)
                case Resend(after=after):
                    self.acks = {number: sealed for number, sealed in self.acks.items() if number <= after}
                    self.resent = True


@dataclass
class Office(OfficeView):
    """Head office's books, in memory."""

    environment: bytes = ENVIRONMENT
    ca: bytes = CA.public
    now: Instant = AT
    certificates: dict[bytes, Certificate] = field(default_factory=dict)
    stored: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    times_stored: list[int] = field(default_factory=list)

    def certificate(self, signer: bytes) -> Certificate | None:
        return self.certificates.get(signer)

    def is_revoked(self, serial: int) -> bool:
        return serial < 0

    def acknowledged(self, terminal: TerminalId, number: int, identity: bytes) -> bytes | None:
        known = self.stored.get(number)
        assert known is None or known[0] == identity, "an honest terminal says one thing under one number"
        return known[1] if known else None

    @property
    def contiguous(self) -> int:
        return next(number for number in range(BATCHES + 1) if number + 1 not in self.stored)

    def answer(self, objects: list[bytes]) -> list[bytes]:
        answers: list[bytes] = []
        for verdict in judge(objects, self):
            match verdict:
                case Admit(certificate=certificate):
                    self.certificates[key_id(certificate.sign_public)] = certificate
                case StoreBatch():
                    answers.append(self._store(verdict))
                case RepeatAck(ack=ack):
                    answers.append(ack)
                case Polled():
                    answers += [
                        sealed_table(replace(SIGNED_TABLES["ItemTable"], version=version))
                        for version in range(1, TABLE_VERSIONS + 1)
                    ]
                    if refusal := behind(verdict, self.contiguous):
                        answers.append(self._refuse(refusal))
                case Refuse(refusal=refusal):
                    answers.append(self._refuse(refusal))
        return answers

    def _refuse(self, refusal: Refusal) -> bytes:
        return seal(Purpose.REFUSAL, ENVIRONMENT, ACK, encode_refusal(refusal))

    def _store(self, verdict: StoreBatch) -> bytes:
        header = verdict.batch.header
        known = self.stored.get(header.number)
        if known is None:
            ack = Ack(
                terminal=header.terminal,
                batch_number=header.number,
                batch_hash=verdict.batch_hash,
                count=header.count,
                sums=header.sums,
                contiguous_batch=self.contiguous,
                contiguous_sequence=0,
                expected_head=header.head_after,
                server_time=self.now,
                results=(),
                waiting=(),
            )
            known = (verdict.batch_hash, seal(Purpose.ACK, ENVIRONMENT, ACK, encode_ack(ack)))
            self.stored[header.number] = known
            self.times_stored.append(header.number)
        return known[1]


def bad_line(chance: Random) -> Line:
    """Loses, repeats, reorders, replays and damages objects, and now and then damages the packet itself."""
    carried: list[bytes] = []

    def carry(objects: list[bytes]) -> list[bytes]:
        carried.extend(objects)
        passed = [data for data in objects for _ in range(chance.choice([0, 1, 1, 2]))]
        passed += chance.sample(carried, min(len(carried), chance.choice([0, 0, 2])))
        chance.shuffle(passed)
        packet = bytearray(pack([damaged(data) if chance.random() < 0.2 else data for data in passed]))
        if packet and chance.random() < 0.1:
            packet[chance.randrange(len(packet))] ^= 1 << chance.randrange(8)
        try:
            return unpack(bytes(packet))
        except TheirViolation:
            return []

    def damaged(data: bytes) -> bytes:
        bent = bytearray(data)
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
        return bytes(bent)

    return carry


def good_line(objects: list[bytes]) -> list[bytes]:
    return unpack(pack(objects))


def exchange(till: Till, office: Office, turn: int, up: Line, down: Line) -> None:
    sent = request(till.side, till.waiting, till.poll(turn), SEALED["CERTIFICATE"])
    till.take(sent, down(office.answer(up(sent))))


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_every_batch_is_stored_once_and_acknowledged_once_and_tables_only_rise(chance: Random) -> None:
    till, office = Till(), Office()
    up, down = bad_line(chance), bad_line(chance)
    for turn in range(12):
        exchange(till, office, turn, up, down)
    for turn in range(12, 12 + BATCHES):
        exchange(till, office, turn, good_line, good_line)
    assert till.waiting == []
    assert sorted(office.times_stored) == [1, 2, 3, 4]
    assert till.acks == {number: known[1] for number, known in office.stored.items()}
    assert till.installed == sorted(set(till.installed))
    assert till.side.versions == {TableKind.ITEMS: TABLE_VERSIONS}
    assert not till.resent


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, BATCHES - 1))
def test_an_office_restored_from_a_backup_is_given_everything_again(chance: Random, backup: int) -> None:
    till, office = Till(), Office()
    for turn in range(BATCHES + 1):
        exchange(till, office, turn, good_line, good_line)
    assert till.waiting == []
    before = dict(till.acks)
    office.stored = {number: known for number, known in office.stored.items() if number <= backup}
    up, down = bad_line(chance), bad_line(chance)
    for turn in range(100, 110):
        exchange(till, office, turn, up, down)
    for turn in range(110, 111 + BATCHES):
        exchange(till, office, turn, good_line, good_line)
    assert till.resent
    assert till.waiting == []
    assert till.acks.keys() == before.keys()
    assert office.contiguous == BATCHES


def test_an_export_on_a_stick_of_everything_is_answered_like_an_exchange() -> None:
    till, office = Till(), Office()
    stick = pack([SEALED["CERTIFICATE"], till.poll(1), *till.waiting])
    answer = pack(office.answer(unpack(stick)))
    till.take([], unpack(answer))
    assert till.waiting == []
    _, outcomes = receive(till.side, till.waiting, unpack(answer))
    assert all(isinstance(outcome, Ignored) for outcome in outcomes)
