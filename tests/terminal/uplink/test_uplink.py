"""If these failed, a sale could be lost or counted twice between a terminal and head office, or an old price list return."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import CategoryId, ItemCode, OwnerId, TerminalId
from protocol.link.certificate import EnrolRequest
from protocol.link.conversation import Ignored, InstallKeys, InstallTable, Refused, Resend, StoreAck, TerminalSide
from protocol.link.office_keys import decode_office_keys
from protocol.link.packet import PACKET_BYTES_MAX, pack, unpack
from protocol.link.seal import Purpose, RecipientKey, SigningKey, peek, seal, unverified_body
from protocol.link.table_codec import SignedTable, encode_table
from protocol.link.tables import Item, ItemTable, TableKind
from protocol.link.violations import Reason
from protocol.money import UnitPrice
from terminal.uplink.transport.port import TransportError
from terminal.uplink.transport.usb import UsbFolder
from terminal.uplink.transport.virtual import Corrupt, Fault, Overload, VirtualTransport
from terminal.uplink.uplink import WINDOW, Uplink
from tests.support.small_office import NOW, SmallOffice
from tests.support.small_outbox import SmallOutbox

SEVEN = TerminalId(7)
KEY = SigningKey.from_seed(b"\x11" * 32)
RECIPIENT = RecipientKey(b"\x22" * 32)


@dataclass
class Shop:
    """A terminal's uplink with its outbox, and the office it talks to."""

    office: SmallOffice = field(default_factory=SmallOffice)
    stored_keys: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.outbox = SmallOutbox(SEVEN, self.office.environment, KEY)
        self.certificate = self.office.certify(EnrolRequest(SEVEN, KEY.public, RECIPIENT.public, bytes(32)))
        self.uplink = self.start()

    def start(self) -> Uplink:
        """The uplink after a start of the terminal: only what is on disk is known."""
        keys = decode_office_keys(unverified_body(self.office.office_keys()))
        side = TerminalSide(SEVEN, self.office.environment, self.office.root.public, keys)
        return Uplink(self.outbox, side, self.certificate, self.stored_keys.append)

    def exchange(self) -> list[object]:
        """One round on a good line."""
        return list(self.uplink.receive(self.office.answer(self.uplink.prepare())))

    def table(self, version: int) -> bytes:
        """The price list in some version."""
        item = Item(ItemCode(1), f"rice {version}", UnitPrice(1000), CategoryId(1), OwnerId(1))
        body = encode_table(SignedTable(version, NOW, ItemTable((item,))))
        return seal(Purpose.PARAMETERS, self.office.environment, self.office.set, body)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def purposes(packet: bytes) -> list[Purpose]:
    return [peek(data).purpose for data in unpack(packet)]


def test_a_packet_holds_a_sign_of_life_and_one_batch_and_the_certificate_until_head_office_has_answered(shop: Shop) -> None:
    shop.outbox.close_batch()
    shop.outbox.close_batch()
    assert purposes(shop.uplink.prepare()) == [Purpose.CERTIFICATE, Purpose.POLL, Purpose.BATCH]
    assert [type(outcome) for outcome in shop.exchange()] == [StoreAck]
    assert purposes(shop.uplink.prepare()) == [Purpose.POLL, Purpose.BATCH]


def test_batches_go_up_in_order_until_none_waits(shop: Shop) -> None:
    for _ in range(3):
        shop.outbox.close_batch()
    for number in (1, 2, 3):
        (outcome,) = shop.exchange()
        assert isinstance(outcome, StoreAck)
        assert outcome.batch_number == number
    assert shop.exchange() == []
    assert list(shop.outbox.acks) == [1, 2, 3]


def test_an_unacknowledged_batch_is_sent_again_as_the_same_bytes(shop: Shop) -> None:
    shop.outbox.close_batch()
    first, second = unpack(shop.uplink.prepare())[-1], unpack(shop.uplink.prepare())[-1]
    assert first == second == shop.outbox.batches[1]


def test_an_ack_that_was_lost_comes_again_byte_for_byte(shop: Shop) -> None:
    shop.outbox.close_batch()
    lost = shop.office.answer(shop.uplink.prepare())
    again = shop.office.answer(shop.start().prepare())
    assert unpack(lost) == unpack(again)
    shop.uplink.receive(again)
    assert shop.outbox.acks == {1: unpack(lost)[0]}


def test_a_repeated_ack_changes_nothing(shop: Shop) -> None:
    shop.outbox.close_batch()
    answer = shop.office.answer(shop.uplink.prepare())
    shop.uplink.receive(answer)
    stored = dict(shop.outbox.acks)
    shop.uplink.receive(answer)
    shop.start().receive(answer)
    assert shop.outbox.acks == stored


