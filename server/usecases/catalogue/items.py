"""Articles: they come, change, get another price from a day on, and are retired. Terminals hear nothing of this until somebody
publishes it (`publishing`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protocol.ids import ItemCode
from protocol.instants import BusinessDay, Instant, date_of
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.masters.items import FROM_THE_FIRST, PRICE_ON, ItemMaster, folded, price_history, retire_items, set_prices
from server.usecases.declined import Declined, Reason


@dataclass(frozen=True, slots=True)
class Article:
    """An article as the masters have it today; `mills` is its price of today."""

    code: ItemCode
    name: str
    mills: int
    category: int
    owner: int
    uses: int
    retired_at: Instant | None


def article_coded(code: int, today: BusinessDay) -> Article:
    """One article. Raises Declined if there is none."""
    columns = f"i.code, i.name, {PRICE_ON}, i.category, i.owner, i.uses, i.retired_at"
    row = run(f"SELECT {columns} FROM item i WHERE i.code = %s", (today, code)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return Article(*row)


def add_item(item: ItemMaster, actor: Actor, now: Instant) -> None:
    """A new article. Raises Declined if the code is taken, also by one that is sold no more."""
    with writing():
        taken = run("SELECT retired_at FROM item WHERE code = %s", (item.code,)).fetchone()
        if taken is not None:
            raise Declined(Reason.CODE_TAKEN if taken[0] is None else Reason.CODE_RETIRED)
        run(
            "INSERT INTO item (code, name, folded, category, owner, uses) VALUES (%s, %s, %s, %s, %s, %s)",
            (item.code, item.name, folded(item.name), item.category, item.owner, item.uses),
        )
        set_prices([(item.code, item.mills)], FROM_THE_FIRST, now, actor.name)
        record(actor, Deed("added", f"item {item.code}", after=_said(item) | {"mills": item.mills}), now)


def change_item(item: ItemMaster, actor: Actor, now: Instant) -> None:
    """Another name, category, owner or number of uses; the price has an act of its own. Raises Declined."""
    with writing():
        held = article_coded(item.code, FROM_THE_FIRST)
        before, after = _said(held), _said(item)
        if before == after:
            raise Declined(Reason.NOT_NEEDED)
        run(
            "UPDATE item SET name = %s, folded = %s, category = %s, owner = %s, uses = %s WHERE code = %s",
            (item.name, folded(item.name), item.category, item.owner, item.uses, item.code),
        )
        record(actor, Deed("changed", f"item {item.code}", before, after), now)


def set_price(code: ItemCode, mills: int, day: BusinessDay, today: BusinessDay, actor: Actor, now: Instant) -> None:
    """From this day on it costs this. Days that are over keep what they had. Raises Declined."""
    if day < today:
        raise Declined(Reason.PRICE_PAST)
    with writing():
        before = article_coded(code, day).mills
        if before == mills and (day == today or _said_for(code, day) == mills):
            raise Declined(Reason.NOT_NEEDED)
        set_prices([(code, mills)], day, now, actor.name)
        said = {"from": date_of(day).isoformat(), "mills": mills}
        record(actor, Deed("price set", f"item {code}", {"mills": before}, said), now)


def withdraw_price(code: ItemCode, day: BusinessDay, today: BusinessDay, actor: Actor, now: Instant) -> None:
    """The price that was to begin on a day to come does not. Raises Declined."""
    with writing():
        mills = _said_for(code, day)
        if day <= today or mills is None:
            raise Declined(Reason.NOT_NEEDED)
        set_prices([(code, None)], day, now, actor.name)
        record(actor, Deed("price withdrawn", f"item {code}", {"from": date_of(day).isoformat(), "mills": mills}), now)


def retire(code: ItemCode, actor: Actor, now: Instant) -> None:
    """It is sold no more; its code stays taken. Raises Declined."""
    with writing():
        if article_coded(code, FROM_THE_FIRST).retired_at is not None:
            raise Declined(Reason.NOT_NEEDED)
        retire_items([code], now)
        record(actor, Deed("retired", f"item {code}"), now)


def bring_back(code: ItemCode, actor: Actor, now: Instant) -> None:
    """It is sold again, as the same article. Raises Declined."""
    with writing():
        if article_coded(code, FROM_THE_FIRST).retired_at is None:
            raise Declined(Reason.NOT_NEEDED)
        run("UPDATE item SET retired_at = NULL WHERE code = %s", (code,))
        record(actor, Deed("brought back", f"item {code}"), now)


def _said_for(code: ItemCode, day: BusinessDay) -> int | None:
    """The price that was said for exactly this day and holds."""
    return next((price.mills for price in price_history(code) if price.from_day == day and price.holds), None)


def _said(one: ItemMaster | Article) -> dict[str, Any]:
    return {"name": one.name, "category": one.category, "owner": one.owner, "uses": one.uses}
