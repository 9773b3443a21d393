"""Time as integers: instants in UTC milliseconds, business days counted from 2000-01-01.

Nothing here reads a clock. Order never comes from time; sequence numbers give order.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NewType

Instant = NewType("Instant", int)
"""Milliseconds since 1970-01-01T00:00:00Z."""
BusinessDay = NewType("BusinessDay", int)
"""Days since 2000-01-01 by the shop's own calendar; 0 to 65,535."""

DAY_ZERO = date(2000, 1, 1)
MS_PER_SECOND = 1_000
MS_PER_MINUTE = 60_000
MS_PER_DAY = 86_400_000


def business_day(at: Instant, utc_offset_minutes: int) -> BusinessDay:
    """The calendar day at the shop, whose clock is `utc_offset_minutes` ahead of UTC."""
    local = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at, minutes=utc_offset_minutes)
    return day_of(local.date())


def day_of(day: date) -> BusinessDay:
    """A calendar date as a business day."""
    return BusinessDay((day - DAY_ZERO).days)


def date_of(day: BusinessDay) -> date:
    """The calendar date of a business day."""
    return DAY_ZERO + timedelta(days=day)


def day_begins(day: BusinessDay, utc_offset_minutes: int) -> Instant:
    """The first instant of a business day."""
    days = (date_of(day) - date(1970, 1, 1)).days
    return Instant(days * MS_PER_DAY - utc_offset_minutes * MS_PER_MINUTE)


def local_text(at: Instant, utc_offset_minutes: int) -> str:
    """`2026-11-22 14:05` on the shop's wall clock, for screens and receipts."""
    local = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at, minutes=utc_offset_minutes)
    return f"{local:%Y-%m-%d %H:%M}"
