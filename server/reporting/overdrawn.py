"""Which cards are below zero: noted whenever something is told of one, so that a report need not look through all cards.

A row says that the card was below zero then; the account says whether it still is.
"""

from __future__ import annotations

from collections.abc import Iterable

from protocol.ids import CardInstance
from server.database import run_rows
from server.ledger.chart import AccountKind

_NAMED = "WITH w (card, instance) AS (VALUES {rows})"
_BELOW = f"a.kind = {AccountKind.CARD_LIABILITY:d} AND a.number = w.card AND a.part = w.instance AND a.balance < 0"


def note_overdrawn(cards: Iterable[CardInstance]) -> None:
    """Note of these cards how they stand now. Must run inside the transaction that tells their lines."""
    rows = sorted({(card.number, card.instance) for card in cards})
    run_rows(f"{_NAMED} DELETE FROM card_overdrawn WHERE (card, instance) IN (SELECT card, instance FROM w)", rows)
    run_rows(
        f"INSERT INTO card_overdrawn (card, instance) {_NAMED} SELECT w.card, w.instance FROM w JOIN account a ON {_BELOW}", rows
    )
