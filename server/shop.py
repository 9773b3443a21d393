"""A shop in a TOML file -> the masters. The file is the whole truth: what it does not name is gone afterwards, or retired where
records name it (articles, operators). Prices and discounts for days to come, which are set on pages, stay. So do categories,
owners and terminals that the file does not name; what it says of those that it names stands, also where two persons have set
it on the pages.

    [shop]          name currency digits utc_offset_minutes language receipt_head receipt_foot
                    contact_share contact_offline_load balance_max items_csv
                    narrow_after_minutes stop_after_minutes narrow_divisor narrow_pin_above
                    stored_records_max stored_sum_max languages near_expiry_days low_balance idle_minutes
                    one_tap difference_max ready_disk_mib ready_clock_seconds
    [[classes]]     id name discount_bp groups floor soft_sale hard_sale soft_day hard_day least_sale sales_day
    [[discounts]]   class item category discount_bp
    [[operators]]   id name role rights pin card instance supervised
    [[pay_out_reasons]]  code name
    [[items]]       code name price category owner uses
    [[categories]]  id name parent
    [[owners]]      id name commission_bp payee
    [[terminals]]   id owner float

Amounts and prices are texts such as "2.55" (a price may have three more decimals than the currency); `groups` is a
list of numbers or "all"; `items_csv` names a file beside it with the columns of [[items]]. An operator is what
`server.staff` says.
A terminal's `owner` gets what nobody can name otherwise; its `float` is the highest sum of loads that head office need
not have heard of, nothing where the terminal was never named.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from peewee import Model

from protocol.instants import Instant, business_day
from protocol.link.certificate import GROUP_MAX
from protocol.link.parameters_codec import DIGITS_MAX
from protocol.link.wire import U16_MAX, U32_MAX
from server.database import run, writing
from server.masters.discounts import ALWAYS
from server.masters.faults import Mistake
from server.masters.items import ItemMaster, put_items, read_item, retire_items, sold_codes
from server.masters.owners import put_category, put_owner, read_category, read_owner
from server.masters.reading import SHORTS, amount, field, number, whole
from server.masters.settings import read_settings
from server.models.catalogue import ClassRow, DiscountRow, OperatorRow, ParameterRow
from server.settlement.terminals import Row, set_terminals
from server.staff import StaffMistake, read_operator, with_verifiers

FLOOR = "floor"
"""What must stay on a card; the one amount that may be below nothing."""
LIMITS = (FLOOR, "soft_sale", "hard_sale", "soft_day", "hard_day", "least_sale")
NO_LIMIT = {"least_sale": "0"}
"""Limits that a class need not have."""
ROWS_AT_ONCE = 500
T = TypeVar("T")
BY = "shop file"
"""Who set the prices that a file names."""


class ShopMistake(ValueError):
    """What is wrong with a shop file."""


def import_shop(path: Path, at: Instant) -> dict[str, int]:
    """Put in all masters in one transaction; how many rows of each kind the file names. Raises ShopMistake.

    What it says of terminals is an act, because booking looks at it.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        masters, items, terminals = _masters(raw), _items(raw, path.parent), _terminals(raw)
        categories, owners = _named(raw, "categories", read_category), _named(raw, "owners", read_owner)
    except ShopMistake:
        raise
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        raise ShopMistake(f"{path}: {error}") from None
    today = business_day(at, masters[ParameterRow][0]["utc_offset_minutes"])
    with writing():
        for model, rows in masters.items():
            _replace(model, rows)
        _put_operators(_operators(raw), at)
        put_items(items, today, at, BY)
        retire_items(sorted(sold_codes() - {item.code for item in items}), at)
        for category in categories:
            put_category(category)
        for owner in owners:
            put_owner(owner)
        set_terminals(terminals, at)
    counts = {model._meta.table_name: len(rows) for model, rows in masters.items()}
    return counts | {"operator": len(_rows(raw, "operators")), "item": len(items), "terminal": len(terminals)}


