"""What is known of a member, with the fields of the office's own; and what belongs to one: photo, cards, leaving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from server.office.forms.decide import ReasonForm
from server.office.forms.once import OnceForm
from server.office.wording import say
from server.usecases.members.details import Column, Details, FieldKind, OwnField, Sex, read_details
from server.usecases.members.members import Member

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_NUMBER = Length(max=40, message=lazy_gettext("This is too long."))
_LONG = (Column.ADDRESS, Column.REMARKS)
_KINDS = {Column.BIRTHDAY: "date", Column.MOBILE: "tel", Column.PHONE: "tel", Column.EMAIL: "email"}


class MemberForm(OnceForm):
    """One field for each column, and for each own field. What is right is read into `details`."""

    version = HiddenField()
    details: Details
    own: Sequence[OwnField]
    branches: Sequence[int]
    today: date

    @property
    def shown_version(self) -> int:
        """The version of the member that the page showed; 0 for what is none. Only of a form that is right, so it is short."""
        sent = self.version.data or ""
        return int(sent) if sent.isdecimal() else 0

    def validate(self, extra_validators: Any = None) -> bool:
        """As forms do it, and by the same rules as a file."""
        right = bool(super().validate(extra_validators))
        texts = {name: str(one.data or "") for name, one in self._fields.items()}
        self.details, faults = read_details(texts, self.own, self.branches, self.today)
        for key, fault in faults.items():
            self[key].errors = [*self[key].errors, say(fault)]
        return right and not faults


def member_form(
    own: Sequence[OwnField], branches: Sequence[tuple[int, str]], today: date, member: Member | None, home: int | None = None
) -> MemberForm:
    """The form for a member, or for a new one who will be at home there."""
    fields: dict[str, Any] = {column.value: _field(column) for column in Column}
    fields |= {one.key: _own_field(one) for one in own}
    form_class = type("MemberForm", (MemberForm,), fields)
    data: dict[str, Any] = {"branch": "" if home is None else str(home)}
    if member is not None:
        details = member.details
        data = {column.value: details.text(column) for column in Column} | {"version": str(member.version)}
        data |= {one.key: details.own.get(one.number, "") for one in own}
    form: MemberForm = form_class(data=data)
    form.sex.choices = [(str(int(one)), say(one)) for one in Sex]
    form.branch.choices = [("", "–"), *((str(number), f"{number} · {name}") for number, name in branches)]
    form.own, form.branches, form.today = own, [number for number, _ in branches], today
    return form


class PhotoForm(FlaskForm):
    """A picture."""

    photo = FileField(
        lazy_gettext("Photo"),
        [FileRequired(lazy_gettext("This is needed."))],
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


class GiveForm(FlaskForm):
    """A card that is there already."""

    card = StringField(lazy_gettext("Card number"), [_NEEDED, _NUMBER], render_kw={"autocomplete": "off", "inputmode": "decimal"})
    reason = StringField(lazy_gettext("Reason"), [Optional(), Length(max=500)])


class TakeForm(ReasonForm):
    """One of the member's cards."""

    card = HiddenField(validators=[_NEEDED])


def _field(column: Column) -> Any:
    label = say(column)
    if column in (Column.SEX, Column.BRANCH):
        return SelectField(label, validate_choice=False)
    if column in _LONG:
        return TextAreaField(label)
    words: dict[str, Any] = {"autocomplete": "off", "type": _KINDS.get(column, "text")}
    return StringField(label, render_kw=words | ({"required": True} if column is Column.NAME else {}))


def _own_field(one: OwnField) -> Any:
    if one.kind is FieldKind.CHOICE:
        return SelectField(one.name, choices=["", *one.choices], validate_choice=False)
    kind = {FieldKind.DAY: "date"}.get(one.kind, "text")
    words = {"autocomplete": "off", "type": kind}
    return StringField(one.name, render_kw=words | ({"inputmode": "decimal"} if one.kind is FieldKind.NUMBER else {}))
