"""Pins whose levels are written down: around the stand-in pins, or around the real library over a Pi's registers."""

from __future__ import annotations

import time
from threading import Lock

from terminal.drivers.gpio.port import Gpio
from terminal.drivers.gpio.rpi import RpiGpio
from tests.support.key_matrix import Board, StandInPins
from tests.support.pi_registers import registers


class WatchedPins:
    """`Gpio` that looks at the board after each write, as a wire would. `history`: when in seconds, which pins were high."""

    def __init__(self, gpio: Gpio, board: Board) -> None:
        self.board = board
        self.history: list[tuple[float, int]] = []
        self._gpio, self._lock = gpio, Lock()

    @property
    def high(self) -> int:
        """The pins that are driven high now, as bits."""
        with self._lock:
            return self.board.driven()[0]

    def setup_out(self, pin: int, level: bool) -> None:
        """See `Gpio`."""
        with self._lock:
            self._gpio.setup_out(pin, level)
            self._look()

    def setup_in(self, pin: int, *, pull_up: bool) -> None:
        """See `Gpio`."""
        self._gpio.setup_in(pin, pull_up=pull_up)

    def write(self, pin: int, level: bool) -> None:
        """See `Gpio`."""
        with self._lock:
            self._gpio.write(pin, level)
            self._look()

    def read(self, pin: int) -> bool:
        """See `Gpio`."""
        return self._gpio.read(pin)

    def sleep(self, us: int) -> None:
        """See `Gpio`."""
        self._gpio.sleep(us)

    def close(self) -> None:
        """See `Gpio`."""
        with self._lock:
            self._gpio.close()
            self._look()

    def _look(self) -> None:
        self.history.append((time.monotonic(), self.board.driven()[0]))


def stand_in_pins() -> WatchedPins:
    """On pins that stand in for a Pi's."""
    pins = StandInPins()
    return WatchedPins(pins, pins)


def pi_pins() -> WatchedPins:
    """On the real RPi.GPIO library."""
    return WatchedPins(RpiGpio(), registers())
