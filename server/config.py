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

    [office]                              # the pages of head office, `server.office_settings`
    https = true                          # a proxy in front speaks TLS (default: in production)

Relative paths start at the folder of the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from server.config_values import number, only, table, text
from server.database import make_database
from server.office_settings import OfficeSettings, read_office

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
    office: OfficeSettings = field(default_factory=OfficeSettings)


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
    only("", raw, {"mode", "keys_file", "utc_offset_minutes", "database", "listen", "office"}, mistakes)
    database, listen = table(raw, "database", mistakes), table(raw, "listen", mistakes)
    only("database.", database, {"url", "password_file"}, mistakes)
    only("listen.", listen, {"host", "port"}, mistakes)
    mode = text(raw, "mode", "mode", None, mistakes)
    if mode not in ("", *(known.value for known in Mode)):
        mistakes.append('mode must be "training" or "production"')
    keys_file = text(raw, "keys_file", "keys_file", None, mistakes)
    offset = number(raw, "utc_offset_minutes", "utc_offset_minutes", 0, -OFFSET_MAX_MINUTES, OFFSET_MAX_MINUTES, mistakes)
    url = text(database, "url", "database.url", "sqlite:///office.db", mistakes)
    password_file = text(database, "password_file", "database.password_file", "", mistakes)
    host = text(listen, "host", "listen.host", "127.0.0.1", mistakes)
    port = number(listen, "port", "listen.port", 8480, 1, PORT_MAX, mistakes)
    office = read_office(table(raw, "office", mistakes), mode == Mode.PRODUCTION.value, mistakes)
    if url.startswith(SQLITE) and url != SQLITE:
        url = f"{SQLITE}{(folder / url.removeprefix(SQLITE)).absolute()}"
    try:
        make_database(url)
    except ValueError as error:
        mistakes.append(f"database.url: {error}")
    if mistakes:
        raise ConfigMistakes(mistakes)
    secret = folder / password_file if password_file else None
    return ServerConfig(Mode(mode), folder / keys_file, offset, url, secret, host, port, office)
