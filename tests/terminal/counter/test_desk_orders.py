"""If these failed, a desk would make a card twice, take cash for nothing, or leave head office waiting for ever."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from protocol.card.record import Kind
from protocol.instants import MS_PER_MINUTE, BusinessDay
from protocol.link.desk_orders import (
    CashOut,
    Content,
    JobReason,
    JobWord,
    Load,
    Lock,
    Make,
    Progress,
    Read,
    Return,
    Sell,
    Unlock,
)
from protocol.link.entries import Evidence, Medium
from protocol.money import ZERO, Money
from terminal.drivers.card_reader.chip import Tear
from terminal.words.counter import Word
from tests.support.counter_stand import CounterStand
from tests.support.shop import ORDINARY, TODAY, blank, make_card
from tests.terminal.counter.desk_stand import CARD, JOB, NEXT, NUMBER, Desk, balance, records
from tests.terminal.counter.menus import choose

MAKE = Make(ORDINARY, TODAY, TODAY, BusinessDay(TODAY + 365), Money(2_000), pin=True)


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
    assert "This is another" in desk.text
    for _ in range(20):
        desk.wait(NEXT)
        assert "Lay this card" not in desk.text
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


def test_that_cash_goes_back_stands_until_somebody_has_read_it(tmp_path: Path) -> None:
    desk, chip = Desk(tmp_path, Load(Money(300))), make_card(Medium.MIFARE_1K, NUMBER, 5_000)
    chip.tear_write(1, Tear.GARBAGE)
    desk.lay(chip)
    desk.power_cut()
    desk.open()
    desk.lay(chip)
    assert "return GBP 3.00" in desk.text.replace(" / ", " ")
    for _ in range(20):
        desk.wait(NEXT)
        assert "Take the cash" not in desk.text
    desk.press("ENTER")
    desk.wait(NEXT)
    assert balance(chip) == 5_300


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


def test_a_terminal_that_may_make_no_cards_has_no_desk(tmp_path: Path) -> None:
    stand = CounterStand(tmp_path)
    with pytest.raises(AssertionError, match="does not offer"):
        choose(stand, Word.DESK_JOBS)
