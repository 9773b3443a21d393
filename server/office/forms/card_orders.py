"""What is asked before a desk gets a job."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from protocol.ids import TerminalId
from protocol.instants import BusinessDay, date_of, day_of
from protocol.link.tables import CardClass
from server.office.forms.amounts import AmountField
from server.office.forms.decide import ReasonForm
from server.office.forms.once import OnceForm
from server.office.queries.desk_jobs import Desk
from server.usecases.cards.issuing import NUMBER_MAX

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_NUMBER = NumberRange(1, NUMBER_MAX, lazy_gettext("A card number has at most 16 digits."))
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class DeskForm(OnceForm):
    """At which desk."""

    desk = SelectField(lazy_gettext("Desk"), [_NEEDED])

    @property
    def terminal(self) -> TerminalId:
        """The one that was chosen."""
        return TerminalId(int(self.desk.data))


class LoadForm(DeskForm):
    """How much cash goes onto the card."""

    amount = AmountField(lazy_gettext("Amount"), [_NEEDED])


class SellForm(DeskForm):
    """What is loaded when it is sold, and whose it is from then on. `shown`: what the member was told that he pays."""

    load = AmountField(lazy_gettext("First load"), [Optional()])
    member = IntegerField(lazy_gettext("Member number"), [Optional()], render_kw=_DIGITS)
    shown = HiddenField()


class UntilForm(DeskForm):
    """Until when the card is valid from then on."""

    valid_until = DateField(lazy_gettext("Valid until"), [_NEEDED])
    shown = HiddenField()

    @property
    def day(self) -> BusinessDay:
        """The day that was typed."""
        return day_of(self.valid_until.data or date.min)


class RecognisedForm(DeskForm):
    """Who asks for a new PIN is the holder, as far as anybody can see."""

    recognised = StringField(lazy_gettext("How you saw that the card is theirs"), [_NEEDED, Length(max=200)])


class ReasonedForm(ReasonForm):
    """At which desk, and why."""

    desk = SelectField(lazy_gettext("Desk"), [_NEEDED])

    @property
    def terminal(self) -> TerminalId:
        """The one that was chosen."""
        return TerminalId(int(self.desk.data))


class IssueForm(DeskForm):
    """One new card. Without a day it is valid as long as its class says."""

    number = IntegerField(lazy_gettext("Number that is printed on it"), [_NEEDED, _NUMBER], render_kw=_DIGITS)
    card_class = SelectField(lazy_gettext("Class"), [_NEEDED])
    load = AmountField(lazy_gettext("First load"), [Optional()])
    valid_until = DateField(lazy_gettext("Valid until (empty: as the class says)"), [Optional()])
    later = BooleanField(lazy_gettext("Only make it; it is sold later"))
    member = HiddenField()
    shown = HiddenField()


class BatchForm(DeskForm):
    """Many new cards, by the numbers that are printed on them."""

    first = IntegerField(lazy_gettext("First number"), [_NEEDED, _NUMBER], render_kw=_DIGITS)
    last = IntegerField(lazy_gettext("Last number"), [_NEEDED, _NUMBER], render_kw=_DIGITS)
    card_class = SelectField(lazy_gettext("Class"), [_NEEDED])
    load = AmountField(lazy_gettext("First load of each"), [Optional()])
    valid_until = DateField(lazy_gettext("Valid until (empty: as the class says)"), [Optional()])
    later = BooleanField(lazy_gettext("Only make them; they are sold later"))
    shown = HiddenField()


def offer_desks(form: Any, desks: Iterable[Desk]) -> None:
    """Fill in the desks that somebody may order from."""
    form.desk.choices = [(str(one.terminal), _desk(one)) for one in desks]


def offer_classes(form: Any, classes: Iterable[CardClass]) -> None:
    """Fill in the classes."""
    form.card_class.choices = [(str(one.id), f"{one.id} · {one.name}") for one in classes]


def day_after(today: BusinessDay, days: int) -> date:
    """A day as a form shows it."""
    return date_of(BusinessDay(today + days))


def _desk(one: Desk) -> str:
    where = one.branch_name or gettext("branch %(number)s", number=one.branch)
    return f"{gettext('terminal %(number)s', number=one.terminal)} · {where}"
