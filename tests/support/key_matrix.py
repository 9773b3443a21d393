"""A little physics for a 4 x 4 key matrix on pins, in virtual time: contacts, pull-ups, bounces, and what happens when two
driven pins meet. It knows neither the driver nor the scanner.

A board is what the driver's pins end in: `StandInPins` here, or the registers below the real library (`pi_registers`).
"""

from __future__ import annotations

from bisect import insort
from typing import Protocol

from protocol.instants import Instant
from terminal.drivers.gpio.port import GpioError
from terminal.drivers.keypad.port import KEYS, Key

ROWS = (5, 6, 13, 19)
COLUMNS = (12, 16, 20, 21)
US_PER_MS, US_PER_S = 1_000, 1_000_000


class Board(Protocol):
    """The pins as a piece of wiring sees them; sets of pins are bit sets."""

    def driven(self) -> tuple[int, int]:
        """The pins that are driven high, and those that are driven low."""
        ...

    def pulled_up(self) -> int:
        """The pins whose pull-up is on."""
        ...

    def show(self, high: int) -> None:
        """What all pins read from now on."""
        ...


class KeyMatrix:
    """The wires. `shorts` counts the moments in which a pin driven high and one driven low were connected."""

    def __init__(self) -> None:
        self.shorts = 0
        self._closed: set[Key] = set()
        self._nets = self._joined()

    def move(self, key: Key, closed: bool) -> None:
        """A contact closes or opens."""
        (self._closed.add if closed else self._closed.discard)(key)
        self._nets = self._joined()

    def settle(self, board: Board) -> None:
        """Give every pin the level of all it is connected to."""
        driven_high, driven_low = board.driven()
        pulled_up, high = board.pulled_up(), driven_high
        for net in self._nets:
            self.shorts += bool(net & driven_high and net & driven_low)
            if not net & driven_low and net & (driven_high | pulled_up):
                high |= net
        board.show(high)

    def _joined(self) -> list[int]:
        """Rows and columns, joined wherever a contact is closed: three at the corners of a rectangle join the fourth."""
        nets = [1 << pin for pin in (*ROWS, *COLUMNS)]
        for place, key in enumerate(KEYS):
            if key in self._closed:
                row, column = divmod(place, 4)
                ends = 1 << ROWS[row] | 1 << COLUMNS[column]
                joined = sum({net for net in nets if net & ends})
                nets = [net for net in nets if not net & ends] + [joined]
        return nets


class MatrixBench:
    """Time, contacts that will change, and a board. It is the driver's clock, and what its pins sleep with."""

    virtual = True

    def __init__(self, board: Board) -> None:
        self.board, self.matrix = board, KeyMatrix()
        self.us = 0
        self._changes: list[tuple[int, int, Key, bool]] = []
        self.matrix.settle(board)

    def at(self, us: int, key: Key, closed: bool) -> None:
        """Change a contact at this moment."""
        insort(self._changes, (us, len(self._changes), key, closed), key=lambda change: change[:2])

    def idle(self) -> bool:
        """Whether all changes have come to pass."""
        return not self._changes

    def pass_us(self, us: int) -> None:
        """Time goes by; the levels are those at its end. What was written before it began is in force all the time."""
        self.us += us
        while self._changes and self._changes[0][0] <= self.us:
            _, _, key, closed = self._changes.pop(0)
            self.matrix.move(key, closed)
        self.matrix.settle(self.board)

    def settle(self, seconds: float) -> None:
        """What pins sleep with."""
        self.pass_us(round(seconds * US_PER_S))

    # The clock

    def now(self) -> Instant:
        """See `Clock`."""
        return Instant(self.monotonic_ms())

    def monotonic_ms(self) -> int:
        """See `Clock`."""
        return self.us // US_PER_MS

    def sleep(self, ms: int) -> None:
        """See `Clock`."""
        self.pass_us(ms * US_PER_MS)


class StandInPins:
    """`Gpio` and a board in one, where the real library cannot be had. It refuses what a real pin refuses."""

    def __init__(self) -> None:
        self.bench: MatrixBench | None = None
        self.broken: GpioError | None = None
        self._latches: dict[int, bool] = {}
        self._mine = self._pulled = self._high = 0

    # The pins

    def setup_out(self, pin: int, level: bool) -> None:
        """See `Gpio`."""
        self._check()
        self._mine |= 1 << pin
        self._pulled &= ~(1 << pin)
        self._latches[pin] = level

    def setup_in(self, pin: int, *, pull_up: bool) -> None:
        """See `Gpio`."""
        self._check()
        self._mine |= 1 << pin
        self._pulled = self._pulled & ~(1 << pin) | pull_up << pin
        self._latches.pop(pin, None)

    def write(self, pin: int, level: bool) -> None:
        """See `Gpio`."""
        self._check()
        if pin not in self._latches:
            raise GpioError(f"pin {pin} is no output")
        self._latches[pin] = level

    def read(self, pin: int) -> bool:
        """See `Gpio`."""
        self._check()
        if not self._mine >> pin & 1:
            raise GpioError(f"pin {pin} was not set up")
        return bool(self._high >> pin & 1)

    def sleep(self, us: int) -> None:
        """See `Gpio`."""
        if self.bench is not None:
            self.bench.pass_us(us)

    def close(self) -> None:
        """See `Gpio`."""
        self._latches.clear()
        self._mine = self._pulled = 0

    def _check(self) -> None:
        if self.broken is not None:
            raise self.broken

    # The board

    def driven(self) -> tuple[int, int]:
        """See `Board`."""
        high = sum(1 << pin for pin, level in self._latches.items() if level)
        return high, sum(1 << pin for pin in self._latches) & ~high

    def pulled_up(self) -> int:
        """See `Board`."""
        return self._pulled

    def show(self, high: int) -> None:
        """See `Board`."""
        self._high = high
