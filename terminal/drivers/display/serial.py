"""The real display on a serial line: the only file of the displays that may import pyserial.

A screen is one write, and the system must have taken it within a second: a line that is held back is given up. (Nobody
waits for the last bit: draining a line has no time limit.) After any failure the line is closed, and the next screen
opens it anew with a reset, so that a command which was cut off cannot swallow the next one. The line is opened
exclusively: two programs on one display would mix their lines.
"""

from __future__ import annotations

import termios
from collections.abc import Sequence
from typing import Any, Final

from terminal.drivers.display.dialects import Dialect, frame, opening
from terminal.drivers.display.port import DisplayMissing, DisplayOffline, Letters

PATIENCE_SECONDS: Final = 1.0


class SerialDisplay:
    """A display on `device`; nothing is opened until something is shown."""

    virtual = False

    def __init__(
        self,
        device: str,
        dialect: Dialect,
        rows: int,
        *,
        columns: int = 20,
        baud: int = 9600,
        letters: Letters = Letters.ASCII,
    ) -> None:
        self.name = f"{dialect.value} display at {device}"
        self.rows, self.columns, self.letters = rows, columns, letters
        self._device, self._dialect, self._baud = device, dialect, baud
        self._line: Any = None

    def show(self, lines: Sequence[str]) -> None:
        """See `port.Display.show`."""
        screen = frame(self._dialect, lines, self.rows, self.columns, self.letters)
        if self._line is None:
            self._line = self._opened()
            screen = opening(self._dialect) + screen
        try:
            self._line.write(screen)
        except (OSError, termios.error) as error:
            self.close()
            raise DisplayOffline(f"{self.name} does not take what is to be shown: {error}") from None

    def close(self) -> None:
        """See `port.Display.close`."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.close()
            except (OSError, termios.error):
                return

    def _opened(self) -> Any:
        try:
            from serial import Serial

            return Serial(self._device, self._baud, exclusive=True, timeout=0, write_timeout=PATIENCE_SECONDS)
        except (ModuleNotFoundError, OSError, termios.error) as error:
            raise DisplayMissing(f"{self.name} cannot be opened: {error}") from None
