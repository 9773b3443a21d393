"""If these failed, time-outs would fire early or never, and journal entries would carry a wrong time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from protocol.instants import Instant
from terminal.drivers.clock.adjustable import AdjustableClock
from terminal.drivers.clock.port import Clock
from terminal.drivers.clock.system import SystemClock
from terminal.drivers.clock.virtual import VirtualClock

CLOCKS: list[Callable[[], Clock]] = [
    SystemClock,
    lambda: AdjustableClock(SystemClock()),
    lambda: VirtualClock(Instant(1_700_000_000_000)),
]


@pytest.mark.parametrize("make", CLOCKS)
def test_sleeping_lets_at_least_that_time_pass_on_both_clocks(make: Callable[[], Clock]) -> None:
    clock = make()
    wall, monotonic = clock.now(), clock.monotonic_ms()
    clock.sleep(20)
    assert clock.monotonic_ms() - monotonic >= 20
    assert clock.now() - wall >= 15


@pytest.mark.parametrize("make", CLOCKS)
def test_both_clocks_tell_whole_milliseconds(make: Callable[[], Clock]) -> None:
    clock = make()
    assert type(clock.now()) is int
    assert type(clock.monotonic_ms()) is int
    assert clock.now() > 1_600_000_000_000


def test_only_clocks_that_a_hand_can_set_say_that_they_are_virtual() -> None:
    assert not SystemClock().virtual
    assert VirtualClock().virtual
    assert AdjustableClock(SystemClock()).virtual


def test_an_adjusted_clock_is_ahead_on_the_wall_alone() -> None:
    behind = VirtualClock(Instant(5_000))
    clock = AdjustableClock(behind)
    clock.ahead_ms = -2_000
    behind.advance(100)
    assert (clock.now(), clock.monotonic_ms()) == (3_100, 100)


def test_the_system_clock_agrees_with_the_computer() -> None:
    assert abs(SystemClock().now() - time.time() * 1_000) < 1_000


def test_the_virtual_clock_stands_still_until_it_is_advanced() -> None:
    clock = VirtualClock(Instant(5_000))
    assert (clock.now(), clock.monotonic_ms()) == (5_000, 0)
    clock.advance(250)
    assert (clock.now(), clock.monotonic_ms()) == (5_250, 250)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)


def test_setting_the_wall_clock_back_leaves_the_monotonic_one_alone() -> None:
    clock = VirtualClock(Instant(5_000))
    clock.advance(100)
    clock.step(Instant(1_000))
    assert (clock.now(), clock.monotonic_ms()) == (1_000, 100)
