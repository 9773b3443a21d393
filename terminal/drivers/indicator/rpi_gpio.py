"""A red and green lamp and a buzzer on a Pi's pins, each lit or sounding while its pin is high."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from terminal.drivers.gpio.port import Gpio, GpioError, GpioMissing
from terminal.drivers.indicator.buzzer import Buzzer
from terminal.drivers.indicator.port import Beep, IndicatorError, IndicatorMissing, Lamp

TUNES = {
    Beep.KEY: (25,),
    Beep.GOOD: (80, 60, 80),
    Beep.BAD: (600,),
    Beep.HOLD: (120, 80, 120, 80, 120, 80, 120),
}
"""Milliseconds of sound and of silence, by turns."""

COLOURS = {Lamp.OFF: (False, False), Lamp.RED: (True, False), Lamp.GREEN: (False, True), Lamp.AMBER: (True, True)}
"""Red, green."""


@dataclass(frozen=True, slots=True)
class SignalPins:
    """BCM numbers."""

    red: int
    green: int
    buzzer: int


class RpiSignal:
    """See `port.Signal`."""

    virtual = False

    def __init__(self, gpio: Gpio, pins: SignalPins, name: str = "lamp and buzzer") -> None:
        self.name = name
        self._gpio, self._pins = gpio, pins
        self._buzzer: Buzzer | None = None

    def light(self, lamp: Lamp) -> None:
        """See the port."""
        with self._trouble():
            self._open()
            for pin, level in zip((self._pins.red, self._pins.green), COLOURS[lamp], strict=True):
                self._gpio.write(pin, level)

    def beep(self, beep: Beep) -> None:
        """See the port. What went wrong with the sound before is raised now."""
        with self._trouble():
            self._open().play(TUNES[beep])

    def close(self) -> None:
        """See the port."""
        buzzer, self._buzzer = self._buzzer, None
        if buzzer is not None:
            buzzer.stop()
        self._gpio.close()

    def _open(self) -> Buzzer:
        if self._buzzer is None:
            for pin in (self._pins.red, self._pins.green, self._pins.buzzer):
                self._gpio.setup_out(pin, level=False)
            self._buzzer = Buzzer(self._gpio, self._pins.buzzer)
        return self._buzzer

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Errors of the pins become ours, and the device is opened anew by the next use."""
        try:
            yield
        except GpioError as error:
            self.close()
            kind = IndicatorMissing if isinstance(error, GpioMissing) else IndicatorError
            raise kind(f"{self.name}: {error}") from error
