"""Where our types meet columns: money and instants are whole numbers in the database."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField

from protocol.instants import Instant
from protocol.money import Money


class MoneyField(BigIntegerField):
    """An amount in minor units."""

    def db_value(self, value: Money | None) -> int | None:
        """The minor units; anything but Money is a mistake of the caller."""
        return None if value is None else value.minor

    def python_value(self, value: Any) -> Money | None:
        """Money again."""
        return None if value is None else Money(value)


class InstantField(BigIntegerField):
    """UTC milliseconds."""

    def python_value(self, value: Any) -> Instant | None:
        """An instant again."""
        return None if value is None else Instant(value)
