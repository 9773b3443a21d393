"""The computer's own clocks: the one file that asks for the time of day."""

from __future__ import annotations

import time

from protocol.instants import Instant

_NS_PER_MS = 1_000_000


class SystemClock:
    """See `Clock`."""

    virtual = False

    def now(self) -> Instant:
        """The wall clock."""
        return Instant(time.time_ns() // _NS_PER_MS)

    def monotonic_ms(self) -> int:
        """The monotonic clock."""
        return time.monotonic_ns() // _NS_PER_MS

    def sleep(self, ms: int) -> None:
        """Block this thread."""
        time.sleep(ms / 1_000)
