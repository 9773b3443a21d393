"""If this failed, a terminal that is switched off would leave a green lamp lit, or pins driven."""

from __future__ import annotations

from pathlib import Path

from terminal.drivers.display.virtual import VirtualDisplay
from terminal.drivers.indicator.port import Lamp
from terminal.drivers.indicator.virtual import VirtualSignal
from terminal.drivers.keypad.port import Key
from terminal.drivers.keypad.virtual import VirtualKeypad
from terminal.front import Front
from tests.support.counter_stand import CounterStand


def test_at_the_end_every_device_is_let_go_of(tmp_path: Path) -> None:
    stand, keypad, signal = CounterStand(tmp_path), VirtualKeypad(), VirtualSignal()
    stand.at.front = Front(stand.till.clock.monotonic_ms, VirtualDisplay(4), None, signal, None)
    stand.at.keypad = keypad
    signal.light(Lamp.GREEN)
    stand.at.inbox.put(None)
    stand.at.run()
    assert signal.lamp is Lamp.OFF
    keypad.press(Key.ONE)
    assert keypad.wait(0) is None, "nobody listens any more"
    stand.till.journal.close()
