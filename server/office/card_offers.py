"""What a card's page offers: an act, where it is done, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass

from server.office.permissions import Permission
from server.office.signed_in import SignedIn
from server.usecases.cards.facts import Known
from server.usecases.cards.life import CardAct
from server.usecases.cards.replacing import ACTS


@dataclass(frozen=True, slots=True)
class Offer:
    """One act that this person may do with this card now."""

    act: CardAct
    endpoint: str
    values: dict[str, str]


_WAYS: dict[CardAct, tuple[str, Permission]] = {
    CardAct.SELL: ("office.card_sell", Permission.ISSUE_CARDS),
    CardAct.LOAD: ("office.card_load", Permission.LOAD_CARDS),
    CardAct.READ: ("office.card_read", Permission.REPAIR_CARDS),
    CardAct.REPORT_LOSS: ("office.card_loss", Permission.LIST_CARDS),
    CardAct.CANCEL_LOSS: ("office.card_unlist", Permission.UNLIST_CARDS),
    CardAct.FREEZE: ("office.card_freeze", Permission.LIST_CARDS),
    CardAct.UNFREEZE: ("office.card_unlist", Permission.UNLIST_CARDS),
    **dict.fromkeys(ACTS.values(), ("office.card_replace", Permission.ISSUE_CARDS)),
    CardAct.EXTEND: ("office.card_extend", Permission.ISSUE_CARDS),
    CardAct.MEND: ("office.card_mend", Permission.REPAIR_CARDS),
    CardAct.SET_PIN: ("office.card_pin", Permission.REPAIR_CARDS),
    CardAct.TAKE_BACK: ("office.card_return", Permission.ISSUE_CARDS),
    CardAct.UNLOCK: ("office.card_unlock", Permission.REPAIR_CARDS),
}
_WHY = {act: {"why": why.value} for why, act in ACTS.items()}


def offers(known: Known, person: SignedIn) -> list[Offer]:
    """In the order of `CardAct`."""
    ways = ((act, *_WAYS[act]) for act in CardAct if act in known.acts)
    return [Offer(act, endpoint, _WHY.get(act, {})) for act, endpoint, permission in ways if person.may(permission)]
