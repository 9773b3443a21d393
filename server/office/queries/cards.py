"""One card: where it stands, its last records, and who said what of it when. A card belongs to the whole chain (FEATURES M1, S9);
whoever sees one branch alone is not told where else it was used."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.card.record import Kind
from protocol.ids import CardInstance, Reference
from protocol.instants import BusinessDay, Instant
from protocol.link.tables import CardState
from protocol.money import Money
from server.database import run
from server.ledger.entries import Posting
from server.office.queries.scope import terminals_seen
from server.settlement.cards.chain import State
from server.settlement.cards.standing import Standing, last_changes, standing_of
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Scope

RECORDS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One change of a card. `reference` is None where it was made beyond the scope of whoever looks."""

    counter: int | None
    kind: Kind
    amount: Money
    after: Money
    day: BusinessDay
    state: State
    stands: bool
    reference: Reference | None


@dataclass(frozen=True, slots=True)
class Listing:
    """Somebody put the card on the list or took it off."""

    at: Instant
    state: CardState
    by: str


def standing(card: CardInstance) -> Standing:
    """Where a card stands. Raises Declined if nobody knows it."""
    found = standing_of(card)
    if found is None:
        raise Declined(Reason.NOT_THERE)
    return found


def last_lines(card: CardInstance, scope: Scope) -> list[Line]:
    """The last changes, the newest first."""
    near = terminals_seen(scope)
    return [
        Line(
            None if one.counter < 0 else one.counter,
            one.kind,
            one.amount,
            one.before + one.amount,
            one.day,
            one.state,
            one.posting is Posting.CARD,
            one.reference if near is None or one.reference.terminal in near else None,
        )
        for one in last_changes(card, RECORDS)
    ]


def listings(card: CardInstance) -> list[Listing]:
    """Who listed the card, the newest first."""
    rows = run(
        "SELECT at, state, listed_by FROM card_listing WHERE card = %s AND instance = %s ORDER BY id DESC LIMIT %s",
        (card.number, card.instance, RECORDS),
    ).fetchall()
    return [Listing(Instant(at), CardState(state), by) for at, state, by in rows]
