"""Why an article has its price on a day: what terminals were, are or will be told, and the rule among it that decides (N13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from protocol.discounts import Because, Deciding, why
from protocol.ids import CardInstance, CategoryId, ClassId, ItemCode
from protocol.instants import BusinessDay, Instant, day_begins
from protocol.link.tables import CardClass, ClassTable, DiscountTable, Item, ItemTable, Table, TableKind
from protocol.money import Money
from server.database import run
from server.settlement.published import newest, newest_at, plans

DECIDED_BY = {
    Because.ITEM_RULE: TableKind.DISCOUNTS,
    Because.CATEGORY_RULE: TableKind.DISCOUNTS,
    Because.CLASS_RATE: TableKind.CLASSES,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A table as terminals have it on a day; the version, or None where it is only planned."""

    table: Table
    version: int | None


@dataclass(frozen=True, slots=True)
class Explained:
    """One price. `versions` of the price list and of the table that decided; None where that is planned."""

    item: Item
    card_class: CardClass | None
    deciding: Deciding
    price_version: int | None
    rule_version: int | None

    @property
    def full(self) -> Money:
        """What one piece costs without a card."""
        return self.item.price.times(1)

    @property
    def off(self) -> Money:
        """What is taken off."""
        return self.full.percent(self.deciding.basis_points)

    @property
    def pays(self) -> Money:
        """What is paid for one piece."""
        return self.full - self.off


@dataclass(frozen=True, slots=True)
class _Rates:
    """Tables of one day, as the rule asks for them."""

    classes: Mapping[ClassId, CardClass]
    items: Mapping[tuple[ClassId, ItemCode], int]
    categories: Mapping[tuple[ClassId, CategoryId], int]

    def card_class(self, id: ClassId, /) -> CardClass | None:
        return self.classes.get(id)

    def item_discount(self, card_class: ClassId, code: ItemCode, /) -> int | None:
        return self.items.get((card_class, code))

    def category_discount(self, card_class: ClassId, category: CategoryId, /) -> int | None:
        return self.categories.get((card_class, category))


def explained(
    code: ItemCode, card_class: ClassId | None, day: BusinessDay, now: Instant, utc_offset_minutes: int
) -> Explained | None:
    """The price of an article for a class, None without a card; None where terminals know no such article that day."""
    told = {kind: _told(kind, day, now, utc_offset_minutes) for kind in (TableKind.ITEMS, TableKind.CLASSES, TableKind.DISCOUNTS)}
    items = told[TableKind.ITEMS]
    item = next((one for one in items.table.items if one.code == code), None) if isinstance(items.table, ItemTable) else None
    if item is None:
        return None
    classes, rules = told[TableKind.CLASSES].table, told[TableKind.DISCOUNTS].table
    assert isinstance(classes, ClassTable)
    assert isinstance(rules, DiscountTable)
    rates = _Rates(
        {one.id: one for one in classes.classes},
        {(one.card_class, one.item): one.discount_bp for one in rules.rules if one.item},
        {(one.card_class, one.category): one.discount_bp for one in rules.rules if not one.item},
    )
    deciding = why(rates, card_class, item)
    decided = DECIDED_BY.get(deciding.because)
    known = None if card_class is None else rates.card_class(card_class)
    return Explained(item, known, deciding, items.version, told[decided].version if decided else 0)


def class_of_card(card: CardInstance) -> ClassId | None:
    """The class that a card carries."""
    row = run("SELECT card_class FROM card_instance WHERE card = %s AND instance = %s", (card.number, card.instance)).fetchone()
    return None if row is None or row[0] is None else ClassId(row[0])


_NOTHING: dict[TableKind, Table] = {
    TableKind.ITEMS: ItemTable(()),
    TableKind.CLASSES: ClassTable(()),
    TableKind.DISCOUNTS: DiscountTable(()),
}


def _told(kind: TableKind, day: BusinessDay, now: Instant, offset: int) -> Told:
    begins = day_begins(day, offset)
    if begins > now:
        planned = [one for one in plans(kind) if one.from_at <= begins]
        if planned:
            return Told(planned[-1].table, None)
        version = newest(kind)
    else:
        version = newest_at(kind, Instant(min(now, day_begins(BusinessDay(day + 1), offset) - 1)))
    return Told(_NOTHING[kind], 0) if version is None else Told(version.table, version.version)
