"""Head office's configuration: TOML -> a frozen value, with every mistake reported at once. Nobody else reads it.

    mode = "training"                     # or "production": refuses terminals on virtual devices
    keys_file = "server.keys"             # made by provisioning, locked with the server password
    utc_offset_minutes = 0                # the shop's wall clock, for the business day of cash sales

    [database]
    url = "sqlite:///office.db"           # or postgresql://user@/name?host=/run/postgresql
    password_file = "db.password"         # PostgreSQL only, where a password is needed at all

    [listen]
    host = "127.0.0.1"
    port = 8480

Relative paths start at the folder of the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from server.database import make_database

PORT_MAX = 65_535
OFFSET_MAX_MINUTES = 14 * 60
SQLITE = "sqlite:///"


class Mode(Enum):
    """Whether real money is at stake."""

    TRAINING = "training"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Everything that differs between two head offices."""

    mode: Mode
    keys_file: Path
    utc_offset_minutes: int
    database_url: str
    database_password_file: Path | None
    host: str
    port: int


class ConfigMistakes(ValueError):
    """All that is wrong with a configuration file, one sentence each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def load_config(path: Path) -> ServerConfig:
    """Read and check. Raises ConfigMistakes."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigMistakes([f"{path}: {error}"]) from None
    return read_config(raw, path.parent)


def read_config(raw: Mapping[str, Any], folder: Path) -> ServerConfig:
    """Check a parsed file. Raises ConfigMistakes with every mistake in it."""
    mistakes: list[str] = []
    _only("", raw, {"mode", "keys_file", "utc_offset_minutes", "database", "listen"}, mistakes)
    database, listen = _table(raw, "database", mistakes), _table(raw, "listen", mistakes)
    _only("database.", database, {"url", "password_file"}, mistakes)
    _only("listen.", listen, {"host", "port"}, mistakes)
    mode = _text(raw, "mode", "mode", None, mistakes)
    if mode not in ("", *(known.value for known in Mode)):
        mistakes.append('mode must be "training" or "production"')
    keys_file = _text(raw, "keys_file", "keys_file", None, mistakes)
    offset = _number(raw, "utc_offset_minutes", "utc_offset_minutes", 0, -OFFSET_MAX_MINUTES, OFFSET_MAX_MINUTES, mistakes)
    url = _text(database, "url", "database.url", "sqlite:///office.db", mistakes)
    password_file = _text(database, "password_file", "database.password_file", "", mistakes)
    host = _text(listen, "host", "listen.host", "127.0.0.1", mistakes)
    port = _number(listen, "port", "listen.port", 8480, 1, PORT_MAX, mistakes)
    if url.startswith(SQLITE) and url != SQLITE:
        url = f"{SQLITE}{(folder / url.removeprefix(SQLITE)).absolute()}"
    try:
        make_database(url)
    except ValueError as error:
        mistakes.append(f"database.url: {error}")
    if mistakes:
        raise ConfigMistakes(mistakes)
    secret = folder / password_file if password_file else None
    return ServerConfig(Mode(mode), folder / keys_file, offset, url, secret, host, port)


def _only(prefix: str, table: Mapping[str, Any], known: set[str], mistakes: list[str]) -> None:
    mistakes.extend(f"{prefix}{name} is unknown" for name in table if name not in known)


def _table(raw: Mapping[str, Any], name: str, mistakes: list[str]) -> Mapping[str, Any]:
    value = raw.get(name, {})
    if isinstance(value, dict):
        return value
    mistakes.append(f"{name} must be a table")
    return {}


def _text(table: Mapping[str, Any], key: str, name: str, default: str | None, mistakes: list[str]) -> str:
    value = table.get(key, default)
    if isinstance(value, str):
        return value
    mistakes.append(f"{name} is missing" if value is None else f"{name} must be a text")
    return ""


def _number(table: Mapping[str, Any], key: str, name: str, default: int, lowest: int, highest: int, mistakes: list[str]) -> int:
    value = table.get(key, default)
    if type(value) is int and lowest <= value <= highest:
        return value
    mistakes.append(f"{name} must be a whole number from {lowest} to {highest}")
    return default
