"""How often somebody may try a password. Counted are tries that failed, by address, and by name and address together: a stranger
elsewhere cannot lock anybody out. And how often somebody of a branch may look for members, so that nobody counts through them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

from server.usecases.staff.roles import EVERYTHING

View = TypeVar("View", bound=Callable[..., Any])
PER_ADDRESS = "30 per 15 minutes"
PER_NAME = "5 per 15 minutes"
SEEKING = "120 per 10 minutes"
FAILED = HTTPStatus.UNPROCESSABLE_ENTITY
"""The status of a page whose password was wrong."""


class Throttle:
    """The counters of one application, in its memory: there is one process."""

    def __init__(self, app: Flask) -> None:
        self._limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", strategy="moving-window")

    def guessing(self, view: View) -> View:
        """Around a route that checks a password."""
        limited: Any = self._limiter.limit(PER_ADDRESS, methods=["POST"], deduct_when=_failed)(view)
        both: View = self._limiter.limit(PER_NAME, key_func=_name_and_address, methods=["POST"], deduct_when=_failed)(limited)
        return both

    def seeking(self, view: View) -> View:
        """Around a route that shows members, for whoever may not look through them all anyway."""
        counted: Any = self._limiter.shared_limit(
            lambda: SEEKING, scope="members", key_func=_person, exempt_when=_sees_everything
        )
        limited: View = counted(view)
        return limited


def _person() -> str:
    return str(current_user.session.staff) if current_user.is_authenticated else get_remote_address()


def _sees_everything() -> bool:
    return bool(current_user.is_authenticated and current_user.scope == EVERYTHING)


def _failed(response: Response) -> bool:
    return response.status_code == FAILED


def _name_and_address() -> str:
    typed = current_user.session.name if current_user.is_authenticated else request.form.get("name", "")
    return f"{typed.strip().casefold()[:64]} {get_remote_address()}"
