"""Which discount an article gets, and what decided it (FEATURES E2 to E4): one rule for the terminal and for head office."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from protocol.ids import CategoryId, ClassId, ItemCode
from protocol.link.tables import CardClass, Item
from protocol.money import BASIS_POINTS


class Because(Enum):
    """What decided over a discount."""

    NO_CARD = "no card"
    ITEM_RULE = "rule for the item"
    CATEGORY_RULE = "rule for the category"
    CLASS_RATE = "rate of the class"
    NO_RULE = "no rule"
    USES = "paid with uses"


@dataclass(frozen=True, slots=True)
class Deciding:
    """The rate that holds, and what decided it."""

    basis_points: int
    because: Because


class Rates(Protocol):
    """What tables say of discounts."""

    def card_class(self, id: ClassId, /) -> CardClass | None:
        """The member class with this id."""
        ...

    def item_discount(self, card_class: ClassId, code: ItemCode, /) -> int | None:
        """The rule of this class for this very item, in basis points."""
        ...

    def category_discount(self, card_class: ClassId, category: CategoryId, /) -> int | None:
        """The rule of this class for the item's category, in basis points."""
        ...


def why(rates: Rates, card_class: ClassId | None, item: Item | None) -> Deciding:
    """The discount on an item, None for a directly keyed amount: the rule for item and class, else for category and class,
    else the class rate.

    Rates do not add up: the first that is found holds, also where it is 0. Without a card or a rule there is none.
    A card pays an item that takes uses with them and not with money.
    """
    if card_class is None:
        return Deciding(0, Because.NO_CARD)
    if item is not None:
        if item.uses > 0:
            return Deciding(BASIS_POINTS, Because.USES)
        if (rule := rates.item_discount(card_class, item.code)) is not None:
            return Deciding(rule, Because.ITEM_RULE)
        if (rule := rates.category_discount(card_class, item.category)) is not None:
            return Deciding(rule, Because.CATEGORY_RULE)
    rate = class_rate(rates, card_class)
    return Deciding(rate, Because.CLASS_RATE if rate else Because.NO_RULE)


def class_rate(rates: Rates, card_class: ClassId | None) -> int:
    """The rate of a class in basis points, which a directly keyed amount gets; 0 without a card or for an unknown class."""
    known = None if card_class is None else rates.card_class(card_class)
    return 0 if known is None else known.discount_bp
