"""Rehearse the worst day: a backup is taken, put back into a scratch place, proved and compared, and the place goes away."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from protocol.instants import Instant
from server.backup.restoring import Restored, restore
from server.backup.taking import Place, note, write_backup
from server.database import database, is_postgres, make_database, using


def rehearse(place: Place, now: Instant) -> Restored:
    """Of the present database, which is at `place`. What is found out is noted only if all holds. Raises BackupFault."""
    with TemporaryDirectory(prefix="tallycard-") as folder, _scratch(place, Path(folder)) as there:
        file, password = Path(folder) / "rehearsal.backup", secrets.token_urlsafe().encode()
        write_backup(file, password, place, now)
        restored = restore(file, password, there, now)
    if restored.holds:
        note(restored.manifest, file.name, restored=True)
    return restored


@contextmanager
def _scratch(place: Place, folder: Path) -> Iterator[Place]:
    """An empty database beside ours; on PostgreSQL our user must be allowed to create one."""
    if not is_postgres():
        yield Place(f"sqlite:///{folder / 'rehearsal.db'}")
        return
    name = f"tallycard_rehearsal_{secrets.token_hex(4)}"
    _command(place, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield replace(place, url=urlsplit(place.url)._replace(path=f"/{name}").geturl())
    finally:
        _command(place, f"DROP DATABASE {name} WITH (FORCE)")


def _command(place: Place, statement: str) -> None:
    """On a connection of its own, outside every transaction."""
    with using(make_database(place.url, place.password_file)), database.connection_context():
        database.connection().autocommit = True
        database.connection().execute(statement)
