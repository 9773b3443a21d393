"""Cards: where one stands, and its balance explained."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_smorest import Blueprint

from protocol.ids import CardInstance
from server.api.guard import ApiServices, needs
from server.api.schemas import BalanceSchema, CardSchema
from server.api.shown import day_text
from server.ledger.balances import balance_of
from server.ledger.chart import card_liability
from server.settlement.cards.explain import Item, explain
from server.settlement.cards.standing import Standing, instances_of, read_card, standing_of
from server.usecases.declined import Declined, Reason
from server.usecases.members.holders import holder_of
from server.usecases.staff.api_tokens import ApiScope

Shown = dict[str, Any]


def add_cards(api: Blueprint, services: ApiServices) -> None:
    """The routes."""

    @api.route("/cards/<card>")
    @needs(ApiScope.CARDS_READ)
    @api.response(200, CardSchema)
    def card(card: str) -> Shown:
        """Where a card stands; a number alone means the newest card with it"""
        stands = _standing(card_named(card))
        return {
            "card": str(stands.card),
            "state": stands.state.name.lower(),
            "card_class": stands.class_name,
            "valid_until": day_text(stands.valid_until),
            "newest": str(CardInstance(stands.card.number, stands.newest_instance)),
            "member": holder_of(stands.card),
            "balance": balance_of(card_liability(stands.card)).minor,
        }

    @api.route("/cards/<card>/balance")
    @needs(ApiScope.CARDS_READ)
    @api.response(200, BalanceSchema)
    def card_balance(card: str) -> Shown:
        """What head office owes on a card, and how that comes about"""
        explained = explain(_standing(card_named(card)).card)
        return {
            "card": str(explained.card),
            "ledger": explained.ledger.minor,
            "told": explained.told.minor,
            "on_the_way": explained.on_the_way.minor,
            "unexplained": explained.unexplained.minor,
            "record": explained.record.minor,
            "open": _parts(explained.open),
            "to_give_back": _parts(explained.reversals),
            "claims": [{"what": f"claim {number}", "amount": amount.minor} for number, amount in explained.claims],
        }


def card_named(typed: str, otherwise: Reason = Reason.NOT_THERE) -> CardInstance:
    """The card that was named. Raises Declined if there is none."""
    asked = read_card(typed)
    for one in instances_of(asked[0]) if asked else []:
        if asked and asked[1] in (None, one.instance):
            return one
    raise Declined(otherwise)


def _standing(card: CardInstance) -> Standing:
    found = standing_of(card)
    if found is None:
        raise Declined(Reason.NOT_THERE)
    return found


def _parts(items: Iterable[Item]) -> list[Shown]:
    return [{"what": f"{item.what} {item.reference}", "amount": item.amount.minor} for item in items]
