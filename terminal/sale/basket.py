"""What has been keyed for a sale or a refund: an immutable basket that answers each key with a basket or a refusal.

Items are kept as they were in the price list when keyed, so that a newer list never changes a price that the
member has already been shown. Discounts depend on the card and are worked out when it is known (`priced`).
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import ClassId, ItemCode
from protocol.limits import AMOUNT_MAX_MINOR, LINES_PER_SALE_MAX, QUANTITY_MAX
from protocol.link.entries import SaleLine
from protocol.link.tables import Item
from protocol.money import ZERO, Money, total
from terminal.sale.catalogue import Catalogue
from terminal.sale.discounts import amount_line, item_line, keyed_item
from terminal.sale.refusals import Refusal


@dataclass(frozen=True, slots=True)
class KeyedItem:
    """Some pieces of one article."""

    item: Item
    quantity: int

    @property
    def gross(self) -> Money:
        """The price of all pieces before any discount."""
        return self.item.price.times(self.quantity)

    @property
    def uses(self) -> int:
        """How many uses it takes from a card; below zero it adds them."""
        return self.item.uses * self.quantity

    def priced(self, catalogue: Catalogue, card_class: ClassId | None) -> SaleLine:
        """The line with the discount of this class."""
        return item_line(catalogue, card_class, self.item, self.quantity)


@dataclass(frozen=True, slots=True)
class KeyedAmount:
    """A directly keyed amount."""

    gross: Money
    uses = 0

    def priced(self, catalogue: Catalogue, card_class: ClassId | None) -> SaleLine:
        """The line with the discount of this class."""
        return amount_line(catalogue, card_class, self.gross)


Keyed = KeyedItem | KeyedAmount


@dataclass(frozen=True, slots=True)
class KeyedBasket:
    """Keyed lines in order. The undiscounted sum is kept within the limit, so that any discounted one is."""

    lines: tuple[Keyed, ...] = ()
    gross: Money = ZERO

    def add(self, catalogue: Catalogue, code: ItemCode, quantity: int) -> KeyedBasket | Refusal:
        """With `quantity` pieces of an article more."""
        found = keyed_item(catalogue, code, quantity)
        return found if isinstance(found, Refusal) else self._with(KeyedItem(found, quantity))

    def add_amount(self, amount: Money) -> KeyedBasket | Refusal:
        """With a directly keyed amount more; it is positive."""
        return self._with(KeyedAmount(amount)) if amount > ZERO else Refusal.AMOUNT_RANGE

    @property
    def uses(self) -> int:
        """How many uses the sale takes from a card; below zero it adds them."""
        return sum(line.uses for line in self.lines)

    def change_quantity(self, index: int, quantity: int) -> KeyedBasket | Refusal:
        """With another quantity in the line at `index` (from 0; -1 is the last one); a directly keyed amount has none."""
        place = len(self.lines) - 1 if index == -1 else index
        if not 0 <= place < len(self.lines):
            return Refusal.NOTHING_TO_REMOVE
        line = self.lines[place]
        if not isinstance(line, KeyedItem) or not 1 <= quantity <= QUANTITY_MAX:
            return Refusal.QUANTITY_RANGE
        changed = KeyedItem(line.item, quantity)
        gross = self.gross - line.gross + changed.gross
        if gross.minor > AMOUNT_MAX_MINOR:
            return Refusal.AMOUNT_RANGE
        return KeyedBasket((*self.lines[:place], changed, *self.lines[place + 1 :]), gross)

    def remove(self, index: int = -1) -> KeyedBasket | Refusal:
        """Without the line at `index` (from 0); -1 is the last one."""
        place = len(self.lines) - 1 if index == -1 else index
        if not 0 <= place < len(self.lines):
            return Refusal.NOTHING_TO_REMOVE
        return KeyedBasket(self.lines[:place] + self.lines[place + 1 :], self.gross - self.lines[place].gross)

    def refusal(self) -> Refusal | None:
        """Why this basket cannot be paid yet."""
        return None if self.lines else Refusal.EMPTY_BASKET

    def priced(self, catalogue: Catalogue, card_class: ClassId | None) -> tuple[SaleLine, ...]:
        """The lines of the sale with the discounts of this class; None for a sale without a card."""
        return tuple(line.priced(catalogue, card_class) for line in self.lines)

    def total(self, catalogue: Catalogue, card_class: ClassId | None) -> Money:
        """What is to be paid."""
        return lines_total(self.priced(catalogue, card_class))

    def _with(self, line: Keyed) -> KeyedBasket | Refusal:
        if len(self.lines) == LINES_PER_SALE_MAX:
            return Refusal.BASKET_FULL
        if self.lines and (line.uses > 0) is not (self.lines[0].uses > 0):
            return Refusal.TWO_MODES
        gross = self.gross + line.gross
        return KeyedBasket((*self.lines, line), gross) if gross.minor <= AMOUNT_MAX_MINOR else Refusal.AMOUNT_RANGE


def lines_total(lines: tuple[SaleLine, ...]) -> Money:
    """The sum of the lines after discounts."""
    return total(tuple(line.amount for line in lines))
