"""A tamper switch without a case: the twin for panel, tests and training. Chosen by configuration only."""

from __future__ import annotations

from terminal.drivers.tamper.port import TamperError


class VirtualTamperSwitch:
    """Levers: `open`, `shut`, `unplug`, `plug_in`."""

    virtual = True

    def __init__(self, name: str = "virtual tamper switch") -> None:
        self.name = name
        self._open, self._plugged = False, True

    def is_open(self) -> bool:
        """See `port.TamperSwitch`."""
        if not self._plugged:
            raise TamperError(f"{self.name} is unplugged")
        return self._open

    def close(self) -> None:
        """See `port.TamperSwitch`."""

    def open(self) -> None:
        """Somebody opens the case."""
        self._open = True

    def shut(self) -> None:
        """The case is closed again."""
        self._open = False

    def unplug(self) -> None:
        """From now on the switch cannot be read."""
        self._plugged = False

    def plug_in(self) -> None:
        """It can be read again."""
        self._plugged = True
