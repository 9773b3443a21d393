"""If these failed, whoever sets the clock back while the terminal is off would make what it knows young again (T17, P25)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.instants import MS_PER_DAY, BusinessDay, Instant
from protocol.link.entries import Medium
from terminal.contact import BEHIND_MS
from terminal.counter.readiness import Check, Readiness, Verdict, judge
from terminal.devices import Devices
from terminal.drivers.clock.rtc import Rtc
from terminal.looking import Surroundings, look_around
from terminal.sale import events as on
from terminal.sale.freshness import Mode
from terminal.states.store import StatesStore
from terminal.words.language import Language
from tests.support.line_bench import TERMINAL, Bench
from tests.support.shop import NOON, TEA, TODAY, Till, catalogue, make_card, shop_parameters

HOUR = 3_600_000
YEAR_MS = 365 * MS_PER_DAY


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """Head office was heard of at noon, and nobody has heard of the terminal since."""
    limits = replace(shop_parameters(), narrow_after_minutes=1_440, stop_after_minutes=4_320)
    made = Till(tmp_path, Medium.MIFARE_1K, number=int(TERMINAL), books=catalogue().installing(2, limits))
    yield made
    made.journal.close()


def sold_and_set_back(till: Till, after: int, back: int) -> None:
    """So long after noon something is sold; then the power is off, and the clock is set back by so much."""
    till.clock.advance(after)
    till.key(on.ItemKeyed(TEA), on.CashKeyed())
    till.clock.step(Instant(till.clock.now() - back))
    till.restart()


def readiness(till: Till) -> Readiness:
    """As the terminal says it at its start; its real-time clock agrees with it."""
    around = Surroundings(till.folder, Instant(NOON + YEAR_MS), lambda: Rtc(till.clock.now()))
    return judge(look_around(till.terminal, Devices(), around, Language.EN), till.terminal.catalogue.parameters)


def mode(till: Till) -> Mode:
    return till.terminal.mode


def verdict(till: Till, check: Check) -> Verdict:
    return next(one.verdict for one in readiness(till).findings if one.check is check)


@pytest.mark.parametrize("back", [0, 3_000, BEHIND_MS])
def test_a_start_whose_clock_has_drifted_is_nobodys_business(till: Till, back: int) -> None:
    sold_and_set_back(till, 2 * HOUR, back)
    assert mode(till) is Mode.NORMAL
    assert (verdict(till, Check.CLOCK) is Verdict.GO) is (back < 120_000)


def test_n11_the_morning_slip_says_go_with_limits_and_limits_are_narrow(till: Till) -> None:
    sold_and_set_back(till, 6 * HOUR, 5 * HOUR)
    assert mode(till) is Mode.NARROW
    assert readiness(till).verdict is Verdict.LIMITED
    assert verdict(till, Check.CLOCK) is Verdict.LIMITED


def test_another_start_does_not_make_it_forget(till: Till) -> None:
    sold_and_set_back(till, 6 * HOUR, 5 * HOUR)
    till.key(on.ItemKeyed(TEA), on.CashKeyed())
    till.restart()
    assert mode(till) is Mode.NARROW
    assert till.terminal.context().ages.contact_minutes == 6 * 60


def test_what_is_known_grows_no_younger_and_cards_stay_stopped(till: Till) -> None:
    card = make_card(till.medium, 1001, 5_000)
    sold_and_set_back(till, 73 * HOUR, 72 * HOUR)
    ages = till.terminal.context().ages
    assert (ages.contact_minutes, ages.states_minutes) == (73 * 60, 73 * 60)
    assert (verdict(till, Check.CONTACT), verdict(till, Check.STATES)) == (Verdict.STOP, Verdict.STOP)
    till.sell(card)
    assert till.face.codes[-1] == "out-of-touch"


def test_a_day_that_is_over_wins_no_limit_of_its_own(till: Till) -> None:
    sold_and_set_back(till, 2 * MS_PER_DAY, MS_PER_DAY)
    assert till.terminal.context().today == BusinessDay(TODAY + 2)


def test_a_clock_that_was_set_back_at_work_is_no_more_believed_than_after_a_start(till: Till) -> None:
    till.clock.advance(6 * HOUR)
    till.key(on.ItemKeyed(TEA), on.CashKeyed())
    till.clock.step(Instant(NOON + HOUR))
    assert mode(till) is Mode.NARROW
    till.clock.advance(5 * HOUR)
    assert mode(till) is Mode.NORMAL


def test_an_answer_of_head_office_shows_which_clock_was_right(till: Till, tmp_path: Path) -> None:
    """The clock was a year ahead when something was sold, and is right now."""
    bench = Bench(till.journal, StatesStore(tmp_path))
    noon = bench.office.now
    till.clock.advance(noon - NOON)
    till.states.stamp = replace(till.states.stamp, issued_at=noon)
    till.clock.step(Instant(noon + YEAR_MS))
    till.key(on.ItemKeyed(TEA), on.CashKeyed())
    till.clock.step(noon)
    till.terminal.tick()
    assert mode(till) is Mode.STOPPED
    assert bench.line.send_now()["acknowledged"] == 1
    assert mode(till) is Mode.NORMAL
    till.restart()
    assert mode(till) is Mode.NORMAL
    bench.close()
