"""Staff: the way in, one's own account, who is who, tokens for programs, the audit."""

from __future__ import annotations

from flask import Blueprint

from server.office.services import Services
from server.office.throttle import Throttle
from server.office.views.staff.audit import add_audit
from server.office.views.staff.login import add_login
from server.office.views.staff.own import add_own
from server.office.views.staff.staff import add_staff
from server.office.views.staff.tokens import add_tokens


def add_staff_pages(office: Blueprint, services: Services, throttle: Throttle) -> None:
    """The routes of this area."""
    add_login(office, services, throttle)
    add_own(office, services, throttle)
    add_staff(office, services)
    add_tokens(office, services)
    add_audit(office)
