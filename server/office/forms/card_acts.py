"""What is asked before something is done with a card."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import SelectField
from wtforms.validators import InputRequired

from protocol.link.tables import CardState
from server.office.forms.decide import ReasonForm
from server.office.wording import say
from server.usecases.cards.lists import LOSSES

_NEEDED = InputRequired(lazy_gettext("This is needed."))


class LossForm(ReasonForm):
    """How the card went away."""

    state = SelectField(lazy_gettext("What happened"), [_NEEDED])

    @property
    def chosen(self) -> CardState:
        """What the card will be listed as."""
        return CardState(int(self.state.data))


def loss_form() -> LossForm:
    """With what can be chosen."""
    form = LossForm()
    form.state.choices = [(str(int(state)), say(state)) for state in LOSSES]
    return form
