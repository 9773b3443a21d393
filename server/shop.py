"""A shop in a TOML file -> the masters. The file is the whole truth: what it does not name is gone afterwards.

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
    [[terminals]]   id owner float

Amounts and prices are texts such as "2.55" (a price may have three more decimals than the currency); `groups` is a
list of numbers or "all"; `items_csv` names a file beside it with the columns of [[items]]. An operator is what
`server.staff` says.
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
from protocol.limits import AMOUNT_MAX_MINOR
from protocol.link.certificate import GROUP_MAX
from protocol.link.parameters_codec import DIGITS_MAX, LANGUAGE_BYTES_MAX, LANGUAGES_MAX, OFFSET_MINUTES_MAX
from protocol.link.table_codec import USES_MAX
from protocol.link.wire import U8_MAX, U16_MAX, U32_MAX, text_fault
from protocol.money import MILLS, ZERO, Money, parse_money
from server.database import writing
from server.models.catalogue import ClassRow, DiscountRow, ItemRow, OperatorRow, ParameterRow
from server.settlement.terminals import Row, set_terminals
from server.staff import StaffMistake, read_operator, with_verifiers

PRICE_DIGITS = 3
FLOOR = "floor"
"""What must stay on a card; the one amount that may be below nothing."""
LIMITS = (FLOOR, "soft_sale", "hard_sale", "soft_day", "hard_day", "least_sale")
NO_LIMIT = {"least_sale": "0"}
"""Limits that a class need not have."""
ROWS_AT_ONCE = 500
NUMBERS = range(2**31)
"""Numbers of things: what an INTEGER column of either database holds."""
NUMBER_DIGITS_MAX = 10
OFFSETS = range(-OFFSET_MINUTES_MAX, OFFSET_MINUTES_MAX + 1)
SHARES = range(1, U8_MAX + 1)
SHORTS = range(U16_MAX + 1)


class ShopMistake(ValueError):
    """What is wrong with a shop file."""


def import_shop(path: Path, at: Instant) -> dict[str, int]:
    """Replace all masters in one transaction; how many rows of each kind there are now. Raises ShopMistake.

    What it says of terminals is an act, because booking looks at it.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        masters, terminals = _masters(raw, path.parent), _terminals(raw)
    except ShopMistake:
        raise
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        raise ShopMistake(f"{path}: {error}") from None
    with writing():
        masters[OperatorRow] = with_verifiers(masters[OperatorRow], at)
        for model, rows in masters.items():
            model.delete().execute()
            for start in range(0, len(rows), ROWS_AT_ONCE):
                model.insert_many(rows[start : start + ROWS_AT_ONCE]).execute()
        set_terminals(terminals, at)
    return {model._meta.table_name: len(rows) for model, rows in masters.items()} | {"terminal": len(terminals)}


def _masters(raw: Mapping[str, Any], folder: Path) -> dict[type[Model], list[dict[str, Any]]]:
    shop = _field(raw, "shop", dict, "the file")
    digits = _number(shop, "digits", "[shop]", range(DIGITS_MAX + 1))
    listed = _field(shop, "items_csv", str, "[shop]", "")
    items = _rows(raw, "items")
    if listed:
        with (folder / listed).open(newline="", encoding="utf-8-sig") as file:
            items.extend(csv.DictReader(file))
    return {
        ParameterRow: [_parameters(shop, digits) | _lists(raw, shop)],
        ClassRow: _unique("class", "id", (_class(row, digits) for row in _rows(raw, "classes"))),
        DiscountRow: [_discount(row) for row in _rows(raw, "discounts")],
        OperatorRow: _unique("operator", "id", (_operator(row) for row in _rows(raw, "operators"))),
        ItemRow: _unique("item", "code", (_item(row, digits) for row in items)),
    }


def _field(table: Mapping[str, Any], key: str, kind: type, where: str, default: Any = None) -> Any:
    value = table.get(key, default)
    if type(value) is not kind:
        raise ShopMistake(f"{where}: {key} is missing or not a {kind.__name__}")
    if kind is str and (fault := text_fault(str(value))):
        raise ShopMistake(f"{where}: {key}: {fault}")
    return value


