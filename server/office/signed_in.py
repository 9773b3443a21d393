"""Between Flask-Login and our own sessions: the cookie holds a session's random word, and nothing else is believed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from flask import Flask, redirect, request, session, url_for
from flask_login import LoginManager, login_user
from werkzeug.wrappers import Response

from server.clock import Now
from server.office.permissions import ROLES, Permission, needs_totp
from server.office_settings import OfficeSettings
from server.usecases.staff.roles import Reach, Scope
from server.usecases.staff.sessions import Session, find_session, see_session
from server.web.language import CHOSEN


class Owed(Enum):
    """What somebody must do before anything else."""

    PASSWORD = "password"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever is signed in, as Flask-Login wants it: `word` is what the cookie holds."""

    word: str
    session: Session
    owes: Owed | None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.word

    @property
    def scope(self) -> Scope:
        """How far it reaches."""
        return self.session.scope

    def may(self, *permissions: Permission) -> bool:
        """Whether the role has one of these."""
        return not ROLES[self.session.role].isdisjoint(permissions)

    def rules(self, permission: Permission) -> bool:
        """Whether he may do this with what belongs to the whole chain."""
        return self.may(permission) and self.scope.reach is Reach.ALL


def admit(app: Flask, settings: OfficeSettings, clock: Now) -> None:
    """Let the application know who asks."""
    manager = LoginManager(app)
    manager.session_protection = None

    def load(word: str) -> SignedIn | None:
        now = clock()
        found = find_session(word, now, settings.session_idle_minutes, settings.session_minutes)
        if found is None:
            return None
        see_session(found, now)
        return SignedIn(word, found, _owed(found, settings))

    def refuse() -> Response:
        there = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("office.login", next=there))

    manager.user_loader(load)
    manager.unauthorized_handler(refuse)


def begin(word: str, settings: OfficeSettings, clock: Now) -> None:
    """Put a new session into the browser; nothing of the one before stays but its language."""
    language = session.get(CHOSEN)
    session.clear()
    if language is not None:
        session[CHOSEN] = language
    found = find_session(word, clock(), settings.session_idle_minutes, settings.session_minutes)
    assert found is not None
    login_user(SignedIn(word, found, _owed(found, settings)))


def _owed(found: Session, settings: OfficeSettings) -> Owed | None:
    if found.owes_password:
        return Owed.PASSWORD
    return Owed.TELEPHONE if settings.totp_required and needs_totp(found.role) and not found.has_totp else None
