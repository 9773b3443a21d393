"""PURE: rules that need what a terminal knew, or that all who could know have spoken (R6, R16, R17, R20, R23, R24).

None of them looks at the order of arrival: a late batch is no fraud. What they find is opened as cases by `reviewing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from protocol.instants import Instant
from protocol.link.entries import Medium
from protocol.link.sums import Sums, add_up
from protocol.money import Money
from server.settlement.cards.days import TOLERANCE_MS
from server.settlement.findings.cases import CaseKind
from server.settlement.findings.worklists import Contact, all_complete


@dataclass(frozen=True, slots=True)
class Limits:
    """The hard limits of a class for one medium."""

    sale: Money
    day: Money


def limits_for(hard_sale: Money, hard_day: Money, medium: Medium, contact_share: int) -> Limits:
    """A contact card has a part of every limit, as at the terminal."""
    share = contact_share if medium is Medium.SLE4442 else 1
    return Limits(Money(hard_sale.minor // share), Money(hard_day.minor // share))


def rollback_at(counter: int, held_minimum: int | None) -> bool:
    """R6: of two changes at one counter, was this one made where the snapshot told of a higher counter?

    `held_minimum`: the least counter that a card may show, by the snapshot that the terminal surely held; None if it did
    not name the card. The record it was put upon has the counter beneath.
    """
    return held_minimum is not None and counter - 1 < held_minimum


def listed_use(listed_in: int | None, held: int) -> CaseKind:
    """R16: a listed card was used. By a terminal that held the list, a defect; elsewhere the reach of the list (N4).

    `listed_in`: the first version that lists it, None while it is not published; `held`: what the terminal surely held.
    """
    return CaseKind.TERMINAL_DEFECT if listed_in is not None and held >= listed_in else CaseKind.LISTED_USED


def limit_breach(amount: Money, spent_before: Money, known: Iterable[Limits]) -> str | None:
    """R17: a sale above the hard limits of every table that the terminal can have held when it was made."""
    faults = [_above(amount, spent_before, limits) for limits in known]
    return faults[-1] if faults and all(faults) else None


def _above(amount: Money, spent_before: Money, limits: Limits) -> str:
    if amount > limits.sale:
        return f"a sale of {amount.minor}, at most {limits.sale.minor} are allowed"
    if spent_before + amount > limits.day:
        return f"{(spent_before + amount).minor} on one day, at most {limits.day.minor} are allowed"
    return ""


def totals_fault(previous: Sums, sums: Sums, totals: Sums) -> str | None:
    """R20: grand totals are those of the batch before and this batch's own; they never fall."""
    expected = {part.kind: part for part in add_up([*previous, *sums])}
    said = {part.kind: part for part in totals}
    wrong = sorted(kind for kind in {*expected, *said} if expected.get(kind) != said.get(kind))
    return f"the grand total of {wrong[0].name.lower()} does not follow from the batch before" if wrong else None


def start_fault(told: Instant, start: Instant) -> str | None:
    """R23: a start of the program whose clock is before the last entry of the start before, which said `told`.

    Within the tolerance it is nobody's business: the clock that runs while the power is off is set only now and then.
    """
    if start + TOLERANCE_MS >= told:
        return None
    return f"it began at {start} ms, {told - start} ms before the last entry of the start before"


def unknown_card(issue_known: bool, first_used: Instant, issuers: Iterable[Contact]) -> bool:
    """R24: nobody issued this card. Judged once every terminal that may issue cards has told all up to its first use."""
    known = list(issuers)
    return not issue_known and bool(known) and all_complete(known, first_used)
