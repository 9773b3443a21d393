"""What every card reader does, the twin in memory and the real driver over a real pcscd alike.

If the two drift apart, everything that is proved on virtual cards is proved about nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from protocol.card.conversation import RESELECT, Conversation
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.drivers.card_reader.pcsc import PcscReader, readers
from terminal.drivers.card_reader.port import CardGone, CardReader, NoCard, ReaderBusy, ReaderMissing, ServiceMissing, converse
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442
from terminal.drivers.card_reader.vpcd_bridge import VpcdSlot
from tests.support.pcscd import PORTS, READER, Pcscd, pcscd_running, wait_until

OK = b"\x90\x00"
REFUSED = b"\x63\x00"
UID = bytes.fromhex("04a1b2c3d4e5f6")
NEW = bytes(range(0x40, 0x50))


@dataclass(frozen=True)
class Sort:
    """One kind of card: how to make one, and the APDUs that the contract needs."""

    name: str
    make: Callable[[], Chip]
    atr: bytes
    hello: bytes
    greeting: bytes
    unlock: tuple[bytes, ...] = field(repr=False)
    unlocked: bytes
    read: bytes
    fresh: bytes
    write: bytes
    tearable_write: int


MIFARE = Sort(
    "MIFARE Classic 1K",
    lambda: blank_mifare(UID),
    bytes.fromhex("3b8f8001804f0ca000000306030001000000006a"),
    hello=bytes.fromhex("ffca000000"),
    greeting=UID + OK,
    unlock=(bytes.fromhex("ff82000006ffffffffffff"), bytes.fromhex("ff860000050100046000")),
    unlocked=OK,
    read=bytes.fromhex("ffb0000410"),
    fresh=bytes(16) + OK,
    write=bytes.fromhex("ffd6000410") + NEW,
    tearable_write=1,
)
SLE4442 = Sort(
    "SLE4442",
    blank_sle4442,
    bytes.fromhex("3b04a2131091"),
    hello=bytes.fromhex("ffa400000106"),
    greeting=OK,
    unlock=(bytes.fromhex("ffa400000106"), bytes.fromhex("ff20000003ffffff")),
    unlocked=b"\x90\x07",
    read=bytes.fromhex("ffb0004010"),
    fresh=b"\xff" * 16 + OK,
    write=bytes.fromhex("ffd0004010") + NEW,
    tearable_write=3,
)


@dataclass
class Bench:
    """A reader and a hand that lays cards on it; each move waits until the reader has seen it."""

    reader: CardReader
    slot: VirtualReader | VpcdSlot

    def insert(self, chip: Chip) -> Chip:
        self.slot.insert(chip)
        wait_until(lambda: self.reader.poll() is not None, "the card to be seen")
        return chip

    def remove(self) -> None:
        self.slot.remove()
        self.wait_until_empty()

    def wait_until_empty(self) -> None:
        wait_until(lambda: self.reader.poll() is None, "the card to be gone")


@pytest.fixture(scope="module")
def pcscd() -> Iterator[Pcscd]:
    with pcscd_running() as daemon:
        yield daemon


@pytest.fixture(scope="module")
def pcsc_till(pcscd: Pcscd) -> Bench:
    return Bench(PcscReader(f"{READER} 00 00"), VpcdSlot(PORTS[0]))


@pytest.fixture
def pcsc_bench(pcsc_till: Bench) -> Iterator[Bench]:
    yield pcsc_till
    pcsc_till.remove()
    pcsc_till.reader.close()


@pytest.fixture(params=["virtual", "pcsc"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "virtual":
        reader = VirtualReader(f"{READER} 00 00")
        return Bench(reader, reader)
    made = request.getfixturevalue("pcsc_bench")
    assert isinstance(made, Bench)
    return made


@pytest.fixture(params=[MIFARE, SLE4442], ids=lambda sort: sort.name)
def sort(request: pytest.FixtureRequest) -> Sort:
    assert isinstance(request.param, Sort)
    return request.param


def unlocking(sort: Sort) -> Conversation[bytes]:
    answer = b""
    for apdu in sort.unlock:
        answer = yield apdu
    return answer


def test_an_empty_reader_has_no_card_to_poll_or_connect(bench: Bench) -> None:
    assert bench.reader.poll() is None
    with pytest.raises(NoCard):
        bench.reader.connect()


def test_j1_a_card_is_told_by_its_atr_and_answers_its_first_command(bench: Bench, sort: Sort) -> None:
    bench.insert(sort.make())
    assert bench.reader.poll() == sort.atr
    connection = bench.reader.connect()
    assert connection.atr == sort.atr
    assert connection.reader == bench.reader.name == f"{READER} 00 00"
    assert connection.transmit(sort.hello) == sort.greeting


def test_what_is_written_reads_back_and_outlives_the_power(bench: Bench, sort: Sort) -> None:
    bench.insert(sort.make())

    def change() -> Conversation[tuple[bytes, bytes, bytes, bytes]]:
        assert (yield from unlocking(sort)) == sort.unlocked
        before = yield sort.read
        written = yield sort.write
        after = yield sort.read
        assert (yield RESELECT) == b""
        yield from unlocking(sort)
        return before, written, after, (yield sort.read)

    assert converse(change(), bench.reader.connect()) == (sort.fresh, OK, NEW + OK, NEW + OK)


def test_a_new_selection_or_a_new_connection_forgets_what_was_unlocked(bench: Bench, sort: Sort) -> None:
    bench.insert(sort.make())
    connection = bench.reader.connect()
    converse(unlocking(sort), connection)
    connection.reselect()
    connection.transmit(sort.hello)
    assert connection.transmit(sort.write) == REFUSED
    converse(unlocking(sort), connection)
    connection.close()
    again = bench.reader.connect()
    again.transmit(sort.hello)
    assert again.transmit(sort.write) == REFUSED


def test_a_card_taken_away_in_mid_conversation_is_gone_and_may_come_back(bench: Bench, sort: Sort) -> None:
    chip = bench.insert(sort.make())
    connection = bench.reader.connect()
    converse(unlocking(sort), connection)
    bench.slot.remove()
    with pytest.raises(CardGone):
        connection.transmit(sort.read)
    with pytest.raises(CardGone):
        connection.reselect()
    bench.wait_until_empty()
    with pytest.raises(NoCard):
        bench.reader.connect()

    bench.insert(chip)
    with pytest.raises(CardGone):
        connection.transmit(sort.hello)
    assert bench.reader.connect().transmit(sort.hello) == sort.greeting


def test_a_card_that_flickers_in_a_new_selection_is_seen_again_where_it_lies(bench: Bench, sort: Sort) -> None:
    chip = bench.insert(sort.make())
    connection = bench.reader.connect()
    bench.slot.remove()
    with pytest.raises(CardGone):
        connection.reselect()
    bench.insert(chip)
    assert bench.reader.connect().transmit(sort.hello) == sort.greeting


@pytest.mark.parametrize("after", [False, True], ids=["before it is executed", "after it was executed"])
def test_a_card_pulled_at_a_write_leaves_the_till_in_doubt(bench: Bench, sort: Sort, after: bool) -> None:
    chip = bench.insert(sort.make())
    connection = bench.reader.connect()
    converse(unlocking(sort), connection)
    chip.pull_at(1, after=after)
    with pytest.raises(CardGone):
        connection.transmit(sort.write)
    bench.wait_until_empty()

    bench.insert(chip)
    connection = bench.reader.connect()
    converse(unlocking(sort), connection)
    assert connection.transmit(sort.read) == (NEW + OK if after else sort.fresh)


def test_a_torn_write_is_seen_when_the_card_comes_back(bench: Bench, sort: Sort) -> None:
    chip = bench.insert(sort.make())
    chip.tear_write(sort.tearable_write, Tear.LATE_VALID, at_byte=15)
    connection = bench.reader.connect()
    converse(unlocking(sort), connection)
    with pytest.raises(CardGone):
        connection.transmit(sort.write)
    bench.wait_until_empty()

    bench.insert(chip)
    connection = bench.reader.connect()
    converse(unlocking(sort), connection)
    assert connection.transmit(sort.read) not in (sort.fresh, NEW + OK)
    chip.age()
    assert connection.transmit(sort.read) == NEW + OK


def test_a_new_connection_ends_the_one_before(bench: Bench, sort: Sort) -> None:
    bench.insert(sort.make())
    first = bench.reader.connect()
    second = bench.reader.connect()
    with pytest.raises(CardGone):
        first.transmit(sort.hello)
    first.close()
    assert second.transmit(sort.hello) == sort.greeting
    second.close()
    second.close()
    with pytest.raises(CardGone):
        second.transmit(sort.hello)


def test_a_chip_card_whose_atr_was_overwritten_is_dead_to_the_reader(bench: Bench) -> None:
    bench.insert(blank_sle4442())
    connection = bench.reader.connect()
    converse(unlocking(SLE4442), connection)
    assert connection.transmit(bytes.fromhex("ffd000000400000000")) == OK
    with pytest.raises(CardGone):
        connection.reselect()
    bench.wait_until_empty()
    with pytest.raises(NoCard):
        bench.reader.connect()


def test_only_the_twin_says_that_it_is_virtual() -> None:
    assert VirtualReader("a reader").virtual
    assert not PcscReader("a reader").virtual


def test_a_reader_that_is_not_plugged_in_is_missing(pcscd: Pcscd) -> None:
    assert readers() == [f"{READER} 00 00", f"{READER} 00 01"]
    reader = PcscReader("ACR39U")
    assert reader.name == "ACR39U"
    with pytest.raises(ReaderMissing):
        reader.poll()
    with pytest.raises(ReaderMissing):
        reader.connect()
    reader.close()


def test_a_reader_held_by_another_program_is_busy(pcsc_bench: Bench) -> None:
    pcsc_bench.insert(MIFARE.make())
    pcsc_bench.reader.connect()
    other = PcscReader(f"{READER} 00 00")
    assert other.poll() == MIFARE.atr
    with pytest.raises(ReaderBusy):
        other.connect()
    other.close()


def test_the_driver_outlives_a_pcscd_that_dies_and_comes_back(pcscd: Pcscd, pcsc_bench: Bench) -> None:
    chip = pcsc_bench.insert(MIFARE.make())
    reader = pcsc_bench.reader
    connection = reader.connect()
    pcscd.kill()
    with pytest.raises(CardGone):
        connection.transmit(MIFARE.hello)
    for ask in (reader.poll, reader.poll, reader.connect, readers):
        with pytest.raises(ServiceMissing):
            ask()
    connection.close()

    pcscd.start()
    wait_until(lambda: reader.poll() is None, "the reader to be seen again")
    pcsc_bench.insert(chip)
    assert reader.connect().transmit(MIFARE.hello) == MIFARE.greeting
