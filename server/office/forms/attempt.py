"""From a filled-in form to the use case and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

from flask_wtf import FlaskForm
from wtforms import Field

from server.masters.faults import Mistake
from server.office.wording import fault_words, say
from server.usecases.declined import Declined

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """It was done, and this came of it."""

    value: T


def attempt(form: FlaskForm, act: Callable[[], T]) -> Done[T] | None:
    """Do it if the form was sent and is right; why it was declined, or which field is wrong, is written on the form."""
    if not form.validate_on_submit():
        return None
    try:
        return Done(act())
    except Declined as declined:
        form.form_errors.append(say(declined.reason))
    except Mistake as mistake:
        blame(form, mistake)
    return None


def blame(form: FlaskForm, mistake: Mistake) -> None:
    """Write what is wrong beside the field that it is wrong in."""
    words = fault_words(mistake)
    if mistake.key in form:
        form[mistake.key].errors = [*form[mistake.key].errors, words]
    else:
        form.form_errors.append(words)


def texts(form: FlaskForm) -> dict[str, str]:
    """What was typed, as the masters keep texts."""
    return {field.short_name: unicodedata.normalize("NFC", (field.data or "").strip()) for field in form if _typed(field)}


def _typed(field: Field) -> bool:
    return field.data is None or isinstance(field.data, str)


def status_of(form: FlaskForm) -> HTTPStatus:
    """Of a page that shows this form."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
