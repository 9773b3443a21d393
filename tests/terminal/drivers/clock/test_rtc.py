"""If these failed, a terminal with an empty clock battery would open in the morning as if all were well."""

from __future__ import annotations

from pathlib import Path

import pytest

from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, Instant
from terminal.drivers.clock.rtc import AHEAD_MS, APART_MS, BEHIND_MS, RTC, ClockTrouble, Rtc, health, read_rtc

NOW = Instant(1_790_000_000_000)
GOOD = Rtc(NOW)


def before(ms: int) -> Instant:
    return Instant(NOW - ms)


def after(ms: int) -> Instant:
    return Instant(NOW + ms)


def test_a_clock_that_runs_on_from_what_is_known_is_good() -> None:
    assert health(NOW, GOOD, before(MS_PER_DAY), before(2 * MS_PER_DAY)) == ()
    assert health(NOW, GOOD, Instant(0), Instant(0)) == (), "a new terminal knows of no time"


@pytest.mark.parametrize("known", [(after(BEHIND_MS + 1), Instant(0)), (Instant(0), after(BEHIND_MS + 1))])
def test_a_clock_before_the_last_entry_or_head_offices_last_answer_is_behind(known: tuple[Instant, Instant]) -> None:
    assert health(NOW, GOOD, *known) == (ClockTrouble.BEHIND,)


def test_a_few_minutes_are_forgiven() -> None:
    assert health(NOW, Rtc(after(APART_MS)), after(BEHIND_MS), Instant(0)) == ()
    assert health(NOW, Rtc(before(APART_MS)), after(BEHIND_MS), Instant(0)) == ()


def test_a_clock_months_after_all_that_is_known_is_worth_a_look() -> None:
    assert health(NOW, GOOD, before(AHEAD_MS), Instant(0)) == ()
    assert health(NOW, GOOD, before(AHEAD_MS + 1), before(AHEAD_MS + 9)) == (ClockTrouble.FAR_AHEAD,)


def test_an_rtc_that_is_missing_silent_or_elsewhere_is_named() -> None:
    assert health(NOW, None, NOW, NOW) == (ClockTrouble.NO_RTC,)
    assert health(NOW, Rtc(None), NOW, NOW) == (ClockTrouble.RTC_SILENT,)
    assert health(NOW, Rtc(after(APART_MS + 1)), NOW, NOW) == (ClockTrouble.RTC_APART,)
    assert health(NOW, Rtc(Instant(0)), after(MS_PER_DAY), NOW) == (ClockTrouble.BEHIND, ClockTrouble.RTC_APART)


def test_the_kernel_is_asked_for_the_rtcs_time(tmp_path: Path) -> None:
    (tmp_path / "since_epoch").write_text("1790000000\n")
    assert read_rtc(tmp_path) == GOOD
    assert read_rtc(tmp_path / "none") is None
    (tmp_path / "since_epoch").write_text("")
    assert read_rtc(tmp_path) == Rtc(None)


def test_an_rtc_that_the_kernel_cannot_read_gives_no_time(tmp_path: Path) -> None:
    """The kernel answers EINVAL for one whose oscillator had stopped; a folder in its place answers with an error too."""
    (tmp_path / "since_epoch").mkdir()
    assert read_rtc(tmp_path) == Rtc(None)


def test_the_rtc_of_this_computer_if_it_has_one_is_not_before_this_century() -> None:
    rtc = read_rtc()
    assert (rtc is None) == (not RTC.exists())
    assert rtc is None or rtc.time is None or rtc.time > 946_684_800 * 1_000 - 10 * MS_PER_MINUTE
