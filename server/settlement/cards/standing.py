"""One card as whoever may see it is told: which instances there are, where it stands, its last changes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber
from protocol.instants import BusinessDay
from protocol.link.entries import Medium
from protocol.link.tables import CardState
from server.database import run, run_rows
from server.ledger.chart import AccountKind
from server.settlement.cards.changes import Change, changes_above, instances_named
from server.settlement.cards.fold import NO_PLACE
from server.settlement.cards.recall import NotRecalled, recall

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


def read_card(typed: str) -> tuple[CardNumber, int | None] | None:
    """`1001` or `1001.2` as it was typed; None for anything else."""
    match = _TYPED.fullmatch("".join(typed.split()))
    if match is None:
        return None
    return CardNumber(int(match[1])), None if match[2] is None else int(match[2])


def instances_of(number: int) -> list[CardInstance]:
    """The instances that there are of a number, the newest first."""
    rows = run(
        "SELECT instance FROM card_instance WHERE card = %s"
        " UNION SELECT part FROM account WHERE kind = %s AND number = %s ORDER BY 1 DESC",
        (number, int(AccountKind.CARD_LIABILITY), number),
    ).fetchall()
    return [CardInstance(CardNumber(number), instance) for (instance,) in rows]


def standing_of(card: CardInstance) -> Standing | None:
    """Where a card stands; None if nobody knows it."""
    known = instances_of(card.number)
    if card not in known:
        return None
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


def last_changes(card: CardInstance, most: int) -> list[Change]:
    """The last changes, the newest first. Those of a plain card are read from the evidence."""
    row = instances_named([card])[card]
    floor = max(0, max(row.settled or 0, row.top_counter or 0) - most)
    known = changes_above({card: NO_PLACE if row.settled is None else floor})
    try:
        changes = known | recall({card: (row, floor)}, known)
    except NotRecalled:
        changes = known
    return sorted(changes.values(), key=lambda one: (one.counter, one.reference), reverse=True)[:most]


def places_of(terminals: Iterable[int]) -> dict[int, str]:
    """What the branches are called where these terminals are, by terminal; whose branch has no name is not there."""
    rows = run_rows(
        "WITH w (terminal) AS (VALUES {rows}) SELECT w.terminal, b.name FROM w JOIN certificate c ON c.serial ="
        " (SELECT MAX(n.serial) FROM certificate n WHERE n.terminal = w.terminal) JOIN branch b ON b.id = c.branch",
        [(number,) for number in sorted(set(terminals))],
    )
    return {terminal: name for terminal, name in rows if name}
