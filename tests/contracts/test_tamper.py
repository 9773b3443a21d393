"""If these failed, a case could be opened and nobody would hear of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from terminal.drivers.gpio.port import GpioError
from terminal.drivers.tamper.port import TamperError, TamperSwitch
from terminal.drivers.tamper.rpi_gpio import RpiTamperSwitch
from terminal.drivers.tamper.virtual import VirtualTamperSwitch
from tests.support.key_matrix import StandInPins
from tests.support.watched_pins import WatchedPins, pi_pins, stand_in_pins

PIN = 17
Made = tuple[TamperSwitch, Callable[[bool], None]]


def virtual() -> Made:
    switch = VirtualTamperSwitch()
    return switch, lambda is_open: switch.open() if is_open else switch.shut()


def on(pins: WatchedPins) -> Made:
    """The closed contact connects the pin with ground; open, the pull-up raises it."""
    pins.board.show(0)
    switch = RpiTamperSwitch(pins, PIN)
    return switch, lambda is_open: pins.board.show(pins.board.pulled_up() if is_open else 0)


def on_stand_in_pins() -> Made:
    return on(stand_in_pins())


def on_registers() -> Made:
    return on(pi_pins())


ALL = pytest.mark.parametrize("make", [virtual, on_stand_in_pins, on_registers])
Make = Callable[[], Made]


@ALL
def test_the_switch_says_whether_the_case_is_open(make: Make) -> None:
    switch, turn = make()
    assert not switch.is_open()
    for is_open in (True, True, False, True):
        turn(is_open)
        assert switch.is_open() is is_open
    switch.close()


@ALL
def test_a_switch_that_was_let_go_of_is_read_again(make: Make) -> None:
    switch, turn = make()
    assert not switch.is_open()
    switch.close()
    switch.close()
    assert not switch.is_open()
    turn(True)
    assert switch.is_open()
    switch.close()


@ALL
def test_a_switch_says_whether_it_is_virtual(make: Make) -> None:
    switch, _ = make()
    assert switch.virtual == isinstance(switch, VirtualTamperSwitch)
    assert switch.name


def test_a_pin_that_fails_is_named_and_the_switch_comes_back_with_it() -> None:
    pins = StandInPins()
    switch = RpiTamperSwitch(pins, PIN, "the case")
    assert not switch.is_open()
    pins.broken = GpioError("no answer")
    with pytest.raises(TamperError, match="the case: no answer"):
        switch.is_open()
    pins.broken = None
    assert not switch.is_open()
