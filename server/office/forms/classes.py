"""A class of cards as it is typed in."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange

from protocol.ids import ClassId
from protocol.limits import TEXT_BYTES_MAX
from protocol.link.certificate import GROUP_MAX
from protocol.link.tables import CardClass
from protocol.link.wire import U16_MAX
from server.office.forms.amounts import AmountField, PercentField
from server.office.wording import say
from server.usecases.cards.classes import CLASS_MAX, VALID_DAYS_MAX, CardKind, CardType, Charges

_NEEDED = InputRequired(lazy_gettext("This is needed."))
_ALL = "all"
EVERY_GROUP = (1 << (GROUP_MAX + 1)) - 1
_LIMITS = ("floor", "least_sale", "soft_sale", "hard_sale", "soft_day", "hard_day", "sales_day")
_CHARGES = ("deposit", "issue", "back", "reissue", "swap", "renewal")
_PLAIN = {"autocomplete": "off"}
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


def _number(label: Any, least: int, most: int) -> IntegerField:
    words = lazy_gettext("A whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(label, [_NEEDED, NumberRange(least, most, words)], render_kw=_DIGITS)


def _amount(label: Any, negative: bool = False) -> AmountField:
    return AmountField(label, [_NEEDED], negative)


class ClassForm(FlaskForm):
    """Both halves of a class. The names are those of `CardClass`, `CardType` and `Charges`."""

    id = _number(lazy_gettext("Number"), 1, CLASS_MAX)
    name = StringField(lazy_gettext("Name of the class"), [_NEEDED, Length(max=TEXT_BYTES_MAX)], render_kw=_PLAIN)
    kind = SelectField(lazy_gettext("Kind of card"), [_NEEDED])
    discount_bp = PercentField(lazy_gettext("Discount, per cent"), [_NEEDED])
    groups = StringField(lazy_gettext("Groups of terminals (“all”, or numbers)"), [_NEEDED], render_kw={"autocomplete": "off"})
    floor = _amount(lazy_gettext("Must stay on the card"), negative=True)
    least_sale = _amount(lazy_gettext("Least sale"))
    soft_sale = _amount(lazy_gettext("Sale above which the PIN is asked"))
    hard_sale = _amount(lazy_gettext("Highest sale"))
    soft_day = _amount(lazy_gettext("Day's sum above which the PIN is asked"))
    hard_day = _amount(lazy_gettext("Highest sum of a day"))
    sales_day = _number(lazy_gettext("Sales a day at one terminal (0: as many as wanted)"), 0, U16_MAX)
    named = BooleanField(lazy_gettext("Belongs to a member who is known"))
    reportable = BooleanField(lazy_gettext("Can be reported lost and replaced"))
    pin = BooleanField(lazy_gettext("The member chooses a PIN at the desk"))
    valid_days = _number(lazy_gettext("Valid for so many days"), 1, VALID_DAYS_MAX)
    least_load = _amount(lazy_gettext("Least load"))
    most_load = _amount(lazy_gettext("Highest load (0: no limit)"))
    deposit = _amount(lazy_gettext("Deposit"))
    issue = _amount(lazy_gettext("Fee for a new card"))
    back = _amount(lazy_gettext("Fee for taking a card back"))
    reissue = _amount(lazy_gettext("Fee for replacing a lost card"))
    swap = _amount(lazy_gettext("Fee for exchanging a card"))
    renewal = _amount(lazy_gettext("Fee for a longer validity"))

    def validate_groups(self, field: StringField) -> None:
        """Every group, or some."""
        try:
            groups_from(field.data or "")
        except ValueError:
            raise ValidationError(gettext("Type “all”, or numbers from 0 to %(most)s with commas.", most=GROUP_MAX)) from None

    @property
    def card_class(self) -> CardClass:
        """What terminals go by."""
        return CardClass(
            ClassId(self.id.data or 0),
            (self.name.data or "").strip(),
            self.discount_bp.points,
            groups_from(self.groups.data or ""),
            self.floor.amount,
            self.soft_sale.amount,
            self.hard_sale.amount,
            self.soft_day.amount,
            self.hard_day.amount,
            self.least_sale.amount,
            self.sales_day.data or 0,
        )

    @property
    def card_type(self) -> CardType:
        """What the office goes by."""
        fees = (self.deposit, self.issue, self.back, self.reissue, self.swap, self.renewal)
        return CardType(
            CardKind(self.kind.data),
            bool(self.named.data),
            bool(self.reportable.data),
            bool(self.pin.data),
            self.valid_days.data or 0,
            self.least_load.amount,
            self.most_load.amount,
            Charges(*(fee.amount for fee in fees)),
        )


HALVES = (
    (
        lazy_gettext("What terminals go by"),
        ("id", "name", "discount_bp", "groups", *_LIMITS),
    ),
    (
        lazy_gettext("What the office goes by"),
        ("kind", "valid_days", "least_load", "most_load", *_CHARGES),
    ),
)
"""In which order the fields stand on the page; ticks come last."""
TICKS = ("named", "reportable", "pin")


def class_form(one: CardClass | None, card_type: CardType) -> ClassForm:
    """The form of a class, or of one that is to be added."""
    values: dict[str, Any] = {name: getattr(card_type, name) for name in ("named", "reportable", "pin", "valid_days")}
    values |= {"kind": card_type.kind.value, "least_load": card_type.least_load, "most_load": card_type.most_load}
    values |= {name: getattr(card_type.charges, name) for name in _CHARGES}
    if one is not None:
        names = ("id", "name", "discount_bp", *_LIMITS)
        values |= {name: getattr(one, name) for name in names} | {"groups": groups_text(one.groups)}
    form = ClassForm(**values)
    form.kind.choices = [(kind.value, say(kind)) for kind in CardKind]
    return form


def groups_from(typed: str) -> int:
    """`all` or `0, 3` as a bit set. Raises ValueError."""
    if typed.strip().casefold() == _ALL:
        return EVERY_GROUP
    numbers = {int(one) for one in typed.replace(",", " ").split()}
    if not numbers or not all(0 <= one <= GROUP_MAX for one in numbers):
        raise ValueError(typed)
    return sum(1 << one for one in numbers)


def groups_text(groups: int) -> str:
    """A bit set as it is typed."""
    if groups == EVERY_GROUP:
        return _ALL
    return ", ".join(str(one) for one in range(GROUP_MAX + 1) if groups >> one & 1)
