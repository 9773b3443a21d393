"""A shop in a TOML file -> the masters. The file is the whole truth: what it does not name is gone afterwards.

    [shop]          name currency digits utc_offset_minutes language receipt_head receipt_foot
                    contact_share contact_offline_load balance_max items_csv
                    narrow_after_minutes stop_after_minutes narrow_divisor narrow_pin_above
                    stored_records_max stored_sum_max
    [[classes]]     id name discount_bp groups floor soft_sale hard_sale soft_day hard_day
    [[discounts]]   class item category discount_bp
    [[operators]]   id name rights
    [[items]]       code name price category owner
    [[terminals]]   id owner float

Amounts and prices are texts such as "2.55" (a price may have three more decimals than the currency); `groups` is a
list of numbers or "all"; `rights` a list of names. `items_csv` names a file beside it with the columns of [[items]].
A terminal's `owner` gets what nobody can name otherwise; its `float` is the highest sum of loads that head office need
not have heard of, nothing where the terminal is not named.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from peewee import Model

from protocol.instants import Instant
from protocol.link.certificate import GROUP_MAX
from protocol.link.rights import Right
from protocol.link.wire import U16_MAX, U32_MAX
from protocol.money import Money, parse_money
from server.database import writing
from server.models.catalogue import ClassRow, DiscountRow, ItemRow, OperatorRow, ParameterRow
from server.settlement.terminals import Row, set_terminals

PRICE_DIGITS = 3
LIMITS = ("floor", "soft_sale", "hard_sale", "soft_day", "hard_day")
ROWS_AT_ONCE = 500


class ShopMistake(ValueError):
    """What is wrong with a shop file."""


def import_shop(path: Path, at: Instant) -> dict[str, int]:
    """Replace all masters in one transaction; how many rows of each kind there are now. Raises ShopMistake.

    What it says of terminals is an act, because booking looks at it.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        masters, terminals = _masters(raw, path.parent), _terminals(raw)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ShopMistake(f"{path}: {error}") from None
    with writing():
        for model, rows in masters.items():
            model.delete().execute()
            for start in range(0, len(rows), ROWS_AT_ONCE):
                model.insert_many(rows[start : start + ROWS_AT_ONCE]).execute()
        set_terminals(terminals, at)
    return {model._meta.table_name: len(rows) for model, rows in masters.items()} | {"terminal": len(terminals)}


def _masters(raw: Mapping[str, Any], folder: Path) -> dict[type[Model], list[dict[str, Any]]]:
    shop = raw.get("shop", {})
    digits = _field(shop, "digits", int, "[shop]")
    listed = _field(shop, "items_csv", str, "[shop]", "")
    items = list(raw.get("items", []))
    if listed:
        with (folder / listed).open(newline="", encoding="utf-8-sig") as file:
            items.extend(csv.DictReader(file))
    return {
        ParameterRow: [_parameters(shop, digits)],
        ClassRow: _unique("class", "id", (_class(row, digits) for row in raw.get("classes", []))),
        DiscountRow: [_discount(row) for row in raw.get("discounts", [])],
        OperatorRow: _unique("operator", "id", (_operator(row) for row in raw.get("operators", []))),
        ItemRow: _unique("item", "code", (_item(row, digits) for row in items)),
    }


def _field(table: Mapping[str, Any], key: str, kind: type, where: str, default: Any = None) -> Any:
    value = table.get(key, default)
    if type(value) is not kind:
        raise ShopMistake(f"{where}: {key} is missing or not a {kind.__name__}")
    return value


def _amount(table: Mapping[str, Any], key: str, digits: int, where: str) -> Money:
    try:
        return parse_money(_field(table, key, str, where), digits)
    except ValueError as error:
        raise ShopMistake(f"{where}: {key}: {error}") from None


def _whole(table: Mapping[str, Any], key: str, where: str, default: int | None = None) -> int:
    value = table.get(key, default)
    try:
        return int(value) if isinstance(value, str) else int(_field({key: value}, key, int, where))
    except ValueError:
        raise ShopMistake(f"{where}: {key} is not a whole number") from None


