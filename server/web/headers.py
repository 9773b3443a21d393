"""What every answer tells a browser it may not do (INTEGRITY 11.5), and the check that a request comes from our own pages."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, abort, request

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
NOT_KEPT = {"Cache-Control": "no-store"}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
SAFE = ("GET", "HEAD", "OPTIONS")


def protect(app: Flask, *, https: bool) -> None:
    """Send the headers with every answer, and refuse what another site makes a browser send."""

    @app.before_request
    def ours() -> None:
        origin = request.headers.get("Origin")
        if origin is not None and request.method not in SAFE and origin.partition("://")[2] != request.host:
            abort(HTTPStatus.FORBIDDEN)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in (HEADERS | (HTTPS_ONLY if https else {})).items():
            response.headers.setdefault(name, value)
        if not (request.endpoint or "").endswith("static"):
            response.headers.update(NOT_KEPT)
        return response
