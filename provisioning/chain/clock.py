"""The clock of the past: one for head office and all terminals, moved by hand up to the present and never beyond."""

from __future__ import annotations

from protocol.instants import BusinessDay, Instant, business_day
from terminal.drivers.clock.virtual import VirtualClock


class PastClock(VirtualClock):
    """`end` is the present: where the past meets it."""

    def __init__(self, begins: Instant, end: Instant) -> None:
        super().__init__(begins)
        self.end = end

    def until(self, at: Instant) -> Instant:
        """Go on to this instant, if it is still to come."""
        self.advance(max(0, min(at, self.end) - self.now()))
        return self.now()

    @property
    def today(self) -> BusinessDay:
        """The day; the example shop lives in UTC."""
        return business_day(self.now(), 0)
