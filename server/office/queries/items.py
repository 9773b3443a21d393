"""Articles as pages list them. A terminal holds at most 100,000 (`protocol.link.rows`), so a part of a name may be looked for in
all of them; pages go by code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from protocol.ids import ItemCode
from protocol.instants import BusinessDay, Instant
from server.database import run
from server.masters.items import PRICE_HOLDS, PRICE_ON, folded
from server.masters.owners import all_categories, all_owners
from server.usecases.catalogue.items import Article, article_coded
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Reach, Scope
from server.web.paging import ROWS, Page, page_of


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for. `text` is the beginning of a code or a part of a name; None: any."""

    text: str = ""
    category: int | None = None
    owner: int | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One article in a list; `mills` is today's price."""

    code: ItemCode
    name: str
    mills: int
    category: int
    owner: int
    uses: int
    retired_at: Instant | None


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next price, and its day."""

    from_day: BusinessDay
    mills: int


def items_page(sought: Sought, after: int, today: BusinessDay, scope: Scope) -> Page[Line]:
    """From behind a code on, within the scope."""
    return page_of(_lines(sought, after, today, scope, ROWS + 1), lambda line: line.code)


def all_lines(sought: Sought, today: BusinessDay, scope: Scope) -> Iterator[Line]:
    """All of them, for a file."""
    after = 0
    while rows := _lines(sought, after, today, scope, 1_000):
        yield from rows
        after = rows[-1].code


def item_seen(code: int, today: BusinessDay, scope: Scope) -> Article:
    """One article. Raises Declined where it is not, or not the owner's."""
    found = article_coded(code, today)
    if scope.reach is Reach.OWNER and found.owner != scope.number:
        raise Declined(Reason.NOT_THERE)
    return found


def upcoming(codes: Iterable[ItemCode], today: BusinessDay) -> dict[ItemCode, Upcoming]:
    """What of these gets another price next, and when."""
    wanted = list(codes)
    if not wanted:
        return {}
    rows = run(
        f"SELECT p.item, p.from_day, p.mills FROM item_price p WHERE p.item IN ({', '.join(['%s'] * len(wanted))})"
        f" AND p.from_day > %s AND {PRICE_HOLDS} ORDER BY p.from_day DESC",
        (*wanted, today),
    ).fetchall()
    return {ItemCode(code): Upcoming(BusinessDay(day), mills) for code, day, mills in rows}


def category_names() -> dict[int, str]:
    """What categories are called."""
    return {one.number: one.name for one in all_categories()}


def owner_names() -> dict[int, str]:
    """What owners are called."""
    return {one.number: one.name for one in all_owners()}


def _lines(sought: Sought, after: int, today: BusinessDay, scope: Scope, most: int) -> list[Line]:
    owner = scope.number if scope.reach is Reach.OWNER else sought.owner
    where, values = f"i.code > %s AND i.retired_at IS {'NOT ' if sought.retired else ''}NULL", [after]
    for column, value in (("category", sought.category), ("owner", owner)):
        if value is not None:
            where, values = f"{where} AND i.{column} = %s", [*values, value]
    texts: list[str] = []
    if sought.text:
        where += " AND (i.folded LIKE %s ESCAPE '!' OR CAST(i.code AS TEXT) LIKE %s ESCAPE '!')"
        plain = "".join(f"!{one}" if one in "!%_" else one for one in folded(sought.text))
        texts = [f"%{plain}%", f"{plain}%"]
    rows = run(
        f"SELECT i.code, i.name, {PRICE_ON}, i.category, i.owner, i.uses, i.retired_at FROM item i"
        f" WHERE {where} ORDER BY i.code LIMIT {most}",
        (today, *values, *texts),
    ).fetchall()
    return [Line(*row) for row in rows]
