"""Every test that asks for `books` runs twice: on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.database import database, open_database
from server.schema import migrate
from tests.server.head_office import HeadOffice
from tests.support.postgres import Postgres, name_of, running_postgres

Empty = Callable[[], str]
"""Gives the address of another, empty database of the same sort."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The cluster of this test run."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """A migrated database to copy."""
    url = postgres.create()
    open_database(url)
    with database.connection_context():
        migrate()
    return name_of(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on SQLite."""
    file = tmp_path_factory.mktemp("template") / "books.db"
    open_database(f"sqlite:///{file}")
    with database.connection_context():
        migrate()
    return file


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """Addresses of empty databases."""
    if request.param == "sqlite":
        numbers = itertools.count()
        yield lambda: f"sqlite:///{tmp_path}/empty{next(numbers)}.db"
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        yield cluster.create


@pytest.fixture(params=["sqlite", "postgres"])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database, connected; its address."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "books.db")
        url = f"sqlite:///{tmp_path}/books.db"
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        url = cluster.create(request.getfixturevalue("postgres_template"))
    open_database(url)
    database.connect()
    yield url
    if not database.is_closed():
        database.close()
    if request.param == "postgres":
        cluster.drop(url)


@pytest.fixture
def office(books: str) -> HeadOffice:
    """Head office over an empty ledger."""
    return HeadOffice()
