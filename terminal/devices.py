"""Supervision: every device is opened at the start and again when it comes back, without a restart (J10).

A device that fails is left alone for a moment that grows, so that a dead one does not hold up the counter; then the
next use, or `tick` where nobody uses it, tries it again. What changed is told once, in words (`device_notices`). What
happens to the job of a missing device:

    card reader        no card is read; cash sales go on
    printer            the sale stands; its slip is printed later as a COPY
    paper              the same
    keypad             keys come from the panel or the console alone
    operator display   sentences go to the panel or the console; lamp and buzzer go on
    member display     the cashier tells the member amount and balance; the operator's display says so
    lamp and buzzer    the displays say it alone
    voice              the displays say it alone
    tamper switch      the case is not watched; the operator's display says so

A device is used by one thread at a time; another may only read its health.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

Answer = TypeVar("Answer")

FIRST_PAUSE_MS = 500
LONGEST_PAUSE_MS = 5_000


class Device(Enum):
    """What stands on the counter; the value names it for logs and programs."""

    READER = "card-reader"
    PRINTER = "printer"
    KEYPAD = "keypad"
    OPERATOR_DISPLAY = "operator-display"
    MEMBER_DISPLAY = "member-display"
    SIGNAL = "lamp-and-buzzer"
    VOICE = "voice"
    TAMPER = "tamper-switch"


class Health(Enum):
    """What the last use of a device has shown."""

    WORKS = "works"
    NO_PAPER = "no-paper"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Change:
    """A device is not what it was."""

    device: Device
    health: Health


@dataclass(slots=True)
class Supervised:
    """The health of one device. `probe` finds out without disturbing anybody and raises one of `errors`; None: only its
    use tells. `idle`: the probe is quick enough to be tried between two customers.

    `out_of_paper` is the error that says so. `now_ms` is a monotonic clock.
    """

    device: Device
    errors: tuple[type[Exception], ...]
    now_ms: Callable[[], int]
    probe: Callable[[], object] | None = None
    idle: bool = True
    out_of_paper: tuple[type[Exception], ...] = ()
    health: Health = Health.WORKS
    _told: Health = field(default=Health.WORKS, init=False)
    _pause_ms: int = field(default=0, init=False)
    _again_at: int = field(default=0, init=False)

    @property
    def due(self) -> bool:
        """Whether it works, or was left alone long enough to be tried again."""
        return self.health is Health.WORKS or self.now_ms() >= self._again_at

    @contextmanager
    def used(self) -> Iterator[None]:
        """Around a use of the device: notes how it ended and lets errors through."""
        try:
            yield
        except self.out_of_paper:
            self._is(Health.NO_PAPER)
            raise
        except self.errors:
            self._is(Health.MISSING)
            raise
        self._is(Health.WORKS)

    def attempt(self, use: Callable[[], Answer]) -> Answer | None:
        """Use it if it is due; None if it is not, or if it failed."""
        if not self.due:
            return None
        try:
            with self.used():
                return use()
        except self.errors:
            return None

    def reconnect(self) -> None:
        """Let the next use try it, however short the pause was, and probe it."""
        self._again_at, self._pause_ms = self.now_ms(), 0
        if self.probe:
            self.attempt(self.probe)

    def take_change(self) -> Change | None:
        """What is new since this was last asked."""
        if self.health is self._told:
            return None
        self._told = self.health
        return Change(self.device, self.health)

    def _is(self, health: Health) -> None:
        self.health = health
        if health is Health.WORKS:
            self._pause_ms = 0
        else:
            self._pause_ms = min(max(FIRST_PAUSE_MS, 2 * self._pause_ms), LONGEST_PAUSE_MS)
            self._again_at = self.now_ms() + self._pause_ms


@dataclass(slots=True)
class Devices:
    """All supervised devices of a terminal, in the order in which they are named."""

    supervised: tuple[Supervised, ...] = ()

    def start(self) -> tuple[Change, ...]:
        """Open every device; those that do not answer."""
        self.reconnect()
        return self._changes()

    def tick(self) -> tuple[Change, ...]:
        """Time has passed: try those again that are missing or out of paper. What has changed since the last look."""
        for one in self.supervised:
            if one.probe and one.idle and one.health is not Health.WORKS:
                one.attempt(one.probe)
        return self._changes()

    def reconnect(self, device: Device | None = None) -> None:
        """The operator asks for it: try this one now, or all of them. One without a probe is tried at its next use."""
        for one in self.supervised:
            if device in (None, one.device):
                one.reconnect()

    def states(self) -> tuple[Change, ...]:
        """Every device as its last use has shown it."""
        return tuple(Change(one.device, one.health) for one in self.supervised)

    def in_trouble(self) -> tuple[Change, ...]:
        """Those that do not work, whether told or not."""
        return tuple(Change(one.device, one.health) for one in self.supervised if one.health is not Health.WORKS)

    def _changes(self) -> tuple[Change, ...]:
        return tuple(change for one in self.supervised if (change := one.take_change()))
