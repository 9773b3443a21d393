"""A look at a card, ordered of a desk."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import InputRequired, Regexp

from protocol.ids import CardInstance
from server.office.forms.card_orders import DeskForm
from server.settlement.cards.standing import read_card

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_CARD = Regexp(r"\s*[0-9]{1,16}\.[0-9]{1,5}\s*\Z", message=lazy_gettext("Number and instance, such as 1234.0."))


class LookForm(DeskForm):
    """Which card, at which desk."""

    card = StringField(lazy_gettext("Card number"), [_NEEDED, _CARD], render_kw={"autocomplete": "off"})

    @property
    def chosen_card(self) -> CardInstance:
        """The card; only of a form that is right."""
        number, instance = read_card((self.card.data or "").strip()) or (None, None)
        assert number is not None
        assert instance is not None
        return CardInstance(number, instance)
