"""Which objects lead a terminal from the card states it holds to the newest: the fewest bytes, as many as fit (SPEC 6.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from protocol.instants import BusinessDay, Instant
from protocol.link.bundles import ServerKeys
from protocol.link.snapshot import StatesHeld
from server.database import run, writing
from server.settlement.states.card_states import FRESH_MS, newest_states, publish_states

ROOM_BYTES = 2**21 + 2**15
"""How much of the card states one answer holds: four parts. A terminal has little memory, and asks again at once."""


@dataclass(frozen=True, slots=True)
class Way:
    """Parts of one whole snapshot from `first_part` on (none if `whole` is 0), then deltas, oldest first."""

    whole: int
    first_part: int
    deltas: tuple[int, ...]
    size: int


def states_for(held: StatesHeld, keys: ServerKeys, now: Instant, known: BusinessDay) -> list[bytes]:
    """What to send to a terminal that holds this. Signs a new version first if the newest is old or leads nowhere."""
    newest = newest_states()
    if newest is None:
        return []
    if now - newest.issued_at >= FRESH_MS or _listed_since(newest.issued_at):
        with writing():
            publish_states(keys, now, known)
        newest = newest_states() or newest
    if (held.version, held.hash) == (newest.version, newest.hash):
        return []
    way = _shortest(held)
    if way is None:
        with writing():
            publish_states(keys, now, known, whole=True)
        way = _shortest(held)
    return list(_within_room(way)) if way else []


def _listed_since(at: Instant) -> bool:
    """A loss report does not wait for the hour."""
    return run("SELECT 1 FROM card_listing WHERE at > %s LIMIT 1", (at,)).fetchone() is not None


def _shortest(held: StatesHeld) -> Way | None:
    """The way with the fewest bytes; None if no way leads to the newest version."""
    whole, ways = newest_states(whole=True), []
    if (deltas := _deltas_after(held.version, held.hash)) is not None:
        ways.append(Way(0, 0, *deltas))
    if whole and whole.version > held.version and (deltas := _deltas_after(whole.version, whole.hash)) is not None:
        first = held.parts if held.incoming == whole.version else 0
        (size,) = run(
            "SELECT SUM(LENGTH(sealed)) FROM states_part WHERE version = %s AND part >= %s", (whole.version, first)
        ).fetchone()
        ways.append(Way(whole.version, first, deltas[0], int(size or 0) + deltas[1]))
    return min(ways, key=lambda way: way.size, default=None)


def _deltas_after(version: int, name: bytes) -> tuple[tuple[int, ...], int] | None:
    """The deltas from a version to the newest and their size; None if it is no version of ours or one is missing."""
    rows = run(
        "SELECT version, base, hash, LENGTH(delta) FROM states_version WHERE version >= %s ORDER BY version", (version,)
    ).fetchall()
    if not rows or rows[0][0] != version or bytes(rows[0][2]) != name:
        return None
    later = rows[1:]
    if any(size is None or base != before[0] for before, (_, base, _, size) in zip(rows, later, strict=False)):
        return None
    return tuple(row[0] for row in later), sum(row[3] for row in later)


def _within_room(way: Way) -> Iterator[bytes]:
    """The objects of a way in order, at least one and then as many as the answer holds."""
    room = ROOM_BYTES
    for data in _objects(way):
        if room < ROOM_BYTES and len(data) > room:
            return
        room -= len(data)
        yield data


def _objects(way: Way) -> Iterator[bytes]:
    part = way.first_part
    while way.whole and (row := _part(way.whole, part)):
        yield row
        part += 1
    for version in way.deltas:
        yield bytes(run("SELECT delta FROM states_version WHERE version = %s", (version,)).fetchone()[0])


def _part(version: int, part: int) -> bytes | None:
    row = run("SELECT sealed FROM states_part WHERE version = %s AND part = %s", (version, part)).fetchone()
    return bytes(row[0]) if row else None
