"""If these failed, a clock that was set would leave no trace (INTEGRITY P23), or one that runs well would leave many."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from protocol.instants import Instant
from protocol.link.entries import ClockStep, Medium
from terminal.sale import events as on
from tests.support.shop import NOON, TEA, Till


@pytest.fixture
def till(tmp_path: Path) -> Till:
    return Till(tmp_path, Medium.MIFARE_1K)


def steps(till: Till) -> list[ClockStep]:
    places = range(1, till.journal.state.last_sequence + 1)
    bodies = [till.journal.entry(place).body for place in places]  # type: ignore[arg-type]
    return [body for body in bodies if isinstance(body, ClockStep)]


@pytest.mark.parametrize("off", [-3_600_000, -2_001, 2_001, 86_400_000])
def test_a_step_is_journalled_with_what_the_clock_would_have_said_and_says(till: Till, off: int) -> None:
    till.terminal.tick()
    till.clock.advance(10_000)
    till.clock.step(Instant(till.clock.now() + off))
    till.terminal.tick()
    till.terminal.tick()
    assert steps(till) == [ClockStep(Instant(NOON + 10_000), Instant(NOON + 10_000 + off))]


@pytest.mark.parametrize("off", [-2_000, 0, 2_000])
def test_a_clock_that_is_only_set_right_leaves_no_trace(till: Till, off: int) -> None:
    till.terminal.tick()
    till.clock.advance(86_400_000)
    till.clock.step(Instant(till.clock.now() + off))
    till.terminal.tick()
    assert steps(till) == []


def test_the_step_stands_before_what_was_sold_after_it(till: Till) -> None:
    till.key(on.ItemKeyed(TEA))
    till.clock.step(Instant(NOON - 60_000))
    till.key(on.CashKeyed())
    last = till.journal.state.last_sequence
    assert isinstance(till.journal.entry(last - 1).body, ClockStep)  # type: ignore[arg-type]
    assert till.face.codes[-1] == "paid"


@pytest.mark.parametrize("event", [None, on.ItemKeyed(TEA)])
def test_a_step_that_cannot_be_journalled_stops_the_terminal(till: Till, event: on.Event | None) -> None:
    till.terminal.tick()
    till.clock.step(Instant(NOON + 60_000))

    def fail(moment: str) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    till.journal._at_sync = fail
    if event:
        till.key(event)
    else:
        till.terminal.tick()
    assert set(till.face.codes) == {"storage-failed"}
    till.clock.step(Instant(NOON))
    till.terminal.tick()
    assert till.journal.state.last_sequence == 1
