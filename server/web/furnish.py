"""Fits an application out for people: cookies, languages, figures, headers, forms that other sites cannot send, error pages."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Blueprint, Flask, Response, redirect, request, session
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from protocol.link.bundles import ServerKeys
from server.web.errors import show_errors
from server.web.figures import name_figures
from server.web.headers import protect
from server.web.language import CHOSEN, LANGUAGES, speak

COOKIE = "tallycard"
FORM_BYTES_MAX = 16 * 1024 * 1024
"""A photo as a camera makes it, or a file with many members."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How pages are reached. `secret` signs cookies."""

    https: bool
    proxies: int
    utc_offset_minutes: int
    secret: bytes = field(repr=False)


def derived_secret(keys: ServerKeys, purpose: str) -> bytes:
    """A secret of the server for one purpose, the same after each start, from which its keys cannot be told."""
    return hmac.digest(keys.ack_seed + keys.set_seed, b"tallycard/" + purpose.encode(), "sha256")


def furnish(app: Flask, settings: WebSettings) -> None:
    """Fit it out. Every form is watched over; a blueprint without cookies is exempted by `app.extensions["csrf"]`."""
    app.config.update(
        MAX_CONTENT_LENGTH=FORM_BYTES_MAX,
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME=f"__Host-{COOKIE}" if settings.https else COOKIE,
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=1),
        WTF_CSRF_TIME_LIMIT=None,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    protect(app, https=settings.https)
    speak(app)
    name_figures(app, settings.utc_offset_minutes)
    show_errors(app)
    app.register_blueprint(_common())
    CSRFProtect(app)


def _common() -> Blueprint:
    web = Blueprint("web", __name__, static_folder="static", static_url_path="/web/static", template_folder="templates")

    @web.post("/web/language/<language>")
    def choose(language: str) -> Response:
        if language in LANGUAGES:
            session[CHOSEN] = language
        return redirect(own_path(request.form.get("next", "")))  # type: ignore[return-value]

    return web


def own_path(asked: str, otherwise: str = "/") -> str:
    """The path if it is one of ours; never an address on another host."""
    plain = asked.isprintable() and asked.startswith("/") and not asked.startswith(("//", "/\\"))
    return asked if plain else otherwise
