"""If these failed, a desk would make a card twice, take cash for nothing, or leave head office waiting for ever."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from protocol.card.identity import Identity
from protocol.card.keys import pin_matches
from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, TerminalId
from protocol.instants import MS_PER_MINUTE, BusinessDay, Instant
from protocol.link.certificate import Role
from protocol.link.desk_orders import (
    CashOut,
    Content,
    DeskOrder,
    DeskOrders,
    Extend,
    JobReason,
    JobWord,
    Load,
    Lock,
    Make,
    Mend,
    Progress,
    Read,
    Return,
    Sell,
    SetPin,
    Unlock,
)
from protocol.link.entries import Evidence, Medium
from protocol.money import ZERO, Money
from terminal.drivers.card_reader.chip import Chip, Tear
from terminal.sale.events import CardRead
from terminal.words.counter import Word
from tests.support.counter_examples import staffed
from tests.support.counter_stand import CounterStand
from tests.support.shop import KEYS, NOON, ORDINARY, PIN, STAFF, TODAY, blank, chain_on, make_card
from tests.terminal.counter.menus import choose
from tests.terminal.counter.test_at_counter import CountingLine

ROLES = Role.SELL | Role.LOAD | Role.CASH_OUT | Role.PERSONALISE
NUMBER, JOB = 1001, 41
CARD = CardInstance(CardNumber(NUMBER), 1)
UNTIL = Instant(NOON + 60 * MS_PER_MINUTE)
MAKE = Make(ORDINARY, TODAY, TODAY, BusinessDay(TODAY + 365), Money(2_000), pin=True)
NEXT = 500


class Desk(CounterStand):
    """A desk with these orders, open at its first one."""

    def __init__(self, folder: Path, *contents: Content, roles: Role = ROLES, medium: Medium = Medium.MIFARE_1K) -> None:
        orders = tuple(DeskOrder(JOB + place, CARD, UNTIL, content) for place, content in enumerate(contents))
        super().__init__(folder, books=staffed().installing(3, DeskOrders(TerminalId(1), orders)), roles=roles, medium=medium)
        self.open()

    def open(self) -> None:
        self.line = CountingLine()
        self.at.line = self.line
        choose(self, Word.DESK_JOBS)
        self.wait(NEXT)

    def call_off(self) -> None:
        """Head office takes all orders back."""
        self.till.terminal.catalogue = self.till.books.installing(4, DeskOrders(TerminalId(1), ()))

    @property
    def told(self) -> list[tuple[int, Progress]]:
        return [(word.number, word.progress) for word in self.line.words]

    @property
    def jobs(self) -> dict[int, str]:
        return self.till.journal.state.jobs


def records(chip: Chip) -> list[Kind]:
    """What was written on the card last, newest first."""
    chain = chain_on(chip, Medium.MIFARE_1K, NUMBER)
    assert chain is not None
    return [record.kind for record in chain.records]


def balance(chip: Chip, medium: Medium = Medium.MIFARE_1K) -> int:
    chain = chain_on(chip, medium, NUMBER)
    assert chain is not None
    return chain.current.balance.minor


def test_a_card_is_made_with_the_members_pin_and_loaded(tmp_path: Path) -> None:
    desk, chip = Desk(tmp_path, MAKE), blank(Medium.MIFARE_1K, NUMBER)
    assert desk.shown == ("Make           20.00", str(CARD), "Lay a blank card", "41      BACK=decline")
    desk.lay(chip)
    assert desk.shown[1] == "Member: a new PIN"
    desk.pin("2580")
    assert desk.shown[1] == "The PIN once more"
    desk.pin("2580")
    desk.wait(NEXT)
    assert "Done: job 41" in desk.text
    assert (desk.jobs, balance(chip)) == ({JOB: "LOAD DONE"}, 2_000)
    assert desk.told == [(JOB, Progress.TAP_NOW), (JOB, Progress.WRITTEN)]
    assert desk.line.sent == 1


def test_the_next_job_is_shown_by_itself_in_place_of_the_one_that_is_done(tmp_path: Path) -> None:
    desk, chip = Desk(tmp_path, replace(MAKE, pin=False), Load(Money(500))), blank(Medium.MIFARE_1K, NUMBER)
    desk.lay(chip)
    desk.wait(NEXT)
    assert "Done: job 41" in desk.text
    desk.wait(NEXT)
    assert desk.shown == ("Top up          5.00", str(CARD), "Take the cash first", "42      BACK=decline")


def test_two_different_pins_make_no_card_and_neither_does_a_short_one(tmp_path: Path) -> None:
    desk, chip = Desk(tmp_path, MAKE), blank(Medium.MIFARE_1K, NUMBER)
    desk.lay(chip)
    desk.pin("25")
    assert "4 to 6 digits" in desk.text
    desk.pin("2580")
    desk.pin("2581")
    assert "not the same" in desk.text.lower()
    assert desk.jobs == {}
    desk.press("BACK")
    assert desk.shown[2] == "Lay a blank card"


def test_a_card_without_pin_and_load_is_made_at_once(tmp_path: Path) -> None:
    desk, chip = Desk(tmp_path, Make(ORDINARY, TODAY, TODAY, TODAY, ZERO, pin=False)), blank(Medium.MIFARE_1K, NUMBER)
    desk.lay(chip)
    assert desk.jobs == {JOB: "ISSUE DONE"}
    assert "Done: job 41" in desk.text


def test_a_card_that_is_no_blank_is_not_made(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Make(ORDINARY, TODAY, TODAY, TODAY, ZERO, pin=False))
    desk.lay(make_card(Medium.MIFARE_1K, 1002, 5_000))
    assert "Not a blank card" in desk.text
    assert desk.jobs == {}


@pytest.mark.parametrize(
    ("content", "kinds", "left"),
    [
        (Load(Money(300)), [Kind.LOAD], 5_300),
        (CashOut(Money(300)), [Kind.CASH_OUT], 4_700),
        (Return(Money(5_000)), [Kind.LOCK, Kind.CASH_OUT], 0),
        (Lock(), [Kind.LOCK], 5_000),
        (Unlock(), [Kind.UNLOCK], 5_000),
        (Sell(Money(700)), [Kind.LOAD, Kind.UNLOCK], 5_700),
        (Sell(ZERO), [Kind.UNLOCK], 5_000),
    ],
)
def test_what_is_ordered_of_a_card_is_done_step_by_step(tmp_path: Path, content: Content, kinds: list[Kind], left: int) -> None:
    desk, chip = Desk(tmp_path, content), make_card(Medium.MIFARE_1K, NUMBER, 5_000)
    desk.lay(chip)
    for _ in kinds:
        desk.wait(NEXT)
    assert records(chip)[: len(kinds)] == kinds
    assert balance(chip) == left
    assert desk.told[-1] == (JOB, Progress.WRITTEN)
    before = desk.till.journal.state.last_sequence
    desk.wait(NEXT)
    desk.lay(chip)
    assert desk.till.journal.state.last_sequence == before


def test_another_card_is_left_as_it_is_and_the_right_one_may_follow(tmp_path: Path) -> None:
    desk, right = Desk(tmp_path, Lock()), make_card(Medium.MIFARE_1K, NUMBER, 5_000)
    desk.lay(make_card(Medium.MIFARE_1K, 1002, 5_000))
    desk.wait(NEXT)
    assert desk.jobs == {}
    desk.lay(right)
    desk.wait(NEXT)
    assert desk.jobs == {JOB: "LOCK DONE"}


def test_a39_a_look_reports_every_record_of_the_card(tmp_path: Path) -> None:
    desk, chip = Desk(tmp_path, Read()), make_card(Medium.MIFARE_1K, NUMBER, 5_000)
    desk.lay(make_card(Medium.MIFARE_1K, 1002, 5_000))
    assert "This is another" in desk.text
    desk.lift()
    desk.press("ENTER")
    desk.lay(chip)
    entry = desk.till.journal.entry(desk.till.journal.state.last_sequence).body
    assert isinstance(entry, Evidence)
    assert (entry.card, len(entry.records)) == (CARD, len(records(chip)))
    assert desk.told[-1] == (JOB, Progress.WRITTEN)


@pytest.mark.parametrize("tried", [False, True])
def test_back_declines_a_job_and_goes_on_with_the_next(tmp_path: Path, tried: bool) -> None:
    desk = Desk(tmp_path, Lock(), Load(Money(300)))
    if tried:
        desk.lay(make_card(Medium.MIFARE_1K, 1002, 5_000))
        desk.wait(NEXT)
    desk.press("BACK")
    reason = JobReason.CARD_REFUSED if tried else JobReason.DECLINED
    assert desk.line.words[-1] == JobWord(JOB, Progress.REFUSED, reason)
    desk.wait(NEXT)
    assert desk.shown[0] == "Top up          3.00"


def test_a_job_that_head_office_takes_back_is_not_begun(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Lock())
    desk.call_off()
    desk.wait(NEXT)
    assert desk.shown[1] == "Waiting for jobs"


def test_a_job_that_is_too_old_is_not_begun(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Lock())
    desk.press("BACK")
    desk.press("BACK")
    desk.wait(61 * MS_PER_MINUTE)
    desk.open()
    assert desk.shown[1] == "Waiting for jobs"


def test_while_it_waits_it_asks_head_office_again_and_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    asked = desk.line.asked
    desk.wait(NEXT)
    assert desk.line.asked == asked + 1
    desk.press("BACK")
    desk.wait(NEXT)
    assert desk.line.asked == asked + 1


def test_after_a_power_cut_a_job_goes_on_where_it_stopped(tmp_path: Path) -> None:
    desk, chip = Desk(tmp_path, Make(ORDINARY, TODAY, TODAY, TODAY, Money(2_000), pin=False)), blank(Medium.MIFARE_1K, NUMBER)
    chip.tear_write(3, Tear.GARBAGE)
    desk.lay(chip)
    assert "Not finished" in desk.text
    desk.power_cut()
    desk.open()
    desk.lay(chip)
    desk.wait(NEXT)
    desk.wait(NEXT)
    assert (desk.jobs, balance(chip)) == ({JOB: "LOAD DONE"}, 2_000)
    desk.power_cut()
    desk.open()
    assert desk.told == [(JOB, Progress.WRITTEN)]


@pytest.mark.parametrize("content", [Load(Money(300)), Lock()])
def test_a_torn_write_is_brought_to_its_end_with_the_same_card(tmp_path: Path, content: Content) -> None:
    desk, chip = Desk(tmp_path, content), make_card(Medium.MIFARE_1K, NUMBER, 5_000)
    chip.tear_write(2, Tear.GARBAGE)
    desk.lay(chip)
    desk.lay(chip)
    for _ in range(3):
        desk.wait(NEXT)
    assert desk.jobs[JOB].endswith("DONE")
    assert len([kind for kind in records(chip) if kind in (Kind.LOAD, Kind.LOCK)]) >= 1


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


def test_a_terminal_that_may_make_no_cards_has_no_desk(tmp_path: Path) -> None:
    stand = CounterStand(tmp_path)
    with pytest.raises(AssertionError, match="does not offer"):
        choose(stand, Word.DESK_JOBS)
