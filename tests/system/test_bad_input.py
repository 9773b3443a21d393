"""What comes from outside and is not ours: refused by name, kept, never booked, and everybody can go on working."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from protocol.card.keys import derive_keyring
from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.ack import decode_ack, encode_ack
from protocol.link.batch import NO_BATCH
from protocol.link.certificate import Role
from protocol.link.conversation import Ignored, StoreAck
from protocol.link.entries import Medium
from protocol.link.jobs import Job
from protocol.link.packet import pack, unpack
from protocol.link.seal import Purpose, peek, seal, unverified_body
from protocol.link.violations import Reason
from protocol.money import Money
from server.database import writing
from server.ledger.proofs import prove
from server.settlement.findings.blocks import unblock
from server.settlement.findings.cases import cases_by_kind
from server.terminal_api import EXCHANGE
from terminal.desk.desk import Desk, JobFate
from terminal.drivers.card_reader.chip import Chip
from terminal.drivers.card_reader.virtual_mifare import VirtualMifare, blank_mifare, foreign_transit_card
from terminal.drivers.card_reader.virtual_sle4442 import ERROR_COUNTER, blank_sle4442
from terminal.sale import events as on
from terminal.sale.refusals import Refusal
from tests.server.head_office import ACK_KEY, ENVIRONMENT, NOON, SET_KEY, certificate_of, device_key, opened_refusal, quarantined
from tests.support.shop import ISSUER, KEYS, ORDINARY, PIN, TEA, TODAY, Till, make_card
from tests.system.connected import Connected, application, stored

NUMBER = 4_711

# Objects on their way to head office


@pytest.fixture
def side(books: str, tmp_path: Path) -> Iterator[Connected]:
    """A till with one cash sale in its journal, and its line."""
    with application(books) as client:
        connected = Connected(Till(tmp_path, Medium.MIFARE_1K), client)
        connected.till.key(on.ItemKeyed(TEA, 1), on.CashKeyed())
        yield connected


def forged(batch: bytes) -> bytes:
    """The right body and the right name of the signer, under another key."""
    strange = seal(Purpose.BATCH, ENVIRONMENT, device_key(1, spare=1), unverified_body(batch))
    return strange[:5] + peek(batch).signer + strange[13:]


BAD_OBJECTS: dict[str, tuple[Reason, Callable[[bytes], bytes]]] = {
    "cut off in its prefix": (Reason.TRUNCATED, lambda batch: batch[:9]),
    "cut off at its end": (Reason.TRUNCATED, lambda batch: batch[:-1]),
    "with a byte too many": (Reason.TRAILING, lambda batch: batch + b"\x00"),
    "with a bit changed": (Reason.BAD_SIGNATURE, lambda batch: batch[:60] + bytes([batch[60] ^ 1]) + batch[61:]),
    "re-signed by a key that nobody knows": (
        Reason.UNKNOWN_SIGNER,
        lambda batch: seal(Purpose.BATCH, ENVIRONMENT, device_key(1, spare=1), unverified_body(batch)),
    ),
    "re-signed in the name of the right key": (Reason.BAD_SIGNATURE, forged),
    "signed for another system": (
        Reason.BAD_SIGNATURE,
        lambda batch: seal(Purpose.BATCH, b"prod-env", device_key(1), unverified_body(batch)),
    ),
    "named a poll": (Reason.BAD_SIGNATURE, lambda batch: batch[:4] + bytes([Purpose.POLL]) + batch[5:]),
    "signed as an acknowledgement": (
        Reason.WRONG_PURPOSE,
        lambda batch: seal(Purpose.ACK, ENVIRONMENT, device_key(1), unverified_body(batch)),
    ),
    "of a purpose that nobody knows": (Reason.WRONG_PURPOSE, lambda batch: batch[:4] + b"\x63" + batch[5:]),
    "of another version": (Reason.VERSION, lambda batch: batch[:2] + b"\x02" + batch[3:]),
    "not ours at all": (Reason.MALFORMED, lambda batch: b"GIF89a" + batch),
    "well signed with a body cut off": (
        Reason.TRUNCATED,
        lambda batch: seal(Purpose.BATCH, ENVIRONMENT, device_key(1), unverified_body(batch)[:-1]),
    ),
    "well signed with a body too long": (
        Reason.TRAILING,
        lambda batch: seal(Purpose.BATCH, ENVIRONMENT, device_key(1), unverified_body(batch) + b"\x00"),
    ),
    "well signed by another terminal": (
        Reason.INCONSISTENT,
        lambda batch: seal(Purpose.BATCH, ENVIRONMENT, device_key(8), unverified_body(batch)),
    ),
}


@pytest.mark.parametrize("name", BAD_OBJECTS)
def test_an_object_that_is_not_ours_is_refused_by_name_kept_and_not_booked(side: Connected, name: str) -> None:
    reason, spoil = BAD_OBJECTS[name]
    batch = side.closed()
    bad = spoil(batch)
    (refusal,) = side.refused(certificate_of(8), bad)
    assert refusal.reason is reason
    assert quarantined() == [(reason.name, bad)]
    assert stored() == (0, 0, 0)
    able_to_work(side)


def able_to_work(side: Connected, also: int = 0) -> None:
    """The till sells on, its journal reaches the books, and they hold; `also` was taken in cash elsewhere."""
    side.till.key(on.ItemKeyed(TEA, 1), on.CashKeyed())
    assert side.till.face.codes[-1] == "paid"
    assert all(isinstance(outcome, StoreAck) for outcome in side.send())
    assert side.outbox.waiting(1) == []
    proof = prove()
    assert proof.holds, proof.failures
    assert proof.figures["branch_cash"] == -400 - also


def test_a_packet_that_announces_too_large_an_object_is_refused_and_kept(side: Connected) -> None:
    packet = (OBJECT_BYTES_MAX + 1).to_bytes(4, "big") + side.closed()
    (answer,) = unpack(side.post(packet))
    assert peek(answer).purpose is Purpose.REFUSAL
    assert quarantined() == [(Reason.TOO_LARGE.name, packet)]
    assert stored() == (0, 0, 0)
    able_to_work(side)


def test_a_request_above_the_limit_is_not_read(side: Connected) -> None:
    assert side.client.post(EXCHANGE, data=bytes(OBJECT_BYTES_MAX + 1)).status_code == 413
    assert (quarantined(), stored()) == ([], (0, 0, 0))
    able_to_work(side)


def test_a_replayed_batch_gets_its_old_answer_and_is_booked_once(side: Connected) -> None:
    batch = side.closed()
    first = side.post(pack([side.certificate, batch]))
    before = stored()
    for _ in range(3):
        assert side.post(pack([side.certificate, batch, batch])) == pack(unpack(first) * 2)
    assert (stored(), quarantined()) == (before, [])
    able_to_work(side)


def test_two_journals_under_one_number_are_both_booked_and_the_terminal_is_locked(side: Connected, tmp_path: Path) -> None:
    side.send()
    copied = Connected(Till(copy_of(tmp_path), Medium.MIFARE_1K), side.client)
    copied.till.key(on.ItemKeyed(TEA, 5), on.CashKeyed())
    other = copied.closed()
    before = stored()
    ack, lock = unpack(side.post(pack([side.certificate, other])))
    assert (peek(ack).purpose, opened_refusal(lock).reason) == (Purpose.ACK, Reason.LOCKED)
    assert quarantined() == []
    assert stored() != before
    assert cases_by_kind() == {"case_batch_conflict": 1}
    with writing():
        unblock(TerminalId(side.till.number), "Ann", "Bob", "the copy was found", NOON)
    able_to_work(side, also=1_000)


def copy_of(folder: Path) -> Path:
    """A second folder where a copied SD card lies."""
    other = folder / "copy"
    other.mkdir()
    return other


# Answers on their way to a terminal


def test_a_bad_answer_is_ignored_by_name_and_the_batch_goes_on_waiting(side: Connected) -> None:
    side.closed()
    (honest,) = unpack(side.post(side.uplink.prepare()))
    body = unverified_body(honest)
    about_another = encode_ack(replace(decode_ack(body), batch_hash=NO_BATCH))
    bad = {
        honest[:-1]: Reason.TRUNCATED,
        honest + b"\x00": Reason.TRAILING,
        seal(Purpose.ACK, ENVIRONMENT, SET_KEY, body): Reason.UNKNOWN_SIGNER,
        seal(Purpose.ACK, b"prod-env", ACK_KEY, body): Reason.BAD_SIGNATURE,
        seal(Purpose.ACK, ENVIRONMENT, ACK_KEY, about_another): Reason.UNASKED,
        side.certificate: Reason.WRONG_PURPOSE,
        b"GIF89a": Reason.TRUNCATED,
    }
    assert side.uplink.receive(pack(bad)) == [Ignored(reason) for reason in bad.values()]
    assert side.uplink.receive(b"\xff" * 4) == [Ignored(Reason.TOO_LARGE)]
    assert len(side.outbox.waiting(9)) == 1
    assert [type(outcome) for outcome in side.uplink.receive(pack([honest]))] == [StoreAck]
    able_to_work(side)


# Cards that are not ours


class Ultralight(VirtualMifare):
    """A MIFARE Ultralight as a reader names it: card name 0003."""

    ATR: Final = bytes.fromhex("3b8f8001804f0ca0000003060300030000000068")

    @property
    def atr(self) -> bytes:
        return self.ATR


class Classic4K(VirtualMifare):
    """A MIFARE Classic 4K as a reader names it: card name 0002."""

    ATR: Final = bytes.fromhex("3b8f8001804f0ca0000003060300020000000069")

    @property
    def atr(self) -> bytes:
        return self.ATR


OTHER_MASTERS = derive_keyring(bytes(range(100, 132)), 1)
NEXT_MASTERS = derive_keyring(bytes(range(32)), 2)
UID = NUMBER.to_bytes(4, "big")


def with_tries(counter: int) -> Chip:
    """A contact card of ours whose code was tried wrongly."""
    chip = make_card(Medium.SLE4442, NUMBER, 5_000)
    chip.cells.write(ERROR_COUNTER, bytes([counter]))
    return chip


def ends_unwritten() -> Chip:
    """A contact card of other masters; one in 256 has this last byte."""
    chip = make_card(Medium.SLE4442, NUMBER, 5_000, keys=OTHER_MASTERS)
    chip.cells.write(79, b"\xff")
    return chip


@dataclass(frozen=True)
class Stranger:
    """A card that is not ours. `at_desk` None: the desk may make a card of it."""

    medium: Medium
    chip: Callable[[], Chip]
    refusal: Refusal
    at_desk: JobFate | None


MIFARE, SLE = Medium.MIFARE_1K, Medium.SLE4442
STRANGERS = {
    "a transit card": Stranger(MIFARE, lambda: foreign_transit_card(UID), Refusal.NOT_OURS, JobFate.FOREIGN),
    "a MIFARE card from the factory": Stranger(MIFARE, lambda: blank_mifare(UID), Refusal.NOT_OURS, None),
    "an SLE4442 from the factory": Stranger(SLE, blank_sle4442, Refusal.NOT_OURS, None),
    "another issuer's MIFARE card": Stranger(
        MIFARE, lambda: make_card(MIFARE, NUMBER, 5_000, issuer=b"ELSE"), Refusal.NOT_OURS, JobFate.NOT_BLANK
    ),
    "another issuer's SLE4442": Stranger(
        SLE, lambda: make_card(SLE, NUMBER, 5_000, issuer=b"ELSE"), Refusal.NOT_OURS, JobFate.NOT_BLANK
    ),
    "a MIFARE card made with other masters": Stranger(
        MIFARE, lambda: make_card(MIFARE, NUMBER, 5_000, keys=OTHER_MASTERS), Refusal.NOT_OURS, JobFate.FOREIGN
    ),
    "an SLE4442 made with other masters": Stranger(
        SLE, lambda: make_card(SLE, NUMBER, 5_000, keys=OTHER_MASTERS), Refusal.DAMAGED, JobFate.FOREIGN
    ),
    "an SLE4442 made with other masters whose seal ends as an unwritten one": Stranger(
        SLE, ends_unwritten, Refusal.DAMAGED, JobFate.FOREIGN
    ),
    "an SLE4442 made with masters of another version": Stranger(
        SLE, lambda: make_card(SLE, NUMBER, 5_000, keys=NEXT_MASTERS), Refusal.KEY_VERSION, JobFate.FOREIGN
    ),
    "an SLE4442 with a try missing": Stranger(SLE, lambda: with_tries(3), Refusal.CODE_DAMAGED, JobFate.FOREIGN),
    "an SLE4442 without a try": Stranger(SLE, lambda: with_tries(0), Refusal.CODE_BLOCKED, JobFate.FOREIGN),
    "an Ultralight": Stranger(MIFARE, lambda: Ultralight(blank_mifare(UID).cells), Refusal.WRONG_TYPE, JobFate.FOREIGN),
    "a MIFARE Classic 4K": Stranger(MIFARE, lambda: Classic4K(blank_mifare(UID).cells), Refusal.WRONG_TYPE, JobFate.FOREIGN),
}
ORDERS: dict[str, tuple[on.Event, ...]] = {
    "tap": (on.CardTapped(),),
    "sale": (on.ItemKeyed(TEA, 1), on.CardKeyed()),
    "refund": (on.ItemKeyed(TEA, 1), on.RefundKeyed(to_card=True)),
    "load": (on.LoadKeyed(Money(1_000)),),
    "void": (on.VoidKeyed(),),
}


@dataclass(frozen=True)
class Untouched:
    """What a card is before somebody else has a look at it; `still` after it."""

    chip: Chip
    writes: int
    memory: bytes

    @classmethod
    def of(cls, chip: Chip) -> Untouched:
        return cls(chip, chip.writes, chip.dump())

    @property
    def still(self) -> bool:
        """No EEPROM write was tried, and every byte is as it was, the error counter among them."""
        return (self.chip.writes, self.chip.dump()) == (self.writes, self.memory)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", STRANGERS)
def test_a_card_that_is_not_ours_is_refused_by_name_and_left_as_it_is(tmp_path: Path, name: str, order: str) -> None:
    stranger = STRANGERS[name]
    till = Till(tmp_path, stranger.medium)
    card = Untouched.of(stranger.chip())
    before = till.journal.state.last_sequence
    till.reader.insert(card.chip)
    till.key(*ORDERS[order])
    assert till.face.codes[-1] == stranger.refusal.value
    assert till.face.notices[-1].screen.operator
    assert card.still
    assert till.journal.state.last_sequence == before
    till.lift()
    till.key(on.CancelKeyed())
    ours = make_card(stranger.medium, 99, 5_000)
    till.sell(ours)
    assert till.face.codes[-1] == "paid"


@pytest.mark.parametrize("name", [name for name, stranger in STRANGERS.items() if stranger.at_desk is not None])
def test_the_desk_makes_no_card_of_one_that_is_not_blank_and_leaves_it_as_it_is(tmp_path: Path, name: str) -> None:
    stranger = STRANGERS[name]
    till = Till(tmp_path, stranger.medium, number=9, roles=Role.SELL | Role.LOAD | Role.PERSONALISE)
    card = Untouched.of(stranger.chip())
    job = Job(1, CardInstance(CardNumber(NUMBER), 2), ORDINARY, TODAY, TODAY, type(TODAY)(TODAY + 365), Money(5_000), PIN)
    before = till.journal.state.last_sequence
    desk = Desk(till.terminal, till.reader, KEYS, ISSUER, lambda _: till.reader.insert(card.chip))
    assert desk.work(job) is stranger.at_desk
    assert card.still
    assert till.journal.state.last_sequence == before
    blank = blank_sle4442() if stranger.medium is SLE else blank_mifare(b"\x00\x00\x01\x02")
    again = Desk(till.terminal, till.reader, KEYS, ISSUER, lambda _: till.reader.insert(blank))
    assert again.work(job) is JobFate.MADE
