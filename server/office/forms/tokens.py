"""A token for another program."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from server.usecases.staff.api_tokens import DAYS_MAX, NAME_MAX, ApiScope

SCOPES: dict[ApiScope, object] = {
    ApiScope.MEMBERS_READ: lazy_gettext("read members"),
    ApiScope.MEMBERS_WRITE: lazy_gettext("write members"),
    ApiScope.CARDS_READ: lazy_gettext("read cards"),
    ApiScope.CLAIMS_WRITE: lazy_gettext("propose promises of money"),
    ApiScope.SALES_READ: lazy_gettext("read sales"),
    ApiScope.REPORTS_READ: lazy_gettext("read reports"),
    ApiScope.METRICS_READ: lazy_gettext("read measurements"),
}
_NEEDED = InputRequired(lazy_gettext("This is needed."))


class TokenForm(FlaskForm):
    """What it is for, what it may do, and for how long."""

    name = StringField(lazy_gettext("Which program"), [_NEEDED, Length(max=NAME_MAX)], render_kw={"autocomplete": "off"})
    scopes = SelectMultipleField(
        lazy_gettext("What it may do"),
        choices=[SelectChoice(one.value, words) for one, words in SCOPES.items()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    days = IntegerField(
        lazy_gettext("For how many days"),
        [_NEEDED, NumberRange(1, DAYS_MAX, lazy_gettext("From 1 to 400 days."))],
        default=365,
        render_kw={"inputmode": "numeric"},
    )
