"""Bonuses on loads as they are typed in: a line for each band, such as `100 = 10` or `500 = 5 %`."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field
from wtforms.validators import InputRequired
from wtforms.widgets import TextArea

from protocol.instants import BusinessDay, day_of
from protocol.limits import AMOUNT_MAX_MINOR
from protocol.money import ZERO, Money, parse_money
from server.settlement.credits.bonuses import PER_MILLE, Band
from server.web.figures import the_shop

TENTHS_DIGITS = 1
_NEEDED = InputRequired(lazy_gettext("This is needed."))


class BandsField(Field):
    """One band a line; its data are bands. Nothing typed: no bonus."""

    widget = TextArea()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, render_kw={"rows": "4", "spellcheck": "false"}, **kwargs)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(map(band_text, self.data or ()))

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, with or without commas between thousands."""
        lines = [line.strip() for line in "".join(valuelist).splitlines()]
        self.data = tuple(_band(line) for line in lines if line)


class BonusForm(FlaskForm):
    """What loads onto cards of a class earn, and from when on."""

    bands = BandsField(lazy_gettext("From which load on = bonus, a line for each (100 = 10, or 500 = 5 %); empty: no bonus"))
    from_day = DateField(lazy_gettext("From this day on"), [_NEEDED])

    @property
    def day(self) -> BusinessDay:
        """The day that was typed."""
        return day_of(self.from_day.data or date.min)


def band_text(band: Band) -> str:
    """A band as it is typed."""
    return f"{band.least.text(the_shop().digits)} = {earned_text(band)}"


def earned_text(band: Band) -> str:
    """What a band gives."""
    return f"{Money(band.tenths).text(TENTHS_DIGITS)} %" if band.tenths else band.fixed.text(the_shop().digits)


def _band(line: str) -> Band:
    least, _, earned = (part.strip() for part in line.replace(",", "").partition("="))
    digits = the_shop().digits
    try:
        if earned.endswith("%"):
            band = Band(parse_money(least, digits), ZERO, parse_money(earned.removesuffix("%").strip(), TENTHS_DIGITS).minor)
        else:
            band = Band(parse_money(least, digits), parse_money(earned, digits))
    except ValueError:
        raise ValueError(gettext("“%(line)s” is not a band. Type it like %(example)s.", line=line, example=_example())) from None
    if not 0 <= band.tenths <= PER_MILLE or max(band.least, band.fixed) > Money(AMOUNT_MAX_MINOR):
        raise ValueError(gettext("“%(line)s” is not a band. Type it like %(example)s.", line=line, example=_example()))
    return band


def _example() -> str:
    return band_text(Band(Money(100 * 10 ** the_shop().digits), ZERO, 55))
