"""The door of every page: a route names what it takes to come in, or that anybody may. One without fails at the start."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from server.office.permissions import Permission
from server.office.services import me
from server.office.signed_in import Owed
from server.usecases.staff.roles import Reach

View = TypeVar("View", bound=Callable[..., Any])
PREFIX = "office."
PAYING = {Owed.PASSWORD: "office.own_password", Owed.TELEPHONE: "office.own_telephone"}
"""Where somebody does what he owes."""
ALWAYS = ("office.logout",)


class NoRule(Exception):
    """A route says nothing of who may use it."""


def allow(*permissions: Permission, whole_chain: bool = False) -> Callable[[View], View]:
    """Whoever has one of these permissions may come in; where what is behind belongs to no branch, only if he reaches all."""

    def mark(view: View) -> View:
        view.permissions = frozenset(permissions)  # type: ignore[attr-defined]
        view.whole_chain = whole_chain  # type: ignore[attr-defined]
        return view

    return mark


def allow_anybody(view: View) -> View:
    """No sign-in is needed."""
    return allow()(view)


def rule_of(app: Flask, endpoint: str) -> frozenset[Permission] | None:
    """What a route takes: nothing where anybody may come in; None where it does not say."""
    found: frozenset[Permission] | None = getattr(app.view_functions.get(endpoint), "permissions", None)
    return found


def takes_whole_chain(app: Flask, endpoint: str) -> bool:
    """Whether a route is only for whoever reaches everything."""
    return bool(getattr(app.view_functions.get(endpoint), "whole_chain", False))


def admits(app: Flask, endpoint: str) -> bool:
    """Whether whoever asks, and is signed in, may use a route."""
    rule = rule_of(app, endpoint)
    reaches = me().scope.reach is Reach.ALL or not takes_whole_chain(app, endpoint)
    return rule is not None and (not rule or (me().may(*rule) and reaches))


def check_rules(app: Flask) -> None:
    """Raises NoRule for the routes of the office that name nobody."""
    missing = sorted(name for name in app.view_functions if name.startswith(PREFIX) and rule_of(app, name) is None)
    if missing:
        raise NoRule(f"these routes do not say who may use them: {', '.join(missing)}")


def stand_guard(blueprint: Blueprint) -> None:
    """Let nobody through who may not."""

    @blueprint.before_request
    def ask() -> Response | None:
        endpoint = request.endpoint or ""
        rule = rule_of(current_app, endpoint)
        if rule is None:
            abort(HTTPStatus.FORBIDDEN)
        if not rule:
            return None
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
        owed = me().owes
        if owed is not None and endpoint not in (PAYING[owed], *ALWAYS):
            return redirect(url_for(PAYING[owed]))
        if not admits(current_app, endpoint):
            abort(HTTPStatus.FORBIDDEN)
        return None


def require(permission: Permission) -> None:
    """For what depends on the object: the way out for whoever may not."""
    if not me().may(permission):
        abort(HTTPStatus.FORBIDDEN)
