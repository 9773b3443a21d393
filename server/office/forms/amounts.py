"""Figures in forms: an amount of the shop's money and a percentage, both kept exactly, never as a float."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.widgets import TextInput

from protocol.limits import AMOUNT_MAX_MINOR
from protocol.money import BASIS_POINTS, ZERO, Money, parse_money
from server.web.figures import the_shop

PERCENT_DIGITS = 2


class AmountField(Field):
    """`12.50` in the shop's money; its data is Money. Below nothing only where `negative`."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, negative: bool = False, **kwargs: Any) -> None:
        super().__init__(label, validators, render_kw={"inputmode": "decimal", "autocomplete": "off"}, **kwargs)
        self._negative = negative

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.data.text(the_shop().digits)

    @property
    def amount(self) -> Money:
        """What was typed; nothing where nothing was."""
        return self.data or ZERO

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, with or without commas between thousands."""
        typed = "".join(valuelist).replace(",", "").replace("−", "-").strip()
        self.data = None
        if not typed:
            return
        digits = the_shop().digits
        try:
            amount = parse_money(typed, digits)
        except ValueError:
            raise ValueError(
                gettext("This is not an amount. Type it like %(example)s.", example=Money(1250).text(digits))
            ) from None
        if amount < ZERO and not self._negative:
            raise ValueError(gettext("An amount here is not below nothing."))
        if abs(amount.minor) > AMOUNT_MAX_MINOR:
            raise ValueError(gettext("This is more than any amount may be."))
        self.data = amount


class PercentField(Field):
    """`7.5` per cent; its data are basis points."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else Money(self.data).text(PERCENT_DIGITS)

    @property
    def points(self) -> int:
        """Basis points; none where nothing was typed."""
        return self.data or 0

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, with or without the sign."""
        typed = "".join(valuelist).strip().removesuffix("%").strip()
        self.data = None
        if not typed:
            return
        try:
            points = parse_money(typed, PERCENT_DIGITS).minor
        except ValueError:
            points = -1
        if not 0 <= points <= BASIS_POINTS:
            raise ValueError(gettext("A percentage is from 0 to 100, with at most two decimals."))
        self.data = points