def _parameters(shop: Mapping[str, Any], digits: int) -> dict[str, Any]:
    where = "[shop]"
    return {
        "id": 1,
        "shop": _field(shop, "name", str, where),
        "currency": _field(shop, "currency", str, where),
        "digits": digits,
        "utc_offset_minutes": _field(shop, "utc_offset_minutes", int, where, 0),
        "language": _field(shop, "language", str, where, "en"),
        "receipt_head": "\n".join(_field(shop, "receipt_head", list, where, [])),
        "receipt_foot": "\n".join(_field(shop, "receipt_foot", list, where, [])),
        "contact_share": _field(shop, "contact_share", int, where, 4),
        "contact_offline_load": _field(shop, "contact_offline_load", bool, where, False),
        "balance_max": _amount(shop, "balance_max", digits, where),
        "narrow_after_minutes": _field(shop, "narrow_after_minutes", int, where, 1_440),
        "stop_after_minutes": _field(shop, "stop_after_minutes", int, where, 4_320),
        "narrow_divisor": _field(shop, "narrow_divisor", int, where, 2),
        "narrow_pin_above": _amount({"narrow_pin_above": "50", **shop}, "narrow_pin_above", digits, where),
        "stored_records_max": _field(shop, "stored_records_max", int, where, 2_000),
        "stored_sum_max": _amount({"stored_sum_max": "20000", **shop}, "stored_sum_max", digits, where),
    }


def _class(row: Mapping[str, Any], digits: int) -> dict[str, Any]:
    where = f"class {row.get('id')}"
    groups = row.get("groups", "all")
    numbers = range(GROUP_MAX + 1) if groups == "all" else groups
    if not all(type(group) is int and 0 <= group <= GROUP_MAX for group in numbers):
        raise ShopMistake(f'{where}: groups is "all" or a list of numbers from 0 to {GROUP_MAX}')
    return {
        "id": _whole(row, "id", where),
        "name": _field(row, "name", str, where),
        "discount_bp": _whole(row, "discount_bp", where, 0),
        "groups": sum(1 << group for group in set(numbers)),
        **{limit: _amount(row, limit, digits, where) for limit in LIMITS},
    }


def _discount(row: Mapping[str, Any]) -> dict[str, Any]:
    where = "a discount"
    return {
        "card_class": _whole(row, "class", where),
        "item": _whole(row, "item", where, 0),
        "category": _whole(row, "category", where, 0),
        "discount_bp": _whole(row, "discount_bp", where),
    }


def _operator(row: Mapping[str, Any]) -> dict[str, Any]:
    where = f"operator {row.get('id')}"
    rights = Right(0)
    for name in _field(row, "rights", list, where):
        try:
            rights |= Right[str(name).upper()]
        except KeyError:
            raise ShopMistake(f"{where}: there is no right {name!r}") from None
    return {"id": _whole(row, "id", where), "name": _field(row, "name", str, where), "rights": int(rights)}


def _item(row: Mapping[str, Any], digits: int) -> dict[str, Any]:
    where = f"item {row.get('code')}"
    return {
        "code": _whole(row, "code", where),
        "name": _field(row, "name", str, where),
        "mills": _amount(row, "price", digits + PRICE_DIGITS, where).minor,
        "category": _whole(row, "category", where, 0),
        "owner": _whole(row, "owner", where, 0),
    }


def _terminals(raw: Mapping[str, Any]) -> list[Row]:
    digits = raw["shop"]["digits"]
    rows = _unique("terminal", "id", (_terminal(row, digits) for row in raw.get("terminals", [])))
    return [(row["id"], row["owner"], row["float"]) for row in rows]


def _terminal(row: Mapping[str, Any], digits: int) -> dict[str, int]:
    where = f"terminal {row.get('id')}"
    number, owner = _whole(row, "id", where), _whole(row, "owner", where, 0)
    if not (0 < number <= U16_MAX and 0 <= owner <= U32_MAX):
        raise ShopMistake(f"{where}: a terminal has a number up to {U16_MAX}, an owner one up to {U32_MAX}")
    return {"id": number, "owner": owner, "float": _amount({"float": row.get("float", "0")}, "float", digits, where).minor}


def _unique(what: str, key: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        if row[key] in found:
            raise ShopMistake(f"{what} {row[key]} stands twice")
        found[row[key]] = row
    return list(found.values())
