"""What a clock says. Times never give an order of facts: sequence numbers do."""

from __future__ import annotations

from typing import Protocol

from protocol.instants import Instant


class Clock(Protocol):
    """A wall clock that may be set, and a monotonic one for time-outs."""

    virtual: bool

    def now(self) -> Instant:
        """UTC milliseconds; may step forward or back."""
        ...

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment; never falls, whatever happens to the wall clock."""
        ...

    def sleep(self, ms: int) -> None:
        """Return after at least `ms` milliseconds of the monotonic clock."""
        ...
