"""The card conversations run on virtual chips: made, used, torn at every single EEPROM write, and made whole again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

import pytest

from protocol.card.conversation import Already, Blank, CardFault, CardImage, Conversation, Foreign
from protocol.card.dialect import ACS
from protocol.card.keys import card_keys, security_code
from protocol.card.procedures import inspect_blank, personalise, read_card, scrub, verify_record, write_record
from protocol.card.record import Record
from protocol.card.ring import Chain, read_chain
from protocol.link.entries import Medium
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.drivers.card_reader.port import CardGone, converse
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import blank_mifare, foreign_transit_card
from terminal.drivers.card_reader.virtual_sle4442 import CODE, ERROR_COUNTER, blank_sle4442
from tests.protocol.card.samples import CARD, ISSUER, KEYS, MIFARE_UID, NO_UID, SIGNATURE, history, identity

T = TypeVar("T")

CODE_OF_CARD = security_code(KEYS, CARD)
AREA = slice(32, 224)
TRAILER_WRITES = range(48, 64)
"""Personalising a MIFARE card: 47 blocks of data, then 16 trailers."""


class Desk:
    """One reader with one chip on it; each conversation gets a connection of its own."""

    def __init__(self, chip: Chip) -> None:
        self.chip = chip
        self.reader = VirtualReader("ACS ACR122U PICC Interface 00 00")
        self.mifare = len(chip.dump()) == 1024
        self.uid = MIFARE_UID if self.mifare else NO_UID
        self.records = history(self.uid)
        self.signature = SIGNATURE if self.mifare else None
        self.reader.insert(chip)

    def run(self, conversation: Conversation[T]) -> T:
        return converse(conversation, self.reader.connect())

    def again(self, aged: bool) -> None:
        """The card is laid down once more, at once or after a long time."""
        if aged:
            self.chip.age()
        self.chip.disarm()
        self.reader.insert(self.chip)

    def atr(self) -> bytes:
        return self.reader.connect().atr

    def inspect(self) -> Blank | Foreign | Already:
        return self.run(inspect_blank(self.atr(), ACS, KEYS))

    def make(self) -> None:
        blank = Blank(Medium.MIFARE_1K if self.mifare else Medium.SLE4442, self.uid)
        self.run(personalise(blank, ACS, KEYS, identity(self.uid), self.records[0], self.signature))

    def read(self) -> CardImage | Foreign:
        return self.run(read_card(self.atr(), ACS, KEYS, ISSUER, with_signature=self.mifare))

    def image(self) -> CardImage:
        image = self.read()
        assert isinstance(image, CardImage)
        return image

    def chain(self) -> Chain:
        chain = read_chain(self.image().slots, card_keys(KEYS, self.uid, CARD).authentic)
        assert chain is not None
        return chain

    def write(self, record: Record) -> None:
        image = self.image()
        self.run(write_record(image, record, ACS, KEYS))

    def verified(self, record: Record) -> bool:
        return self.run(verify_record(self.image(), record, ACS, KEYS))


@pytest.fixture(params=["MIFARE", "SLE4442"])
def desk(request: pytest.FixtureRequest) -> Desk:
    """A desk with a fresh card of either kind."""
    return Desk(blank_mifare(MIFARE_UID) if request.param == "MIFARE" else blank_sle4442())


def used(desk: Desk) -> Desk:
    """The same with a card that was issued, loaded and used for one sale."""
    desk.make()
    for record in desk.records[1:3]:
        desk.write(record)
    return desk


def test_a_fresh_card_is_made_and_says_who_it_is(desk: Desk) -> None:
    assert desk.inspect() == Blank(Medium.MIFARE_1K if desk.mifare else Medium.SLE4442, desk.uid)
    desk.make()
    image = desk.image()
    assert image.identity == identity(desk.uid)
    assert image.signature == desk.signature
    assert image.slots == (desk.records[0].pack(), bytes(48), bytes(48))
    assert desk.inspect() == Already(identity(desk.uid))


def test_making_a_finished_card_again_changes_nothing(desk: Desk) -> None:
    desk.make()
    before = desk.chip.dump()
    desk.make()
    assert desk.chip.dump() == before


def test_records_are_written_verified_and_found_as_a_chain(desk: Desk) -> None:
    desk.make()
    load, sale, void = desk.records[1:]
    for record in (load, sale, void):
        assert not desk.verified(record)
        desk.write(record)
        assert desk.verified(record)
    assert desk.chain() == Chain(void, (sale, load))


def test_a_scrubbed_slot_is_empty_and_the_chain_stays(desk: Desk) -> None:
    load, sale = used(desk).records[1:3]
    assert desk.run(scrub(desk.image(), (0,), ACS, KEYS))
    assert desk.chain() == Chain(sale, (load,))


def test_a_scrub_without_slots_touches_nothing(desk: Desk) -> None:
    writes = used(desk).chip.writes
    assert desk.run(scrub(desk.image(), (), ACS, KEYS))
    assert desk.chip.writes == writes


def test_nothing_below_20h_of_an_sle4442_and_nothing_of_block_0_of_a_mifare_card_is_ever_changed(desk: Desk) -> None:
    delivered = desk.chip.dump()
    kept = 16 if desk.mifare else 32
    assert used(desk).chip.dump()[:kept] == delivered[:kept]


def test_somebody_elses_cards_are_refused_and_left_as_they_are() -> None:
    transit = Desk(foreign_transit_card(b"\x01\x02\x03\x04"))
    before = transit.chip.dump()
    assert transit.read() is Foreign.NOT_OURS
    assert transit.inspect() is Foreign.NOT_OURS
    assert transit.chip.dump() == before
    fresh = Desk(blank_sle4442())
    assert fresh.read() is Foreign.NOT_OURS
    assert fresh.chip.writes == 0


def test_a_reader_that_only_pretends_to_write_is_found_out_by_the_verification() -> None:
    desk = used(Desk(blank_sle4442(silent=True)))
    image, void = desk.image(), desk.records[3]
    desk.chip.cells.write(CODE, b"\x01\x02\x03")
    with pytest.raises(CardFault, match="present code: answered 9003"):
        desk.run(write_record(image, void, ACS, KEYS))
    assert not desk.run(verify_record(image, void, ACS, KEYS))
    assert desk.read() is Foreign.CODE_DAMAGED


# Torn at every EEPROM write


def looks_whole(desk: Desk, whole: bytes) -> bool:
    """All data is there, and on an SLE4442 the card's own code."""
    now = desk.chip.dump()
    return now == whole if desk.mifare else (now[AREA] == whole[AREA] and now[CODE:] == CODE_OF_CARD)


