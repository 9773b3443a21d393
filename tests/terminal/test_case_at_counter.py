"""If these failed, a case that was opened at night would be forgotten by the morning, or told again at every tick."""

from __future__ import annotations

from pathlib import Path

from protocol.ids import Sequence
from protocol.link.duty_entries import TamperSeen
from terminal.devices import Device, Devices, Health
from terminal.drivers.tamper.virtual import VirtualTamperSwitch
from terminal.supervised import SupervisedTamperSwitch
from tests.support.counter_stand import CounterStand


def watched(folder: Path) -> tuple[CounterStand, VirtualTamperSwitch]:
    stand, switch = CounterStand(folder), VirtualTamperSwitch()
    watch(stand, switch)
    return stand, switch


def watch(stand: CounterStand, switch: VirtualTamperSwitch) -> None:
    stand.at.case = SupervisedTamperSwitch(switch, stand.till.clock.monotonic_ms)
    stand.at.devices = Devices((stand.at.case.supervised,))


def told(stand: CounterStand) -> list[bool]:
    """What the journal says of the case, in order."""
    journal = stand.till.journal
    entries = [journal.entry(Sequence(number)) for number in range(1, journal.state.last_sequence + 1)]
    return [entry.body.open for entry in entries if isinstance(entry.body, TamperSeen)]


def test_an_opened_case_is_journalled_once_and_so_is_its_closing(tmp_path: Path) -> None:
    stand, switch = watched(tmp_path)
    stand.wait(500)
    assert told(stand) == []
    for turn, expected in ((switch.open, [True]), (switch.shut, [True, False]), (switch.open, [True, False, True])):
        turn()
        stand.wait(500)
        stand.wait(500)
        assert told(stand) == expected
    stand.till.journal.close()


def test_after_a_power_cut_an_open_case_is_not_news_but_one_that_was_closed_meanwhile_is(tmp_path: Path) -> None:
    stand, switch = watched(tmp_path)
    switch.open()
    stand.wait(500)
    stand.power_cut()
    watch(stand, switch)
    stand.wait(500)
    assert told(stand) == [True]
    stand.power_cut()
    switch.shut()
    watch(stand, switch)
    stand.wait(500)
    assert told(stand) == [True, False]
    stand.till.journal.close()


def test_a_switch_that_cannot_be_read_says_nothing_and_is_named_as_missing(tmp_path: Path) -> None:
    stand, switch = watched(tmp_path)
    switch.unplug()
    switch.open()
    stand.wait(500)
    assert told(stand) == []
    assert [(one.device, one.health) for one in stand.at.devices.in_trouble()] == [(Device.TAMPER, Health.MISSING)]
    switch.plug_in()
    stand.wait(10_000)
    assert told(stand) == [True]
    assert stand.at.devices.in_trouble() == ()
    stand.till.journal.close()
