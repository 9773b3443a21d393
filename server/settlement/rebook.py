"""The same evidence into an empty database, in the order of arrival: the ledger must come out the same."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Database

from protocol.instants import Instant
from protocol.link.batch import decode_batch
from protocol.link.seal import unverified_body
from server.database import run, using, writing
from server.ledger.balances import digest
from server.ledger.proofs import Proof, prove
from server.schema import migrate
from server.settlement import evidence
from server.settlement.booking import book_waiting


class NotEmpty(Exception):
    """The database to book into already holds something."""


@dataclass(frozen=True, slots=True)
class Rebooked:
    """Digests of the transfers here and there, and the proof of the new ledger."""

    batches: int
    digest_here: str
    digest_there: str
    proof: Proof


def rebook(into: Database, utc_offset_minutes: int) -> Rebooked:
    """Copy stored batches into `into`, book them there, and close it. Raises NotEmpty."""
    try:
        return _rebook(into, utc_offset_minutes)
    finally:
        into.close()


def _rebook(into: Database, utc_offset_minutes: int) -> Rebooked:
    here = digest()
    with using(into):
        migrate()
        if run("SELECT COUNT(*) FROM stored_batch").fetchone()[0]:
            raise NotEmpty("the database to book into is not empty")
    batches = last = 0
    while (row := _next_batch(last)) is not None:
        last, identity, sealed, ack, received_at = row
        with using(into):
            _store(bytes(identity), bytes(sealed), bytes(ack), Instant(received_at))
            batches += book_waiting(utc_offset_minutes)
    with using(into):
        return Rebooked(batches, here, digest(), prove())


def _next_batch(after: int) -> tuple[int, bytes, bytes, bytes, int] | None:
    sql = "SELECT id, hash, sealed, ack, received_at FROM stored_batch WHERE id > %s ORDER BY id LIMIT 1"
    row: tuple[int, bytes, bytes, bytes, int] | None = run(sql, (after,)).fetchone()
    return row


def _store(identity: bytes, sealed: bytes, ack: bytes, received_at: Instant) -> None:
    batch = decode_batch(unverified_body(sealed))
    with writing():
        fresh, _ = evidence.judge_keys(batch)
        place, _ = evidence.advance(batch.header)
        number = evidence.insert_batch(batch.header, identity, sealed, ack, received_at)
        evidence.insert_entries(batch.header, fresh, number)
        evidence.store_place(batch.header.terminal, place)
