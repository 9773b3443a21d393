"""What is known of one card that its life follows from."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance
from protocol.instants import BusinessDay
from protocol.link.tables import CardState
from server.database import run
from server.ledger.chart import AccountKind
from server.settlement.cards.changes import instances_named
from server.usecases.cards.classes import CardType, type_of
from server.usecases.cards.life import CardAct, CardLife, Facts, acts_of, life
from server.usecases.declined import Declined, Reason

_KNOWN = (
    "SELECT 1 FROM card_instance WHERE card = %s AND instance = %s"
    " UNION SELECT 1 FROM account WHERE kind = %s AND number = %s AND part = %s"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A card where it stands today."""

    card: CardInstance
    card_class: int | None
    type: CardType
    listed: CardState
    valid_until: BusinessDay | None
    life: CardLife

    @property
    def acts(self) -> frozenset[CardAct]:
        """What may be done with it."""
        return acts_of(self.life, self.type.reportable)


def known_card(card: CardInstance, today: BusinessDay) -> Known:
    """One card. Raises Declined if nobody has ever heard of it."""
    if run(_KNOWN, (card.number, card.instance, int(AccountKind.CARD_LIABILITY), card.number, card.instance)).fetchone() is None:
        raise Declined(Reason.NOT_THERE)
    row = instances_named([card])[card]
    until = None if row.valid_until is None else BusinessDay(row.valid_until)
    listed = CardState(row.listed)
    where = life(Facts(listed, until, row.top_counter, today))
    return Known(card, row.card_class, type_of(row.card_class), listed, until, where)


def require_act(card: CardInstance, act: CardAct, today: BusinessDay) -> Known:
    """The card, where this may be done with it. Raises Declined."""
    known = known_card(card, today)
    if act not in known.acts:
        raise Declined(Reason.NOT_WITH_THIS_CARD)
    return known
