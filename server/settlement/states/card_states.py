"""The card-state snapshot at head office: what has changed becomes the next version, whole or as a delta (SPEC 6.6).

One set-based query finds the changed cards: it compares the books with what was published last, so nothing has to be
marked where money is booked, and nothing can be forgotten. The minimum counter is only ever a settled one: an honest
card can never be below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from protocol.card.keys import Keyring, listing_hash
from protocol.ids import CardInstance, CardNumber
from protocol.instants import MS_PER_MINUTE, BusinessDay, Instant
from protocol.link.bundles import ServerKeys
from protocol.link.card_states import StateFlag, StateRow, balance_check, state_row
from protocol.link.seal import Purpose, SigningKey, seal
from protocol.link.snapshot import Delta, SnapshotPart, Stamp, encode_delta, encode_part, hash_after
from protocol.link.tables import CardState
from protocol.money import Money
from server.database import run, run_rows
from server.ledger.chart import AccountKind

PART_ROWS = 2**15
"""Rows in a part: half a mebibyte, so that a slow line repeats little and a terminal never holds much."""
DELTA_ROWS_MAX = 2**17
"""More changes than this are published as a whole snapshot."""
WHOLE_AFTER_MS = 7 * 24 * 60 * MS_PER_MINUTE
FRESH_MS = 60 * MS_PER_MINUTE
"""Card states as old as this are signed again even if nothing has changed: terminals go by their age."""

CHANGED = f"""
SELECT * FROM (
    SELECT c.card, c.instance, c.listed, COALESCE(a.counter, c.settled, 0) AS counter,
        COALESCE(a.record, c.settled_balance) AS balance, s.state, s.state_version, s.key_version AS old_key,
        s.counter AS old_counter, s.balance AS old_balance
    FROM card_instance c
    LEFT JOIN account a ON a.kind = {AccountKind.CARD_LIABILITY:d} AND a.number = c.card AND a.part = c.instance
    LEFT JOIN card_state s ON s.card = c.card AND s.instance = c.instance
    WHERE c.settled IS NOT NULL OR c.listed <> 0 OR s.card IS NOT NULL) now
WHERE old_key IS NULL OR old_key <> %s OR state <> listed OR old_counter <> counter OR old_balance <> balance
"""
"""A plain card's account says where it stands; of any other card it is what is settled."""
STORE = """
INSERT INTO card_state (card, instance, key_version, hash, counter, balance, state, flags, row, version, state_version)
VALUES {rows} ON CONFLICT (card, instance) DO UPDATE SET key_version = excluded.key_version, hash = excluded.hash,
    counter = excluded.counter, balance = excluded.balance, state = excluded.state, flags = excluded.flags,
    row = excluded.row, version = excluded.version, state_version = excluded.state_version
"""


@dataclass(frozen=True, slots=True)
class Published:
    """A version of the card states; `parts` is 0 where only a delta leads to it."""

    version: int
    hash: bytes
    parts: int
    known: BusinessDay
    key_version: int
    issued_at: Instant


def newest_states(*, whole: bool = False) -> Published | None:
    """The newest version, or the newest that is there as a whole."""
    only = "WHERE parts > 0" if whole else ""
    columns = "version, hash, parts, known, key_version, issued_at"
    row = run(f"SELECT {columns} FROM states_version {only} ORDER BY version DESC LIMIT 1").fetchone()
    if row is None:
        return None
    return Published(row[0], bytes(row[1]), row[2], BusinessDay(row[3]), row[4], Instant(row[5]))


