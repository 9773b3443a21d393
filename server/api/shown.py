"""How days and instants are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from protocol.instants import BusinessDay, Instant, date_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_text(at: Instant) -> str:
    """ISO 8601 in UTC, with milliseconds."""
    return (_EPOCH + timedelta(milliseconds=at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_text(day: BusinessDay | None) -> str | None:
    """ISO 8601."""
    return None if day is None else date_of(day).isoformat()
