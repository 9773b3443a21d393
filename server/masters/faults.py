"""What can be wrong with a value of the masters. The console says it in English; pages have their own words for each fault."""

from __future__ import annotations

from enum import Enum


class Fault(Enum):
    """A sentence with places."""

    MISSING = "{key} is missing or not a {kind}"
    TEXT = "{key}: {why}"
    LONG = "{key} has more than {most} bytes"
    WHOLE = "{key} is not a whole number"
    RANGE = "{key} is a number from {low} to {high}"
    DECIMALS = "{key}: {text!r} is not an amount with at most {digits} decimals"
    AMOUNT = "{key} is negative or more than any amount"
    NOTHING = "{key} is nothing"
    CURRENCY = "{key} is three capital letters"
    LANGUAGES = "{key} are at most {most} short names, none twice"
    LINES = "{key} has at most {most} lines"
    REASON = "{key}: each is a number and a name"
    TWICE = "{key} {number} stands twice"
    UNKNOWN = "{key} {number} is not there"
    CARD = "{key} is not the number of a card"
    ORDER = "stop_after_minutes is less than narrow_after_minutes"


class Mistake(ValueError):
    """What is wrong with the value of `key`; `values` fill the places of the fault's sentence."""

    def __init__(self, key: str, fault: Fault, **values: object) -> None:
        super().__init__(fault.value.format(key=key, **values))
        self.key, self.fault, self.values = key, fault, values
