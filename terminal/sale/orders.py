"""What a card is wanted for."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import Reference
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
    """Cash was taken and goes onto the card."""

    amount: Money
    ticket: str
    job: int = 0


@dataclass(frozen=True, slots=True)
class Void:
    """The sale that rules the card is undone."""


@dataclass(frozen=True, slots=True)
class Inquire:
    """Nothing but a look, and the end of anything open; the basket waits meanwhile."""

    basket: KeyedBasket
    ticket: str


Order = Pay | GiveBack | Load | Void | Inquire
