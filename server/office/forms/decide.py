"""What two persons decide: a reason from the one, a password from the other."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from server.office.forms.once import OnceForm
from server.usecases.staff.passwords import LENGTH_MAX

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_REASON = Length(max=500, message=lazy_gettext("This is too long."))


class ReasonForm(OnceForm):
    """Why."""

    reason = TextAreaField(lazy_gettext("Reason"), [InputRequired(lazy_gettext("Say why: it is kept.")), _REASON])


class ApproveForm(FlaskForm):
    """Whoever approves shows again who he is; `shown` says what he saw."""

    shown = HiddenField(validators=[_NEEDED])
    password = PasswordField(
        lazy_gettext("Your password"), [_NEEDED, Length(max=LENGTH_MAX)], render_kw={"autocomplete": "current-password"}
    )
    word = StringField(lazy_gettext("Word from the server's console"), [_REASON], render_kw={"autocomplete": "off"})


class RejectForm(ReasonForm):
    """Why not."""

    shown = HiddenField(validators=[_NEEDED])
