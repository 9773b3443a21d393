"""Setting up, signing in, one's own password and telephone."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from server.usecases.staff.passwords import LENGTH_MAX

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_TEXT = Length(max=120, message=lazy_gettext("This is too long."))
_PASSWORD = Length(max=LENGTH_MAX, message=lazy_gettext("This is too long."))
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class LoginForm(FlaskForm):
    """Name, password, and a code for whoever has a telephone set."""

    name = StringField(lazy_gettext("Name"), [_NEEDED, _TEXT], render_kw={"autocomplete": "username", "autofocus": True})
    password = PasswordField(
        lazy_gettext("Password or first code"), [_NEEDED, _PASSWORD], render_kw={"autocomplete": "current-password"}
    )
    code = StringField(lazy_gettext("Code from your telephone, if you use one"), [_TEXT], render_kw=_CODE)


class SetUpForm(FlaskForm):
    """The first administrator."""

    word = StringField(lazy_gettext("Word from the server's console"), [_NEEDED, _TEXT], render_kw={"autocomplete": "off"})
    name = StringField(lazy_gettext("Name to sign in with"), [_NEEDED, _TEXT], render_kw={"autocomplete": "username"})
    display = StringField(lazy_gettext("Name that others read"), [_NEEDED, _TEXT], render_kw={"autocomplete": "name"})
    password = PasswordField(lazy_gettext("Password"), [_NEEDED, _PASSWORD], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        lazy_gettext("The same again"),
        [EqualTo("password", lazy_gettext("These are two different passwords."))],
        render_kw={"autocomplete": "new-password"},
    )


class OwnPasswordForm(FlaskForm):
    """Another password."""

    old = PasswordField(
        lazy_gettext("Present password or first code"), [_NEEDED, _PASSWORD], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(lazy_gettext("New password"), [_NEEDED, _PASSWORD], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        lazy_gettext("The same again"),
        [EqualTo("new", lazy_gettext("These are two different passwords."))],
        render_kw={"autocomplete": "new-password"},
    )


class TelephoneForm(FlaskForm):
    """A telephone that makes one-time codes."""

    code = StringField(lazy_gettext("Code that the telephone shows"), [_NEEDED, _TEXT], render_kw=_CODE)
    password = PasswordField(lazy_gettext("Your password"), [_NEEDED, _PASSWORD], render_kw={"autocomplete": "current-password"})
