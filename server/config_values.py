"""Values of a parsed TOML file: each is read with its default, and what is wrong with it is added to the mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def only(prefix: str, table: Mapping[str, Any], known: set[str], mistakes: list[str]) -> None:
    """Name what nobody knows."""
    mistakes.extend(f"{prefix}{name} is unknown" for name in table if name not in known)


def table(raw: Mapping[str, Any], name: str, mistakes: list[str]) -> Mapping[str, Any]:
    """A section; empty where it is not there."""
    value = raw.get(name, {})
    if isinstance(value, dict):
        return value
    mistakes.append(f"{name} must be a table")
    return {}


def text(table: Mapping[str, Any], key: str, name: str, default: str | None, mistakes: list[str]) -> str:
    """A text; without a default it must be there."""
    value = table.get(key, default)
    if isinstance(value, str):
        return value
    mistakes.append(f"{name} is missing" if value is None else f"{name} must be a text")
    return ""


def number(table: Mapping[str, Any], key: str, name: str, default: int, lowest: int, highest: int, mistakes: list[str]) -> int:
    """A whole number in its bounds."""
    value = table.get(key, default)
    if type(value) is int and lowest <= value <= highest:
        return value
    mistakes.append(f"{name} must be a whole number from {lowest} to {highest}")
    return default


def flag(table: Mapping[str, Any], key: str, name: str, default: bool, mistakes: list[str]) -> bool:
    """True or false."""
    value = table.get(key, default)
    if isinstance(value, bool):
        return value
    mistakes.append(f"{name} must be true or false")
    return default
