"""Publishing what was shown, and going back."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from protocol.link.tables import TableKind

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_TEXT = Length(max=200, message=lazy_gettext("This is too long."))
_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}
ITEM, CATEGORY = "item", "category"


class PublishForm(FlaskForm):
    """Boxes to tick, made by the page: `table` names one, `shown-TABLE` its fingerprint."""


class RatesForm(FlaskForm):
    """The rates of a class, in fields that the page makes: `rate`, `category-NUMBER` and `item-CODE`."""


class ItemRateForm(FlaskForm):
    """A rate for one article."""

    code = StringField(lazy_gettext("Article"), [_NEEDED, _TEXT], render_kw=_NUMBER)
    percent = StringField(lazy_gettext("Percent off"), [_NEEDED, _TEXT], render_kw=_DECIMAL)


class PromotionForm(FlaskForm):
    """A rate for an article or a category on some days."""

    what = SelectField(
        lazy_gettext("For"),
        choices=[SelectChoice(CATEGORY, lazy_gettext("a category")), SelectChoice(ITEM, lazy_gettext("an article"))],
    )
    number = StringField(lazy_gettext("Its number"), [_NEEDED, _TEXT], render_kw=_NUMBER)
    percent = StringField(lazy_gettext("Percent off"), [_NEEDED, _TEXT], render_kw=_DECIMAL)
    first = DateField(lazy_gettext("From"), [InputRequired(lazy_gettext("A day is wanted."))])
    last = DateField(lazy_gettext("Up to and including"), [InputRequired(lazy_gettext("A day is wanted."))])


def ticked(kinds: Iterable[TableKind]) -> dict[TableKind, str]:
    """The tables that were ticked, each with the fingerprint that was shown; only those that may be."""
    asked = set(request.form.getlist("table"))
    return {kind: request.form.get(f"shown-{kind.name}", "")[:64] for kind in kinds if kind.name in asked}
