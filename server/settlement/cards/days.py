"""PURE: on which business day an entry is booked (P24, R23): the terminal proposes, contact and receipt decide."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import MS_PER_MINUTE, BusinessDay, Instant, business_day
from protocol.link.wire import U16_MAX

LAST_INSTANT = Instant(U16_MAX * 86_400_000 + 946_684_800_000)
"""The last day that a business day can name: 65,535 days after 2000-01-01."""
TOLERANCE_MS = 5 * MS_PER_MINUTE
CLOSING_MS = 5 * MS_PER_MINUTE
"""How long an entry may have waited for its batch to be closed (P8): meanwhile the terminal may have heard from head office."""


@dataclass(frozen=True, slots=True)
class Span:
    """Between which instants the entries of a batch were made: `earliest` to `latest`."""

    earliest: Instant
    latest: Instant

    def holds(self, at: Instant) -> bool:
        """Whether an entry may have been made then."""
        return self.earliest <= at <= self.latest


def span_of(last_server_time: Instant, received_at: Instant) -> Span:
    """The span of a batch by its header and its receipt; a terminal that never heard from head office has no beginning."""
    earliest = max(0, last_server_time - TOLERANCE_MS - CLOSING_MS)
    return Span(Instant(earliest), Instant(received_at + TOLERANCE_MS))


def calendar_day(at: Instant, utc_offset_minutes: int) -> tuple[BusinessDay, bool]:
    """The business day of an instant, and whether it has one; where the calendar ends, its nearest day."""
    day = business_day(Instant(min(at, LAST_INSTANT)), utc_offset_minutes)
    return BusinessDay(min(max(day, 0), U16_MAX)), at <= LAST_INSTANT and 0 <= day <= U16_MAX


def booked_day(proposed: BusinessDay, credible: bool, span: Span, utc_offset_minutes: int) -> tuple[BusinessDay, bool]:
    """The day to book on, and whether it is the one proposed: it must lie in the span, and the entry's clock be `credible`.

    A card's day never falls (I14), so a sale may propose a later day than its own clock says, but not one after receipt.
    """
    first, _ = calendar_day(span.earliest, utc_offset_minutes)
    last, _ = calendar_day(span.latest, utc_offset_minutes)
    if credible and first <= proposed <= last:
        return proposed, True
    receipt, _ = calendar_day(Instant(max(0, span.latest - TOLERANCE_MS)), utc_offset_minutes)
    return receipt, False
