"""How often somebody may try a secret. Counted are tries that failed, by address and by whoever tries or is tried."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

View = TypeVar("View", bound=Callable[..., Any])
PER_ADDRESS = "30 per 15 minutes"
FAILED = HTTPStatus.UNPROCESSABLE_ENTITY
"""The status of a page whose secret was wrong."""


class Throttle:
    """The counters of one audience, in memory: there is one process. What locks for good is counted in the database."""

    def __init__(self, app: Flask, at_most: str, whose: Callable[[], str]) -> None:
        """`at_most` so many tries that fail for each answer of `whose`."""
        self.limiter = Limiter(get_remote_address, app=app, storage_uri="memory://", strategy="moving-window")
        self._at_most, self._whose = at_most, whose

    def guessing(self, view: View) -> View:
        """Around a route that checks a secret."""
        limited: Any = self.limiter.limit(PER_ADDRESS, methods=["POST"], deduct_when=_failed)(view)
        both: View = self.limiter.limit(self._at_most, key_func=self._whose, methods=["POST"], deduct_when=_failed)(limited)
        return both


def _failed(response: Response) -> bool:
    return response.status_code == FAILED
