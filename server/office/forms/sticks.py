"""Files from a stick."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms.validators import InputRequired


class StickForm(FlaskForm):
    """As many files as fit into one form."""

    files = MultipleFileField(
        lazy_gettext("Files from the stick (TC-….up)"),
        [InputRequired(lazy_gettext("This is needed."))],
        render_kw={"accept": ".up"},
    )