def _replace(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """These in place of all; of discounts those stay that have days of their own."""
    gone = model.delete()
    (gone.where(DiscountRow.from_day == 0) if model is DiscountRow else gone).execute()
    for start in range(0, len(rows), ROWS_AT_ONCE):
        model.insert_many(rows[start : start + ROWS_AT_ONCE]).execute()


def _put_operators(rows: list[dict[str, Any]], at: Instant) -> None:
    """These are the operators; whoever is not among them has left."""
    left = [number for (number,) in run("SELECT id FROM operator").fetchall()]
    held = with_verifiers(rows, at)
    for row in held:
        OperatorRow.insert(**row, left_at=None).on_conflict(
            conflict_target=[OperatorRow.id], update={**row, "left_at": None}
        ).execute()
    for gone in set(left) - {row["id"] for row in rows}:
        run("UPDATE operator SET left_at = %s WHERE id = %s AND left_at IS NULL", (at, gone))


def _masters(raw: Mapping[str, Any]) -> dict[type[Model], list[dict[str, Any]]]:
    shop = _shop(raw)
    with _at("[shop]"):
        digits = number(shop, "digits", range(DIGITS_MAX + 1))
        settings = read_settings({**shop, "pay_out_reasons": _rows(raw, "pay_out_reasons")})
    return {
        ParameterRow: [{"id": 1, **settings}],
        ClassRow: _unique("class", "id", (_class(row, digits) for row in _rows(raw, "classes"))),
        DiscountRow: [_discount(row) for row in _rows(raw, "discounts")],
    }


def _shop(raw: Mapping[str, Any]) -> dict[str, Any]:
    with _at("the file"):
        return dict(field(raw, "shop", dict))


def _items(raw: Mapping[str, Any], folder: Path) -> list[ItemMaster]:
    shop, rows = _shop(raw), _rows(raw, "items")
    with _at("[shop]"):
        listed = field(shop, "items_csv", str, "")
    if listed:
        with (folder / listed).open(newline="", encoding="utf-8-sig") as file:
            rows.extend(csv.DictReader(file))
    found: dict[int, ItemMaster] = {}
    for row in rows:
        with _at(f"item {row.get('code')}"):
            item = read_item(row, shop["digits"])
        if item.code in found:
            raise ShopMistake(f"item {item.code} stands twice")
        found[item.code] = item
    return list(found.values())


def _operators(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _unique("operator", "id", (_operator(row) for row in _rows(raw, "operators")))


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Say where in the file a mistake is."""
    try:
        yield
    except Mistake as mistake:
        raise ShopMistake(f"{where}: {mistake}") from None


def _named(raw: Mapping[str, Any], name: str, read: Callable[[Mapping[str, Any]], T]) -> list[T]:
    found = []
    for row in _rows(raw, name):
        with _at(f"[[{name}]] {row.get('id')}"):
            found.append(read(row))
    return found


def _rows(raw: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    with _at("the file"):
        rows = field(raw, name, list, [])
    if not all(isinstance(row, dict) for row in rows):
        raise ShopMistake(f"{name} are tables: [[{name}]]")
    return list(rows)


def _class(row: Mapping[str, Any], digits: int) -> dict[str, Any]:
    where = f"class {row.get('id')}"
    groups = row.get("groups", "all")
    numbers = range(GROUP_MAX + 1) if groups == "all" else groups
    if not isinstance(numbers, list | range) or not all(type(group) is int and 0 <= group <= GROUP_MAX for group in numbers):
        raise ShopMistake(f'{where}: groups is "all" or a list of numbers from 0 to {GROUP_MAX}')
    given = NO_LIMIT | dict(row)
    with _at(where):
        return {
            "id": whole(row, "id"),
            "name": field(row, "name", str),
            "discount_bp": whole(row, "discount_bp", 0),
            "groups": sum(1 << group for group in set(numbers)),
            **{limit: amount(given, limit, digits, below_zero=limit == FLOOR) for limit in LIMITS},
            "sales_day": number(row, "sales_day", SHORTS, 0),
        }


def _discount(row: Mapping[str, Any]) -> dict[str, Any]:
    with _at("a discount"):
        return {
            "card_class": whole(row, "class"),
            "item": whole(row, "item", 0),
            "category": whole(row, "category", 0),
            "discount_bp": whole(row, "discount_bp"),
            **ALWAYS,
        }


def _operator(row: Mapping[str, Any]) -> dict[str, Any]:
    where = f"operator {row.get('id')}"
    with _at(where):
        known = {"id": whole(row, "id"), "name": field(row, "name", str)}
    try:
        return known | read_operator(row)
    except StaffMistake as mistake:
        raise ShopMistake(f"{where}: {mistake}") from None


def _terminals(raw: Mapping[str, Any]) -> list[Row]:
    digits = raw["shop"]["digits"]
    rows = _unique("terminal", "id", (_terminal(row, digits) for row in _rows(raw, "terminals")))
    return [(row["id"], row["owner"], row["float"]) for row in rows]


def _terminal(row: Mapping[str, Any], digits: int) -> dict[str, int]:
    where = f"terminal {row.get('id')}"
    with _at(where):
        terminal, owner = whole(row, "id"), whole(row, "owner", 0)
        float_ = amount({"float": row.get("float", "0")}, "float", digits)
    if not (0 < terminal <= U16_MAX and 0 <= owner <= U32_MAX):
        raise ShopMistake(f"{where}: a terminal has a number up to {U16_MAX}, an owner one up to {U32_MAX}")
    return {"id": terminal, "owner": owner, "float": float_.minor}


def _unique(what: str, key: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        if row[key] in found:
            raise ShopMistake(f"{what} {row[key]} stands twice")
        found[row[key]] = row
    return list(found.values())
