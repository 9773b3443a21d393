"""What a member is warned of while all is well: a balance that is low, a card that ends soon. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import BusinessDay
from terminal.sale.context import CardView, Context


@dataclass(frozen=True, slots=True)
class Uses:
    """Uses of a card: `taken` by this sale, below zero if it added some, and how many are left."""

    taken: int
    left: int


@dataclass(frozen=True, slots=True)
class Cautions:
    """`low`: less is on the card than the shop calls low. `ends`: the last day of a card that ends soon."""

    low: bool = False
    ends: BusinessDay | None = None


NO_CAUTIONS = Cautions()


def cautions(view: CardView, context: Context) -> Cautions:
    """What is to be told of a card as it is now. A card that holds uses and no money is not low."""
    shop, current, last = context.catalogue.parameters, view.chain.current, view.identity.valid_until
    low = current.balance < shop.low_balance and not (current.times and not current.balance)
    return Cautions(low, last if last - context.today < shop.near_expiry_days else None)


def uses_of(view: CardView, taken: int = 0) -> Uses | None:
    """The uses on a card, where it has or had any."""
    left = view.chain.current.times
    return Uses(taken, left) if taken or left else None
