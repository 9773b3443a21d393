"""A buzzer that sounds while its pin is high.

It has a thread of its own, so that no call waits for a sound to end; a new sound ends the one before.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import cycle
from threading import Condition, Thread

from terminal.drivers.gpio.port import Gpio, GpioError

JOIN_S = 1.0


class Buzzer:
    """Plays tunes on one pin that is driven already: milliseconds of sound and of silence, by turns."""

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
