"""The computer's clock behind a hand that sets it: for the panel and for training. Chosen by configuration only."""

from __future__ import annotations

from protocol.instants import Instant
from terminal.drivers.clock.port import Clock


class AdjustableClock:
    """Lever: `ahead_ms`, how far the wall clock is ahead of the one behind it; the monotonic clock cannot be set."""

    virtual = True

    def __init__(self, behind: Clock) -> None:
        self._behind = behind
        self.ahead_ms = 0

    def now(self) -> Instant:
        """The wall clock as it was set."""
        return Instant(self._behind.now() + self.ahead_ms)

    def monotonic_ms(self) -> int:
        """See `Clock`."""
        return self._behind.monotonic_ms()

    def sleep(self, ms: int) -> None:
        """See `Clock`."""
        self._behind.sleep(ms)
