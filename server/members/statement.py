"""What a member is told of his card: the balance explained, the last lines, and how far the word about a loss has come."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.card.record import Kind
from protocol.ids import CardInstance
from protocol.instants import BusinessDay
from protocol.money import Money
from server.ledger.entries import Posting
from server.reporting.loss import Slip, slip_of, stop_after
from server.settlement.cards.explain import Explained, explain
from server.settlement.cards.standing import Standing, last_changes, places_of, standing_of
from server.settlement.states.heartbeat import reach

LINES = 30
UNTOLD = (Kind.PIN_TRY, Kind.CONFIRM)
"""Records that say nothing of money."""


@dataclass(frozen=True, slots=True)
class Line:
    """One change of the card. `after` is what the card held then; `place` is the branch, where it has a name."""

    day: BusinessDay
    kind: Kind
    place: str
    amount: Money
    after: Money
    stands: bool


@dataclass(frozen=True, slots=True)
class OwnCard:
    """One card. `stands` is None for a card of which no terminal has told yet."""

    card: CardInstance
    stands: Standing | None
    explained: Explained
    lines: list[Line]


def own_card(card: CardInstance) -> OwnCard:
    """What the pages of one member show."""
    changes = [one for one in last_changes(card, LINES) if one.kind not in UNTOLD]
    places = places_of(one.reference.terminal for one in changes)
    lines = [
        Line(
            one.day,
            one.kind,
            places.get(one.reference.terminal, ""),
            one.amount,
            one.before + one.amount,
            one.posting is Posting.CARD,
        )
        for one in changes
    ]
    return OwnCard(card, standing_of(card), explain(card), lines)


def loss_told(card: CardInstance) -> Slip | None:
    """How far the word has come that this card is refused, without naming terminals; None where nobody knows the card."""
    found = reach(card)
    return None if found is None else slip_of(found, frozenset(), stop_after())
