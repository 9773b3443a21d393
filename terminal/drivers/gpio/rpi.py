"""The pins of a Raspberry Pi: the one file that imports RPi.GPIO.

It is written for RPi.GPIO 0.7.1 and for rpi-lgpio, which has the same name, for boards from the Pi 5 and kernels from 6.6
on. Neither edge detection nor callbacks are used: they fail on those kernels, and fire on bounces. Every error of the
library becomes ours here; those of the drop-in share no base but Exception.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from terminal.drivers.gpio.port import GpioError, GpioMissing

US_PER_S = 1_000_000


class RpiGpio:
    """See `port.Gpio`. `sleep` is the machine's; a test that simulates the registers gives its own (in seconds)."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep
        self._library: Any = None
        self._pins: set[int] = set()

    def setup_out(self, pin: int, level: bool) -> None:
        """See the port."""
        gpio = self._open()
        try:
            gpio.setup(pin, gpio.OUT, initial=gpio.HIGH if level else gpio.LOW)
        except Exception as error:
            raise GpioMissing(f"pin {pin} cannot be driven: {error}") from error
        self._pins.add(pin)

    def setup_in(self, pin: int, *, pull_up: bool) -> None:
        """See the port."""
        gpio = self._open()
        try:
            gpio.setup(pin, gpio.IN, pull_up_down=gpio.PUD_UP if pull_up else gpio.PUD_OFF)
        except Exception as error:
            raise GpioMissing(f"pin {pin} cannot be read: {error}") from error
        self._pins.add(pin)

    def write(self, pin: int, level: bool) -> None:
        """See the port."""
        try:
            self._library.output(pin, level)
        except Exception as error:
            raise GpioError(f"pin {pin} was not written: {error}") from error

    def read(self, pin: int) -> bool:
        """See the port."""
        try:
            return bool(self._library.input(pin))
        except Exception as error:
            raise GpioError(f"pin {pin} was not read: {error}") from error

    def sleep(self, us: int) -> None:
        """See the port."""
        self._sleep(us / US_PER_S)

    def close(self) -> None:
        """See the port."""
        pins, self._pins = sorted(self._pins), set()
        with suppress(Exception):
            if pins:
                self._library.cleanup(pins)
        self._library = None

    def _open(self) -> Any:
        """The library, counting pins as Broadcom does. It fails anywhere but on a Pi."""
        if self._library is None:
            try:
                from RPi import GPIO

                GPIO.setmode(GPIO.BCM)
                GPIO.setwarnings(False)  # it warns of pins that an earlier process, killed, left as outputs
            except Exception as error:
                raise GpioMissing(f"no pins: {error}") from error
            self._library = GPIO
        return self._library
