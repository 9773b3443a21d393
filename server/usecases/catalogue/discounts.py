"""What each class pays less: a rate for all, rates for categories and for articles, and for days of their own other ones."""

from __future__ import annotations

from collections.abc import Mapping

from protocol.ids import CategoryId, ClassId, ItemCode
from protocol.instants import BusinessDay, Instant, date_of
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.masters.discounts import LAST_DAY, Discount, all_discounts, drop_discount, put_discount
from server.usecases.declined import Declined, Reason

Thing = tuple[ItemCode, CategoryId]
"""An article, or a category where the code is 0."""
FIRST = BusinessDay(0)


def set_rates(card_class: ClassId, rate: int, rates: Mapping[Thing, int | None], actor: Actor, now: Instant) -> None:
    """The class rate, and the usual rules for these things; None for no rule. Others stay as they are. Raises Declined."""
    with writing():
        row = run("SELECT discount_bp FROM member_class WHERE id = %s", (card_class,)).fetchone()
        if row is None:
            raise Declined(Reason.NOT_THERE)
        held = {_thing(one): one.basis_points for one in all_discounts() if one.card_class == card_class and one.usual}
        before: dict[str, int | None] = {"rate": row[0]}
        after: dict[str, int | None] = {"rate": rate}
        for thing, basis_points in rates.items():
            if held.get(thing) != basis_points:
                before[name_of(thing)], after[name_of(thing)] = held.get(thing), basis_points
                one = Discount(card_class, *thing, FIRST, LAST_DAY, basis_points or 0)
                drop_discount(one) if basis_points is None else put_discount(one)
        if before == after:
            raise Declined(Reason.NOT_NEEDED)
        run("UPDATE member_class SET discount_bp = %s WHERE id = %s", (rate, card_class))
        record(actor, Deed("discounts set", f"class {card_class}", before, after), now)


def promise(one: Discount, today: BusinessDay, actor: Actor, now: Instant) -> None:
    """A promotion: on its days this holds in place of the usual. Raises Declined."""
    if not today <= one.from_day <= one.until_day:
        raise Declined(Reason.DAYS_UNFIT)
    if one.item and run("SELECT 1 FROM item WHERE code = %s AND retired_at IS NULL", (one.item,)).fetchone() is None:
        raise Declined(Reason.ITEM_UNKNOWN)
    with writing():
        if any(_crosses(one, other) for other in all_discounts()):
            raise Declined(Reason.DAYS_CROSS)
        put_discount(one)
        record(actor, Deed("promotion", f"class {one.card_class}", after=_said(one)), now)


def end_promise(one: Discount, actor: Actor, now: Instant) -> None:
    """It holds no more from the next publication on. Raises Declined."""
    with writing():
        held = next((other for other in all_discounts() if _key(other) == _key(one) and not other.usual), None)
        if held is None:
            raise Declined(Reason.NOT_THERE)
        drop_discount(held)
        record(actor, Deed("promotion ended", f"class {held.card_class}", _said(held)), now)


def name_of(thing: Thing) -> str:
    """How the audit names it."""
    return f"item {thing[0]}" if thing[0] else f"category {thing[1]}"


def _crosses(one: Discount, other: Discount) -> bool:
    same = (one.card_class, *_thing(one)) == (other.card_class, *_thing(other)) and not other.usual
    return same and one.from_day <= other.until_day and other.from_day <= one.until_day


def _thing(one: Discount) -> Thing:
    return one.item, one.category


def _key(one: Discount) -> tuple[int, ...]:
    return one.card_class, one.item, one.category, one.from_day


def _said(one: Discount) -> dict[str, object]:
    days = f"{date_of(one.from_day)} to {date_of(one.until_day)}"
    return {"for": name_of(_thing(one)), "basis points": one.basis_points, "days": days}
