"""If these failed, a device that is configured would stay dark, or one that nobody has would be waited for."""

from __future__ import annotations

from terminal.counter_config import CounterConfig, DisplayConfig, KeypadConfig, SignalConfig
from terminal.counter_gear import make_real_gear
from terminal.drivers.clock.virtual import VirtualClock
from terminal.drivers.display.port import Letters
from terminal.drivers.indicator.port import Lamp
from tests.support.pi_registers import registers

KEYPAD = KeypadConfig((5, 6, 13, 19), (12, 16, 20, 21))


def test_only_what_is_configured_is_made() -> None:
    gear = make_real_gear(CounterConfig(KEYPAD), VirtualClock())
    assert (gear.operator, gear.member, gear.signal, gear.voice, gear.tamper) == (None, None, None, None, None)
    assert gear.keypad.name


def test_everything_is_made_as_configured_and_none_of_it_is_virtual() -> None:
    config = CounterConfig(
        KEYPAD,
        DisplayConfig("/dev/ttyUSB0", "cd5220", 9_600, chinese="gb18030"),
        DisplayConfig("/dev/ttyUSB1", "esc-pos", 19_200, chinese="big5"),
        SignalConfig(23, 24, 25),
        "yue",
        17,
    )
    gear = make_real_gear(config, VirtualClock())
    assert gear.operator
    assert gear.member
    assert gear.signal
    assert gear.voice
    assert gear.tamper
    assert (gear.operator.rows, gear.operator.columns, gear.operator.letters) == (4, 20, Letters.GB18030)
    assert (gear.member.rows, gear.member.columns, gear.member.letters) == (2, 20, Letters.BIG5)
    assert not any(one.virtual for one in (gear.keypad, gear.operator, gear.member, gear.signal, gear.voice, gear.tamper))


def test_the_pins_are_those_of_the_configuration_and_each_device_lets_go_of_its_own_alone() -> None:
    board = registers()
    gear = make_real_gear(CounterConfig(KEYPAD, signal=SignalConfig(23, 24, 25), tamper_pin=17), VirtualClock())
    assert gear.signal
    assert gear.tamper
    gear.signal.light(Lamp.RED)
    board.show(1 << 17)
    assert gear.tamper.is_open()
    board.show(board.pulled_up())
    assert gear.keypad.wait(0) is None
    assert board.pulled_up() == 1 << 5 | 1 << 6 | 1 << 13 | 1 << 19 | 1 << 17
    gear.keypad.close()
    gear.tamper.close()
    assert board.pulled_up() == 0
    high, low = board.driven()
    assert high | low == 1 << 23 | 1 << 24 | 1 << 25
    gear.signal.close()
    assert board.driven() == (0, 0)