def _rows(raw: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = _field(raw, name, list, "the file", [])
    if not all(isinstance(row, dict) for row in rows):
        raise ShopMistake(f"{name} are tables: [[{name}]]")
    return list(rows)


def _number(table: Mapping[str, Any], key: str, where: str, fair: range, default: int | None = None) -> int:
    value: int = _field(table, key, int, where, default)
    if value not in fair:
        raise ShopMistake(f"{where}: {key} is a number from {fair[0]} to {fair[-1]}")
    return value


def _lines(shop: Mapping[str, Any], key: str, where: str) -> str:
    """Texts of a receipt, as they lie in one column."""
    lines = _field(shop, key, list, where, [])
    return "\n".join(_field({key: line}, key, str, where) for line in lines)


def _amount(table: Mapping[str, Any], key: str, digits: int, where: str) -> Money:
    text = _field(table, key, str, where)
    try:
        amount = parse_money(text, digits)
    except ValueError as error:
        raise ShopMistake(f"{where}: {key}: {error}") from None
    if not (amount >= ZERO or key == FLOOR) or abs(amount.minor) > AMOUNT_MAX_MINOR * MILLS:
        raise ShopMistake(f"{where}: {key} is negative or more than any amount")
    return amount


def _whole(table: Mapping[str, Any], key: str, where: str, default: int | None = None) -> int:
    """A number that may stand in a price list as text."""
    value = table.get(key, default)
    if isinstance(value, str):
        if not (value.isascii() and value.isdigit() and len(value) <= NUMBER_DIGITS_MAX):
            raise ShopMistake(f"{where}: {key} is not a whole number")
        value = int(value)
    return _number({key: value}, key, where, NUMBERS)


def _parameters(shop: Mapping[str, Any], digits: int) -> dict[str, Any]:
    where = "[shop]"
    return {
        "id": 1,
        "shop": _field(shop, "name", str, where),
        "currency": _field(shop, "currency", str, where),
        "digits": digits,
        "utc_offset_minutes": _number(shop, "utc_offset_minutes", where, OFFSETS, 0),
        "language": _field(shop, "language", str, where, "en"),
        "receipt_head": _lines(shop, "receipt_head", where),
        "receipt_foot": _lines(shop, "receipt_foot", where),
        "contact_share": _number(shop, "contact_share", where, SHARES, 4),
        "contact_offline_load": _field(shop, "contact_offline_load", bool, where, False),
        "balance_max": _amount(shop, "balance_max", digits, where),
        "narrow_after_minutes": _number(shop, "narrow_after_minutes", where, NUMBERS, 1_440),
        "stop_after_minutes": _number(shop, "stop_after_minutes", where, NUMBERS, 4_320),
        "narrow_divisor": _number(shop, "narrow_divisor", where, SHARES, 2),
        "narrow_pin_above": _amount({"narrow_pin_above": "50", **shop}, "narrow_pin_above", digits, where),
        "stored_records_max": _number(shop, "stored_records_max", where, NUMBERS, 2_000),
        "stored_sum_max": _amount({"stored_sum_max": "20000", **shop}, "stored_sum_max", digits, where),
        "near_expiry_days": _number(shop, "near_expiry_days", where, SHORTS, 30),
        "low_balance": _amount({"low_balance": "10", **shop}, "low_balance", digits, where),
        "idle_minutes": _number(shop, "idle_minutes", where, SHORTS, 10),
        "difference_max": _amount({"difference_max": "0", **shop}, "difference_max", digits, where),
        "ready_disk_mib": _number(shop, "ready_disk_mib", where, NUMBERS, 200),
        "ready_clock_seconds": _number(shop, "ready_clock_seconds", where, SHORTS, 120),
    }


def _lists(raw: Mapping[str, Any], shop: Mapping[str, Any]) -> dict[str, str]:
    """Settings that are lists, as they lie in one column each, in the order of their codes."""
    codes = [_number({"one_tap": code}, "one_tap", "[shop]", NUMBERS) for code in _field(shop, "one_tap", list, "[shop]", [])]
    reasons = _unique("reason for a pay-out", "code", map(_reason, _rows(raw, "pay_out_reasons")))
    languages = _lines(shop, "languages", "[shop]")
    spoken = languages.split("\n")
    if len(set(spoken)) != len(spoken) or len(spoken) > LANGUAGES_MAX or text_fault(max(spoken, key=len), LANGUAGE_BYTES_MAX):
        raise ShopMistake(f"[shop]: languages are at most {LANGUAGES_MAX} short names, none twice")
    return {
        "languages": languages,
        "one_tap": "\n".join(map(str, sorted(set(codes)))),
        "pay_out_reasons": "\n".join(f"{row['code']} {row['name']}" for row in sorted(reasons, key=lambda row: row["code"])),
    }


def _reason(row: Mapping[str, Any]) -> dict[str, Any]:
    where = f"reason for a pay-out {row.get('code')}"
    return {"code": _number(row, "code", where, SHORTS), "name": _field(row, "name", str, where)}


def _class(row: Mapping[str, Any], digits: int) -> dict[str, Any]:
    where = f"class {row.get('id')}"
    groups = row.get("groups", "all")
    numbers = range(GROUP_MAX + 1) if groups == "all" else groups
    if not isinstance(numbers, list | range) or not all(type(group) is int and 0 <= group <= GROUP_MAX for group in numbers):
        raise ShopMistake(f'{where}: groups is "all" or a list of numbers from 0 to {GROUP_MAX}')
    return {
        "id": _whole(row, "id", where),
        "name": _field(row, "name", str, where),
        "discount_bp": _whole(row, "discount_bp", where, 0),
        "groups": sum(1 << group for group in set(numbers)),
        **{limit: _amount(NO_LIMIT | dict(row), limit, digits, where) for limit in LIMITS},
        "sales_day": _number(row, "sales_day", where, SHORTS, 0),
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
    number, name = _whole(row, "id", where), _field(row, "name", str, where)
    try:
        return {"id": number, "name": name} | read_operator(row)
    except StaffMistake as mistake:
        raise ShopMistake(f"{where}: {mistake}") from None


def _item(row: Mapping[str, Any], digits: int) -> dict[str, Any]:
    where = f"item {row.get('code')}"
    return {
        "code": _whole(row, "code", where),
        "name": _field(row, "name", str, where),
        "mills": _amount(row, "price", digits + PRICE_DIGITS, where).minor,
        "category": _whole(row, "category", where, 0),
        "owner": _whole(row, "owner", where, 0),
        "uses": _uses(row, where),
    }


def _uses(row: Mapping[str, Any], where: str) -> int:
    """How many uses one takes from a card; below zero it adds them."""
    text = str(row.get("uses") or 0)
    if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit() or len(text) > NUMBER_DIGITS_MAX:
        raise ShopMistake(f"{where}: uses is not a whole number")
    return _number({"uses": int(text)}, "uses", where, range(-USES_MAX, USES_MAX + 1))


def _terminals(raw: Mapping[str, Any]) -> list[Row]:
    digits = raw["shop"]["digits"]
    rows = _unique("terminal", "id", (_terminal(row, digits) for row in _rows(raw, "terminals")))
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
