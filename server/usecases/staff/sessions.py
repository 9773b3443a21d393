"""Sessions of staff: rows at head office. A browser holds a random word, head office its hash, so that a stolen database opens
nothing, and everybody can be signed out at once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from protocol.instants import MS_PER_MINUTE, Instant
from server.database import run
from server.usecases.staff.roles import Reach, Role, Scope

WORD_BYTES = 16
AGENT_MAX = 200
SEEN_STEP_MS = 30_000
"""How often a session that is in use is written to."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that holds, and whose it is. `owes_password`: the one-time code must be changed first."""

    key: bytes
    staff: int
    name: str
    display: str
    role: Role
    scope: Scope
    has_totp: bool
    owes_password: bool
    seen_at: Instant


def key_of(word: str) -> bytes:
    """What head office keeps of a session's word."""
    return hashlib.sha256(word.encode()).digest()


def start_session(staff: int, address: str, agent: str, now: Instant) -> str:
    """A new session; the word for the browser. Must run inside `writing()`."""
    word = secrets.token_hex(WORD_BYTES)
    run(
        "INSERT INTO staff_session (id, staff, started_at, seen_at, address, agent) VALUES (%s, %s, %s, %s, %s, %s)",
        (key_of(word), staff, now, now, address, agent[:AGENT_MAX]),
    )
    return word


def find_session(word: str, now: Instant, idle_minutes: int, minutes: int) -> Session | None:
    """The session of a word, if it has not ended, and its person may still sign in."""
    row = run(
        "SELECT s.id, p.id, p.name, p.display, p.role, p.reach, p.reach_number, p.totp IS NOT NULL,"
        " p.code_until IS NOT NULL, s.seen_at FROM staff_session s JOIN staff p ON p.id = s.staff"
        " WHERE s.id = %s AND s.ended_at IS NULL AND p.active AND s.seen_at >= %s AND s.started_at >= %s",
        (key_of(word), now - idle_minutes * MS_PER_MINUTE, now - minutes * MS_PER_MINUTE),
    ).fetchone()
    if row is None:
        return None
    key, staff, name, display, role, reach, number, totp, owes, seen_at = row
    return Session(
        bytes(key), staff, name, display, Role(role), Scope(Reach(reach), number), bool(totp), bool(owes), Instant(seen_at)
    )


def see_session(session: Session, now: Instant) -> None:
    """It is in use: one statement, at most twice a minute."""
    if now - session.seen_at >= SEEN_STEP_MS:
        run("UPDATE staff_session SET seen_at = %s WHERE id = %s", (now, session.key))


def end_session(key: bytes, now: Instant) -> None:
    """Sign out one browser."""
    run("UPDATE staff_session SET ended_at = %s WHERE id = %s AND ended_at IS NULL", (now, key))


def end_sessions(staff: int, now: Instant) -> None:
    """Sign somebody out everywhere."""
    run("UPDATE staff_session SET ended_at = %s WHERE staff = %s AND ended_at IS NULL", (now, staff))
