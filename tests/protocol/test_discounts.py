"""If these failed, a terminal would sell at another price than head office says, or give another reason for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from protocol.discounts import Because, Deciding, class_rate, why
from protocol.ids import CategoryId, ClassId, ItemCode, OwnerId
from protocol.link.tables import CardClass, Item
from protocol.money import BASIS_POINTS, ZERO, UnitPrice

MEMBER, GUEST, NOBODY = ClassId(1), ClassId(2), ClassId(9)
TEA, CAKE = (Item(ItemCode(code), "x", UnitPrice(1_000), CategoryId(code), OwnerId(0)) for code in (1, 2))
BREAD = Item(ItemCode(3), "x", UnitPrice(1_000), CategoryId(2), OwnerId(0))
SWIM = Item(ItemCode(1), "x", UnitPrice(1_000), CategoryId(1), OwnerId(0), uses=1)
PASS = Item(ItemCode(3), "x", UnitPrice(1_000), CategoryId(2), OwnerId(0), uses=-10)


def member_class(number: ClassId, rate: int) -> CardClass:
    return CardClass(number, "x", rate, 1, ZERO, ZERO, ZERO, ZERO, ZERO)


@dataclass
class Tables:
    """Members pay 5 % less; nothing less for tea, 20 % less for category 2, of it cake 30 %. Guests have no rate."""

    classes: dict[ClassId, CardClass] = field(
        default_factory=lambda: {one.id: one for one in (member_class(MEMBER, 500), member_class(GUEST, 0))}
    )
    items: dict[tuple[int, int], int] = field(default_factory=lambda: {(MEMBER, 1): 0, (MEMBER, 2): 3_000})
    categories: dict[tuple[int, int], int] = field(default_factory=lambda: {(MEMBER, 1): 900, (MEMBER, 2): 2_000})

    def card_class(self, id: ClassId, /) -> CardClass | None:
        return self.classes.get(id)

    def item_discount(self, card_class: ClassId, code: ItemCode, /) -> int | None:
        return self.items.get((card_class, code))

    def category_discount(self, card_class: ClassId, category: CategoryId, /) -> int | None:
        return self.categories.get((card_class, category))


@pytest.mark.parametrize(
    ("card_class", "item", "expected"),
    [
        (None, CAKE, Deciding(0, Because.NO_CARD)),
        (MEMBER, SWIM, Deciding(BASIS_POINTS, Because.USES)),
        (MEMBER, PASS, Deciding(2_000, Because.CATEGORY_RULE)),
        (MEMBER, TEA, Deciding(0, Because.ITEM_RULE)),
        (MEMBER, CAKE, Deciding(3_000, Because.ITEM_RULE)),
        (MEMBER, BREAD, Deciding(2_000, Because.CATEGORY_RULE)),
        (MEMBER, None, Deciding(500, Because.CLASS_RATE)),
        (GUEST, CAKE, Deciding(0, Because.NO_RULE)),
        (NOBODY, CAKE, Deciding(0, Because.NO_RULE)),
    ],
)
def test_e2_the_narrowest_rule_decides_and_is_named(card_class: ClassId | None, item: Item | None, expected: Deciding) -> None:
    assert why(Tables(), card_class, item) == expected


@pytest.mark.parametrize(("card_class", "rate"), [(None, 0), (NOBODY, 0), (GUEST, 0), (MEMBER, 500)])
def test_the_rate_of_a_class_is_nothing_without_one(card_class: ClassId | None, rate: int) -> None:
    assert class_rate(Tables(), card_class) == rate
