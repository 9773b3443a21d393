"""R27: what missing records come to is closed by two persons with a reason, or by the records themselves. No member is charged.

What lies in suspense for a card goes to over_short. If a record comes after all, the same amount lies in suspense with the
other sign, is listed again, and is taken back in the same way.
"""

from __future__ import annotations

import json

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay, Instant
from protocol.money import Money
from server.database import run
from server.ledger.balances import balance_of
from server.ledger.book import Line, write
from server.ledger.chart import suspense_gap
from server.ledger.entries import legs_of_suspense_closed
from server.settlement.acts import PERFORM, Act, ActKind, closing_fact, record_act


class SuspenseMistake(ValueError):
    """Why this cannot be closed like this."""


def close_suspense(card: CardInstance, by: str, checked_by: str, reason: str, day: BusinessDay, at: Instant) -> Money:
    """Close what lies in suspense for a card; how much it was. Must run inside `writing()`; raises SuspenseMistake."""
    if not by.strip() or not reason.strip() or checked_by.strip().casefold() in ("", by.strip().casefold()):
        raise SuspenseMistake("closing suspense takes two different persons and a reason")
    amount = balance_of(suspense_gap(card))
    if not amount:
        raise SuspenseMistake(f"nothing lies in suspense for card {card}")
    (before,) = run("SELECT COUNT(*) FROM act WHERE kind = %s", (int(ActKind.SUSPENSE_CLOSED),)).fetchone()
    said = {
        "number": before + 1,
        "card": [card.number, card.instance],
        "amount": amount.minor,
        "day": day,
        "by": by.strip(),
        "checked_by": checked_by.strip(),
        "reason": reason.strip(),
    }
    record_act(ActKind.SUSPENSE_CLOSED, json.dumps(said, ensure_ascii=False).encode(), at)
    return amount


def _perform(act: Act) -> None:
    said = json.loads(act.data)
    number, instance = said["card"]
    legs = legs_of_suspense_closed(CardInstance(CardNumber(number), instance), Money(said["amount"]))
    fact = closing_fact(said["number"])
    write([Line(fact, offset, leg, BusinessDay(said["day"])) for offset, leg in enumerate(legs)], act.at)


PERFORM[ActKind.SUSPENSE_CLOSED] = _perform
