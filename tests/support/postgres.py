"""A real PostgreSQL for tests: Debian's programs, a temporary folder, a socket and no network, never as root."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.memory import MEMORY

USERS = ("postgres", "nobody")
START_SECONDS = 30
OWNER = "tallycard"
INSTALL = "PostgreSQL is not installed: apt-get install postgresql"


class Postgres:
    """A running cluster. Each test gets a database of its own, copied from one that is already migrated."""

    def __init__(self, socket_folder: Path) -> None:
        self.socket_folder = socket_folder
        self._strategy = "file_copy" if MEMORY in socket_folder.parents else "wal_log"
        self._numbers = itertools.count(1)

    def url(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://{OWNER}@/{name}?host={self.socket_folder}"

    def create(self, template: str = "template0", strategy: str | None = None) -> str:
        """A new database; its address. A big template, or one in memory, is copied faster with `file_copy`, which waits for a
        checkpoint."""
        name = f"test_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY {strategy or self._strategy}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected."""
        self._do(f"DROP DATABASE {name_of(url)} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def name_of(url: str) -> str:
    """The database's name in its address."""
    return url.partition("@/")[2].partition("?")[0]


def programs() -> Path | None:
    """The folder of the newest installed version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def running_postgres(*settings: str) -> Iterator[Postgres]:
    """Start a cluster with these settings (`name=value`) and stop it.

    Where PostgreSQL is missing: fails with CI=true, otherwise skips and says what to do.
    """
    folder = programs()
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail(INSTALL)
        pytest.skip(INSTALL)
    place = Path(tempfile.mkdtemp(prefix="tc-pg-"))
    account = _account()
    as_user: dict[str, Any] = {}
    if account is not None:
        os.chown(place, account.pw_uid, account.pw_gid)
        as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": place, **as_user}
    data = place / "data"
    setup: list[str | Path] = [folder / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    try:
        subprocess.run(setup, check=True, **quiet)
        with (place / "log").open("wb") as log:
            options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={place}", "-c", "max_connections=40"]
            options += [word for setting in settings for word in ("-c", setting)]
            server = subprocess.Popen([folder / "postgres", "-D", data, *options], **{**quiet, "stderr": log})
        cluster = Postgres(place)
        try:
            _wait_until_up(cluster, server)
            yield cluster
        finally:
            server.send_signal(signal.SIGINT)  # fast shutdown: does not wait for connections
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Whom to run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(f"none of the users {USERS} exists to run PostgreSQL as")


def _wait_until_up(cluster: Postgres, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(cluster.url("postgres")).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
