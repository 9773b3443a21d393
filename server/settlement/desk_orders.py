"""The table of a desk's open orders, signed for it alone, and what its poll says of them (SPEC 5.3 and 6.8).

Made when the desk asks, and only where it says something else than the last one.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.bundles import ServerKeys
from protocol.link.desk_orders import DeskOrder, DeskOrders, JobWord, OrderKind, Progress
from protocol.link.desk_orders_codec import ORDERS_MAX
from protocol.link.seal import Purpose, SigningKey, seal
from protocol.link.table_codec import SignedTable, encode_table
from server.database import run, writing
from server.settlement.desk_jobs import DeskJob, JobState, expire_jobs, find_jobs, move_job

TIMELESS = Instant(0)
MS_PER_SECOND = 1_000


def orders_above(terminal: TerminalId, held: int, keys: ServerKeys, now: Instant) -> bytes | None:
    """The desk's newest orders, if it does not hold them yet. Signs a new table where something has changed."""
    if run("SELECT 1 FROM desk_job WHERE terminal = %s LIMIT 1", (terminal,)).fetchone() is None:
        return None
    with writing():
        expire_jobs(terminal, now)
        jobs = find_jobs(f"WHERE terminal = %s AND closed_at IS NULL ORDER BY number LIMIT {ORDERS_MAX}", terminal)
        orders = tuple(DeskOrder(job.number, job.card, job.expires_at, job.content) for job in jobs)
        version, sealed = _signed(DeskOrders(terminal, orders), held, keys, now)
        if version > held:
            for job in jobs:
                _advance(job, JobState.SENT, now)
    return sealed if version > held else None


def take_words(terminal: TerminalId, words: Iterable[JobWord], now: Instant) -> None:
    """What the desk says of its orders, for people to see. Must run inside `writing()`."""
    for word in words:
        found = find_jobs("WHERE number = %s AND terminal = %s AND closed_at IS NULL", word.number, terminal)
        for job in found:
            match word.progress:
                case Progress.TAP_NOW:
                    _advance(job, JobState.TAP_NOW, now)
                case Progress.WRITTEN:
                    _advance(job, JobState.VERIFIED if job.kind is OrderKind.READ else JobState.WRITTEN, now)
                case Progress.REFUSED:
                    move_job(job.number, JobState.REFUSED, now, word.reason)


def _advance(job: DeskJob, state: JobState, now: Instant) -> None:
    if job.state < state:
        move_job(job.number, state, now)


def _signed(table: DeskOrders, held: int, keys: ServerKeys, now: Instant) -> tuple[int, bytes]:
    """Version and bytes of a table that says this: the last one made, or a new one. A version is at least the second in which
    it is made, as that of a lease table is, and for the same reason."""
    row = run("SELECT version, content, sealed FROM order_table WHERE terminal = %s", (table.terminal,)).fetchone()
    version, content, sealed = row or (0, b"", b"")
    digest = sha256(encode_table(SignedTable(1, TIMELESS, table))).digest()
    if held <= version and bytes(content) == digest:
        return version, bytes(sealed)
    signed = SignedTable(max(version + 1, held + 1, now // MS_PER_SECOND), now, table)
    sealed = seal(Purpose.PARAMETERS, keys.environment, SigningKey.from_seed(keys.set_seed), encode_table(signed))
    run(
        "INSERT INTO order_table (terminal, version, content, sealed) VALUES (%s, %s, %s, %s) ON CONFLICT (terminal)"
        " DO UPDATE SET version = excluded.version, content = excluded.content, sealed = excluded.sealed",
        (table.terminal, signed.version, digest, sealed),
    )
    return signed.version, sealed