def may_be_lost(desk: Desk, n: int) -> bool:
    """A frozen sector with a torn trailer, or a torn code or error counter, is beyond repair by design of the chip."""
    if desk.mifare:
        return n in TRAILER_WRITES
    now = desk.chip.dump()
    return now[ERROR_COUNTER] != 7 or now[CODE:] not in (b"\xff\xff\xff", CODE_OF_CARD)


def tears(desk: Desk, writes: int) -> Iterator[tuple[int, Tear, int, bool]]:
    """Every write, every way to tear it, in its first or a later byte, and the next tap soon or late."""
    for n in range(1, writes + 1):
        for how in Tear:
            for at_byte in (0,) if desk.mifare else (0, 3, 7):
                for aged in (False, True):
                    yield n, how, at_byte, aged


def test_a_torn_change_leaves_the_record_before_or_after_it_and_a_scrub_settles_which(desk: Desk) -> None:
    sale, void = used(desk).records[2:]
    before, counted = desk.chip.dump(), desk.chip.writes
    desk.write(void)
    writes = desk.chip.writes - counted
    seen = set()
    for n, how, at_byte, aged in tears(desk, writes):
        desk.chip.restore(before)
        desk.again(False)
        image = desk.image()
        desk.chip.tear_write(n, how, at_byte=at_byte)
        with pytest.raises(CardGone):
            desk.run(write_record(image, void, ACS, KEYS))
        desk.again(aged)
        if desk.read() is Foreign.CODE_DAMAGED:
            assert n <= 2, "only a tear while the code is presented costs a try"
            seen.add("damaged")
            continue
        chain = desk.chain()
        assert chain.current in (sale, void)
        seen.add(chain.current.kind.name)
        if chain.current == sale and chain.spare_slots:
            assert desk.run(scrub(desk.image(), chain.spare_slots, ACS, KEYS))
            desk.again(True)
            assert desk.chain().current == sale
    assert seen == ({"SALE", "VOID"} if desk.mifare else {"SALE", "VOID", "damaged"})


@pytest.mark.exhaustive
def test_a_card_torn_while_it_is_made_is_nobodys_until_it_is_whole_and_can_nearly_always_be_finished(desk: Desk) -> None:
    delivered = desk.chip.dump()
    desk.make()
    writes, whole = desk.chip.writes, desk.chip.dump()
    for n, how, at_byte, aged in tears(desk, writes):
        desk.chip.restore(delivered)
        desk.again(False)
        desk.chip.tear_write(n, how, at_byte=at_byte)
        with pytest.raises(CardGone):
            desk.make()
        desk.again(aged)
        if isinstance(desk.read(), CardImage):
            assert looks_whole(desk, whole)
        with suppress(CardFault):
            if isinstance(desk.inspect(), Blank):
                desk.make()
        if not isinstance(desk.read(), CardImage):
            assert may_be_lost(desk, n), f"write {n} torn ({how}, byte {at_byte}, aged {aged}) need not cost a card"
        else:
            assert looks_whole(desk, whole)
