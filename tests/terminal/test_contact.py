"""Ages at a whole terminal: contact makes them young again, a clock that is put back wins nothing (P25)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from protocol.instants import BusinessDay, Instant
from protocol.link.entries import Medium
from protocol.link.snapshot import Stamp
from protocol.link.sums import Sum, SumKind
from protocol.money import Money
from terminal.contact import BEHIND_MS, Heard, ages
from terminal.sale import events as on
from terminal.sale.context import Ages
from terminal.sale.freshness import Mode
from terminal.states.store import StatesStore
from tests.support.line_bench import TERMINAL, Bench
from tests.support.shop import NOON, TEA, TODAY, Till, catalogue, make_card, shop_parameters

MINUTE, HOUR = 60_000, 3_600_000
DAY_MS = 24 * HOUR
NEVER = Instant(0)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    limits = replace(shop_parameters(), narrow_after_minutes=1_440, stop_after_minutes=4_320)
    made = Till(tmp_path, Medium.MIFARE_1K, books=catalogue().installing(2, limits))
    yield made
    made.journal.close()


def test_contact_is_the_newest_time_that_head_office_has_signed() -> None:
    covered, totals = (Sum(SumKind.CARD_SALES, 2, Money(300)),), (Sum(SumKind.CARD_SALES, 5, Money(1_000)),)
    now, issued = Instant(NOON + DAY_MS), Instant(NOON)
    answered = Heard(Instant(now - 3 * MINUTE), covered)
    assert ages(now, answered, issued, totals, NEVER) == Ages(3, 1_440, 3, Money(700), False)
    assert ages(now, replace(answered, server_time=NEVER), issued, totals, NEVER).contact_minutes == 1_440


@pytest.mark.parametrize(("behind", "wrong"), [(0, False), (BEHIND_MS, False), (BEHIND_MS + 1, True)])
@pytest.mark.parametrize(("signed", "told"), [(NOON, NEVER), (NEVER, NOON)])
def test_a_clock_is_wrong_if_it_is_well_before_what_head_office_signed_or_the_journal_tells(
    behind: int, wrong: bool, signed: Instant, told: Instant
) -> None:
    found = ages(Instant(NOON - behind), Heard(signed, ()), Instant(0), (), told)
    assert found.clock_behind is wrong


def test_nothing_is_younger_than_by_the_journals_own_evidence() -> None:
    answered, told = Heard(NOON, ()), Instant(NOON + 30 * HOUR)
    found = ages(Instant(NOON + 1 * HOUR), answered, Instant(NOON - HOUR), (), told)
    assert (found.contact_minutes, found.states_minutes, found.clock_behind) == (30 * 60, 31 * 60, True)


def test_a_terminal_grows_narrow_then_stops_and_an_answer_makes_it_young_again(till: Till, tmp_path: Path) -> None:
    card = make_card(till.medium, 1001, 5_000)
    for wait, expected in ((0, Mode.NORMAL), (DAY_MS, Mode.NARROW), (2 * DAY_MS, Mode.STOPPED)):
        till.clock.advance(wait)
        assert till.terminal.mode is expected
    till.sell(card)
    assert till.face.codes[-1] == "out-of-touch"
    till.states.put(b"", Stamp(2, till.clock.now(), TODAY, 1))
    till.sell(card)
    assert till.face.codes[-1] == "paid"


def test_what_waits_narrows_a_terminal_until_it_is_acknowledged(tmp_path: Path) -> None:
    little = replace(shop_parameters(), stored_records_max=1)
    till = Till(tmp_path, Medium.MIFARE_1K, number=int(TERMINAL), books=catalogue().installing(2, little))
    bench = Bench(till.journal, StatesStore(tmp_path))
    till.clock.advance(bench.office.now - NOON)
    for expected in (Mode.NORMAL, Mode.NARROW):
        till.key(on.ItemKeyed(TEA, 1), on.CashKeyed())
        assert till.terminal.mode is expected
    assert bench.line.send_now()["acknowledged"] == 1
    assert till.terminal.mode is Mode.NORMAL
    bench.close()
    till.journal.close()


def test_a_clock_that_was_put_back_wins_no_new_day(till: Till) -> None:
    till.clock.advance(DAY_MS)
    till.states.put(b"", Stamp(2, till.clock.now(), TODAY, 1))
    till.clock.step(NOON)
    assert till.terminal.mode is Mode.NARROW
    assert till.terminal.context().today == BusinessDay(TODAY + 1)
