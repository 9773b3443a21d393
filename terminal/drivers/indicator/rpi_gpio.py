"""A red and green lamp and a buzzer on a Pi's pins, each lit or sounding while its pin is high.

The buzzer has a thread of its own, so that no call waits for a sound to end; a new sound ends the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from threading import Condition, Thread

from terminal.drivers.gpio.port import Gpio, GpioError, GpioMissing
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

JOIN_S = 1.0


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
        self._player: _Player | None = None

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
        player, self._player = self._player, None
        if player is not None:
            player.stop()
        self._gpio.close()

    def _open(self) -> _Player:
        if self._player is None:
            for pin in (self._pins.red, self._pins.green, self._pins.buzzer):
                self._gpio.setup_out(pin, level=False)
            self._player = _Player(self._gpio, self._pins.buzzer)
        return self._player

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """Errors of the pins become ours, and the device is opened anew by the next use."""
        try:
            yield
        except GpioError as error:
            self.close()
            kind = IndicatorMissing if isinstance(error, GpioMissing) else IndicatorError
            raise kind(f"{self.name}: {error}") from error


class _Player:
    """The thread that plays tunes on one pin."""

    def __init__(self, gpio: Gpio, pin: int) -> None:
        self._gpio, self._pin = gpio, pin
        self._changed = Condition()
        self._next: tuple[int, ...] | None = None
        self._ended = False
        self._failed: GpioError | None = None
        self._thread = Thread(target=self._run, name="buzzer", daemon=True)
        self._thread.start()

    def play(self, tune: tuple[int, ...]) -> None:
        """Begin with this tune now. Raises GpioError if the one before failed."""
        with self._changed:
            if self._failed is not None:
                raise self._failed
            self._next = tune
            self._changed.notify()

    def stop(self) -> None:
        """Be quiet and end the thread."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        with self._changed:
            while self._changed.wait_for(self._interrupted) and not self._ended:
                tune, self._next = self._next or (), None
                try:
                    self._play(tune)
                except GpioError as error:
                    self._failed = error
                    return

    def _play(self, tune: tuple[int, ...]) -> None:
        try:
            for ms, level in zip(tune, cycle((True, False)), strict=False):
                self._gpio.write(self._pin, level)
                if self._changed.wait_for(self._interrupted, ms / 1_000):
                    return
        finally:
            with suppress(GpioError):
                self._gpio.write(self._pin, False)

    def _interrupted(self) -> bool:
        return self._ended or self._next is not None
