"""The same evidence into an empty database, in the order of arrival, each act after its batch: the same ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace

from peewee import Database

from protocol.instants import Instant
from protocol.link.batch import split_batch
from protocol.link.seal import unverified_body
from server.database import ask, run, using, writing
from server.ledger.balances import digest
from server.ledger.proofs import Proof, prove
from server.schema import migrate
from server.settlement.acts import PERFORM, Act, acts_after, store_act
from server.settlement.cards.booking import book_waiting
from server.settlement.evidence import Stored, insert_batches
from server.settlement.findings.cases import open_cases
from server.settlement.journals import journals_of, store_places


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
    _replay(acts_after(last), into)
    while (row := _next_batch(last)) is not None:
        last, identity, sealed, ack, received_at = row
        with using(into):
            _store(bytes(identity), bytes(sealed), bytes(ack), Instant(received_at))
            batches += book_waiting(utc_offset_minutes)
        _replay(acts_after(last), into)
    with using(into):
        return Rebooked(batches, here, digest(), prove())


def _next_batch(after: int) -> tuple[int, bytes, bytes, bytes, int] | None:
    sql = "SELECT id, hash, sealed, ack, received_at FROM stored_batch WHERE id > %s ORDER BY id LIMIT 1"
    row: tuple[int, bytes, bytes, bytes, int] | None = run(sql, (after,)).fetchone()
    return row


def _store(identity: bytes, sealed: bytes, ack: bytes, received_at: Instant) -> None:
    batch = split_batch(unverified_body(sealed))
    with writing():
        journals = ask(journals_of([batch.header.terminal]))
        _, cases = journals.advance(batch)
        store_places(journals)
        open_cases(cases, received_at)
        insert_batches([Stored(batch, identity, sealed, ack, received_at, False)])


def _replay(acts: list[Act], into: Database) -> None:
    with using(into):
        for act in acts:
            with writing():
                (last,) = run("SELECT COALESCE(MAX(id), 0) FROM stored_batch").fetchone()
                there = replace(act, after_batch=last)
                store_act(there)
                PERFORM[there.kind](there)
