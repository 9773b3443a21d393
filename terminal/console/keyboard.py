"""The keyboard that lines are typed on: while a PIN is keyed, it shows nothing of it."""

from __future__ import annotations

import termios
from dataclasses import dataclass
from typing import TextIO

from terminal.face import Face, Notice

LOCAL_MODES = 3
"""Where `termios.tcgetattr` keeps the flag for echoing."""


class Keyboard:
    """Switches the echo of a terminal line off and back on; does nothing where `source` is a file or a pipe."""

    def __init__(self, source: TextIO) -> None:
        self._line = source.fileno() if source.isatty() else None
        self._silent = False

    def hush(self) -> None:
        """Show nothing of what is typed from now on but the ends of lines."""
        self._set(silent=True)

    def restore(self) -> None:
        """Show again what is typed."""
        self._set(silent=False)

    def _set(self, *, silent: bool) -> None:
        if self._line is None or silent is self._silent:
            return
        modes = termios.tcgetattr(self._line)
        modes[LOCAL_MODES] &= ~(termios.ECHO | termios.ECHONL)
        modes[LOCAL_MODES] |= termios.ECHONL if silent else termios.ECHO
        termios.tcsetattr(self._line, termios.TCSANOW, modes)
        self._silent = silent


@dataclass(frozen=True, slots=True)
class HushingFace:
    """A face that silences the keyboard before it asks for a PIN."""

    face: Face
    keyboard: Keyboard

    def show(self, notice: Notice) -> None:
        """As the face does."""
        self.face.show(notice)

    def open_pin_pad(self) -> None:
        """Silent first: an eager member may type before the question is read."""
        self.keyboard.hush()
        self.face.open_pin_pad()
