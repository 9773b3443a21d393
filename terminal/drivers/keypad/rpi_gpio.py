"""The key matrix on a Pi's pins: rows are inputs with pull-ups, columns are let go of but for the one that is driven low.

So two keys that are pressed at once never connect two driven pins. Between two looks nothing is driven. Whoever waits for
keys must do so all the time, in a thread of its own: a press between two calls of `wait` is not seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from terminal.drivers.clock.port import Clock
from terminal.drivers.gpio.port import Gpio, GpioError, GpioMissing
from terminal.drivers.keypad.port import KEYS, Key, KeypadError, KeypadMissing
from terminal.drivers.keypad.scan import SCAN_MS, Contacts, Scanner, scanned

SIDE = 4
SETTLE_US = 50
"""What a row needs to follow a column: a pull-up of 50 kOhm against 100 pF of wire is done in 25 us."""

QUIET_AFTER_MS = 2_000
QUIET_SCAN_MS = 20
"""After so long without a contact, the matrix is looked at less often: it saves more than half of what the keypad costs."""


class RpiKeypad:
    """See `port.Keypad`. `rows` from the top and `columns` from the left are BCM numbers, four each."""

    virtual = False

    def __init__(self, gpio: Gpio, rows: Sequence[int], columns: Sequence[int], clock: Clock, name: str = "keypad") -> None:
        if len(rows) != SIDE or len(columns) != SIDE:
            raise ValueError(f"a keypad has {SIDE} rows and {SIDE} columns")
        self.name = name
        self._gpio, self._clock = gpio, clock
        self._rows, self._columns = tuple(rows), tuple(columns)
        self._scanner: Scanner | None = None
        self._due = self._quiet_from = 0

    def wait(self, timeout_ms: int) -> Key | None:
        """See the port."""
        until = self._clock.monotonic_ms() + timeout_ms
        try:
            return self._watch(until)
        except GpioMissing as error:
            self.close()
            raise KeypadMissing(f"{self.name}: {error}") from error
        except GpioError as error:
            self.close()
            raise KeypadError(f"{self.name}: {error}") from error

    def close(self) -> None:
        """See the port."""
        self._scanner = None
        self._gpio.close()

    def _watch(self, until: int) -> Key | None:
        """Look when it is time to, however short the waits are, until a key is pressed or the time is up."""
        scanner = self._open()
        while True:
            now = self._clock.monotonic_ms()
            if now < self._due:
                if self._due > until:
                    self._clock.sleep(max(0, until - now))
                    return None
                self._clock.sleep(self._due - now)
            scanner, key = scanned(scanner, self._look_now())
            self._scanner = scanner
            if key is not None:
                return key

    def _open(self) -> Scanner:
        if self._scanner is None:
            for row in self._rows:
                self._gpio.setup_in(row, pull_up=True)
            for column in self._columns:
                self._gpio.setup_in(column, pull_up=False)
            self._scanner, self._due = Scanner(), 0
            self._quiet_from = self._clock.monotonic_ms() + QUIET_AFTER_MS
        return self._scanner

    def _look_now(self) -> Contacts:
        """Look, and decide when to look again."""
        now, closed = self._clock.monotonic_ms(), self._look()
        if closed:
            self._quiet_from = now + QUIET_AFTER_MS
        self._due = now + (SCAN_MS if now < self._quiet_from else QUIET_SCAN_MS)
        return closed

    def _look(self) -> Contacts:
        """The keys whose row follows their column."""
        closed = set()
        for left, column in enumerate(self._columns):
            self._gpio.setup_out(column, level=False)
            self._gpio.sleep(SETTLE_US)
            closed |= {KEYS[SIDE * top + left] for top, row in enumerate(self._rows) if not self._gpio.read(row)}
            self._gpio.setup_in(column, pull_up=False)
        return frozenset(closed)
