"""Members: found, shown, changed, from files, and their own way in."""

from __future__ import annotations

from flask import Blueprint

from server.office.services import Services
from server.office.throttle import Throttle
from server.office.views.members.fields import add_member_fields
from server.office.views.members.files import add_member_files
from server.office.views.members.members import add_members
from server.office.views.members.web_access import add_web_access


def add_member_pages(office: Blueprint, services: Services, throttle: Throttle) -> None:
    """The routes of this area."""
    add_members(office, services, throttle)
    add_member_fields(office, services)
    add_member_files(office, services)
    add_web_access(office, services)
