"""What the pages work with: head office's keys and clock, settings, locks."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask_login import current_user

from protocol.instants import BusinessDay, Instant, business_day
from server.audit import Actor
from server.clock import Now
from server.office.signed_in import SignedIn
from server.office_settings import OfficeSettings
from server.settlement.office import Office
from server.usecases.staff.sign_in import Locks, Visitor


@dataclass(frozen=True, slots=True)
class Services:
    """One for the whole office."""

    settings: OfficeSettings
    office: Office
    locks: Locks

    @property
    def clock(self) -> Now:
        """What tells the time."""
        return self.office.clock

    @property
    def utc_offset_minutes(self) -> int:
        """Of the shop's calendar."""
        return self.office.utc_offset_minutes

    @property
    def now(self) -> Instant:
        """Head office's clock."""
        return self.clock()

    @property
    def today(self) -> BusinessDay:
        """The shop's calendar day."""
        return business_day(self.now, self.utc_offset_minutes)


def me() -> SignedIn:
    """Whoever asks. Only where the guard has let somebody through."""
    found: SignedIn = current_user._get_current_object()
    return found


def actor() -> Actor:
    """Whoever asks, for the audit."""
    session = me().session
    return Actor(session.staff, session.name, session.key.hex()[:12], visitor().address)


def visitor() -> Visitor:
    """The browser that asks."""
    return Visitor(request.remote_addr or "", request.user_agent.string)
