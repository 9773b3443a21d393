"""Sessions of members, as those of staff are: a browser holds a random word, head office its hash."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from protocol.ids import CardInstance, CardNumber
from protocol.instants import MS_PER_MINUTE, Instant
from server.database import run
from server.usecases.staff.sessions import AGENT_MAX, SEEN_STEP_MS, WORD_BYTES, key_of

IDLE_MINUTES, MINUTES = 10, 60
"""Members look something up and go, often at a machine that is not theirs."""


@dataclass(frozen=True, slots=True)
class MemberSession:
    """A session that holds. `card` is the one for which the access was given; `owes_secret`: the code must be changed first."""

    key: bytes
    card: CardInstance
    owes_secret: bool
    seen_at: Instant


def start_member_session(card: CardNumber, address: str, agent: str, now: Instant) -> str:
    """A new session; the word for the browser. Must run inside `writing()`."""
    word = secrets.token_hex(WORD_BYTES)
    run(
        "INSERT INTO member_session (id, card, started_at, seen_at, address, agent) VALUES (%s, %s, %s, %s, %s, %s)",
        (key_of(word), card, now, now, address, agent[:AGENT_MAX]),
    )
    return word


def find_member_session(word: str, now: Instant) -> MemberSession | None:
    """The session of a word, if it has not ended."""
    row = run(
        "SELECT s.id, a.card, a.instance, a.code_until IS NOT NULL, s.seen_at FROM member_session s"
        " JOIN member_access a ON a.card = s.card WHERE s.id = %s AND s.ended_at IS NULL AND s.seen_at >= %s"
        " AND s.started_at >= %s",
        (key_of(word), now - IDLE_MINUTES * MS_PER_MINUTE, now - MINUTES * MS_PER_MINUTE),
    ).fetchone()
    if row is None:
        return None
    key, card, instance, owes, seen_at = row
    return MemberSession(bytes(key), CardInstance(CardNumber(card), instance), bool(owes), Instant(seen_at))


def see_member_session(session: MemberSession, now: Instant) -> None:
    """It is in use: one statement, at most twice a minute."""
    if now - session.seen_at >= SEEN_STEP_MS:
        run("UPDATE member_session SET seen_at = %s WHERE id = %s", (now, session.key))


def end_member_session(key: bytes, now: Instant) -> None:
    """Sign out one browser."""
    run("UPDATE member_session SET ended_at = %s WHERE id = %s AND ended_at IS NULL", (now, key))


def end_member_sessions(card: CardNumber, now: Instant) -> None:
    """Sign whoever uses this number out everywhere."""
    run("UPDATE member_session SET ended_at = %s WHERE card = %s AND ended_at IS NULL", (now, card))
