"""Files with members, rosters, and the office's own fields."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from server.office.forms.once import OnceForm
from server.office.wording import say
from server.usecases.members.details import FieldKind, OwnField
from server.usecases.members.roster import PAGE, Choice
from server.web.export import Form

_NEEDED = InputRequired(lazy_gettext("This is needed."))
EVERYBODY = "all"


class FileForm(FlaskForm):
    """A table of members."""

    file = FileField(
        lazy_gettext("File (CSV or XLSX)"),
        [FileRequired(lazy_gettext("This is needed."))],
        render_kw={"accept": ".csv,.xlsx,text/csv"},
    )


class TakeOverForm(OnceForm):
    """Exactly what was shown."""

    shown = HiddenField(validators=[_NEEDED])


class RosterForm(FlaskForm):
    """Whose roster, and as what."""

    branch = SelectField(lazy_gettext("Home branch"), validators=[_NEEDED])
    with_left = BooleanField(lazy_gettext("Also those who have left"))
    form = SelectField(lazy_gettext("As"), validators=[_NEEDED])

    @property
    def choice(self) -> Choice:
        """What was chosen, of what was offered."""
        branch = None if self.branch.data == EVERYBODY else int(self.branch.data)
        return Choice(branch, bool(self.with_left.data))


def roster_form(branches: Sequence[tuple[int, str]], *, everybody: bool) -> RosterForm:
    """With what can be chosen."""
    form = RosterForm()
    offered = [(EVERYBODY, gettext("everybody"))] if everybody else []
    form.branch.choices = [*offered, *((str(number), f"{number} · {name}") for number, name in branches)]
    form.form.choices = [(PAGE, gettext("a page to print")), (Form.XLSX.value, "XLSX"), (Form.CSV.value, "CSV")]
    return form


class OwnFieldForm(OnceForm):
    """One field of the office's own."""

    name = StringField(lazy_gettext("Name"), [_NEEDED, Length(max=40)], render_kw={"autocomplete": "off"})
    kind = SelectField(lazy_gettext("What it holds"), coerce=int, validators=[InputRequired()])
    choices = TextAreaField(lazy_gettext("To choose from, one on each line"))
    place = IntegerField(lazy_gettext("Place in the order"), [InputRequired(), NumberRange(0, 999)], default=10)
    required = BooleanField(lazy_gettext("Must be filled in"))
    active = BooleanField(lazy_gettext("In use"), default=True)


def own_field_form(one: OwnField | None) -> OwnFieldForm:
    """The form for a field, or for a new one."""
    known = {}
    if one is not None:
        known = {name: getattr(one, name) for name in ("name", "place", "required", "active")}
        known |= {"kind": int(one.kind), "choices": "\n".join(one.choices)}
    form = OwnFieldForm(data=known)
    form.kind.choices = [(int(kind), say(kind)) for kind in FieldKind]
    return form


def own_field_from(form: OwnFieldForm, number: int) -> OwnField:
    """What was filled in."""
    choices = tuple((form.choices.data or "").splitlines())
    kind = FieldKind(form.kind.data)
    return OwnField(number, form.name.data or "", kind, form.required.data, choices, form.place.data, form.active.data)
