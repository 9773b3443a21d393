"""Articles and what they cost on which day.

An item code is never given to another thing: records of years ago name it. So nothing is deleted. An article that is not
sold any more is retired; its code stays taken, and it can be brought back.

A price begins on a business day and is never changed afterwards: another one is written, for the same day or a later one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from protocol.ids import ItemCode
from protocol.instants import BusinessDay, Instant
from protocol.link.table_codec import USES_MAX
from server.database import run, run_rows
from server.masters.faults import Fault, Mistake
from server.masters.reading import NUMBERS, amount, field, number, typed_whole, whole

PRICE_DIGITS = 3
"""How many decimals a price may have beyond those of the currency."""
CODES = range(1, NUMBERS.stop)
USES = range(-USES_MAX, USES_MAX + 1)
FROM_THE_FIRST = BusinessDay(0)
COLUMNS = ("code", "name", "price", "category", "owner", "uses")
"""Of a list of articles."""
PRICE_HOLDS = (
    "p.mills IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM item_price n WHERE n.item = p.item AND n.from_day = p.from_day AND n.id > p.id)"
)
"""Whether a row of prices `p` holds: it was neither replaced nor withdrawn."""
_LAST = "ORDER BY p.from_day DESC LIMIT 1"
PRICE_ON = f"(SELECT p.mills FROM item_price p WHERE p.item = i.code AND p.from_day <= %s AND {PRICE_HOLDS} {_LAST})"
"""What an article `i` costs on a day, the one value."""


@dataclass(frozen=True, slots=True)
class ItemMaster:
    """An article as somebody writes it; `mills` is its price."""

    code: ItemCode
    name: str
    mills: int
    category: int
    owner: int
    uses: int


@dataclass(frozen=True, slots=True)
class Price:
    """What an article costs from a day on. `number` orders those that were written for one day."""

    number: int
    from_day: BusinessDay
    mills: int | None
    set_at: Instant
    set_by: str
    holds: bool


def read_item(row: Mapping[str, Any], digits: int) -> ItemMaster:
    """One row of a list, or of a form. Raises Mistake."""
    item, mistakes = judge_item(row, digits)
    if item is None:
        raise mistakes[0]
    return item


def judge_item(row: Mapping[str, Any], digits: int) -> tuple[ItemMaster | None, list[Mistake]]:
    """The same, with every mistake of the row."""
    found: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for key, read in _READ.items():
        try:
            found[key] = read(row, digits)
        except Mistake as mistake:
            mistakes.append(mistake)
    if mistakes:
        return None, mistakes
    code, name, mills, category, owner, uses = (found[key] for key in COLUMNS)
    return ItemMaster(ItemCode(code), name, mills, category, owner, uses), []


def read_price(row: Mapping[str, Any], digits: int) -> int:
    """A price in mills."""
    return amount(row, "price", digits + PRICE_DIGITS).minor


def _code(row: Mapping[str, Any], digits: int) -> int:
    return whole(row, "code", fair=CODES)


def _name(row: Mapping[str, Any], digits: int) -> str:
    name: str = field(row, "name", str)
    if not name.strip():
        raise Mistake("name", Fault.MISSING, kind="str")
    return name


def _category(row: Mapping[str, Any], digits: int) -> int:
    return whole(row, "category", 0)


def _owner(row: Mapping[str, Any], digits: int) -> int:
    return whole(row, "owner", 0)


def _uses(row: Mapping[str, Any], digits: int) -> int:
    """How many uses one takes from a card; below zero it adds them."""
    return number({"uses": typed_whole("uses", str(row.get("uses") or 0))}, "uses", USES)


_READ: dict[str, Callable[[Mapping[str, Any], int], Any]] = {
    "code": _code,
    "name": _name,
    "price": read_price,
    "category": _category,
    "owner": _owner,
    "uses": _uses,
}


def folded(name: str) -> str:
    """A name as it is searched for."""
    return unicodedata.normalize("NFKC", name).casefold()


def set_prices(prices: Iterable[tuple[ItemCode, int | None]], day: BusinessDay, at: Instant, by: str) -> None:
    """Write what articles cost from a day on; None withdraws what was written for that day. Must run inside `writing()`."""
    run_rows(
        "INSERT INTO item_price (item, from_day, mills, set_at, set_by) VALUES {rows}",
        [(code, day, mills, at, by) for code, mills in prices],
    )


def prices_on(day: BusinessDay) -> dict[ItemCode, int]:
    """What each article costs on a day, in mills; retired ones too."""
    rows = run(f"SELECT i.code, {PRICE_ON} FROM item i", (day,)).fetchall()
    return {ItemCode(code): mills for code, mills in rows if mills is not None}


def price_history(code: ItemCode) -> list[Price]:
    """All that was ever written of one article's price, the latest day first."""
    rows = run(
        f"SELECT p.id, p.from_day, p.mills, p.set_at, p.set_by, CASE WHEN {PRICE_HOLDS} THEN 1 ELSE 0 END FROM item_price p"
        " WHERE p.item = %s ORDER BY p.from_day DESC, p.id DESC",
        (code,),
    ).fetchall()
    return [Price(number, BusinessDay(day), mills, Instant(at), by, bool(holds)) for number, day, mills, at, by, holds in rows]


def put_items(items: Iterable[ItemMaster], today: BusinessDay, at: Instant, by: str) -> None:
    """Add or change these; one that was retired is back. A price that differs holds from today. Must run inside `writing()`."""
    wanted = list(items)
    run_rows(
        "INSERT INTO item (code, name, folded, category, owner, uses) VALUES {rows} ON CONFLICT (code) DO UPDATE SET"
        " name = excluded.name, folded = excluded.folded, category = excluded.category, owner = excluded.owner,"
        " uses = excluded.uses, retired_at = NULL",
        [(item.code, item.name, folded(item.name), item.category, item.owner, item.uses) for item in wanted],
    )
    held = prices_on(today)
    set_prices([(item.code, item.mills) for item in wanted if item.code not in held], FROM_THE_FIRST, at, by)
    changed = [(item.code, item.mills) for item in wanted if held.get(item.code, item.mills) != item.mills]
    set_prices(changed, today, at, by)


def retire_items(codes: Iterable[ItemCode], at: Instant) -> None:
    """They are not sold any more. Must run inside `writing()`."""
    for code in codes:
        run("UPDATE item SET retired_at = %s WHERE code = %s AND retired_at IS NULL", (at, code))


def sold_codes() -> set[ItemCode]:
    """The codes of all articles that are not retired."""
    return {ItemCode(code) for (code,) in run("SELECT code FROM item WHERE retired_at IS NULL").fetchall()}
