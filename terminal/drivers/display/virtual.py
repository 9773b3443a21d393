"""A display that keeps what it shows: the twin for panel, tests and training. Chosen by configuration only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from terminal.drivers.display.dialects import full_screen
from terminal.drivers.display.port import DisplayMissing, DisplayOffline, Letters


def _nobody(screen: tuple[str, ...]) -> None:
    """Nobody watches."""


class VirtualDisplay:
    """Levers: `unplug`, `plug_in`, `cut_power`. Memory: `screen`, and `screens`, the newest last, at most `memory` of them.

    `watcher` is told of each new screen, as the panel is. An unplugged display keeps its last screen; one whose power was
    cut goes dark.
    """

    virtual = True

    def __init__(
        self,
        rows: int,
        columns: int = 20,
        *,
        letters: Letters = Letters.ASCII,
        name: str = "virtual display",
        watcher: Callable[[tuple[str, ...]], None] = _nobody,
        memory: int = 1_000,
    ) -> None:
        self.name = name
        self.rows, self.columns, self.letters = rows, columns, letters
        self.watcher = watcher
        self.screens: list[tuple[str, ...]] = []
        self.screen = full_screen((), rows, columns, letters)
        self._memory = memory
        self._plugged, self._powered = True, True

    def show(self, lines: Sequence[str]) -> None:
        """See `port.Display.show`."""
        if not self._plugged:
            raise DisplayMissing(f"{self.name} is unplugged")
        if not self._powered:
            raise DisplayOffline(f"{self.name} has no power")
        self._now(full_screen(lines, self.rows, self.columns, self.letters))

    def close(self) -> None:
        """See `port.Display.close`."""

    def unplug(self) -> None:
        """The data cable is off; the last screen stays."""
        self._plugged = False

    def cut_power(self) -> None:
        """Dark."""
        self._powered = False
        self._now(full_screen((), self.rows, self.columns, self.letters))

    def plug_in(self) -> None:
        """Cable and power are there."""
        self._plugged = self._powered = True

    def _now(self, screen: tuple[str, ...]) -> None:
        self.screen = screen
        self.screens.append(screen)
        del self.screens[: -self._memory]
        self.watcher(screen)
