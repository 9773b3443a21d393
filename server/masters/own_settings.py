"""What groups of terminals and single terminals have for themselves, and settings as the table says them."""

from __future__ import annotations

from typing import Any

from protocol.ids import ItemCode
from protocol.link.own_settings import SHARED
from protocol.link.parameters_codec import FIELDS
from protocol.link.tables import OwnSetting, PayOutReason, Target
from protocol.money import Money
from server.database import run
from server.masters.settings import SETTINGS, Kind, Setting

OWN = tuple(setting for setting in SETTINGS if setting.stored not in SHARED)
"""The settings that anybody may have for itself."""
_BY_COLUMN = {setting.stored: setting for setting in SETTINGS}
_ORDER = {name: place for place, name in enumerate(FIELDS)}


def told(column: str, value: Any) -> Any:
    """A column -> what the table of terminals says."""
    match _BY_COLUMN[column].kind:
        case Kind.LINES:
            return tuple(value.splitlines())
        case Kind.LANGUAGES:
            return tuple(_listed(value))
        case Kind.CODES:
            return tuple(ItemCode(int(code)) for code in _listed(value))
        case Kind.REASONS:
            return tuple(_reason(line) for line in _listed(value))
        case _:
            return value


def column_of(value: Any) -> Any:
    """What the table of terminals says -> the column."""
    if not isinstance(value, tuple):
        return value
    return "\n".join(f"{one.code} {one.name}" if isinstance(one, PayOutReason) else str(one) for one in value)


def own_of(target: Target, number: int) -> dict[str, Any]:
    """The columns that this group or terminal has for itself."""
    rows = run("SELECT setting, value FROM own_setting WHERE target = %s AND number = %s", (int(target), number)).fetchall()
    return {name: _value(_BY_COLUMN[name], text) for name, text in rows}


def all_own() -> tuple[OwnSetting, ...]:
    """Everything that anybody has for itself, in the order of the table."""
    rows = run("SELECT target, number, setting, value FROM own_setting").fetchall()
    found = [
        OwnSetting(Target(target), number, name, told(name, _value(_BY_COLUMN[name], text)))
        for target, number, name, text in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.target, one.number, _ORDER[one.name])))


def put_own(target: Target, number: int, columns: dict[str, Any]) -> None:
    """Let it have these for itself, and nothing else. Must run inside `writing()`."""
    run("DELETE FROM own_setting WHERE target = %s AND number = %s", (int(target), number))
    for name, value in columns.items():
        sql = "INSERT INTO own_setting (target, number, setting, value) VALUES (%s, %s, %s, %s)"
        run(sql, (int(target), number, name, _text(value)))


def _text(value: Any) -> str:
    match value:
        case Money(minor):
            return str(minor)
        case bool():
            return "1" if value else ""
        case _:
            return str(value)


def _value(setting: Setting, text: str) -> Any:
    match setting.kind:
        case Kind.AMOUNT:
            return Money(int(text))
        case Kind.NUMBER:
            return int(text)
        case Kind.YES:
            return bool(text)
        case _:
            return text


def _listed(column: str) -> list[str]:
    return column.split("\n") if column else []


def _reason(line: str) -> PayOutReason:
    code, name = line.split(" ", 1)
    return PayOutReason(int(code), name)
