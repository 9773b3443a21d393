"""What a group of terminals or one terminal has for itself: beside each setting a box that says so."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField

from server.masters.faults import Mistake
from server.masters.own_settings import OWN
from server.masters.settings import read_one, shown
from server.office.forms.attempt import blame, texts
from server.office.forms.parameters import setting_field
from server.office.queries.own_settings import Holding

MARK = "own_"


class OwnSettingsForm(FlaskForm):
    """A value counts where its box is ticked."""


for _setting in OWN:
    setattr(OwnSettingsForm, MARK + _setting.key, BooleanField(lazy_gettext("its own")))
    setattr(OwnSettingsForm, _setting.key, setting_field(_setting.key, _setting.kind))


def filled(holdings: list[Holding], own: dict[str, Any], digits: int) -> OwnSettingsForm:
    """The form as it stands: its own values, and beside the others those that hold."""
    values: dict[str, Any] = {}
    for one in holdings:
        column, key = one.setting.stored, one.setting.key
        values[MARK + key] = column in own
        values[key] = shown(one.setting, own.get(column, one.here), digits)
    return OwnSettingsForm(formdata=None, **values)


def wanted(form: OwnSettingsForm, digits: int) -> dict[str, Any] | None:
    """The columns that were ticked; None where one cannot be read, which stands beside its field."""
    found: dict[str, Any] = {}
    right, said = form.validate_on_submit(), texts(form)
    for setting in OWN:
        if not form[MARK + setting.key].data:
            continue
        long = request.form.get(setting.key, "").replace("\r", "")
        try:
            found[setting.stored] = read_one(setting, long if setting.key in LONG else said.get(setting.key, ""), digits)
        except Mistake as mistake:
            blame(form, mistake)
            right = False
    return found if right else None


LONG = frozenset({"receipt_head", "receipt_foot"})
"""Texts of several lines, of which spaces at the beginning stay."""
