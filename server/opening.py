"""What every start of head office needs before any page does: whom it answers, its keys, its settlement."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from protocol.link.bundles import ServerKeys, decode_server_keys
from protocol.link.seal import unlock_with_password
from server.clock import Now, system_now
from server.config import ServerConfig
from server.settlement.office import Office


class Audience(Enum):
    """Whom an application answers. None knows another."""

    TERMINALS = "terminals"
    OFFICE = "office"
    MEMBERS = "members"
    API = "api"


ALL = frozenset(Audience)
PEOPLE = frozenset({Audience.OFFICE, Audience.MEMBERS})
ON_THE_WEB = ALL - {Audience.TERMINALS}


class NotMigrated(Exception):
    """The database does not have its present shape yet."""


def open_keys(path: Path, password: bytes) -> ServerKeys:
    """The server's keys from their locked file. Raises WrongPassword, OSError or TheirViolation, never with a secret."""
    return decode_server_keys(unlock_with_password(password, path.read_bytes()))


def make_office(config: ServerConfig, keys: ServerKeys, clock: Now = system_now) -> Office:
    """Head office by its configuration."""
    return Office(keys, config.mode, config.utc_offset_minutes, clock)
