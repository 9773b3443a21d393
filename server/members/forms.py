"""What members fill in."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from server.members.wording import why
from server.usecases.declined import Declined
from server.usecases.staff.passwords import LENGTH_MAX

T = TypeVar("T")
_NEEDED = InputRequired(lazy_gettext("This is needed."))
_LENGTH = Length(max=LENGTH_MAX, message=lazy_gettext("This is too long."))
_KNOWN = {"autocomplete": "current-password"}
_FRESH = {"autocomplete": "new-password"}


class EnterForm(FlaskForm):
    """Card number and secret."""

    number = StringField(
        lazy_gettext("Card number"),
        [_NEEDED, _LENGTH],
        render_kw={"autocomplete": "username", "inputmode": "numeric", "autofocus": True},
    )
    secret = PasswordField(lazy_gettext("Web secret, or the code from the office"), [_NEEDED, _LENGTH], render_kw=_KNOWN)


class SecretForm(FlaskForm):
    """Another secret."""

    old = PasswordField(lazy_gettext("Present web secret, or the code from the office"), [_NEEDED, _LENGTH], render_kw=_KNOWN)
    new = PasswordField(lazy_gettext("New web secret"), [_NEEDED, _LENGTH], render_kw=_FRESH)
    again = PasswordField(
        lazy_gettext("The same again"),
        [EqualTo("new", lazy_gettext("These are two different secrets."))],
        render_kw=_FRESH,
    )


class LossForm(FlaskForm):
    """The card is gone."""

    secret = PasswordField(lazy_gettext("Your web secret"), [_NEEDED, _LENGTH], render_kw=_KNOWN)
    sure = BooleanField(lazy_gettext("I have lost this card. It shall be refused from now on."), [_NEEDED])


def attempt(form: FlaskForm, act: Callable[[], T]) -> T | None:
    """What came of it if the form was sent and is right; why it was declined is written on the form."""
    if not form.validate_on_submit():
        return None
    try:
        return act()
    except Declined as declined:
        form.form_errors.append(why(declined.reason))
        return None


def status_of(form: FlaskForm) -> HTTPStatus:
    """Of a page that shows this form."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
