"""A character display at the far end of a serial line, written from the manuals and not from our driver.

It keeps what it shows in cells, one a column; the second cell of a wide character holds an empty text. Bytes that it
does not know are an error of the test, and so is a line that runs over its end.
"""

from __future__ import annotations

import os
import pty
import select
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.pcscd import wait_until

ARGUMENTS = {
    "cd5220": {b"\x1b\x40": 0, b"\x1b\x11": 0, b"\x1b\x12": 0, b"\x1b\x6c": 2},
    "esc-pos": {b"\x1b\x40": 0, b"\x1f\x01": 0, b"\x1f\x02": 0, b"\x1f\x43": 1, b"\x1f\x24": 2, b"\x1b\x3d": 1},
}
LINES = {b"\x1b\x51\x41": 0, b"\x1b\x51\x42": 1}


class FarDisplay:
    """`rows` x `columns` cells. `take` is fed any pieces of the stream; `encoding`: that of its wide characters."""

    def __init__(self, dialect: str, rows: int, columns: int = 20, encoding: str = "gb18030") -> None:
        self.rows, self.columns = rows, columns
        self._dialect, self._encoding = dialect, encoding
        self._pending = b""
        self._line: int | None = None
        self.resets = 0
        self._clear()

    def _clear(self) -> None:
        self._cells = [[" "] * self.columns for _ in range(self.rows)]
        self._x = self._y = 0

    @property
    def screen(self) -> list[str]:
        """What a person reads."""
        return ["".join(row) for row in self._cells]

    def take(self, data: bytes) -> None:
        """Bytes from the line."""
        for byte in data:
            self._pending += bytes([byte])
            self._try()

    def _try(self) -> None:
        head = self._pending[0]
        if self._line is not None and head != 0x0D:
            self._characters()
        elif head in (0x1B, 0x1F):
            self._command()
        elif head < 0x20:
            self._control(head)
            self._pending = b""
        else:
            self._characters()

    def _control(self, code: int) -> None:
        if code == 0x0C:
            self._clear()
        elif code == 0x0D:
            self._x = 0
            self._line = None
        else:
            raise AssertionError(f"control code {code:02x}")

    def _command(self) -> None:
        asked = self._pending
        if asked in LINES and self._dialect == "cd5220":
            self._line, self._x, self._y = LINES[asked], 0, LINES[asked]
            self._pending = b""
            return
        if len(asked) < 2 or asked == b"\x1b\x51":
            return
        known = ARGUMENTS[self._dialect]
        if asked[-1] == 0x0D and len(asked) <= 3 and asked[:2] not in known:
            self._pending = b""  # a command that was cut off: nothing is meant by it
            return
        assert asked[:2] in known, f"{self._dialect} has no command {asked.hex()}"
        if len(asked) < 2 + known[asked[:2]]:
            return
        self._pending = b""
        if asked[:2] == b"\x1b\x40":
            self._clear()
            self.resets += 1
        elif asked[:2] in (b"\x1b\x6c", b"\x1f\x24"):
            x, y = asked[2], asked[3]
            if 1 <= x <= self.columns and 1 <= y <= self.rows:  # others are ignored, as the manuals say
                self._x, self._y = x - 1, y - 1

    def _characters(self) -> None:
        char = self._pending
        if char[0] >= 0x81 and len(char) == 1:
            return
        if len(char) == 2 and char[1] < 0x40:  # the second half never came
            self._pending = char[1:]
            self._try()
            return
        self._pending = b""
        cells = [char.decode(self._encoding), ""] if len(char) == 2 else [chr(char[0])]
        assert self._x + len(cells) <= self.columns, "the line runs over its end"
        self._cells[self._y][self._x : self._x + len(cells)] = cells
        self._x += len(cells)
        if self._x == self.columns and self._line is None:
            self._x, self._y = 0, (self._y + 1) % self.rows


class Wire:
    """The far end as the tests hold it: `device` is what the driver opens."""

    def __init__(self, display: FarDisplay) -> None:
        self.display = display
        self._far, self._near = pty.openpty()
        tty.setraw(self._near)
        self.device = os.ttyname(self._near)
        self._done = threading.Event()
        self.reading = threading.Event()
        self.reading.set()
        self.received = b""
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self._done.is_set():
            if self.reading.is_set() and select.select([self._far], [], [], 0.02)[0]:
                data = os.read(self._far, 4_096)
                self.display.take(data)
                self.received += data
            elif not self.reading.is_set():
                self._done.wait(0.02)

    def await_screen(self, *lines: str) -> None:
        """Wait until these lines stand on the display; blanks at their ends do not count. Raises AssertionError."""
        wait_until(lambda: [line.rstrip() for line in self.display.screen] == list(lines), f"{lines}, {self.display.screen}")

    def cut(self) -> None:
        """The cable comes off."""
        if self._done.is_set():
            return
        self._done.set()
        self._thread.join()
        os.close(self._far)
        os.close(self._near)


@contextmanager
def display_wire(dialect: str, rows: int, encoding: str = "gb18030") -> Iterator[Wire]:
    """A display on a serial line."""
    wire = Wire(FarDisplay(dialect, rows, encoding=encoding))
    try:
        yield wire
    finally:
        wire.cut()
