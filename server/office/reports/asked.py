"""What stands in the address of a report; so a report can be remembered, sent to somebody and found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext

from protocol.instants import BusinessDay, date_of, day_of
from server.reports.chosen import FILTERS, Chosen
from server.reports.takings import Group
from server.usecases.staff.roles import Scope

DAYS_MAX = 3_660
NUMBER_MAX = 2**53
ARGUMENTS = {name: "class" if name == "card_class" else name for name in FILTERS}
"""How each filter is called in the address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`arguments` is the address again, without the page. `whole`: for a file, so all rows at once. `faults`: what could not be
    read, and was left out."""

    chosen: Chosen
    scope: Scope
    group: Group
    after: str
    utc_offset_minutes: int
    digits: int
    arguments: dict[str, str]
    whole: bool = False
    faults: list[str] = field(default_factory=list)

    def address(self, **changed: object) -> dict[str, Any]:
        """The arguments of another page of reports, with what is changed; None leaves one out."""
        every = self.arguments | {name.rstrip("_"): value for name, value in changed.items()}
        return {name: str(value) for name, value in every.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Period:
    """A period to choose with one click."""

    name: str
    first: date
    last: date


def read_chosen(args: Mapping[str, str], first: BusinessDay, last: BusinessDay, faults: list[str]) -> Chosen:
    """The filters in an address; the period is `first` to `last` where it says none."""
    begin, end = _day(args.get("from", ""), first, faults), _day(args.get("to", ""), last, faults)
    if end < begin:
        begin, end = end, begin
    begin = BusinessDay(max(begin, end - DAYS_MAX + 1))
    return Chosen(begin, end, **{name: _number(args.get(word, ""), faults) for name, word in ARGUMENTS.items()})


def told_again(chosen: Chosen) -> dict[str, str]:
    """The arguments that say it."""
    filters = {word: getattr(chosen, name) for name, word in ARGUMENTS.items()}
    period = {"from": date_of(chosen.first).isoformat(), "to": date_of(chosen.last).isoformat()}
    return period | {word: str(value) for word, value in filters.items() if value is not None}


def periods(today: BusinessDay) -> list[Period]:
    """What people ask for most."""
    now = date_of(today)
    month = now.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    return [
        Period(gettext("today"), now, now),
        Period(gettext("yesterday"), now - timedelta(days=1), now - timedelta(days=1)),
        Period(gettext("7 days"), now - timedelta(days=6), now),
        Period(gettext("this month"), month, now),
        Period(gettext("last month"), before, month - timedelta(days=1)),
        Period(gettext("this year"), now.replace(month=1, day=1), now),
    ]


def _day(typed: str, otherwise: BusinessDay, faults: list[str]) -> BusinessDay:
    if not typed:
        return otherwise
    try:
        found = day_of(date.fromisoformat(typed.strip()))
    except ValueError:
        found = BusinessDay(-1)
    if 0 <= found <= 65_535:
        return found
    faults.append(gettext("“%(typed)s” is not a day like 2026-12-31.", typed=typed[:20]))
    return otherwise


def _number(typed: str, faults: list[str]) -> int | None:
    digits = typed.strip().partition(".")[0]
    if not digits:
        return None
    if digits.isascii() and digits.isdigit() and int(digits) <= NUMBER_MAX:
        return int(digits)
    faults.append(gettext("“%(typed)s” is not a number.", typed=typed[:20]))
    return None
