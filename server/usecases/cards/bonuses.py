"""Bonuses on loads: what the cards of a class earn from a day on. The office makes the claims by itself, once a load is told
(`settlement.credits.bonuses`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from protocol.instants import BusinessDay, Instant, date_of
from protocol.limits import AMOUNT_MAX_MINOR
from protocol.money import ZERO, Money
from server.audit import Actor, Deed, record
from server.database import writing
from server.settlement.credits.bonuses import PER_MILLE, Band, Rule, all_rules, bonus_on, rule_on, store_rule
from server.usecases.cards.classes import class_numbered
from server.usecases.declined import Declined, Reason

BANDS_MAX = 20


def set_bonus(number: int, from_day: BusinessDay, bands: Iterable[Band], actor: Actor, today: BusinessDay, now: Instant) -> None:
    """From a day on loads onto cards of this class earn this; without bands nothing. Raises Declined.

    From tomorrow on at the earliest: what holds today was told to members today.
    """
    new = Rule(number, from_day, tuple(sorted(bands, key=lambda one: one.least)))
    if from_day <= today:
        raise Declined(Reason.BONUS_DAY)
    if not _fit(new.bands):
        raise Declined(Reason.BANDS_UNFIT)
    if any(one.fixed > one.least for one in new.bands):  # one person sets it: a rule must not give more than cash came in
        raise Declined(Reason.BONUS_HIGH)
    with writing():
        class_numbered(number)
        rules = all_rules()
        before = rule_on(rules, number, from_day)
        if (() if before is None else before.bands) == new.bands:
            raise Declined(Reason.NOT_NEEDED)
        store_rule(new)
        record(actor, Deed("bonus set", f"class {number}", _told(before), _told(new)), now)


def rules_of(number: int, today: BusinessDay) -> list[Rule]:
    """What holds for a class today, and what is to come."""
    rules = all_rules().get(number, [])
    held = rule_on({number: rules}, number, today)
    return [one for one in rules if one is held or one.from_day > today]


def bands_today(number: int | None, today: BusinessDay) -> tuple[Band, ...]:
    """What loads onto cards of a class earn today."""
    rule = rule_on(all_rules(), number, today)
    return () if rule is None else rule.bands


def bonus_today(number: int | None, load: Money, today: BusinessDay) -> Money:
    """What such a load earns today."""
    return bonus_on(load, bands_today(number, today))


def _fit(bands: tuple[Band, ...]) -> bool:
    leasts = [one.least for one in bands]
    return len(bands) <= BANDS_MAX and len(set(leasts)) == len(leasts) and all(map(_fits, bands))


def _fits(band: Band) -> bool:
    one_of_them = bool(band.fixed) != bool(band.tenths)
    return one_of_them and band.least >= ZERO and ZERO <= band.fixed <= Money(AMOUNT_MAX_MINOR) and 0 <= band.tenths <= PER_MILLE


def _told(rule: Rule | None) -> dict[str, Any]:
    """As the audit keeps it: amounts in minor units, tenths of a per cent."""
    if rule is None:
        return {}
    said = [{"from": one.least.minor, "fixed": one.fixed.minor, "tenths": one.tenths} for one in rule.bands]
    return {"from": date_of(rule.from_day).isoformat(), "bands": said}
