"""A clock that stands still until it is moved: for tests and simulation."""

from __future__ import annotations

from protocol.instants import Instant


class VirtualClock:
    """Levers: `advance` lets time pass, `step` sets the wall clock only, as a person or NTP does."""

    virtual = True

    def __init__(self, now: Instant = Instant(0)) -> None:  # noqa: B008 - an Instant is a plain int
        self._now = now
        self._monotonic_ms = 0

    def now(self) -> Instant:
        """The wall clock as last moved."""
        return self._now

    def monotonic_ms(self) -> int:
        """The time that has passed."""
        return self._monotonic_ms

    def sleep(self, ms: int) -> None:
        """Time passes at once."""
        self.advance(ms)

    def advance(self, ms: int) -> None:
        """Both clocks go on by `ms`. Raises ValueError for a negative time."""
        if ms < 0:
            raise ValueError("time does not pass backwards")
        self._now = Instant(self._now + ms)
        self._monotonic_ms += ms

    def step(self, now: Instant) -> None:
        """The wall clock is set; the monotonic one is not."""
        self._now = now
