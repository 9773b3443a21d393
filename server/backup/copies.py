"""A copy of one moment, while others write: SQLite's online backup, PostgreSQL's own dump of an exported snapshot."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from server.backup.faults import BackupFault
from server.backup.sealed import PIECE_MAX
from server.database import database, is_postgres, run

SQLITE, POSTGRES = "sqlite", "postgresql"


def sort_of() -> str:
    """The sort of the present database."""
    return POSTGRES if is_postgres() else SQLITE


@contextmanager
def one_moment() -> Iterator[str]:
    """A reading transaction that sees one moment, however long it lasts; the snapshot's name on PostgreSQL."""
    with database.atomic():
        if not is_postgres():
            run("SELECT COUNT(*) FROM sqlite_master")  # the first read is what fixes the moment
            yield ""
            return
        run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (name,) = run("SELECT pg_export_snapshot()").fetchone()
        yield name


def copied(snapshot: str, url: str, password_file: Path | None) -> Iterator[bytes]:
    """The copy of the moment in which we are, in pieces. Raises BackupFault."""
    return _dumped(snapshot, url, password_file) if is_postgres() else _copied_file()


def put_back(pieces: Iterator[bytes], url: str, password_file: Path | None) -> None:
    """Fill the present, empty database. Nothing is touched before the last piece has proved to be whole. Raises BackupFault."""
    with TemporaryDirectory(prefix="tallycard-") as folder:
        copy = Path(folder) / "copy"
        with copy.open("wb") as file:
            file.writelines(pieces)
        if is_postgres():
            command = [_program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
            done = subprocess.run(
                [*command, f"--dbname={url}", str(copy)], env=_environment(password_file), capture_output=True, text=True
            )
            if done.returncode:
                raise BackupFault(f"pg_restore: {done.stderr.strip()}")
        else:
            with _disk_faults(), closing(sqlite3.connect(copy)) as there:
                there.backup(database.connection())


def is_empty() -> bool:
    """Whether the present database holds no table at all."""
    tables = "information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
    (count,) = run(f"SELECT COUNT(*) FROM {tables if is_postgres() else 'sqlite_master'}").fetchone()
    return not count


def _copied_file() -> Iterator[bytes]:
    with TemporaryDirectory(prefix="tallycard-") as folder:
        copy = Path(folder) / "copy"
        with _disk_faults(), closing(sqlite3.connect(copy)) as there:
            database.connection().backup(there)
        with copy.open("rb") as file:
            yield from _pieces(file)


@contextmanager
def _disk_faults() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupFault(f"the copy failed: {error}") from error


def _dumped(snapshot: str, url: str, password_file: Path | None) -> Iterator[bytes]:
    command = [_program("pg_dump"), "--format=custom", f"--snapshot={snapshot}", f"--dbname={url}"]
    with TemporaryFile("w+") as said:
        with subprocess.Popen(command, env=_environment(password_file), stdout=subprocess.PIPE, stderr=said) as dump:
            assert dump.stdout is not None
            yield from _pieces(dump.stdout)
        if dump.returncode:
            said.seek(0)
            raise BackupFault(f"pg_dump: {said.read().strip()}")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE_MAX):
        yield piece


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupFault(f"{name} is not installed: it is one of PostgreSQL's clients (apt-get install postgresql-client)")
    return found


def _environment(password_file: Path | None) -> dict[str, str]:
    """The password goes by the environment, which nobody else can read as he could read a command line."""
    secret = {} if password_file is None else {"PGPASSWORD": password_file.read_text(encoding="utf-8").strip()}
    return {**os.environ, **secret}
