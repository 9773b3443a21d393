"""Lines of a sale, each with its discount taken off. Which discount that is, `protocol.discounts` says."""

from __future__ import annotations

from protocol.discounts import class_rate, why
from protocol.ids import DIRECT_AMOUNT, ClassId, ItemCode, OwnerId
from protocol.limits import AMOUNT_MAX_MINOR, QUANTITY_MAX
from protocol.link.entries import SaleLine
from protocol.link.tables import Item
from protocol.money import MILLS, Money, UnitPrice
from terminal.sale.catalogue import Catalogue
from terminal.sale.refusals import Refusal

NO_OWNER = OwnerId(0)
"""A directly keyed amount belongs to the shop, to no stall."""


def discount_bp(catalogue: Catalogue, card_class: ClassId | None, item: Item) -> int:
    """The discount on an item in basis points."""
    return why(catalogue, card_class, item).basis_points


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
