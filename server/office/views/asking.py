"""A page that asks for one thing and proposes it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from server.office.forms.attempt import status_of
from server.office.forms.decide import ReasonForm
from server.web.show import Answer


def ask(form: ReasonForm, title: str, words: str, **shown: Any) -> Answer:
    """The form, sent to where it was asked for."""
    page = render_template("office/money/ask.html", form=form, title=title, words=words, action=request.path, **shown)
    return page, status_of(form)
