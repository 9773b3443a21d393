"""Recorded sales and loads that were put right. What was recorded stays as it is: a new record points to it (FEATURES D22).

lower   the member paid too much: a promise gives the difference back
owner   it was sold in another owner's name: revenue moves from the one to the other
load    too much was loaded: a desk takes it back from the card
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from protocol.ids import CardInstance, OwnerId, Reference
from protocol.instants import BusinessDay, Instant
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.book import Line, write
from server.ledger.entries import Owners, legs_of_correction
from server.settlement.acts import PERFORM, Act, ActKind, correction_fact, record_act
from server.settlement.desk_jobs import JobState

Whose = TypeVar("Whose")


class Righted(StrEnum):
    """What was put right."""

    LOWER = "lower"
    OWNER = "owner"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Correction:
    """What was decided about one record. `claim` and `job` are what came of it, 0 for none."""

    reference: Reference
    kind: Righted
    card: CardInstance
    amount: Money
    persons: tuple[str, str]
    reason: str
    recorded_owner: OwnerId = OwnerId(0)  # noqa: RUF009 - a plain int
    right_owner: OwnerId = OwnerId(0)  # noqa: RUF009 - a plain int
    claim: int = 0
    job: int = 0


def record_correction(one: Correction, day: BusinessDay, at: Instant) -> int:
    """Write it down, and move what it moves; its number. Must run inside `writing()`."""
    (number,) = run("SELECT COALESCE(MAX(id), 0) + 1 FROM correction").fetchone()
    said = {
        "id": number,
        "reference": str(one.reference),
        "kind": one.kind.value,
        "card": [one.card.number, one.card.instance],
        "amount": one.amount.minor,
        "owners": [one.recorded_owner, one.right_owner],
        "claim": one.claim,
        "job": one.job,
        "persons": one.persons,
        "reason": one.reason,
        "day": day,
    }
    record_act(ActKind.SALE_CORRECTED, json.dumps(said, sort_keys=True, ensure_ascii=False).encode(), at)
    return int(number)


def owners_now(sale: Reference, owners: Owners) -> Owners:
    """Whose a sale is that was recorded for these, after what was moved from one owner to another."""
    parts = dict(owners)
    moved = run(
        "SELECT recorded_owner, right_owner, amount FROM correction WHERE reference = %s AND kind = %s",
        (str(sale), Righted.OWNER.value),
    ).fetchall()
    for recorded, right, amount in moved:
        parts[OwnerId(recorded)] = parts.get(OwnerId(recorded), ZERO) - Money(amount)
        parts[OwnerId(right)] = parts.get(OwnerId(right), ZERO) + Money(amount)
    return tuple(sorted(parts.items()))


def taken_back(load: Reference) -> Money:
    """What of a load a desk has taken off the card again, or was told to."""
    (minor,) = run(
        "SELECT COALESCE(SUM(c.amount), 0) FROM correction c JOIN desk_job j ON j.number = c.job"
        " WHERE c.reference = %s AND c.kind = %s AND j.state NOT IN (%s, %s, %s)",
        (str(load), Righted.LOAD.value, int(JobState.REFUSED), int(JobState.EXPIRED), int(JobState.CANCELLED)),
    ).fetchone()
    return Money(int(minor))


def left_of(parts: Iterable[tuple[Whose, Money]], back: Iterable[tuple[Whose, Money]]) -> tuple[tuple[Whose, Money], ...]:
    """PURE: what each can still give back. Where one gave back more than is his, so much less is left of the others."""
    given: dict[Whose, Money] = {}
    for whose, amount in back:
        given[whose] = given.get(whose, ZERO) + amount
    rest = [(whose, (amount - given.pop(whose, ZERO)).minor) for whose, amount in parts]
    lacking = sum(amount.minor for amount in given.values()) - sum(min(0, part) for _, part in rest)
    left = []
    for whose, part in rest:
        taken = min(lacking, max(0, part))
        lacking -= taken
        left.append((whose, Money(max(0, part) - taken)))
    return tuple(left)


def _perform(act: Act) -> None:
    said = json.loads(act.data)
    recorded, right = said["owners"]
    run(
        "INSERT INTO correction (id, reference, kind, card, instance, amount, recorded_owner, right_owner, claim, job, maker,"
        " checker, reason, day, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(said["id"], said["reference"], said["kind"], *said["card"], said["amount"], recorded, right),
            *(said["claim"] or None, said["job"] or None, *said["persons"], said["reason"], said["day"], act.at),
        ),
    )
    if said["kind"] == Righted.OWNER.value:
        legs = legs_of_correction(OwnerId(recorded), OwnerId(right), Money(said["amount"]))
        fact = correction_fact(said["id"])
        write([Line(fact, place, leg, BusinessDay(said["day"])) for place, leg in enumerate(legs)], act.at)


PERFORM[ActKind.SALE_CORRECTED] = _perform
