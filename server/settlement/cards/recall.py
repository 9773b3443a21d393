"""Changes of plain cards have no rows of their own. Here they come back, from the evidence, when a card is judged again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from protocol.card.record import unpack
from protocol.ids import CardInstance, Reference
from protocol.link.baskets import basket_of
from protocol.link.entries import Intent
from server.ledger.entries import Posting, legs_of_change, owners_of
from server.settlement.cards.chain import State
from server.settlement.cards.changes import Change, Instance, change_of
from server.settlement.cards.fold import Intended
from server.settlement.evidence import LAST_BATCH, intents_named


class NotRecalled(Exception):
    """The evidence does not hold a change that the books stand on: a broken invariant."""


def recall(
    cards: Mapping[CardInstance, tuple[Instance, int]], known: Mapping[Reference, Change], before: int = LAST_BATCH
) -> dict[Reference, Change]:
    """The settled changes of these cards that have no row, each card from its floor on, as they stand in the books.

    From each record the walk goes to the one that it was put upon. `known` are the rows that there are, `before` bounds the
    batches that may be asked. Raises NotRecalled.
    """
    rows = dict(known)
    standing: dict[tuple[CardInstance, int], Change] = {}
    for change in known.values():
        if change.posting is Posting.CARD:
            standing[change.card, change.counter] = change
    found: dict[Reference, Change] = {}
    walks = {card: _walk(row, floor, standing, rows) for card, (row, floor) in cards.items()}
    while wanted := {card: missing for card, walk in walks.items() if (missing := next(walk, None)) is not None}:
        intents = intents_named(wanted.values(), before)
        for reference in wanted.values():
            if reference not in intents:
                raise NotRecalled(f"no intent is stored for {reference}")
            found[reference] = rows[reference] = _change(reference, intents[reference])
        walks = {card: walks[card] for card in wanted}
    return found


def recalled(references: Iterable[Reference], before: int = LAST_BATCH) -> dict[Reference, Change]:
    """Those of these changes that are in the books without a row: their intents are stored, and rows are kept of all else."""
    return {reference: _change(reference, intent) for reference, intent in intents_named(references, before).items()}


def _walk(
    row: Instance, floor: int, standing: Mapping[tuple[CardInstance, int], Change], rows: Mapping[Reference, Change]
) -> Iterator[Reference]:
    """Down from where the card is settled; gives each reference that is neither known nor brought back yet."""
    reference = row.ring[0] if row.ring is not None else None
    for counter in range(-1 if row.settled is None else row.settled, floor - 1, -1):
        change = standing.get((row.card, counter))
        if change is None:
            if reference is None:
                raise NotRecalled(f"nothing tells which change stands at counter {counter} of card {row.card}")
            if reference not in rows:
                yield reference
            change = rows[reference]
        reference = change.named


def _change(reference: Reference, intent: Intent) -> Change:
    basket = basket_of(intent)
    owners = owners_of(basket.lines) if basket is not None else ()
    change = change_of(Intended(reference, intent, owners, unpack(intent.before), intent.change.day))
    change.declared, change.state, change.posting = True, State.DECLARED, Posting.CARD
    change.legs = len(legs_of_change(change.fact, change.posting))
    return change
