"""The shop's settings: a field for each, made of what the masters say of it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from server.masters.settings import SETTINGS, Kind

LABELS: dict[str, tuple[object, object]] = {
    "name": (lazy_gettext("Name of the shop"), lazy_gettext("Stands on receipts, displays and pages.")),
    "currency": (lazy_gettext("Currency"), lazy_gettext("Three letters. Fixed as soon as something is priced.")),
    "digits": (
        lazy_gettext("Decimals of the currency"),
        lazy_gettext("2 for pence and cents. Fixed as soon as something is priced."),
    ),
    "utc_offset_minutes": (
        lazy_gettext("Minutes ahead of UTC"),
        lazy_gettext("The shop's wall clock; it decides when a business day begins."),
    ),
    "language": (lazy_gettext("Language of terminals"), lazy_gettext("A short name: en, zh-Hans or zh-Hant.")),
    "languages": (lazy_gettext("Languages that members may choose"), lazy_gettext("Short names, a space between them.")),
    "receipt_head": (lazy_gettext("Head of a receipt"), lazy_gettext("Line by line, at most 20.")),
    "receipt_foot": (lazy_gettext("Foot of a receipt"), lazy_gettext("Line by line, at most 20.")),
    "balance_max": (lazy_gettext("Highest balance of a card"), lazy_gettext("No load goes beyond it.")),
    "low_balance": (lazy_gettext("Warn below"), lazy_gettext("A member is told when less is left.")),
    "near_expiry_days": (lazy_gettext("Warn so many days before a card ends"), ""),
    "contact_share": (
        lazy_gettext("Contact cards: limits divided by"),
        lazy_gettext("SLE4442 cards are easier to copy; this makes each limit smaller."),
    ),
    "contact_offline_load": (lazy_gettext("Contact cards may be loaded without a line"), ""),
    "narrow_after_minutes": (
        lazy_gettext("Minutes without news until a terminal takes less"),
        lazy_gettext("1,440 is a day. Counted from the last contact, and by the age of the card states."),
    ),
    "stop_after_minutes": (lazy_gettext("Minutes without news until it takes no card"), lazy_gettext("4,320 is three days.")),
    "narrow_divisor": (lazy_gettext("Taking less: limits divided by"), ""),
    "narrow_pin_above": (lazy_gettext("Taking less: PIN above"), ""),
    "stored_records_max": (lazy_gettext("Unsent records until it takes less"), ""),
    "stored_sum_max": (lazy_gettext("Unsent sum until it takes less"), ""),
    "idle_minutes": (lazy_gettext("Minutes without a key until an operator is signed off"), lazy_gettext("0 for never.")),
    "one_tap": (lazy_gettext("Articles that may be sold by tapping alone"), lazy_gettext("Codes, a space between them.")),
    "pay_out_reasons": (lazy_gettext("Reasons for a pay-out"), lazy_gettext("Line by line: a number, a space, a name.")),
    "difference_max": (lazy_gettext("A shift may be over or short by"), lazy_gettext("More becomes a case.")),
    "ready_disk_mib": (lazy_gettext("Morning check: free MiB"), lazy_gettext("With less a terminal goes with limits only.")),
    "ready_clock_seconds": (lazy_gettext("Morning check: seconds the clock may be off"), ""),
}
"""What each setting is called, and what helps whoever sets it."""
COLUMN_LABELS = {setting.stored: LABELS[setting.key][0] for setting in SETTINGS}
_YES = [SelectChoice("", lazy_gettext("no")), SelectChoice("y", lazy_gettext("yes"))]
_LONG = frozenset({Kind.LINES, Kind.REASONS})
_NUMERIC = {Kind.NUMBER: "numeric", Kind.AMOUNT: "decimal", Kind.CODES: "numeric"}


class ParametersForm(FlaskForm):
    """All settings. How a value must be written, the masters say."""


def setting_field(key: str, kind: Kind) -> Any:
    """How one setting is typed."""
    label, words = LABELS[key]
    if kind is Kind.YES:
        return SelectField(label, choices=_YES, description=words)
    if kind in _LONG:
        return TextAreaField(label, description=words, render_kw={"rows": 3})
    how = {"autocomplete": "off", **({"inputmode": _NUMERIC[kind]} if kind in _NUMERIC else {})}
    return StringField(label, description=words, render_kw=how)


for _setting in SETTINGS:
    setattr(ParametersForm, _setting.key, setting_field(_setting.key, _setting.kind))


def fix(form: FlaskForm, keys: frozenset[str]) -> None:
    """Show that these stay as they are."""
    for key in keys:
        found: Field = form[key]
        found.render_kw = {**(found.render_kw or {}), "readonly": True}
