"""Deposits and fees: cash taken at a branch's office beside a card, and given back there. Each for one cause, and once.

What a terminal takes is told by its journal; this is what no terminal knows of.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, Instant
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.book import Line, write
from server.ledger.chart import deposit_held
from server.ledger.entries import legs_of_deposit_kept, legs_of_dues
from server.settlement.acts import PERFORM, Act, ActKind, dues_fact, record_act


class DuesMistake(ValueError):
    """Why this cannot be taken or given back."""


@dataclass(frozen=True, slots=True)
class Dues:
    """What is taken for a card; given back where below zero. `fee` says which fee `charged` is. `kept`: of the deposit, what
    goes to that fee and to nobody's hand."""

    card: CardInstance
    branch: int
    deposit: Money = ZERO
    fee: int = 0
    charged: Money = ZERO
    kept: Money = ZERO


def book_dues(dues: Dues, cause: str, by: str, day: BusinessDay, at: Instant) -> bool:
    """Book them; False if that was done for this cause before. Must run inside `writing()`; raises DuesMistake."""
    if run("SELECT 1 FROM dues WHERE cause = %s", (cause,)).fetchone() is not None:
        return False
    if not (dues.deposit or dues.charged or dues.kept):
        raise DuesMistake("nothing is due")
    if balance_of(deposit_held(dues.card)) + dues.deposit - dues.kept < ZERO:
        raise DuesMistake(f"so much is not held for card {dues.card}")
    (number,) = run("SELECT COALESCE(MAX(id), 0) + 1 FROM dues").fetchone()
    said = {
        "id": number,
        "card": [dues.card.number, dues.card.instance],
        "branch": dues.branch,
        "deposit": dues.deposit.minor,
        "fee": dues.fee,
        "charged": dues.charged.minor,
        "kept": dues.kept.minor,
        "cause": cause,
        "by": by,
        "day": day,
    }
    record_act(ActKind.DUES, json.dumps(said, sort_keys=True, ensure_ascii=False).encode(), at)
    return True


def dues_for(cause: str) -> Dues | None:
    """What was booked for a cause."""
    row = run("SELECT card, instance, branch, deposit, fee, charged, kept FROM dues WHERE cause = %s", (cause,)).fetchone()
    if row is None:
        return None
    card, instance, branch, deposit, fee, charged, kept = row
    return Dues(CardInstance(CardNumber(card), instance), branch, Money(deposit), fee, Money(charged), Money(kept))


def _perform(act: Act) -> None:
    said = json.loads(act.data)
    card = CardInstance(CardNumber(said["card"][0]), said["card"][1])
    run(
        "INSERT INTO dues (id, card, instance, branch, deposit, fee, charged, kept, cause, booked_by, day, at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            *(said["id"], card.number, card.instance, said["branch"], said["deposit"], said["fee"], said["charged"]),
            *(said["kept"], said["cause"], said["by"], said["day"], act.at),
        ),
    )
    legs = (
        *legs_of_dues(said["branch"], card, Money(said["deposit"]), said["fee"], Money(said["charged"])),
        *legs_of_deposit_kept(card, said["fee"], Money(said["kept"])),
    )
    fact = dues_fact(said["id"])
    write([Line(fact, place, leg, BusinessDay(said["day"])) for place, leg in enumerate(legs)], act.at)


PERFORM[ActKind.DUES] = _perform
