"""A member stands at the desk with a card that does not work: the desk must say why, without harming the card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from protocol.card.procedures import Foreign
from protocol.card.record import Kind, unpack
from protocol.card.ring import Change
from protocol.instants import BusinessDay
from protocol.money import Money
from provisioning.inspection import FOREIGN, KINDS, MEDIA, describe, inspect_card
from provisioning.office import issuer_of
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.drivers.card_reader.port import CardGone, NoCard
from terminal.drivers.card_reader.virtual import VirtualReader
from terminal.drivers.card_reader.virtual_mifare import VirtualMifare, blank_mifare, foreign_transit_card
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442
from tests.provisioning.member_cards import NAME, load, make_card, read_image, sale, write_change
from tests.provisioning.room import TODAY, Room

UID = bytes.fromhex("0a1b2c3d")
SOUND = "Nothing is wrong with this card."


def mifare() -> Chip:
    return blank_mifare(UID)


@pytest.fixture
def made(first_office: Room) -> VirtualReader:
    return make_card(first_office.held, mifare())


def inspected(room: Room, reader: VirtualReader, today: BusinessDay = TODAY) -> tuple[bool, list[str]]:
    return inspect_card(reader, room.held.keyring(), issuer_of(room.held.environment), today, 2)


@pytest.mark.parametrize(("chip", "medium"), [(mifare, "MIFARE Classic 1K, UID 0a1b2c3d"), (blank_sle4442, "SLE4442")])
def test_a40_a_sound_card_shows_its_identity_and_its_ring(first_office: Room, chip: Callable[[], Chip], medium: str) -> None:
    reader = make_card(first_office.held, chip())
    loaded = write_change(first_office.held, reader, unpack(read_image(first_office.held, reader).slots[0]), load(5_000))
    write_change(first_office.held, reader, loaded, sale(1_250))
    sound, text = inspected(first_office, reader)
    assert sound
    assert text[0] == f"Card 1000.1, class 2, {medium}, key version 1"
    assert text[1] == "Issued 2026-11-22, valid 2026-11-22 to 2029-05-10, without a PIN"
    assert text[2] == "Balance 37.50, points 0, visits 0, counter 2"
    assert text[3].startswith("  slot 0: below, counter 0, issued 0.00, balance 0.00, 2026-11-22, reference 3-00000007-")
    assert text[4].startswith("  slot 1: below, counter 1, load 50.00, balance 50.00")
    assert text[5].startswith("  slot 2: rules, counter 2, sale -12.50, balance 37.50")
    assert text[6:] == [SOUND]


def test_a_fresh_card_has_two_empty_slots_and_nothing_wrong(first_office: Room, made: VirtualReader) -> None:
    sound, text = inspected(first_office, made)
    assert sound
    assert text[4:] == ["  slot 1: empty", "  slot 2: empty", SOUND]


@pytest.mark.parametrize("chip", [mifare, blank_sle4442])
def test_inspecting_changes_nothing_on_the_card(first_office: Room, chip: Callable[[], Chip]) -> None:
    card = chip()
    reader = make_card(first_office.held, card)
    before = card.dump()
    inspected(first_office, reader)
    assert card.dump() == before


def test_a_card_that_is_over_or_not_yet_valid_says_so(first_office: Room, made: VirtualReader) -> None:
    assert inspected(first_office, made, BusinessDay(TODAY + 901)) == (False, [*inspected(first_office, made)[1][:-1], OVER])
    assert inspected(first_office, made, BusinessDay(TODAY - 1))[1][-1] == "The card is not valid before 2026-11-22."


OVER = "The card is over since 2029-05-10. The member needs a new one."


def test_a_locked_card_and_wrong_pins_are_told(first_office: Room, made: VirtualReader) -> None:
    before = unpack(read_image(first_office.held, made).slots[0])
    write_change(first_office.held, made, before, sale(0, pin_fails=2, locked=True))
    sound, text = inspected(first_office, made)
    assert not sound
    assert text[-2:] == ["The card is locked.", "Wrong PINs since the last right one: 2."]


def test_a_write_that_was_cut_short_is_told(first_office: Room) -> None:
    chip = mifare()
    reader = make_card(first_office.held, chip)
    before = unpack(read_image(first_office.held, reader).slots[0])
    chip.tear_write(2, Tear.GARBAGE)
    with pytest.raises(CardGone):
        write_change(first_office.held, reader, before, load(5_000))
    reader.insert(chip)
    sound, text = inspected(first_office, reader)
    assert not sound
    assert "  slot 1: no valid record" in text
    assert text[-1] == "Slot 1 holds no valid record: a write was cut short there. The next tap at a terminal mends it."


def test_a_card_without_any_valid_record_is_told(first_office: Room, made: VirtualReader) -> None:
    image = replace(read_image(first_office.held, made), slots=(bytes(48), bytes(48), bytes(48)))
    sound, text = describe(image, first_office.held.keyring(), TODAY, 2)
    assert not sound
    assert text[-1] == "No slot holds a valid record. Head office must say what was on the card."


def test_a_break_between_the_records_is_told(first_office: Room, made: VirtualReader) -> None:
    record = unpack(read_image(first_office.held, made).slots[0])
    for _ in range(2):
        record = write_change(first_office.held, made, record, load(100))
    image = read_image(first_office.held, made)
    image = replace(image, slots=(image.slots[0], bytes(48), image.slots[2]))
    text = describe(image, first_office.held.keyring(), TODAY, 2)[1]
    assert any("slot 0: stray" in line for line in text)
    assert text[-1] == "There is a break between the records. Head office must look at this card."


def test_records_put_together_by_hand_are_told(first_office: Room, made: VirtualReader) -> None:
    record = unpack(read_image(first_office.held, made).slots[0])
    for change in (load(5_000), sale(900), Change(Kind.VOID, Money(800), TODAY)):
        record = write_change(first_office.held, made, record, change)
    sound, text = inspected(first_office, made)
    assert not sound
    assert text[-1].startswith("A sale was undone that is not the one beneath it")


@pytest.mark.parametrize(
    ("chip", "foreign"),
    [
        (mifare, Foreign.NOT_OURS),
        (lambda: foreign_transit_card(UID), Foreign.NOT_OURS),
        (blank_sle4442, Foreign.NOT_OURS),
    ],
)
def test_a_card_that_is_not_ours_is_told_in_one_sentence(first_office: Room, chip: Callable[[], Chip], foreign: Foreign) -> None:
    reader = VirtualReader(NAME)
    reader.insert(chip())
    assert inspected(first_office, reader) == (False, [FOREIGN[foreign]])


class Babbling(VirtualMifare):
    """A chip that answers every read with a status that no standard knows."""

    def _execute(self, apdu: bytes) -> bytes:
        return b"\x6f\x42" if apdu[1] == 0xB0 else super()._execute(apdu)


def test_a_card_that_answers_nonsense_is_told_and_the_step_named(first_office: Room) -> None:
    good = mifare()
    make_card(first_office.held, good)
    reader = VirtualReader(NAME)
    reader.insert(Babbling(good.cells))
    sound, (said,) = inspected(first_office, reader)
    assert not sound
    assert "answered 6F42" in said


def test_every_refusal_kind_and_medium_has_words() -> None:
    assert set(FOREIGN) == set(Foreign)
    assert set(KINDS) == set(Kind)
    assert len(MEDIA) == 2


def test_no_card_and_a_card_taken_away_are_the_readers_errors(first_office: Room) -> None:
    chip = mifare()
    reader = make_card(first_office.held, chip)
    chip.pull_at(3)
    with pytest.raises(CardGone):
        inspected(first_office, reader)
    with pytest.raises(NoCard):
        inspected(first_office, reader)
