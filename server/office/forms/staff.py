"""Who is on the staff, and as what."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from server.office.forms.decide import ReasonForm
from server.office.wording import say
from server.usecases.staff.roles import Reach, Role, Scope

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_TEXT = Length(max=120, message=lazy_gettext("This is too long."))


class StandingForm(ReasonForm):
    """A role and its reach."""

    role = SelectField(lazy_gettext("Role"), validators=[_NEEDED])
    scope = SelectField(lazy_gettext("Reach"), validators=[_NEEDED])


class AddForm(StandingForm):
    """Somebody new."""

    name = StringField(lazy_gettext("Name to sign in with"), [_NEEDED, _TEXT], render_kw={"autocomplete": "off"})
    display = StringField(lazy_gettext("Name that others read"), [_NEEDED, _TEXT], render_kw={"autocomplete": "off"})


def offer(form: FlaskForm, scopes: Iterable[tuple[Scope, str]]) -> None:
    """Fill in what can be chosen."""
    form.role.choices = [(role.value, say(role)) for role in Role]
    form.scope.choices = [(scope_text(scope), words) for scope, words in scopes]


def scope_text(scope: Scope) -> str:
    """A scope as the value of a choice."""
    return f"{int(scope.reach)}-{scope.number}"


def scope_from(text: str) -> Scope:
    """The scope of a choice that was offered."""
    reach, _, number = text.partition("-")
    return Scope(Reach(int(reach)), int(number))
