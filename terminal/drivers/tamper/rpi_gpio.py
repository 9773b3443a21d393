"""The switch of the case on a Pi's pin: closed, it pulls the pin low. A cut wire looks like an open case, as it should."""

from __future__ import annotations

from terminal.drivers.gpio.port import Gpio, GpioError
from terminal.drivers.tamper.port import TamperError

SETTLE_US = 50
"""What the pull-up needs to raise an open line after the pin is set up."""


class RpiTamperSwitch:
    """See `port.TamperSwitch`. `pin` is a BCM number."""

    virtual = False

    def __init__(self, gpio: Gpio, pin: int, name: str = "tamper switch") -> None:
        self.name = name
        self._gpio, self._pin = gpio, pin
        self._ready = False

    def is_open(self) -> bool:
        """See the port."""
        try:
            if not self._ready:
                self._gpio.setup_in(self._pin, pull_up=True)
                self._gpio.sleep(SETTLE_US)
                self._ready = True
            return self._gpio.read(self._pin)
        except GpioError as error:
            self.close()
            raise TamperError(f"{self.name}: {error}") from error

    def close(self) -> None:
        """See the port."""
        self._ready = False
        self._gpio.close()
