"""The section [office] of head office's configuration: how its pages are reached, and how people sign in.

https = true                  # a proxy in front speaks TLS: cookies are for https alone (default: in production)
proxies = 1                   # how many proxies in front name the visitor's address (X-Forwarded-For); default 0
session_idle_minutes = 15     # without a click
session_minutes = 600         # in all
totp_required = true          # a one-time code for administrators and finance (default: in production)
password_memory_kib = 65536   # what checking a password costs (Argon2id)
password_rounds = 3
metrics_from = ["127.0.0.1"]   # addresses and networks that may read /metrics without a token; default: none
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from server.config_values import flag, number, only

PROXIES_MAX = 5
IDLE_MINUTES_MAX = 240
SESSION_MINUTES_MAX = 24 * 60
MEMORY_KIB_LEAST, MEMORY_KIB_MAX = 8, 4 * 1024 * 1024
MEMORY_KIB_PRODUCTION = 19_456
"""The least that OWASP's cheat sheet on password storage allows for Argon2id, with two rounds."""
ROUNDS_MAX, ROUNDS_PRODUCTION = 20, 2


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """How the pages of head office are served. The defaults are those of a shop that trains."""

    https: bool = False
    proxies: int = 0
    session_idle_minutes: int = 15
    session_minutes: int = 600
    totp_required: bool = False
    password_memory_kib: int = 65_536
    password_rounds: int = 3
    metrics_from: tuple[str, ...] = ()


def read_office(table: Mapping[str, Any], production: bool, mistakes: list[str]) -> OfficeSettings:
    """Check the section; what is wrong with it is added to the mistakes."""
    known = OfficeSettings()
    only("office.", table, set(OfficeSettings.__slots__), mistakes)

    def whole(key: str, lowest: int, highest: int) -> int:
        return number(table, key, f"office.{key}", getattr(known, key), lowest, highest, mistakes)

    least_memory, least_rounds = (MEMORY_KIB_PRODUCTION, ROUNDS_PRODUCTION) if production else (MEMORY_KIB_LEAST, 1)
    return OfficeSettings(
        https=flag(table, "https", "office.https", production, mistakes),
        proxies=whole("proxies", 0, PROXIES_MAX),
        session_idle_minutes=whole("session_idle_minutes", 1, IDLE_MINUTES_MAX),
        session_minutes=whole("session_minutes", 1, SESSION_MINUTES_MAX),
        totp_required=flag(table, "totp_required", "office.totp_required", production, mistakes),
        password_memory_kib=whole("password_memory_kib", least_memory, MEMORY_KIB_MAX),
        password_rounds=whole("password_rounds", least_rounds, ROUNDS_MAX),
        metrics_from=_networks(table.get("metrics_from", []), mistakes),
    )


def _networks(named: Any, mistakes: list[str]) -> tuple[str, ...]:
    """Addresses and networks, as `ipaddress` reads them."""
    if isinstance(named, list) and all(isinstance(one, str) for one in named):
        with suppress(ValueError):
            return tuple(str(ip_network(one)) for one in named)
    mistakes.append("office.metrics_from must be a list of addresses and networks such as 10.0.0.0/8")
    return ()
