"""The office's memory: one SQLite file, append-only by triggers, mode 0600. Each act is one transaction.

An act and its line in the issue record are stored together or not at all; files for others are written after that and
can be written again from here.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

BUSY_S = 10.0


def create_registry(path: Path) -> None:
    """An empty registry at `path`. Raises FileExistsError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_connect(path)) as database:
        database.executescript("BEGIN;" + files("provisioning").joinpath("registry.sql").read_text("utf-8") + "COMMIT;")


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", timeout=BUSY_S, isolation_level=None, uri=True)
    database.execute("PRAGMA synchronous = EXTRA")
    database.execute("PRAGMA foreign_keys = ON")
    return database


@contextmanager
def act(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction that alone may write; stored at the end, or undone if anything is raised.

    Raises sqlite3.Error if the file is missing, not a registry, or another act takes too long.
    """
    with closing(_connect(path)) as database:
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")
