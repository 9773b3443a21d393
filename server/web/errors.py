"""One page for everything that cannot be shown: what happened, and the way back. It tells nothing of how we are built."""

from __future__ import annotations

from flask import Flask, Response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from server.web.problems import answer as problem
from server.web.problems import problem_of

PAGES = ("/office", "/members")
"""Whoever asks below these paths is a person; everybody else gets a plain answer."""


API = "/api/"


def sentence(code: int) -> str:
    """What a person can make of a status."""
    sentences: dict[int, str] = {
        400: gettext("This page did not understand what was sent. Go back, reload the page and try again."),
        403: gettext("You may not do this."),
        404: gettext("There is nothing here, or nothing that you may see."),
        409: gettext("Somebody else was faster. Look again."),
        413: gettext("This is too much at once."),
        422: gettext("Something is missing or wrong. Go back and look again."),
        429: gettext("Too many tries. Wait a while, then try again."),
        500: gettext("Something went wrong on our side. It has been written down."),
    }
    return sentences.get(code, sentences[500] if code >= 500 else sentences[400])


def show_errors(app: Flask) -> None:
    """Answer people with a page and programs with a line."""

    @app.errorhandler(HTTPException)
    def show(error: HTTPException) -> Response | HTTPException | tuple[str, int]:
        code = error.code or 500
        if request.path.startswith(API) and code >= 400:
            return problem(problem_of(code))
        if code < 400 or not request.path.startswith(PAGES):
            return error
        home = "/members/" if request.path.startswith("/members") else "/"
        return render_template("web/error.html", code=code, sentence=sentence(code), home=home), code
