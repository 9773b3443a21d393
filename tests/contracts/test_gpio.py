"""If these failed, a driver that stops would leave pins driven, or take away those of another."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from terminal.drivers.gpio.port import Gpio, GpioError
from terminal.drivers.gpio.rpi import RpiGpio
from tests.support.key_matrix import Board, StandInPins
from tests.support.pi_registers import registers

RED, GREEN, SWITCH = 23, 24, 17
Made = tuple[Gpio, Board]


def stand_in() -> Made:
    pins = StandInPins()
    return pins, pins


def on_registers() -> Made:
    return RpiGpio(lambda _: None), registers()


BOTH = pytest.mark.parametrize("make", [stand_in, on_registers])
Make = Callable[[], Made]


@BOTH
def test_a_pin_is_driven_as_it_is_told(make: Make) -> None:
    gpio, board = make()
    gpio.setup_out(RED, level=True)
    assert board.driven() == (1 << RED, 0)
    gpio.write(RED, level=False)
    assert board.driven() == (0, 1 << RED)
    gpio.setup_in(RED, pull_up=False)
    assert board.driven() == (0, 0)
    gpio.close()


@BOTH
def test_an_input_reads_what_lies_on_it(make: Make) -> None:
    gpio, board = make()
    gpio.setup_in(SWITCH, pull_up=True)
    assert board.pulled_up() == 1 << SWITCH
    for level in (True, False):
        board.show(level << SWITCH)
        assert gpio.read(SWITCH) is level
    gpio.setup_in(SWITCH, pull_up=False)
    assert board.pulled_up() == 0
    gpio.close()


@BOTH
def test_pins_that_are_let_go_of_are_driven_by_nobody_and_can_be_had_again(make: Make) -> None:
    gpio, board = make()
    for _ in range(2):
        gpio.setup_out(RED, level=True)
        gpio.setup_in(SWITCH, pull_up=True)
        gpio.close()
        gpio.close()
        assert board.driven() == (0, 0)
        assert board.pulled_up() == 0


@BOTH
def test_a_pin_that_was_not_set_up_is_refused(make: Make) -> None:
    gpio, _ = make()
    gpio.setup_in(SWITCH, pull_up=True)
    with pytest.raises(GpioError, match="24"):
        gpio.write(GREEN, level=True)
    with pytest.raises(GpioError, match="24"):
        gpio.read(GREEN)
    gpio.close()


def test_two_drivers_on_one_chip_leave_each_other_alone() -> None:
    board = registers()
    lamp, other = RpiGpio(), RpiGpio()
    lamp.setup_out(RED, level=True)
    other.setup_in(SWITCH, pull_up=True)
    other.close()
    assert board.driven() == (1 << RED, 0)
    lamp.close()
    assert board.driven() == (0, 0)


def test_sleeping_takes_microseconds() -> None:
    slept: list[float] = []
    RpiGpio(slept.append).sleep(50)
    assert slept == [0.000_05]


def test_off_a_pi_there_are_no_pins() -> None:
    """In a process of its own: the library remembers that its first import failed."""
    program = (
        "from terminal.drivers.gpio.port import GpioMissing\n"
        "from terminal.drivers.gpio.rpi import RpiGpio\n"
        "for _ in range(2):\n"
        "    try:\n"
        "        RpiGpio().setup_in(17, pull_up=True)\n"
        "    except GpioMissing as error:\n"
        "        print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    lines = ran.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("no pins: ") for line in lines)
