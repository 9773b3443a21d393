"""From a filled-in form to the use case and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

from flask_wtf import FlaskForm

from server.office.wording import say
from server.usecases.declined import Declined

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """It was done, and this came of it."""

    value: T


def attempt(form: FlaskForm, act: Callable[[], T]) -> Done[T] | None:
    """Do it if the form was sent and is right; why it was declined is written on the form."""
    if not form.validate_on_submit():
        return None
    try:
        return Done(act())
    except Declined as declined:
        form.form_errors.append(say(declined.reason))
        return None


def status_of(form: FlaskForm) -> HTTPStatus:
    """Of a page that shows this form."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