def publish_states(keys: ServerKeys, now: Instant, known: BusinessDay, *, whole: bool = False) -> int | None:
    """Sign the next version, if there is anything new to say: a change, another day, an hour gone by.

    Whole the first time, weekly, when asked (`whole`), when the listing key has changed, and when most has changed;
    otherwise what has changed. Must run inside `writing()`.
    """
    last, last_whole = newest_states(), newest_states(whole=True)
    version = 1 + max(last.version if last else 0, _highest_heard())
    changed = _changed(keys, version)
    fresh = last is not None and last.known == known and now - last.issued_at < FRESH_MS
    if fresh and not changed and not whole:
        return None
    run_rows(STORE, changed)
    stamp = Stamp(version, now, known, keys.key_version)
    delta = None
    if last and last.key_version == keys.key_version and len(changed) <= DELTA_ROWS_MAX:
        delta = Delta(stamp, last.version, last.hash, b"".join(sorted(row[8] for row in changed)))
    weekly = last_whole is None or now - last_whole.issued_at >= WHOLE_AFTER_MS
    _store_version(keys, stamp, delta, whole=whole or weekly or delta is None)
    return version


def _highest_heard() -> int:
    """The highest version that any terminal holds: above ours if we were restored from a backup."""
    return int(run("SELECT COALESCE(MAX(states_version), 0) FROM heartbeat").fetchone()[0])


def _changed(keys: ServerKeys, version: int) -> list[tuple[Any, ...]]:
    """The rows of STORE for all cards of which there is something new to say."""
    ring = Keyring(keys.key_version, b"", b"", b"", b"", keys.listing_key)
    rows = []
    for card, instance, listed, counter, balance, state, state_version, *_ in run(CHANGED, (keys.key_version,)).fetchall():
        hash8 = listing_hash(ring, CardInstance(CardNumber(card), instance))
        row = StateRow(hash8, counter, CardState(listed), StateFlag(0), balance_check(hash8, counter, Money(balance)))
        since = version if state is None or state != listed else state_version
        rows.append(
            (card, instance, keys.key_version, hash8, counter, balance, listed, int(row.flags), state_row(row), version, since)
        )
    return rows


def _store_version(keys: ServerKeys, stamp: Stamp, delta: Delta | None, *, whole: bool) -> None:
    name = hash_after(delta) if delta else _hash_of_all()
    signer = SigningKey.from_seed(keys.set_seed)
    sealed = seal(Purpose.DELTA, keys.environment, signer, encode_delta(delta)) if delta else None
    parts = size = 0
    if whole:
        (count,) = run("SELECT COUNT(*) FROM card_state").fetchone()
        parts = max(1, -(-int(count) // PART_ROWS))
        for part, rows in enumerate(_pieces() if count else iter([b""])):
            body = encode_part(SnapshotPart(stamp, name, part, parts, rows))
            run(
                "INSERT INTO states_part (version, part, sealed) VALUES (%s, %s, %s)",
                (stamp.version, part, seal(Purpose.SNAPSHOT, keys.environment, signer, body)),
            )
            size += len(body)
        _forget_old()
    run(
        "INSERT INTO states_version (version, hash, base, delta, parts, part_bytes, known, key_version, issued_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            stamp.version,
            name,
            delta.base_version if delta else None,
            sealed,
            parts,
            size,
            stamp.known,
            stamp.key_version,
            stamp.issued_at,
        ),
    )


def _pieces() -> Iterator[bytes]:
    """All rows by hash, a part at a time."""
    after = b""
    while found := run("SELECT row, hash FROM card_state WHERE hash > %s ORDER BY hash LIMIT %s", (after, PART_ROWS)).fetchall():
        yield b"".join(bytes(row) for row, _ in found)
        after = bytes(found[-1][1])


def _hash_of_all() -> bytes:
    digest = sha256()
    for piece in _pieces():
        digest.update(piece)
    return digest.digest()


def _forget_old() -> None:
    """Before a new whole snapshot is stored: the last one stays for terminals that are fetching it, older ones go."""
    last = newest_states(whole=True)
    kept = last.version if last else 0
    run("DELETE FROM states_part WHERE version < %s", (kept,))
    run("UPDATE states_version SET parts = 0, part_bytes = 0, delta = NULL WHERE version < %s", (kept,))
