"""Hands on a keypad: the same gestures on the matrix below the real driver and on the virtual keypad."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from terminal.drivers.keypad.port import Key, Keypad
from terminal.drivers.keypad.virtual import VirtualKeypad
from tests.support.key_matrix import US_PER_MS, MatrixBench


class Hands(Protocol):
    """What people do to keys, one act after the other."""

    patience_ms: int
    """For how long to wait until everything that was done has arrived."""

    def press(self, *keys: Key) -> None:
        """Each pressed and released."""
        ...

    def hold(self, key: Key, ms: int = ...) -> None:
        """Press, for so long, and do not release."""
        ...

    def release(self, key: Key) -> None:
        """Let go."""
        ...

    def bounce(self, key: Key, ms: int) -> None:
        """The contact chatters and is then as before."""
        ...


class MatrixHands:
    """They work ahead of the bench's time, at whole milliseconds, as the driver lets time pass only while it waits."""

    patience_ms = 3_000

    def __init__(self, bench: MatrixBench) -> None:
        self.bench = bench
        self._ms = 0
        self._down: set[Key] = set()

    def press(self, *keys: Key) -> None:
        """See `Hands`."""
        for key in keys:
            self.hold(key)
            self.release(key)

    def hold(self, key: Key, ms: int = 80) -> None:
        """See `Hands`."""
        self._turn(key, True, ms)
        self._down.add(key)

    def release(self, key: Key) -> None:
        """See `Hands`."""
        self._turn(key, False, 80)
        self._down.discard(key)

    def bounce(self, key: Key, ms: int) -> None:
        """See `Hands`."""
        before = key in self._down
        for turn in range(ms):
            self._turn(key, before is bool(turn % 2), 1)
        self._turn(key, before, 0)

    def _turn(self, key: Key, closed: bool, ms: int) -> None:
        self._ms = max(self._ms, self.bench.monotonic_ms() + 1)
        self.bench.at(self._ms * US_PER_MS, key, closed)
        self._ms += ms


class VirtualHands(VirtualKeypad):
    """The levers of the virtual keypad are hands already; nothing of it takes time."""

    patience_ms = 0


def arrived(keypad: Keypad, hands: Hands) -> list[Key]:
    """All keys of what the hands have done."""
    return list(_each(keypad, hands))


def _each(keypad: Keypad, hands: Hands) -> Iterator[Key]:
    while key := keypad.wait(hands.patience_ms):
        yield key
