"""Articles and their prices, categories, owners, lists. How a value must be written, the masters say (`server.masters`)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_TEXT = Length(max=200, message=lazy_gettext("This is too long."))
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
NOBODY = "0"


class ItemForm(FlaskForm):
    """What an article is, without its price."""

    code = StringField(lazy_gettext("Code"), [_NEEDED, _TEXT], render_kw=_NUMBER)
    name = StringField(lazy_gettext("Name"), [_NEEDED, _TEXT], render_kw={"autocomplete": "off"})
    category = SelectField(lazy_gettext("Category"), default=NOBODY)
    owner = SelectField(lazy_gettext("Owner"), default=NOBODY)
    uses = StringField(lazy_gettext("Uses taken from a card (below zero: added)"), [_TEXT], default="0", render_kw=_NUMBER)


class NewItemForm(ItemForm):
    """A new article."""

    price = StringField(lazy_gettext("Price"), [_NEEDED, _TEXT], render_kw=_DECIMAL)


class PriceForm(FlaskForm):
    """A price, and the day on which it begins."""

    price = StringField(lazy_gettext("Price"), [_NEEDED, _TEXT], render_kw=_DECIMAL)
    day = DateField(lazy_gettext("From"), [InputRequired(lazy_gettext("A day is wanted."))])


class DayForm(FlaskForm):
    """The day of a price that is to be withdrawn."""

    day = HiddenField(validators=[_NEEDED])


class PlainForm(FlaskForm):
    """A button."""


class CategoryForm(FlaskForm):
    """A category."""

    id = StringField(lazy_gettext("Number"), [_NEEDED, _TEXT], render_kw=_NUMBER)
    name = StringField(lazy_gettext("Name"), [_NEEDED, _TEXT], render_kw={"autocomplete": "off"})
    parent = SelectField(lazy_gettext("Belongs to"), default=NOBODY)


class OwnerForm(FlaskForm):
    """An owner."""

    id = StringField(lazy_gettext("Number"), [_NEEDED, _TEXT], render_kw=_NUMBER)
    name = StringField(lazy_gettext("Name"), [_NEEDED, _TEXT], render_kw={"autocomplete": "off"})
    commission = StringField(lazy_gettext("Commission in percent"), [_TEXT], default="0", render_kw=_DECIMAL)
    payee = StringField(lazy_gettext("Paid to (account, name)"), [_TEXT], render_kw={"autocomplete": "off"})


class ListForm(FlaskForm):
    """A list of articles from a spreadsheet."""

    list = FileField(
        lazy_gettext("CSV or XLSX file"), [FileRequired(lazy_gettext("Choose a file."))], render_kw={"accept": ".csv,.xlsx"}
    )
    day = DateField(lazy_gettext("Prices from"), [InputRequired(lazy_gettext("A day is wanted."))])


class TakeListForm(FlaskForm):
    """A list as it was shown."""

    rows = TextAreaField(validators=[_NEEDED])
    day = DateField(validators=[_NEEDED])


def offer(form: FlaskForm, field: str, names: Mapping[int, str], none: str) -> None:
    """Fill in what can be chosen; a number that has no name yet stays what it is."""
    chosen = form[field].data
    known = {str(number): f"{number} · {name}" for number, name in names.items()}
    form[field].choices = [(NOBODY, none), *known.items()]
    if chosen and chosen not in known and chosen != NOBODY and chosen.isdigit():
        form[field].choices.append((chosen, chosen))
