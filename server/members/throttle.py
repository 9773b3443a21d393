"""How often somebody may try a secret: by number, whether there is such a card or not, and by address (INTEGRITY 11.5)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from server.members.guard import whoever_asks
from server.settlement.cards.standing import read_card

View = TypeVar("View", bound=Callable[..., Any])
PER_ADDRESS = "30 per 15 minutes"
PER_NUMBER = "5 per hour"
FAILED = HTTPStatus.UNPROCESSABLE_ENTITY
"""The status of a page whose secret was wrong."""


class Throttle:
    """The counters of one application, in its memory: there is one process. What locks for good is counted in the database."""

    def __init__(self, app: Flask) -> None:
        self._limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", strategy="moving-window")

    def guessing(self, view: View) -> View:
        """Around a route that checks a secret."""
        limited: Any = self._limiter.limit(PER_ADDRESS, methods=["POST"], deduct_when=_failed)(view)
        both: View = self._limiter.limit(PER_NUMBER, key_func=_number, methods=["POST"], deduct_when=_failed)(limited)
        return both


def _failed(response: Response) -> bool:
    return response.status_code == FAILED


def _number() -> str:
    member = whoever_asks()
    if member is not None:
        return f"card {member.card.number}"
    typed = request.form.get("number", "")
    asked = read_card(typed)
    return f"card {typed.strip()[:40] if asked is None else asked[0]}"
