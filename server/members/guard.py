"""The door of the members' pages. Their cookie is their own: it opens nothing of the staff's, and theirs nothing here."""

from __future__ import annotations

from typing import TypeVar

from flask import Blueprint, Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from server.members.services import MemberServices
from server.usecases.self_service.sessions import MINUTES, MemberSession, find_member_session, see_member_session

COOKIE = "tallycard-member"
EXTENSION = "members"
OPEN = "members.login"
OWING = ("members.secret", "members.logout")
"""Where somebody who came with a code may go before there is a secret."""
R = TypeVar("R", bound=Response)


def stand_guard(app: Flask, members: Blueprint, services: MemberServices) -> None:
    """Let nobody through who has not signed in, but to do so."""
    app.extensions[EXTENSION] = services

    @members.before_request
    def ask() -> Response | None:
        member = whoever_asks()
        if member is not None:
            see_member_session(member, services.now)
        if request.endpoint == OPEN:
            return None
        if member is None:
            return redirect(url_for("members.login"))
        return redirect(url_for("members.secret")) if member.owes_secret and request.endpoint not in OWING else None


def whoever_asks() -> MemberSession | None:
    """Whoever has signed in with this browser; looked up once for each request."""
    if "member" not in g:
        services: MemberServices = current_app.extensions[EXTENSION]
        g.member = find_member_session(request.cookies.get(cookie_name(services), ""), services.now)
    found: MemberSession | None = g.member
    return found


def me() -> MemberSession:
    """Whoever asks. Only behind the guard."""
    found = whoever_asks()
    assert found is not None
    return found


def cookie_name(services: MemberServices) -> str:
    """Behind https a browser keeps it for this host alone."""
    return f"__Host-{COOKIE}" if services.https else COOKIE


def admitted(there: R, word: str, services: MemberServices) -> R:
    """The answer that puts a session into the browser."""
    there.set_cookie(
        cookie_name(services), word, max_age=MINUTES * 60, path="/", secure=services.https, httponly=True, samesite="Lax"
    )
    return there


def dismissed(there: R, services: MemberServices) -> R:
    """The answer that takes it away."""
    there.delete_cookie(cookie_name(services), path="/", secure=services.https, httponly=True, samesite="Lax")
    return there
