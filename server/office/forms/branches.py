"""What people fill in about regions and branches."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired

from server.office.forms.decide import ReasonForm
from server.office.queries.branches import RegionLine

_NEEDED = InputRequired(lazy_gettext("This is needed."))


class NameForm(FlaskForm):
    """Another name."""

    name = StringField(lazy_gettext("Called"), [_NEEDED])


class NumberForm(FlaskForm):
    """A number and a name."""

    number = IntegerField(lazy_gettext("Number"), [_NEEDED])
    name = StringField(lazy_gettext("Called"), [_NEEDED])


class RegionForm(ReasonForm):
    """In which region a branch lies."""

    region = SelectField(lazy_gettext("Region"), coerce=int)


def offer_regions(form: RegionForm, regions: Iterable[RegionLine]) -> None:
    """Fill in what can be chosen."""
    form.region.choices = [(0, gettext("none")), *((one.number, f"{one.number} {one.name}") for one in regions)]
