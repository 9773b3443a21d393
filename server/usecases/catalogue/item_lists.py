"""A list of articles from a spreadsheet: judged whole, with every problem of every row, then taken whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from protocol.ids import ItemCode
from protocol.instants import BusinessDay, Instant, date_of
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.masters.faults import Fault, Mistake
from server.masters.items import ItemMaster, judge_item, prices_on, put_items, set_prices
from server.masters.owners import all_categories, all_owners
from server.usecases.declined import Declined, Reason

KEPT = ("category", "owner", "uses")


class Coming(Enum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BACK = "back"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list, from 2 on as spreadsheets count below a head."""

    line: int
    said: Mapping[str, str]
    item: ItemMaster | None
    mistakes: Sequence[Mistake]
    coming: Coming


@dataclass(frozen=True, slots=True)
class Judged:
    """A whole list."""

    rows: Sequence[Row]

    @property
    def wrong(self) -> list[Row]:
        """The rows that cannot be taken."""
        return [row for row in self.rows if row.mistakes]

    @property
    def changing(self) -> list[Row]:
        """The rows that would change something."""
        return [row for row in self.rows if row.coming in (Coming.NEW, Coming.CHANGED, Coming.BACK)]

    def count(self, coming: Coming) -> int:
        """How many rows would do this."""
        return sum(row.coming is coming for row in self.rows)


def judge_list(rows: Sequence[Mapping[str, str]], digits: int, day: BusinessDay) -> Judged:
    """What each row would do, with its prices from a day on; an empty cell keeps what an article has. Writes nothing."""
    held = {code: rest for code, *rest in run("SELECT code, name, category, owner, uses, retired_at FROM item").fetchall()}
    known = {str(code): dict(zip(KEPT, map(str, rest), strict=True)) for code, (_, *rest, _) in held.items()}
    prices = prices_on(day)
    categories = {one.number for one in all_categories()} | {0}
    owners = {one.number for one in all_owners()} | {0}
    seen: set[ItemCode] = set()
    judged = []
    for line, said in enumerate(rows, 2):
        item, mistakes = judge_item(_filled(said, known), digits)
        if item is not None:
            if item.code in seen:
                mistakes.append(Mistake("code", Fault.TWICE, number=item.code))
            if item.category not in categories:
                mistakes.append(Mistake("category", Fault.UNKNOWN, number=item.category))
            if item.owner not in owners:
                mistakes.append(Mistake("owner", Fault.UNKNOWN, number=item.owner))
            seen.add(item.code)
        judged.append(Row(line, said, item, mistakes, _coming(item, mistakes, held, prices)))
    return Judged(judged)


def take_list(judged: Judged, day: BusinessDay, today: BusinessDay, actor: Actor, now: Instant) -> int:
    """Take a list that has no mistake; how many articles changed. Articles that it does not name stay. Raises Declined."""
    if judged.wrong:
        raise Declined(Reason.LIST_WRONG)
    if day < today:
        raise Declined(Reason.PRICE_PAST)
    items = [row.item for row in judged.changing if row.item is not None]
    if not items:
        raise Declined(Reason.NOT_NEEDED)
    with writing():
        now_costs = prices_on(today)
        put_items([_at_price(item, now_costs) for item in items] if day > today else items, today, now, actor.name)
        if day > today:
            then_costs = prices_on(day)
            set_prices([(one.code, one.mills) for one in items if then_costs[one.code] != one.mills], day, now, actor.name)
        after = {"items": len(items), "new": judged.count(Coming.NEW), "prices from": date_of(day).isoformat()}
        record(actor, Deed("list taken", "items", after=after), now)
    return len(items)


def _filled(said: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    has = known.get(said.get("code", "").strip(), {})
    return {**said, **{key: value for key, value in has.items() if not said.get(key, "")}}


def _at_price(item: ItemMaster, costs: Mapping[ItemCode, int]) -> ItemMaster:
    """The article with what it costs now, if it is known: its new price begins later."""
    return ItemMaster(item.code, item.name, costs.get(item.code, item.mills), item.category, item.owner, item.uses)


def _coming(
    item: ItemMaster | None, mistakes: Sequence[Mistake], held: Mapping[int, Sequence[object]], prices: Mapping[ItemCode, int]
) -> Coming:
    if item is None or mistakes:
        return Coming.WRONG
    before = held.get(item.code)
    if before is None:
        return Coming.NEW
    *said, retired_at = before
    if retired_at is not None:
        return Coming.BACK
    same = said == [item.name, item.category, item.owner, item.uses] and prices.get(item.code) == item.mills
    return Coming.SAME if same else Coming.CHANGED
