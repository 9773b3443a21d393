"""The cards of one member: where each stands, and the last records of all of them (FEATURES B5)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance
from protocol.money import Money
from server.ledger.balances import owed_on
from server.office.queries.cards import Line, last_lines, standing
from server.settlement.cards.standing import Standing, instances_of, read_card
from server.usecases.declined import Declined, Reason
from server.usecases.members.holders import cards_of
from server.usecases.staff.roles import Scope

CARDS_SHOWN = 10
LINES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Held:
    """A card and what the ledger owes on it."""

    stands: Standing
    balance: Money


def cards_held(member: int) -> tuple[list[Held], list[CardInstance]]:
    """The newest cards of a member, and those of which no terminal has told yet."""
    cards = cards_of([member]).get(member, [])[:CARDS_SHOWN]
    known = [card for card in cards if card in instances_of(card.number)]
    held = [Held(standing(card), owed_on(card)) for card in known]
    return held, [card for card in cards if card not in known]


def last_of_all(cards: list[CardInstance], scope: Scope) -> list[tuple[CardInstance, Line]]:
    """The last records of these cards, the newest first."""
    lines = [(card, line) for card in cards for line in last_lines(card, scope)]
    lines.sort(key=lambda one: (one[1].day, one[0], -1 if one[1].counter is None else one[1].counter), reverse=True)
    return lines[:LINES_SHOWN]


def card_typed(typed: str) -> CardInstance | None:
    """The card that was typed, by default the newest with its number."""
    asked = read_card(typed)
    for card in instances_of(asked[0]) if asked else []:
        if asked and asked[1] in (None, card.instance):
            return card
    return None


def named_card(typed: str) -> CardInstance:
    """The same where one is needed. Raises Declined if there is none."""
    card = card_typed(typed)
    if card is None:
        raise Declined(Reason.NOT_THERE)
    return card
