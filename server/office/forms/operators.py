"""Operators of terminals."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from protocol.link.rights import Right
from server.office.forms.decide import ReasonForm
from server.staff import ROLES

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_TEXT = Length(max=200, message=lazy_gettext("This is too long."))
TICKED = ""


class OperatorForm(ReasonForm):
    """An operator. `rights` that are ticked count where no role is chosen."""

    number = StringField(lazy_gettext("Number"), [_NEEDED, _TEXT], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    name = StringField(lazy_gettext("Name"), [_NEEDED, _TEXT], render_kw={"autocomplete": "off"})
    card = StringField(
        lazy_gettext("Card to sign on with, if any"), [_TEXT], render_kw={"inputmode": "decimal", "autocomplete": "off"}
    )
    supervised = SelectField(
        lazy_gettext("Works only together with a supervisor"),
        choices=[SelectChoice("", lazy_gettext("no")), SelectChoice("y", lazy_gettext("yes"))],
    )
    role = SelectField(
        lazy_gettext("Rights"),
        choices=[
            SelectChoice(TICKED, lazy_gettext("as ticked below")),
            SelectChoice("cashier", lazy_gettext("all of a cashier")),
            SelectChoice("supervisor", lazy_gettext("all of a supervisor")),
            SelectChoice("finance", lazy_gettext("all of finance")),
            SelectChoice("admin", lazy_gettext("all there are")),
            SelectChoice("waiter", lazy_gettext("none: named on what he serves")),
        ],
    )


def chosen_rights(form: OperatorForm) -> Right:
    """The rights that are asked for."""
    if form.role.data:
        return ROLES[form.role.data]
    ticked = set(request.form.getlist("right"))
    return Right(sum(right for right in Right if right.name in ticked))
