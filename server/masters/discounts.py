"""Discounts of a class on an article or a category: the usual one, and for days of its own another in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from protocol.ids import CategoryId, ClassId, ItemCode
from protocol.instants import BusinessDay
from protocol.link.tables import DiscountRule
from protocol.link.wire import U16_MAX
from server.database import run

LAST_DAY = BusinessDay(U16_MAX)
ALWAYS = {"from_day": 0, "until_day": int(LAST_DAY)}
_COLUMNS = "card_class, item, category, from_day, until_day, discount_bp"


@dataclass(frozen=True, slots=True, order=True)
class Discount:
    """One rule: for `item`, or for `category` where that is 0; on the days from `from_day` up to and including `until_day`."""

    card_class: ClassId
    item: ItemCode
    category: CategoryId
    from_day: BusinessDay
    until_day: BusinessDay
    basis_points: int

    @property
    def usual(self) -> bool:
        """Whether it has no days of its own."""
        return self.from_day == 0

    def on(self, day: BusinessDay) -> bool:
        """Whether it may hold on this day."""
        return self.from_day <= day <= self.until_day


def all_discounts() -> list[Discount]:
    """Every rule, in the order of terminals, and of one key the later one last."""
    return [Discount(*row) for row in run(f"SELECT {_COLUMNS} FROM discount ORDER BY {_COLUMNS}").fetchall()]


def in_force(rules: Sequence[Discount], day: BusinessDay) -> tuple[DiscountRule, ...]:
    """What terminals are told for a day: of rules for the same thing the one that began last."""
    held = {(one.card_class, one.item, one.category): one.basis_points for one in sorted(rules) if one.on(day)}
    return tuple(DiscountRule(*key, basis_points) for key, basis_points in sorted(held.items()))


def changing_days(rules: Sequence[Discount]) -> set[BusinessDay]:
    """The days on which another discount begins to hold."""
    return {one.from_day for one in rules} | {BusinessDay(one.until_day + 1) for one in rules if one.until_day < LAST_DAY}


def put_discount(one: Discount) -> None:
    """Add or change a rule. Must run inside `writing()`."""
    run(
        f"INSERT INTO discount ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (card_class, item, category, from_day) DO UPDATE SET until_day = excluded.until_day,"
        " discount_bp = excluded.discount_bp",
        (one.card_class, one.item, one.category, one.from_day, one.until_day, one.basis_points),
    )


def drop_discount(one: Discount) -> None:
    """There is no such rule any more. Must run inside `writing()`."""
    run(
        "DELETE FROM discount WHERE card_class = %s AND item = %s AND category = %s AND from_day = %s",
        (one.card_class, one.item, one.category, one.from_day),
    )
