"""If these failed, a desk would leave a card that nobody can read, or write a PIN or a day onto a card that was not meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.card.identity import Identity
from protocol.card.keys import pin_matches
from protocol.instants import BusinessDay
from protocol.link.certificate import Role
from protocol.link.desk_orders import (
    Content,
    Extend,
    Lock,
    Mend,
    Progress,
    SetPin,
)
from protocol.link.entries import Medium
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.sale.events import CardRead
from tests.support.shop import KEYS, ORDINARY, PIN, STAFF, TODAY, make_card
from tests.terminal.counter.desk_stand import CARD, JOB, NEXT, NUMBER, ROLES, Desk, balance

NEW_PIN = "2468"
LATER = BusinessDay(TODAY + 400)
WHOLE = Mend(STAFF, TODAY, TODAY, LATER)
EVERY_ROLE = ROLES | Role.REPAIR
MEDIA = pytest.mark.parametrize("medium", Medium, ids=lambda medium: medium.name)


def identity_on(desk: Desk, chip: Chip) -> Identity:
    """The static part of a card, which must be whole."""
    desk.till.reader.remove()
    desk.till.reader.insert(chip)
    found = desk.till.terminal.purse.read()
    assert isinstance(found, CardRead), found
    return found.view.identity


def has_pin(chip: Chip, medium: Medium, pin: str, identity: Identity) -> bool:
    return pin_matches(KEYS, uid_of(chip, medium), identity, pin)


def uid_of(chip: Chip, medium: Medium) -> bytes:
    return chip.dump()[:4] if medium is Medium.MIFARE_1K else b""


def tear_static_part(chip: Chip, medium: Medium, at: int) -> None:
    """One byte of what may be written of it is another one."""
    change(chip, (16 * 5 if medium is Medium.MIFARE_1K else 48) + at)


def change(chip: Chip, *places: int) -> None:
    """These bytes are others."""
    cells = bytearray(chip.dump())
    for place in places:
        cells[place] ^= 0x5A
    chip.restore(bytes(cells))


def test_of_a_card_that_is_not_there_yet_no_price_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Extend(LATER))
    desk.press("ENTER")
    assert desk.shown[1:] == ("Desk jobs", "PRESENT CARD", "BACK=stop")
    desk.lay(make_card(Medium.MIFARE_1K, NUMBER, 5_000))
    assert "The card is changed" in desk.text


@MEDIA
def test_h10_a_member_keys_a_new_pin_and_gets_back_the_tries_he_used_up(tmp_path: Path, medium: Medium) -> None:
    chip = make_card(medium, NUMBER, 5_000, pin=PIN)
    desk = Desk(tmp_path, SetPin(), medium=medium)
    assert desk.shown == ("New PIN", str(CARD), "Lay this card", "41      BACK=decline")
    desk.lay(chip)
    assert desk.member[0] == "CHOOSE A NEW PIN"
    desk.pin(NEW_PIN)
    desk.press("24")
    assert desk.member == ("THE PIN ONCE MORE", "PIN **")
    desk.pin("69")
    assert "not the same" in desk.text.lower()
    desk.pin(NEW_PIN)
    desk.pin(NEW_PIN)
    desk.wait(NEXT)
    assert "Done: job 41" in desk.text
    identity = identity_on(desk, chip)
    assert (has_pin(chip, medium, NEW_PIN, identity), has_pin(chip, medium, PIN, identity)) == (True, False)
    assert (desk.jobs, balance(chip, medium)) == ({JOB: "UNLOCK DONE"}, 5_000)
    assert desk.told[-1] == (JOB, Progress.WRITTEN)


def test_a_new_pin_goes_onto_the_card_for_which_it_was_keyed_or_nowhere(tmp_path: Path) -> None:
    desk, other = Desk(tmp_path, SetPin()), make_card(Medium.MIFARE_1K, 1002, 5_000)
    desk.lay(other)
    assert "This is another" in desk.text
    desk.lay(make_card(Medium.MIFARE_1K, NUMBER, 5_000))
    desk.pin(NEW_PIN)
    desk.lay(other)
    desk.pin(NEW_PIN)
    desk.wait(NEXT)
    assert desk.jobs == {}


@MEDIA
def test_a28_a_card_is_valid_until_another_day_though_it_was_over(tmp_path: Path, medium: Medium) -> None:
    chip = make_card(medium, NUMBER, 5_000, pin=PIN, valid_until=BusinessDay(TODAY - 1))
    desk = Desk(tmp_path, Extend(LATER), medium=medium)
    desk.lay(chip)
    desk.wait(NEXT)
    identity = identity_on(desk, chip)
    assert (identity.valid_until, has_pin(chip, medium, PIN, identity)) == (LATER, True)
    assert (desk.jobs, balance(chip, medium)) == ({JOB: "UNLOCK DONE"}, 5_000)


@MEDIA
@pytest.mark.parametrize("at", [1, 9, 31])
def test_a_card_whose_static_part_is_torn_is_made_whole_as_head_office_knows_it(tmp_path: Path, medium: Medium, at: int) -> None:
    chip = make_card(medium, NUMBER, 5_000, pin=PIN)
    tear_static_part(chip, medium, at)
    desk = Desk(tmp_path, Mend(ORDINARY, TODAY, TODAY, LATER), roles=EVERY_ROLE, medium=medium)
    desk.lay(chip)
    desk.wait(NEXT)
    identity = identity_on(desk, chip)
    assert (identity.card_class, identity.valid_until, identity.has_pin) == (ORDINARY, LATER, False)
    assert (desk.jobs, balance(chip, medium)) == ({JOB: "UNLOCK DONE"}, 5_000)


def test_a38_a_card_that_says_something_else_than_head_office_is_put_right_and_keeps_its_pin(tmp_path: Path) -> None:
    chip = make_card(Medium.MIFARE_1K, NUMBER, 5_000, pin=PIN)
    desk = Desk(tmp_path, WHOLE, roles=EVERY_ROLE)
    desk.lay(chip)
    desk.wait(NEXT)
    identity = identity_on(desk, chip)
    assert (identity.card_class, has_pin(chip, Medium.MIFARE_1K, PIN, identity)) == (STAFF, True)


@pytest.mark.parametrize("number", [NUMBER, 1002])
def test_without_a_record_of_this_very_card_nothing_is_written(tmp_path: Path, number: int) -> None:
    chip = make_card(Medium.MIFARE_1K, number, 5_000)
    tear_static_part(chip, Medium.MIFARE_1K, 9)
    if number == NUMBER:
        change(chip, *(16 * 4 * sector + 40 for sector in (2, 3, 4)))
    before = chip.dump()
    desk = Desk(tmp_path, WHOLE, roles=EVERY_ROLE)
    desk.lay(chip)
    desk.wait(NEXT)
    assert (desk.jobs, chip.dump()) == ({}, before)


@pytest.mark.parametrize("content", [SetPin(), Extend(LATER), WHOLE])
def test_no_new_static_part_goes_onto_a_card_that_is_locked(tmp_path: Path, content: Content) -> None:
    desk, chip = Desk(tmp_path, Lock(), content, roles=EVERY_ROLE), make_card(Medium.MIFARE_1K, NUMBER, 5_000)
    desk.lay(chip)
    desk.wait(NEXT)
    desk.wait(NEXT)
    desk.lay(chip)
    if isinstance(content, SetPin):
        desk.pin(NEW_PIN)
        desk.pin(NEW_PIN)
    desk.wait(NEXT)
    assert desk.jobs == {JOB: "LOCK DONE"}


def test_only_a_desk_that_may_repair_makes_a_card_whole(tmp_path: Path) -> None:
    desk, chip = Desk(tmp_path, WHOLE), make_card(Medium.MIFARE_1K, NUMBER, 5_000)
    desk.lay(chip)
    desk.wait(NEXT)
    assert desk.jobs == {}


@MEDIA
@pytest.mark.parametrize("tear", Tear)
def test_torn_at_any_write_a_new_static_part_is_brought_to_its_end(tmp_path: Path, medium: Medium, tear: Tear) -> None:
    """After a power cut too, and when the weak cells have changed meanwhile: a card is never lost, and never its money."""
    for write, cut in ((1, True), (2, False), (3, True), (4, False)):
        (tmp_path / str(write)).mkdir()
        chip = make_card(medium, NUMBER, 5_000, pin=PIN)
        desk = Desk(tmp_path / str(write), Extend(LATER), roles=EVERY_ROLE, medium=medium)
        chip.tear_write(write, tear)
        desk.lay(chip)
        chip.age()
        if cut:
            desk.power_cut()
            desk.open()
        for _ in range(4):
            desk.lay(chip)
            desk.wait(NEXT)
        assert desk.jobs == {JOB: "UNLOCK DONE"}, (write, desk.text)
        assert identity_on(desk, chip).valid_until == LATER
        assert balance(chip, medium) == 5_000
