"""If these failed, a switch on the page would do nothing, or not what is written on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminal.drivers.printer.port import PaperStatus
from terminal.panel.levers import NAMES
from tests.terminal.panel.counter_top import CounterTop


@pytest.mark.parametrize("name", NAMES)
def test_every_switch_stays_as_it_was_put_and_moves_no_other(tmp_path: Path, name: str) -> None:
    levers = CounterTop(tmp_path).levers
    before = levers.stand()
    levers.switch(name, not before[name])
    assert levers.stand() == {**before, name: not before[name]}
    levers.switch(name, before[name])
    assert levers.stand() == before


def test_at_the_start_all_is_well(tmp_path: Path) -> None:
    assert CounterTop(tmp_path).levers.stand() == dict.fromkeys(NAMES, False)


def test_the_switches_work_on_the_devices(tmp_path: Path) -> None:
    top = CounterTop(tmp_path)
    for name in ("outage", "no_paper", "open_case"):
        top.levers.switch(name, True)
    assert top.gear.cable is not None
    assert not top.gear.cable.plugged
    assert top.gear.printer.status() is PaperStatus.NO_PAPER
    assert top.gear.tamper.is_open()
    before, passed = top.gear.clock.now(), top.gear.clock.monotonic_ms()
    top.levers.set_clock(-3_600)
    assert (top.gear.clock.now() - before, top.gear.clock.monotonic_ms()) == (-3_600_000, passed)


def test_without_a_line_its_switch_stays_on_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    levers = CounterTop(tmp_path, line=False).levers
    levers.switch("outage", False)
    assert levers.stand()["outage"]
    with pytest.raises(KeyError):
        levers.switch("gravity", False)
