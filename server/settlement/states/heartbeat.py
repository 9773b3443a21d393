"""Signs of life of terminals: the last one of each, and what it tells of who holds what (P10, N4)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from protocol.ids import CardInstance, TerminalId
from protocol.instants import Instant
from protocol.link.poll import Poll
from protocol.link.tables import CardState, TableKind
from server.database import run

STORE = """
INSERT INTO heartbeat (terminal, heard_at, sent_at, next_sequence, head, batch, acknowledged, open_count, open_sum, flags,
    versions, states_version, states_hash, signs)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (terminal) DO UPDATE SET heard_at = excluded.heard_at, sent_at = excluded.sent_at,
    next_sequence = excluded.next_sequence, head = excluded.head, batch = excluded.batch,
    acknowledged = excluded.acknowledged, open_count = excluded.open_count, open_sum = excluded.open_sum,
    flags = excluded.flags, versions = excluded.versions, states_version = excluded.states_version,
    states_hash = excluded.states_hash, signs = excluded.signs
WHERE excluded.sent_at >= heartbeat.sent_at OR excluded.next_sequence > heartbeat.next_sequence
"""
"""A sign of life that was delayed (a stick) does not replace a newer one."""


def store_heartbeat(poll: Poll, now: Instant) -> None:
    """Keep a sign of life that came now. Must run inside `writing()`."""
    versions = json.dumps({kind.name: version for kind, version in poll.versions})
    run(
        STORE,
        (
            poll.terminal,
            now,
            poll.sent_at,
            poll.next_sequence,
            poll.head,
            poll.batch_number,
            poll.acknowledged,
            poll.open_count,
            poll.open_sum.minor,
            int(poll.flags),
            versions,
            poll.states.version,
            poll.states_hash,
            json.dumps(dict(poll.signs)),
        ),
    )


def highest_held() -> dict[TableKind, int]:
    """The highest version of each table that any terminal holds: above ours if we were restored from a backup."""
    highest: dict[TableKind, int] = {}
    for (versions,) in run("SELECT versions FROM heartbeat").fetchall():
        for name, version in json.loads(versions).items():
            highest[TableKind[name]] = max(version, highest.get(TableKind[name], 0))
    return highest


@dataclass(frozen=True, slots=True)
class Hearing:
    """One terminal and a listing: which version of the card states it holds, and when it was last heard; None for never."""

    terminal: TerminalId
    holds: bool
    version: int
    heard_at: Instant | None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the word about a card has come. `version` is None while it is not published."""

    card: CardInstance
    state: CardState
    listed_at: Instant | None
    listed_by: str
    version: int | None
    hearings: tuple[Hearing, ...]

    @property
    def complete(self) -> bool:
        """Whether every terminal holds it."""
        return all(hearing.holds for hearing in self.hearings)


def reach(card: CardInstance) -> Reach | None:
    """Who holds what head office says of a card now; None if the card is not known."""
    key = (card.number, card.instance)
    row = run(
        "SELECT c.listed, s.state, s.state_version FROM card_instance c LEFT JOIN card_state s"
        " ON s.card = c.card AND s.instance = c.instance WHERE c.card = %s AND c.instance = %s",
        key,
    ).fetchone()
    if row is None:
        return None
    listed, published, since = row
    version = since if published == listed else None
    told = run(
        "SELECT at, listed_by FROM card_listing WHERE card = %s AND instance = %s AND state = %s ORDER BY id DESC LIMIT 1",
        (*key, listed),
    ).fetchone()
    at, by = told or (None, "")
    hearings = tuple(_hearing(version, *found) for found in run(TERMINALS).fetchall())
    return Reach(card, CardState(listed), at, by, version, hearings)


TERMINALS = """
SELECT t.terminal, h.states_version, h.heard_at FROM (
    SELECT DISTINCT terminal FROM certificate WHERE serial NOT IN (SELECT serial FROM revocation)) t
LEFT JOIN heartbeat h ON h.terminal = t.terminal ORDER BY t.terminal
"""
"""Every terminal that may speak, whether it has or not."""


def _hearing(version: int | None, terminal: int, held: int | None, heard_at: int | None) -> Hearing:
    holds = version is not None and held is not None and held >= version
    return Hearing(TerminalId(terminal), holds, held or 0, None if heard_at is None else Instant(heard_at))
