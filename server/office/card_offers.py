"""What a card's page offers: an act, where it is done, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass

from server.office.permissions import Permission
from server.office.signed_in import SignedIn
from server.usecases.card_facts import Known
from server.usecases.card_life import CardAct


@dataclass(frozen=True, slots=True)
class Offer:
    """One act that this person may do with this card now."""

    act: CardAct
    endpoint: str


_WAYS: dict[CardAct, tuple[str, Permission]] = {
    CardAct.REPORT_LOSS: ("office.card_loss", Permission.LIST_CARDS),
    CardAct.FREEZE: ("office.card_freeze", Permission.LIST_CARDS),
    CardAct.CANCEL_LOSS: ("office.card_unlist", Permission.UNLIST_CARDS),
    CardAct.UNFREEZE: ("office.card_unlist", Permission.UNLIST_CARDS),
}


def offers(known: Known, person: SignedIn) -> list[Offer]:
    """In the order of `CardAct`."""
    ways = ((act, *_WAYS[act]) for act in CardAct if act in known.acts and act in _WAYS)
    return [Offer(act, endpoint) for act, endpoint, permission in ways if person.may(permission)]
