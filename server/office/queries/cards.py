"""One card: where it stands, its last records, and who said what of it when. A card belongs to the whole chain (FEATURES M1, S9);
whoever sees one branch alone is not told where else it was used."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Reference
from protocol.instants import BusinessDay, Instant
from protocol.link.entries import Medium
from protocol.link.tables import CardState
from protocol.money import Money
from server.database import run
from server.ledger.chart import AccountKind
from server.ledger.entries import Posting
from server.office.queries.scope import terminals_seen
from server.settlement.cards.chain import State
from server.settlement.cards.changes import changes_above, instances_named
from server.settlement.cards.fold import NO_PLACE
from server.settlement.cards.recall import NotRecalled, recall
from server.usecases.declined import Declined, Reason
from server.usecases.roles import Scope

RECORDS = 12
_TYPED = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """What head office says of a card."""

    card: CardInstance
    state: CardState
    class_name: str | None
    medium: Medium | None
    valid_until: BusinessDay | None
    published_version: int | None
    newest_instance: int


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


def instances_of(number: int) -> list[CardInstance]:
    """The instances that there are of a number, the newest first."""
    rows = run(
        "SELECT instance FROM card_instance WHERE card = %s"
        " UNION SELECT part FROM account WHERE kind = %s AND number = %s ORDER BY 1 DESC",
        (number, int(AccountKind.CARD_LIABILITY), number),
    ).fetchall()
    return [CardInstance(CardNumber(number), instance) for (instance,) in rows]


def standing(card: CardInstance) -> Standing:
    """Where a card stands. Raises Declined if nobody knows it."""
    known = instances_of(card.number)
    if card not in known:
        raise Declined(Reason.NOT_THERE)
    row = run(
        "SELECT i.listed, k.name, i.medium, i.valid_until, s.version FROM card_instance i"
        " LEFT JOIN member_class k ON k.id = i.card_class"
        " LEFT JOIN card_state s ON s.card = i.card AND s.instance = i.instance WHERE i.card = %s AND i.instance = %s",
        (card.number, card.instance),
    ).fetchone()
    listed, name, medium, until, version = row or (0, None, None, None, None)
    return Standing(
        card,
        CardState(listed),
        name,
        None if medium is None else Medium(medium),
        None if until is None else BusinessDay(until),
        version,
        known[0].instance,
    )


def last_lines(card: CardInstance, scope: Scope) -> list[Line]:
    """The last changes, the newest first. Those of a plain card are read from the evidence."""
    row = instances_named([card])[card]
    floor = max(0, max(row.settled or 0, row.top_counter or 0) - RECORDS)
    known = changes_above({card: NO_PLACE if row.settled is None else floor})
    try:
        changes = known | recall({card: (row, floor)}, known)
    except NotRecalled:
        changes = known
    newest = sorted(changes.values(), key=lambda one: (one.counter, one.reference), reverse=True)[:RECORDS]
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
        for one in newest
    ]


def listings(card: CardInstance) -> list[Listing]:
    """Who listed the card, the newest first."""
    rows = run(
        "SELECT at, state, listed_by FROM card_listing WHERE card = %s AND instance = %s ORDER BY id DESC LIMIT %s",
        (card.number, card.instance, RECORDS),
    ).fetchall()
    return [Listing(Instant(at), CardState(state), by) for at, state, by in rows]


def read_card(typed: str) -> tuple[CardNumber, int | None] | None:
    """`1001` or `1001.2` as it was typed; None for anything else."""
    match = _TYPED.fullmatch("".join(typed.split()))
    if match is None:
        return None
    return CardNumber(int(match[1])), None if match[2] is None else int(match[2])
