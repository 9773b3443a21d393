"""What people fill in about terminals."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from server.office.forms.amounts import AmountField
from server.office.forms.decide import ReasonForm
from server.office.queries.branches import BranchLine
from server.office.queries.fleet.lines import Filter
from server.office.queries.fleet.standing import Trouble
from server.office.wording import say
from server.usecases.terminals.terminals import OWNER_MAX

_NEEDED = InputRequired(lazy_gettext("This is needed."))
ANY = "any"
RETIRED = "retired"


class FilterForm(FlaskForm):
    """What to show; it lives in the address."""

    class Meta:
        csrf = False

    branch = SelectField(lazy_gettext("Branch"), coerce=int)
    owner = SelectField(lazy_gettext("Owner"), coerce=int)
    trouble = SelectField(lazy_gettext("Show"))


class MastersForm(ReasonForm):
    """Whose a terminal is, and what it may load unheard."""

    owner = IntegerField(lazy_gettext("Owner"), [_NEEDED, NumberRange(0, OWNER_MAX)])
    load_float = AmountField(lazy_gettext("Float"), [_NEEDED])


class LossForm(ReasonForm):
    """What is given up with a terminal that never comes back."""

    lost = TextAreaField(
        lazy_gettext("What is given up: takings, sales and cards as far as anybody knows"),
        [InputRequired(lazy_gettext("Name what is given up: it is kept.")), Length(max=500)],
    )


def offer_filter(form: FilterForm, branches: Iterable[BranchLine], owners: Iterable[int]) -> None:
    """Fill in what can be chosen."""
    form.branch.choices = [(0, gettext("all branches")), *((one.number, f"{one.number} {one.name}") for one in branches)]
    form.owner.choices = [(0, gettext("all owners")), *((one, str(one)) for one in owners)]
    form.trouble.choices = [
        ("", gettext("all")),
        (ANY, gettext("with any trouble")),
        *((one.name.lower(), say(one)) for one in Trouble),
        (RETIRED, gettext("retired for good")),
    ]


def chosen_filter(form: FilterForm) -> Filter:
    """What was chosen; whatever is not offered counts as not chosen."""
    form.validate()
    branch, owner = (0 if field.errors else int(field.data or 0) for field in (form.branch, form.owner))
    trouble = "" if form.trouble.errors else str(form.trouble.data or "")
    named = Trouble[trouble.upper()] if trouble not in ("", ANY, RETIRED) else None
    return Filter(branch, owner, named, trouble == ANY, trouble == RETIRED)
