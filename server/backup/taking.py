"""Take a backup while head office goes on serving."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.backup.copies import copied, one_moment, sort_of
from server.backup.faults import BackupFault
from server.backup.manifest import Manifest, manifest_of, written
from server.backup.sealed import sealed
from server.database import run, writing
from server.schema import applied

PASSWORD_LEAST = 12
CONSOLE = Actor(None, "console")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database is, for the client programs of PostgreSQL."""

    url: str
    password_file: Path | None = None


def back_up(out: Path, password: bytes, place: Place, now: Instant) -> Manifest:
    """Write a backup, remember it and audit it. Raises BackupFault."""
    manifest = write_backup(out, password, place, now)
    note(manifest, out.name, restored=False)
    return manifest


def write_backup(out: Path, password: bytes, place: Place, now: Instant) -> Manifest:
    """Write the present database, which is at `place`, into a new file. Raises BackupFault."""
    if len(password) < PASSWORD_LEAST:
        raise BackupFault(f"the backup password has fewer than {PASSWORD_LEAST} characters: everything lies behind it")
    if out.exists():
        raise BackupFault(f"{out} is there already: a backup never replaces another")
    schema = applied()
    with one_moment() as snapshot:
        manifest = manifest_of(now, sort_of(), schema)
        _write(out, sealed(password, chain([written(manifest)], copied(snapshot, place.url, place.password_file))))
    return manifest


def note(manifest: Manifest, name: str, *, restored: bool) -> None:
    """Remember a backup, and whether it was put back on trial: the first page says how old the newest is."""
    with writing():
        run(
            "INSERT INTO backup_taken (at, name, newest_batch, restored) VALUES (%s, %s, %s, %s)",
            (manifest.taken_at, name, manifest.newest_batch, restored),
        )
        verb = "rehearsed a restore" if restored else "took a backup"
        after = {"batch": manifest.newest_batch, "ledger": manifest.ledger}
        record(
            CONSOLE,
            Deed(verb, f"backup {name}", after=after),
            manifest.taken_at,
        )


def _write(out: Path, pieces: Iterator[bytes]) -> None:
    """Whole or not at all, and for nobody else's eyes."""
    part = out.with_name(out.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        part.rename(out)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
