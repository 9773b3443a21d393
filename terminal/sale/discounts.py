"""Which discount a line gets, and the line with its discount taken off (FEATURES E2 to E4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from protocol.ids import DIRECT_AMOUNT, ClassId, ItemCode, OwnerId
from protocol.limits import AMOUNT_MAX_MINOR, QUANTITY_MAX
from protocol.link.entries import SaleLine
from protocol.link.tables import Item
from protocol.money import BASIS_POINTS, MILLS, Money, UnitPrice
from terminal.sale.catalogue import Catalogue
from terminal.sale.refusals import Refusal

NO_OWNER = OwnerId(0)
"""A directly keyed amount belongs to the shop, to no stall."""


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


def why(catalogue: Catalogue, card_class: ClassId | None, item: Item | None) -> Deciding:
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
        if (rule := catalogue.item_discount(card_class, item.code)) is not None:
            return Deciding(rule, Because.ITEM_RULE)
        if (rule := catalogue.category_discount(card_class, item.category)) is not None:
            return Deciding(rule, Because.CATEGORY_RULE)
    rate = class_rate(catalogue, card_class)
    return Deciding(rate, Because.CLASS_RATE if rate else Because.NO_RULE)


def discount_bp(catalogue: Catalogue, card_class: ClassId | None, item: Item) -> int:
    """The discount on an item in basis points."""
    return why(catalogue, card_class, item).basis_points


def class_rate(catalogue: Catalogue, card_class: ClassId | None) -> int:
    """The rate of a class in basis points, which a directly keyed amount gets; 0 without a card or for an unknown class."""
    known = None if card_class is None else catalogue.card_class(card_class)
    return 0 if known is None else known.discount_bp


def item_line(catalogue: Catalogue, card_class: ClassId | None, item: Item, quantity: int) -> SaleLine:
    """A line of one article at the price in `item`."""
    off = item.price.times(quantity).percent(discount_bp(catalogue, card_class, item))
    return SaleLine(item.code, quantity, item.price, off, item.owner)


def amount_line(catalogue: Catalogue, card_class: ClassId | None, amount: Money) -> SaleLine:
    """A directly keyed amount as a line: item 0, one piece, the amount as its price."""
    off = amount.percent(class_rate(catalogue, card_class))
    return SaleLine(DIRECT_AMOUNT, 1, UnitPrice(amount.minor * MILLS), off, NO_OWNER)


def priced_line(catalogue: Catalogue, card_class: ClassId | None, code: ItemCode, quantity: int) -> SaleLine | Refusal:
    """The line for a keyed code, or why there is none: unknown item, quantity or amount out of range."""
    found = keyed_item(catalogue, code, quantity)
    return found if isinstance(found, Refusal) else item_line(catalogue, card_class, found, quantity)


def keyed_item(catalogue: Catalogue, code: ItemCode, quantity: int) -> Item | Refusal:
    """The article for a keyed code if `quantity` of it can be one line."""
    item = catalogue.item(code)
    if item is None:
        return Refusal.UNKNOWN_ITEM
    if not 1 <= quantity <= QUANTITY_MAX:
        return Refusal.QUANTITY_RANGE
    if item.price.times(quantity).minor > AMOUNT_MAX_MINOR:
        return Refusal.AMOUNT_RANGE
    return item
