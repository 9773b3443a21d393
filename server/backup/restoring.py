"""Put a backup back into an empty database, and let it prove itself there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from protocol.instants import Instant
from server.audit import Deed, record
from server.backup.copies import is_empty, put_back, sort_of
from server.backup.faults import BackupFault
from server.backup.manifest import Manifest, differences, manifest_of, read
from server.backup.sealed import opened
from server.backup.taking import CONSOLE, Place
from server.database import database, make_database, using, writing
from server.ledger.proofs import Proof, prove
from server.schema import applied, known


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: what the backup says of itself, what is not so, and the proof of the books."""

    manifest: Manifest
    differences: list[str]
    proof: Proof

    @property
    def holds(self) -> bool:
        """Whether the restored books are those of the backup, and prove themselves."""
        return not self.differences and self.proof.holds


def restore(backup: Path, password: bytes, into: Place, now: Instant) -> Restored:
    """Fill the empty database `into`. Raises BackupFault, WrongPassword."""
    target = make_database(into.url, into.password_file)
    with using(target):
        try:
            with database.connection_context(), backup.open("rb") as file:
                return _restore(opened(password, file), into, now)
        finally:
            target.close()


def _restore(pieces: Iterator[bytes], into: Place, now: Instant) -> Restored:
    manifest = read(next(pieces))
    if manifest.schema != known():
        raise BackupFault("another version of this program has taken the backup: restore it with that one, then migrate")
    if manifest.database != sort_of():
        raise BackupFault(f"this backup goes into a {manifest.database} database only")
    if not is_empty():
        raise BackupFault("the database to restore into is not empty: a restore never writes over anything")
    put_back(pieces, into.url, into.password_file)
    failures = differences(manifest, manifest_of(now, sort_of(), applied()))
    proof = prove()
    with writing():
        after = {"taken_at": manifest.taken_at, "batch": manifest.newest_batch, "holds": not failures and proof.holds}
        record(CONSOLE, Deed("restored a backup", "database", after=after), now)
    return Restored(manifest, failures, proof)
