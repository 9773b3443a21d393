"""The audit: everything that people do at head office, in the order in which it was done, each entry chained to the one before.

The hash of an entry is SHA-256 over the hash before it (32 zero bytes before the first) and the entry as JSON: a list of number,
at, actor, name, session, address, verb, object, before, after, reason, without spaces, in UTF-8. So a third party can
check an exported audit with a few lines of any language. Triggers refuse to change or delete an entry.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocol.instants import Instant
from server.database import run

START = bytes(32)
SHOWN_MAX = 20
COLUMNS = "number, at, actor, name, session, address, verb, object, before, after, reason, hash"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and from where. `staff` is None for whoever has not signed in, and at the console."""

    staff: int | None
    name: str
    session: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to what. `before` and `after` are what changed of it, never a secret."""

    verb: str
    object: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""


def record(actor: Actor, deed: Deed, at: Instant) -> None:
    """Write an entry, in the transaction of the deed itself. Must run inside `writing()`."""
    last = run("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    number, before = (0, START) if last is None else (last[0], bytes(last[1]))
    who = (actor.staff, actor.name, actor.session, actor.address)
    entry = (number + 1, at, *who, deed.verb, deed.object, _json(deed.before), _json(deed.after), deed.reason)
    run(f"INSERT INTO audit ({COLUMNS}) VALUES ({', '.join(['%s'] * 12)})", (*entry, chained(before, entry)))


def chained(before: bytes, entry: tuple[Any, ...]) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(before + json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def audit_failures() -> list[str]:
    """What does not hold, a sentence each; nothing if every entry is there and says what it said."""
    failures: list[str] = []
    expected, before = 1, START
    for number, *rest, hashed in run(f"SELECT {COLUMNS} FROM audit ORDER BY number"):
        if number != expected:
            failures.append(f"audit entries {expected} to {number - 1} are missing")
        elif chained(before, (number, *rest)) != bytes(hashed):
            failures.append(f"audit entry {number} is not what was written")
        if len(failures) == SHOWN_MAX:
            break
        expected, before = number + 1, bytes(hashed)
    return failures


def _json(changed: Mapping[str, Any] | None) -> str:
    return "" if changed is None else json.dumps(changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
