"""What is asked for where money is moved by decision."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, StopValidation

from protocol.ids import CardInstance
from protocol.instants import BusinessDay, day_of
from server.office.forms.amounts import AmountField
from server.office.forms.decide import ReasonForm
from server.office.queries.cards import instances_of, read_card
from server.office.queries.scope import all_scopes
from server.office.wording import say, say_payer
from server.usecases.claims import BY_HAND
from server.usecases.roles import Reach

NEEDED = InputRequired(lazy_gettext("This is needed."))
_DAY = {"type": "date"}


def given(form: Any, field: Any) -> None:
    """Raises StopValidation if nothing came of what was typed; why not is told already."""
    if field.data is None:
        raise StopValidation("" if field.errors else gettext("This is needed."))


def chosen(field: Any) -> Any:
    """What a field holds that is filled in; `given` has looked."""
    assert field.data is not None
    return field.data


class CardField(StringField):
    """A card as people type it, `1001` or `1001.0`; its data is the card. A number alone means its newest instance."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        kw = {"autocomplete": "off", "inputmode": "decimal"}
        super().__init__(label, [given], render_kw=kw, **kwargs)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed."""
        typed = "".join(valuelist).strip()
        self.data = None
        if not typed:
            return
        asked = read_card(typed)
        known = instances_of(asked[0]) if asked else []
        if asked and asked[1] is not None:
            known = [one for one in known if one.instance == asked[1]]
        if not known:
            raise ValueError(gettext("There is no card %(number)s.", number=typed[:40]))
        self.data = CardInstance(known[0].number, known[0].instance)


class LastDayField(DateField):
    """The last day on which something holds."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label or lazy_gettext("Last day"), [NEEDED], render_kw=_DAY, **kwargs)

    @property
    def day(self) -> BusinessDay:
        """The day that was chosen."""
        assert self.data is not None
        return day_of(self.data)


class PromiseForm(ReasonForm):
    """An amount for one card."""

    card = CardField(lazy_gettext("Card"))
    amount = AmountField(lazy_gettext("Amount"), [given])
    kind = SelectField(lazy_gettext("What for"), validators=[NEEDED])
    payer = SelectField(lazy_gettext("Who pays"), validators=[NEEDED])
    until = LastDayField()


class FloatForm(ReasonForm):
    """A terminal that may load more."""

    terminal = SelectField(lazy_gettext("Terminal"), validators=[NEEDED], coerce=int)
    amount = AmountField(lazy_gettext("May load so much more"), [given])


def offer_promise(form: PromiseForm) -> None:
    """Fill in what can be chosen."""
    form.kind.choices = [(one.name, say(one)) for one in BY_HAND]
    form.payer.choices = payers_offered()


def payers_offered() -> list[tuple[str, str]]:
    """Who can pay for a promise: the house, what came by bank, a branch or employer, an owner."""
    words = {Reach.BRANCH: "branch", Reach.OWNER: "owner"}
    numbered = [(f"{words[scope.reach]}:{scope.number}", name) for scope, name in all_scopes() if scope.reach in words]
    return [*((alone, say_payer(alone)) for alone in ("house", "bank")), *numbered]
