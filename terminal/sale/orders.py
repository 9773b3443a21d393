"""What a card is wanted for."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.card.record import Kind
from protocol.ids import CardInstance, Reference
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
class Mark:
    """Head office ordered that this card locks itself (LOCK) or works again (UNLOCK); `state` is why, or was."""

    kind: Kind
    state: CardState
    job: int
    card: CardInstance


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
