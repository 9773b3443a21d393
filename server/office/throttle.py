"""Passwords are tried by name and address together: a stranger elsewhere cannot lock anybody out. And how often somebody of a
branch may look for members, so that nobody counts through them."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_limiter.util import get_remote_address
from flask_login import current_user

from server.usecases.staff.roles import EVERYTHING
from server.web import throttle
from server.web.throttle import View

PER_NAME = "5 per 15 minutes"
SEEKING = "120 per 10 minutes"


class Throttle(throttle.Throttle):
    """The counters of the office."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, PER_NAME, _name_and_address)

    def seeking(self, view: View) -> View:
        """Around a route that shows members, for whoever may not look through them all anyway."""
        counted: Any = self.limiter.shared_limit(lambda: SEEKING, scope="members", key_func=_person, exempt_when=_sees_everything)
        limited: View = counted(view)
        return limited


def _person() -> str:
    return str(current_user.session.staff) if current_user.is_authenticated else get_remote_address()


def _sees_everything() -> bool:
    return bool(current_user.is_authenticated and current_user.scope == EVERYTHING)


def _name_and_address() -> str:
    typed = current_user.session.name if current_user.is_authenticated else request.form.get("name", "")
    return f"{typed.strip().casefold()[:64]} {get_remote_address()}"
