"""What a card is wanted for."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.card.record import Kind
from protocol.ids import CardInstance, Reference
from protocol.instants import BusinessDay
from protocol.link.desk_orders import Mend
from protocol.link.tables import CardState
from protocol.money import Money
from terminal.sale.basket import KeyedBasket


@dataclass(frozen=True, slots=True)
class Pay:
    """The basket is paid from the card. `once`: by one tap or not at all; nothing is kept of it."""

    basket: KeyedBasket
    ticket: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class GiveBack:
    """The goods of the basket came back; their price goes onto the card. `sale` is where they were bought, if known here."""

    basket: KeyedBasket
    ticket: str
    sale: Reference | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """Cash was taken and goes onto the card. `card`: head office ordered it for this card, and for no other."""

    amount: Money
    ticket: str
    job: int = 0
    card: CardInstance | None = None


@dataclass(frozen=True, slots=True)
class CashOut:
    """Head office ordered that this card pays so much out in cash. `whole`: it is all that the card may hold."""

    amount: Money
    job: int
    card: CardInstance
    whole: bool = False


@dataclass(frozen=True, slots=True)
class PinPart:
    """Salt and verifier of a card's PIN, as they stand on the card."""

    salt: bytes = field(repr=False)
    verifier: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes in the static part of a card; None stays as it is. `whole`: all that head office knows of it; the card may
    have lost its own.
    """

    valid_until: BusinessDay | None = None
    pin: PinPart | None = None
    whole: Mend | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Head office ordered that this card locks itself (LOCK) or works again (UNLOCK); `state` is why, or was. An UNLOCK may
    bring another static part along.
    """

    kind: Kind
    state: CardState
    job: int
    card: CardInstance
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Void:
    """The sale that rules the card is undone."""


@dataclass(frozen=True, slots=True)
class Inquire:
    """Nothing but a look, and the end of anything open; the basket waits meanwhile."""

    basket: KeyedBasket
    ticket: str


Order = Pay | GiveBack | Load | CashOut | Mark | Void | Inquire
Ordered = Load | CashOut | Mark
"""What a desk does because head office ordered it."""
