"""What is asked for where money is moved by decision."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, StopValidation

from protocol.ids import CardInstance
from protocol.instants import BusinessDay, day_of
from protocol.money import ZERO
from server.ledger.entries import Owners
from server.office.forms.amounts import AmountField
from server.office.forms.decide import ReasonForm
from server.office.queries.desk_jobs import desks
from server.office.queries.scope import all_scopes
from server.office.wording import say
from server.office.wording.money import say_payer
from server.settlement.cards.standing import instances_of, read_card
from server.usecases.money.claims import BY_HAND
from server.usecases.staff.roles import Reach, Scope

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


class RefundForm(ReasonForm):
    """What goes back of a sale."""

    owner = SelectField(lazy_gettext("Of it"), validators=[NEEDED])
    amount = AmountField(lazy_gettext("Amount (nothing means all that is left)"))
    wrong = BooleanField(lazy_gettext("The sale was recorded wrongly: note it in the log of corrections"))


class OwnerForm(ReasonForm):
    """Whose sale it was."""

    recorded = SelectField(lazy_gettext("Recorded for owner"), validators=[NEEDED], coerce=int)
    right = SelectField(lazy_gettext("Belongs to owner"), validators=[NEEDED], coerce=int)
    amount = AmountField(lazy_gettext("Amount"), [given])


class LoadBackForm(ReasonForm):
    """A load that was too much."""

    amount = AmountField(lazy_gettext("Too much by"), [given])
    desk = SelectField(lazy_gettext("At desk"), validators=[NEEDED], coerce=int)


class TransferForm(ReasonForm):
    """From card to card."""

    card = CardField(lazy_gettext("From card"))
    to = CardField(lazy_gettext("To card"))
    amount = AmountField(lazy_gettext("Amount"), [given])
    desk = SelectField(lazy_gettext("At desk"), validators=[NEEDED], coerce=int)


class SettleForm(ReasonForm):
    """An owner and a period."""

    owner = SelectField(lazy_gettext("Owner"), validators=[NEEDED], coerce=int)
    until = LastDayField(lazy_gettext("Up to and with"))


ALL_OWNERS = "all"


def offer_refund(form: RefundForm, left: Owners) -> None:
    """Fill in whose part can go back."""
    offered = [(str(owner), gettext("owner %(number)s", number=owner)) for owner, part in left if part > ZERO]
    form.owner.choices = [(ALL_OWNERS, gettext("all that is left")), *offered]


def offer_owners(form: OwnerForm, left: Owners) -> None:
    """Fill in whose it can have been."""
    known = {scope.number for scope, _ in all_scopes() if scope.reach is Reach.OWNER} | {int(owner) for owner, _ in left}
    form.recorded.choices = [(int(owner), str(owner)) for owner, part in left if part > ZERO]
    form.right.choices = [(owner, str(owner)) for owner in sorted(known)]


def offer_desks(form: LoadBackForm | TransferForm, scope: Scope) -> None:
    """Fill in which desks can be ordered from."""
    form.desk.choices = [(int(desk.terminal), f"{desk.terminal} · {desk.branch_name or desk.branch}") for desk in desks(scope)]


def offer_settling(form: SettleForm) -> None:
    """Fill in with whom one can settle."""
    form.owner.choices = [(scope.number, str(scope.number)) for scope, _ in all_scopes() if scope.reach is Reach.OWNER]


def offer_promise(form: PromiseForm | PromiseFileForm) -> None:
    """Fill in what can be chosen."""
    form.kind.choices = [(one.name, say(one)) for one in BY_HAND]
    form.payer.choices = payers_offered()


def payers_offered() -> list[tuple[str, str]]:
    """Who can pay for a promise: the house, what came by bank, a branch or employer, an owner."""
    words = {Reach.BRANCH: "branch", Reach.OWNER: "owner"}
    numbered = [(f"{words[scope.reach]}:{scope.number}", name) for scope, name in all_scopes() if scope.reach in words]
    return [*((alone, say_payer(alone)) for alone in ("house", "bank")), *numbered]


class ClaimFileForm(FlaskForm):
    """A table of cards and amounts."""

    file = FileField(
        lazy_gettext("File (CSV or XLSX)"),
        [FileRequired(lazy_gettext("This is needed."))],
        render_kw={"accept": ".csv,.xlsx,text/csv"},
    )


class PromiseFileForm(ReasonForm):
    """What all rows of a file are promised for."""

    kind = SelectField(lazy_gettext("What for"), validators=[NEEDED])
    payer = SelectField(lazy_gettext("Who pays"), validators=[NEEDED])
    until = LastDayField()