def test_an_ack_of_a_batch_that_nobody_sent_is_ignored(shop: Shop) -> None:
    other = Shop()
    other.outbox.close_batch()
    other.outbox.close_batch()
    other.exchange()
    foreign = other.office.answer(other.uplink.prepare())
    assert shop.uplink.receive(foreign) == [Ignored(Reason.UNASKED)]
    assert shop.outbox.acks == {}


def test_a_newer_table_is_installed_and_an_older_one_never_comes_back(shop: Shop) -> None:
    shop.office.waiting_objects = [shop.table(2), shop.table(2), shop.table(3), shop.table(1)]
    kinds = [type(outcome) for outcome in shop.exchange()]
    assert kinds == [InstallTable, Ignored, InstallTable, Ignored]
    assert shop.outbox.tables == {TableKind.ITEMS: (3, shop.table(3))}
    shop.uplink = shop.start()
    assert [type(outcome) for outcome in shop.exchange()] == [Ignored] * 4


def test_tables_signed_by_another_key_are_ignored(shop: Shop) -> None:
    strange = Shop(SmallOffice(seed=2))
    assert shop.uplink.receive(pack([strange.table(9)])) == [Ignored(Reason.UNKNOWN_SIGNER)]
    assert shop.outbox.tables == {}


def test_newer_keys_of_the_office_are_stored_and_rule_at_once(shop: Shop) -> None:
    shop.office.keys_version, shop.office.ack = 2, SigningKey.from_seed(b"\x44" * 32)
    shop.outbox.close_batch()
    sealed = shop.office.office_keys()
    assert [type(outcome) for outcome in shop.uplink.receive(pack([sealed, sealed]))] == [InstallKeys, Ignored]
    assert shop.stored_keys == [sealed]
    assert [type(outcome) for outcome in shop.exchange()] == [StoreAck]


def test_a_head_office_that_lost_its_memory_gets_everything_again(shop: Shop) -> None:
    for _ in range(3):
        shop.outbox.close_batch()
        shop.exchange()
    before = dict(shop.office.batches)
    shop.office.batches = {key: stored for key, stored in before.items() if key[1] == 1}
    assert shop.exchange() == [Resend(1)]
    assert shop.outbox.lost_after == [1]
    while shop.outbox.waiting(1):
        shop.exchange()
    assert shop.office.batches == before


def test_a_refusal_is_told_and_the_certificate_shown_again_to_a_head_office_that_does_not_know_us(shop: Shop) -> None:
    shop.outbox.close_batch()
    shop.exchange()
    shop.outbox.close_batch()
    shop.office.certificates.clear()
    outcomes = shop.exchange()
    assert [type(outcome) for outcome in outcomes] == [Refused, Refused]
    assert [type(outcome) for outcome in shop.exchange()] == [StoreAck]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_for_an_answer_are_ignored(answer: bytes) -> None:
    shop = Shop()
    shop.outbox.close_batch()
    shop.uplink.prepare()
    assert all(isinstance(outcome, Ignored) for outcome in shop.uplink.receive(answer))
    assert shop.outbox.acks == {}


# On a stick


def test_an_export_holds_the_certificate_a_sign_of_life_and_all_that_waits(shop: Shop) -> None:
    for _ in range(4):
        shop.outbox.close_batch()
    packet = shop.uplink.export()
    assert purposes(packet) == [Purpose.CERTIFICATE, Purpose.POLL] + [Purpose.BATCH] * 4
    assert [type(outcome) for outcome in shop.uplink.receive(shop.office.answer(packet))] == [StoreAck] * 4


