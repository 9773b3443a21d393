"""What the members' pages work with."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from protocol.instants import BusinessDay, Instant, business_day
from server.clock import Now
from server.usecases.staff.passwords import Passwords
from server.usecases.staff.sign_in import Visitor


@dataclass(frozen=True, slots=True)
class MemberServices:
    """One for all members' pages."""

    clock: Now
    utc_offset_minutes: int
    https: bool
    passwords: Passwords

    @property
    def now(self) -> Instant:
        """Head office's clock."""
        return self.clock()

    @property
    def today(self) -> BusinessDay:
        """The shop's calendar day."""
        return business_day(self.now, self.utc_offset_minutes)


def visitor() -> Visitor:
    """The browser that asks."""
    return Visitor(request.remote_addr or "", request.user_agent.string)
