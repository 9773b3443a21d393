"""Bonuses: what a load earns beside its cash, by the class of its card, on top of what lies in the drawer (FEATURES C13).

A class has bands from a day on: a load from so much on earns a fixed amount, or so many tenths of a per cent, rounded down. The
sweep makes one claim for each load that stands, at the cost of the house, for the cause "bonus of" that load: once for ever,
however late its batch comes. What was only moved from another card earns nothing, nor does a load whose desk job nobody here
knows (a restored backup has forgotten it): it may have been such a move.

A load that a desk takes off the card again earns by what is left of it. A bonus that is above this and not on the card yet goes
back as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId, parse_reference
from protocol.instants import BusinessDay, Instant, date_of
from protocol.link.entries import LoadDetail
from protocol.link.tables import CardState, ClaimReason
from protocol.money import ZERO, Money
from server.database import run, run_rows
from server.ledger.entries import Posting
from server.settlement.credits.claims import OFFICE, Claim, NewClaim, bonus, find_claims, make_claim
from server.settlement.credits.corrections import taken_back
from server.settlement.credits.leases import withdraw
from server.settlement.credits.refund_claims import CLAIM_DAYS
from server.settlement.credits.reissue import bearer_of
from server.settlement.evidence import intents_named

PER_MILLE = 1_000
_CAUSE = "bonus of "


@dataclass(frozen=True, slots=True)
class Band:
    """From `least` on a load earns `fixed`, or `tenths` of a per cent of it: one of them is zero."""

    least: Money
    fixed: Money = ZERO
    tenths: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """What loads onto cards of a class earn from a day on, until another rule holds; without bands nothing."""

    card_class: int
    from_day: BusinessDay
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """A load that stands in the books."""

    reference: Reference
    card: CardInstance
    card_class: int
    amount: Money
    day: BusinessDay


Rules = Mapping[int, Items[Rule]]
"""By class; those of a class in the order of their days."""


def bonus_on(load: Money, bands: Iterable[Band]) -> Money:
    """PURE: what a load earns: by the highest band that it reaches."""
    band = max((one for one in bands if one.least <= load), key=lambda one: one.least, default=None)
    return ZERO if band is None else band.fixed + Money(load.minor * band.tenths // PER_MILLE)


def rule_on(rules: Rules, card_class: int | None, day: BusinessDay) -> Rule | None:
    """PURE: the rule that holds for a class on a day."""
    begun = [one for one in rules.get(card_class or 0, ()) if one.from_day <= day]
    return begun[-1] if begun else None


def all_rules() -> dict[int, list[Rule]]:
    """Every rule."""
    rules: dict[int, list[Rule]] = {}
    for number, day, text in run("SELECT card_class, from_day, bands FROM bonus_rule ORDER BY card_class, from_day").fetchall():
        rules.setdefault(number, []).append(Rule(number, BusinessDay(day), bands_from(text)))
    return rules


def store_rule(rule: Rule) -> None:
    """Keep a rule, in the place of one of that day. Must run inside `writing()`."""
    run(
        "INSERT INTO bonus_rule (card_class, from_day, bands) VALUES (%s, %s, %s) ON CONFLICT (card_class, from_day)"
        " DO UPDATE SET bands = excluded.bands",
        (rule.card_class, rule.from_day, bands_text(rule.bands)),
    )


def bands_text(bands: Iterable[Band]) -> str:
    """As they are stored."""
    return json.dumps([[one.least.minor, one.fixed.minor, one.tenths] for one in bands])


def bands_from(text: str) -> tuple[Band, ...]:
    """What `bands_text` made."""
    return tuple(Band(Money(least), Money(fixed), tenths) for least, fixed, tenths in json.loads(text))


def sweep_bonuses(today: BusinessDay, now: Instant) -> list[Claim]:
    """Make the claims that are due now and were not made yet, and take back what is not due any more. Must run inside
    `writing()`."""
    rules = all_rules()
    for claim in find_claims(f"WHERE reason = {int(ClaimReason.BONUS)} AND holder = '' AND returned_at IS NULL ORDER BY id"):
        _take_back_above(claim, rules, today, OFFICE, now)
    earning = [load for load in _loads(rules) if _earned(load, rules)]
    known = _causes(map(_cause, earning))
    fresh = [load for load in earning if _cause(load) not in known]
    for_cash = _for_cash(load.reference for load in fresh)
    made = []
    for load in fresh:
        amount = _earned(load, rules, taken_back(load.reference)) if load.reference in for_cash else ZERO
        if amount:
            card, last_day = bearer_of(load.card), BusinessDay(today + CLAIM_DAYS)
            new = NewClaim(card, ClaimReason.BONUS, amount, last_day, bonus(amount), _cause(load), rule=_told(load, rules))
            made.append(make_claim(new, today, now))
    return made


def bonus_of(load: Reference) -> Claim | None:
    """The claim that was made for a load, whatever became of it."""
    return next(iter(find_claims("WHERE cause = %s", f"{_CAUSE}{load}")), None)


def take_bonus_back(load: Reference, today: BusinessDay, by: str, now: Instant) -> Claim | None:
    """Give the bonus of a load back that is above what is left of it earns and not on the card yet: the claim, or None where
    there is none. Must run inside `writing()`."""
    claim = bonus_of(load)
    return claim if claim is not None and _take_back_above(claim, all_rules(), today, by, now) else None


def _take_back_above(claim: Claim, rules: Rules, today: BusinessDay, by: str, now: Instant) -> bool:
    if claim.holder is not None or claim.returned_at is not None or claim.withdrawn is not None:
        return False
    reference = parse_reference(claim.cause.removeprefix(_CAUSE))
    standing = _loads(rules, reference)
    if standing and _earned(standing[0], rules, taken_back(reference)) >= claim.amount:
        return False
    withdraw(claim, today, by, now)
    return True


def _earned(load: Load, rules: Rules, back: Money = ZERO) -> Money:
    rule = rule_on(rules, load.card_class, load.day)
    return ZERO if rule is None else bonus_on(load.amount - back, rule.bands)


def _loads(rules: Rules, only: Reference | None = None) -> list[Load]:
    """The loads since the first of the rules, or one of them; those on a card that came back earn nothing more."""
    first = min((one.from_day for of_class in rules.values() for one in of_class), default=None)
    if first is None:
        return []
    sql = (
        "SELECT c.terminal, c.lineage, c.sequence, c.card, c.instance, i.card_class, c.amount, c.business_day FROM card_change c"
        " JOIN card_instance i ON i.card = c.card AND i.instance = c.instance WHERE c.kind = %s AND c.posting = %s"
        " AND c.recovered = %s AND c.amount > 0 AND c.business_day >= %s AND i.listed <> %s AND i.card_class IS NOT NULL"
    )
    values = [int(Kind.LOAD), int(Posting.CARD), False, int(first), int(CardState.RETURNED)]
    if only is not None:
        sql += " AND c.terminal = %s AND c.lineage = %s AND c.sequence = %s"
        values += [only.terminal, only.lineage, only.sequence]
    rows = run(f"{sql} ORDER BY c.terminal, c.lineage, c.sequence", values).fetchall()
    return [
        Load(
            Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence)),
            CardInstance(CardNumber(card), instance),
            card_class,
            Money(amount),
            BusinessDay(day),
        )
        for terminal, lineage, sequence, card, instance, card_class, amount, day in rows
    ]


def _for_cash(loads: Iterable[Reference]) -> set[Reference]:
    """Those that nobody ordered from a desk, or that were ordered for cash: not as the second half of a transfer."""
    jobs = {
        reference: intent.detail.job
        for reference, intent in intents_named(loads).items()
        if isinstance(intent.detail, LoadDetail)
    }
    rows = run_rows(
        "WITH w (number) AS (VALUES {rows}) SELECT j.number FROM w JOIN desk_job j ON j.number = w.number"
        " LEFT JOIN card_transfer t ON t.in_job = j.number WHERE t.id IS NULL",
        [(job,) for job in sorted({*jobs.values()})],
    )
    ordinary = {0, *(number for (number,) in rows)}
    return {reference for reference, job in jobs.items() if job in ordinary}


def _causes(causes: Iterable[str]) -> set[str]:
    """Those for which a claim was made."""
    rows = run_rows(
        "WITH w (cause) AS (VALUES {rows}) SELECT DISTINCT w.cause FROM w JOIN claim c ON c.cause = w.cause",
        [(cause,) for cause in causes],
    )
    return {cause for (cause,) in rows}


def _cause(load: Load) -> str:
    return f"{_CAUSE}{load.reference}"


def _told(load: Load, rules: Rules) -> str:
    """By which rule, for whoever reads the act one day."""
    rule = rule_on(rules, load.card_class, load.day)
    assert rule is not None, "only what earns is told"
    return f"class {rule.card_class} from {date_of(rule.from_day)}: {bands_text(rule.bands)}"
