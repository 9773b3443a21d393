"""The list of cards that are refused: who put a card on it or took it off, and when. Takes effect with the next version."""

from __future__ import annotations

from protocol.ids import CardInstance
from protocol.instants import Instant
from protocol.link.tables import CardState
from server.database import run


def list_card(card: CardInstance, state: CardState, by: str, now: Instant, *, was: CardState | None = None) -> bool:
    """Say this of a card from now on (OK takes it off the list); with `was`, only if that is what is said now.

    Whether the card is known and was as expected. Must run inside `writing()`.
    """
    sql = "UPDATE card_instance SET listed = %s WHERE card = %s AND instance = %s"
    values = [int(state), card.number, card.instance]
    if was is not None:
        sql, values = f"{sql} AND listed = %s", [*values, int(was)]
    if run(f"{sql} RETURNING card", values).fetchone() is None:
        return False
    run(
        "INSERT INTO card_listing (card, instance, state, at, listed_by) VALUES (%s, %s, %s, %s, %s)",
        (card.number, card.instance, int(state), now, by),
    )
    return True
