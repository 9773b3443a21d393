"""PURE: where a card is in its life, worked out from what is known of it, and what may be done with it there.

made -> sold -> active -> returned
          locked, lost: may come back; replaced, returned: never; expired: may be renewed
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from protocol.instants import BusinessDay
from protocol.link.tables import CardState


class CardLife(Enum):
    """Where a card is."""

    MADE = "made"
    SOLD = "sold"
    ACTIVE = "active"
    LOCKED = "locked"
    UNDER_REVIEW = "under review"
    LOST = "lost"
    REPLACED = "replaced"
    RETURNED = "returned"
    EXPIRED = "expired"


class CardAct(Enum):
    """What people do with a card at head office."""

    SELL = "sell"
    LOAD = "load"
    READ = "read"
    REPORT_LOSS = "report loss"
    CANCEL_LOSS = "cancel loss"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    EXTEND = "extend"
    REPLACE = "replace"
    EXCHANGE = "exchange"
    MEND = "mend"
    REPAIR = "repair"
    TAKE_BACK = "take back"
    UNLOCK = "unlock"
    SET_PIN = "set pin"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known: what head office says of the card, until when it is valid, and the highest counter seen on it."""

    listed: CardState
    valid_until: BusinessDay | None
    top_counter: int | None
    today: BusinessDay


_LISTED = {
    CardState.LOST: CardLife.LOST,
    CardState.STOLEN: CardLife.LOST,
    CardState.RETURNED: CardLife.RETURNED,
    CardState.REPLACED: CardLife.REPLACED,
    CardState.NOT_SOLD: CardLife.MADE,
    CardState.LOCKED: CardLife.LOCKED,
    CardState.UNDER_REVIEW: CardLife.UNDER_REVIEW,
}
_IN_HAND = frozenset({CardAct.READ, CardAct.REPAIR, CardAct.EXCHANGE})
"""What the card can be laid down for whatever its state, as long as it is the newest of its number."""
_IN_ORDER = _IN_HAND | {
    CardAct.LOAD,
    CardAct.REPORT_LOSS,
    CardAct.FREEZE,
    CardAct.EXTEND,
    CardAct.REPLACE,
    CardAct.TAKE_BACK,
    CardAct.UNLOCK,
    CardAct.SET_PIN,
    CardAct.MEND,
}
ACTS: dict[CardLife, frozenset[CardAct]] = {
    CardLife.MADE: frozenset({CardAct.SELL, CardAct.READ}),
    CardLife.SOLD: _IN_ORDER,
    CardLife.ACTIVE: _IN_ORDER,
    CardLife.LOCKED: _IN_HAND | {CardAct.UNFREEZE, CardAct.REPORT_LOSS, CardAct.REPLACE},
    CardLife.UNDER_REVIEW: _IN_HAND | {CardAct.REPORT_LOSS, CardAct.REPLACE},
    CardLife.LOST: frozenset({CardAct.READ, CardAct.CANCEL_LOSS, CardAct.REPLACE}),
    CardLife.REPLACED: frozenset({CardAct.READ}),
    CardLife.RETURNED: frozenset({CardAct.READ}),
    CardLife.EXPIRED: _IN_HAND
    | {CardAct.EXTEND, CardAct.REPORT_LOSS, CardAct.REPLACE, CardAct.TAKE_BACK, CardAct.SET_PIN, CardAct.MEND},
}
"""What may be done with a card where it is."""
BY_HOLDER = frozenset({CardAct.REPORT_LOSS, CardAct.CANCEL_LOSS, CardAct.REPLACE})
"""What only whoever is known to hold a card can ask for: a card that belongs to nobody is like cash."""


def life(facts: Facts) -> CardLife:
    """Where a card is. What people said of it goes before what the calendar says."""
    if facts.listed is not CardState.OK:
        return _LISTED[facts.listed]
    if facts.valid_until is not None and facts.valid_until < facts.today:
        return CardLife.EXPIRED
    return CardLife.ACTIVE if facts.top_counter else CardLife.SOLD


def acts_of(where: CardLife, reportable: bool) -> frozenset[CardAct]:
    """What may be done with a card there, of a class that can be reported lost or not."""
    return ACTS[where] if reportable else ACTS[where] - BY_HOLDER
