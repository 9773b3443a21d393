"""The door of the API: a token in the header Authorization, and the scope that a route names. One without fails at the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_limiter.util import get_remote_address

from protocol.instants import BusinessDay, Instant, business_day
from server.audit import Actor
from server.clock import Now
from server.usecases.staff.api_tokens import ApiScope, Token, see_token, token_of
from server.web.problems import Problem, answer

View = TypeVar("View", bound=Callable[..., Any])
EXTENSION = "api"
PREFIX = "api."
BEARER = "Bearer "
PER_TOKEN = "600 per minute"


@dataclass(frozen=True, slots=True)
class ApiServices:
    """What the API works with."""

    clock: Now
    utc_offset_minutes: int

    @property
    def now(self) -> Instant:
        """Head office's clock."""
        return self.clock()

    @property
    def today(self) -> BusinessDay:
        """The shop's calendar day."""
        return business_day(self.now, self.utc_offset_minutes)


class NoScope(Exception):
    """A route names no scope."""


def needs(*scopes: ApiScope) -> Callable[[View], View]:
    """A token must have all of these; none named: any token will do."""

    def mark(view: View) -> View:
        view.scopes = frozenset(scopes)  # type: ignore[attr-defined]
        return view

    return mark


def scopes_of(app: Flask, endpoint: str) -> frozenset[ApiScope] | None:
    """What a route takes; None where it does not say."""
    found: frozenset[ApiScope] | None = getattr(app.view_functions.get(endpoint), "scopes", None)
    return found


def check_scopes(app: Flask) -> None:
    """Raises NoScope for the routes that name none."""
    missing = sorted(name for name in app.view_functions if name.startswith(PREFIX) and scopes_of(app, name) is None)
    if missing:
        raise NoScope(f"these routes do not say what a token needs: {', '.join(missing)}")


def stand_guard(app: Flask, api: Blueprint, services: ApiServices) -> None:
    """Let nobody through without a token that may."""
    app.extensions[EXTENSION] = services

    @api.before_request
    def ask() -> Response | None:
        needed = scopes_of(current_app, request.endpoint or "")
        token = _token()
        if token is None:
            after = "Send the header Authorization: Bearer TOKEN, with one that is neither over nor revoked."
            return answer(
                Problem(401, "token", "No token that holds came with the request.", after), {"WWW-Authenticate": "Bearer"}
            )
        if needed is None or not needed <= token.scopes:
            wanted = ", ".join(sorted(needed or ()))
            return answer(Problem(403, "scope", "This token may not do that.", f"Ask for a token with the scope {wanted}."))
        see_token(token, services.now)
        return None


def whoever_asks() -> str:
    """What requests are counted by: the token, or the address where there is none."""
    token = _token()
    return f"address {get_remote_address()}" if token is None else f"token {token.number}"


def the_token() -> Token:
    """The token of this request. Only behind the guard."""
    found = _token()
    assert found is not None
    return found


def actor() -> Actor:
    """Who does it, for the audit."""
    return the_token().actor(request.remote_addr or "")


def _token() -> Token | None:
    if "api_token" not in g:
        services: ApiServices = current_app.extensions[EXTENSION]
        sent = request.headers.get("Authorization", "")
        g.api_token = token_of(sent.removeprefix(BEARER).strip(), services.now) if sent.startswith(BEARER) else None
    found: Token | None = g.api_token
    return found