def test_an_export_is_bounded_in_number_and_size(shop: Shop) -> None:
    for _ in range(WINDOW + 6):
        shop.outbox.close_batch()
    assert purposes(shop.uplink.export()).count(Purpose.BATCH) == WINDOW

    class Bulky(SmallOutbox):
        def waiting(self, limit: int) -> list[tuple[int, bytes]]:
            return [(number, bytes(PACKET_BYTES_MAX // 3)) for number in range(1, limit + 1)]

    shop.outbox = Bulky(SEVEN, shop.office.environment, KEY)
    packet = shop.start().export()
    assert len(unpack(packet)) == 2 + 2
    assert len(packet) <= PACKET_BYTES_MAX


def test_a_stick_carries_batches_up_and_answers_down_across_a_restart(shop: Shop, tmp_path: Path) -> None:
    for _ in range(3):
        shop.outbox.close_batch()
    usb = UsbFolder(tmp_path, SEVEN)
    sent = usb.export(shop.uplink.export())
    shop.office.waiting_objects = [shop.table(1)]
    (tmp_path / "TC-7-1.down").write_bytes(shop.office.answer(sent.read_bytes()))
    shop.uplink = shop.start()
    outcomes = [outcome for packet in usb.imports() for outcome in shop.uplink.receive(packet)]
    assert [type(outcome) for outcome in outcomes] == [StoreAck, StoreAck, StoreAck, InstallTable]
    assert shop.outbox.waiting(1) == []


def test_the_same_batch_by_line_and_by_stick_is_stored_once_and_gets_one_answer(shop: Shop) -> None:
    shop.outbox.close_batch()
    by_stick = shop.uplink.export()
    shop.exchange()
    stored = dict(shop.office.batches)
    assert [type(outcome) for outcome in shop.uplink.receive(shop.office.answer(by_stick))] == [StoreAck]
    assert shop.office.batches == stored
    assert len(shop.outbox.acks) == 1


def test_a_later_batch_that_arrives_first_is_kept_and_the_earlier_one_still_waits(shop: Shop) -> None:
    shop.outbox.close_batch()
    shop.outbox.close_batch()
    certificate, poll, _, second = unpack(shop.uplink.export())
    shop.uplink.receive(shop.office.answer(pack([certificate, poll, second])))
    assert [number for number, _ in shop.outbox.waiting(5)] == [1]


# Bad lines and power cuts

FAULTS = st.one_of(
    st.none(),
    st.sampled_from(Fault),
    st.builds(Corrupt, st.integers(-400, 400), st.booleans(), st.integers(1, 255)),
    st.just(Overload(1)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(FAULTS, max_size=25), st.lists(st.integers(0, 3), max_size=25))
def test_whatever_the_line_does_every_batch_ends_acknowledged_once_and_the_newest_table_installed(
    plan: list[Fault | Corrupt | Overload | None], late: list[int]
) -> None:
    shop = Shop()
    line = VirtualTransport(shop.office.answer)
    line.plan.extend(plan)
    for version, place in enumerate([*late, 0, 0], 1):
        if version <= 4:
            shop.outbox.close_batch()
            shop.office.waiting_objects = [shop.table(version), shop.table(max(1, version - 1))]
        if place == 1 and line.held_requests:
            shop.uplink.receive(line.late_request(-1))
        if place == 2 and line.held_answers:
            shop.uplink.receive(line.late_answer(-1))
        if place == 3:
            shop.uplink = shop.start()
        one_round(shop, line)
    for _ in range(len(plan) + 10):
        one_round(shop, line)
    assert shop.outbox.waiting(1) == []
    assert {number for _, number in shop.office.batches} == set(shop.outbox.batches)
    assert shop.outbox.acks == {number: stored[1] for (_, number), stored in shop.office.batches.items()}
    newest = min(4, len(late) + 2)
    assert shop.outbox.tables == {TableKind.ITEMS: (newest, shop.table(newest))}


def one_round(shop: Shop, line: VirtualTransport) -> None:
    try:
        answer = line.exchange(shop.uplink.prepare())
    except TransportError:
        return
    shop.uplink.receive(answer)


def test_a_power_cut_at_any_store_of_an_answer_is_mended_by_the_next_exchange() -> None:
    class PowerCut(Exception):
        pass

    class Cutting(SmallOutbox):
        stores_left = 99

        def _store(self) -> None:
            self.stores_left -= 1
            if self.stores_left < 0:
                raise PowerCut

        def store_ack(self, number: int, sealed: bytes) -> None:
            self._store()
            super().store_ack(number, sealed)

        def install_table(self, kind: TableKind, version: int, sealed: bytes) -> None:
            self._store()
            super().install_table(kind, version, sealed)

    for cut in range(4):
        shop = Shop()
        shop.outbox = outbox = Cutting(SEVEN, shop.office.environment, KEY)
        for _ in range(2):
            outbox.close_batch()
        shop.uplink = shop.start()
        shop.office.waiting_objects = [shop.table(1), shop.table(2)]
        answer = shop.office.answer(shop.uplink.export())
        outbox.stores_left = cut
        with pytest.raises(PowerCut):
            shop.uplink.receive(answer)
        outbox.stores_left = 99
        shop.uplink = shop.start()
        shop.exchange()
        shop.exchange()
        assert list(outbox.acks) == [1, 2]
        assert outbox.table_versions() == {TableKind.ITEMS: 2}
