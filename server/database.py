"""The database handle: SQLite by default, PostgreSQL in a big installation. Same models, same statements.

`open_database` connects the models. On SQLite every connection is checked to be durable (write-ahead log,
full synchronisation, foreign keys). All writing goes through `writing()`, which allows one writer at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import psycopg
from peewee import Database, DatabaseError, DatabaseProxy, Model, PostgresqlDatabase, SqliteDatabase

from server.arrays import column

SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "wal_autocheckpoint": 20_000,
}
"""`recursive_triggers` makes INSERT OR REPLACE fire the triggers that refuse a delete. Checkpoints are rare: the same pages of
accounts change again and again, and each checkpoint writes all of them back."""
BUSY_SECONDS = 30
WRITER_LOCK = 0x7461_6C6C
VALUES_MAX = 30_000
"""Bound values in one statement; SQLite allows 32,766, PostgreSQL 65,535."""

database = DatabaseProxy()
T = TypeVar("T")


class NotDurable(Exception):
    """A database that does not do what it was told about durability."""


class BaseModel(Model):
    """A table on the one database."""

    class Meta:
        database = database
        legacy_table_names = False


class _Sqlite(SqliteDatabase):
    def _initialize_connection(self, conn: Any) -> None:
        for pragma, wanted in SQLITE_PRAGMAS.items():
            conn.execute(f"PRAGMA {pragma} = {wanted}")
            (found,) = conn.execute(f"PRAGMA {pragma}").fetchone()
            if found != wanted:
                raise NotDurable(f"SQLite answers {pragma} = {found}, not {wanted}")


class _Postgres(PostgresqlDatabase):
    def _initialize_connection(self, conn: Any) -> None:
        conn.execute("SET synchronous_commit TO on")
        (found,) = conn.execute("SHOW fsync").fetchone()
        if found != "on":
            raise NotDurable("PostgreSQL runs with fsync off")


def make_database(url: str, password_file: Path | None = None) -> Database:
    """A database for `sqlite:///relative`, `sqlite:////absolute` or `postgresql://...`, not yet connected.

    Raises ValueError for another scheme and for a password inside the address.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and parts.path not in ("", "/"):
        return _Sqlite(parts.path[1:], timeout=BUSY_SECONDS)
    if parts.scheme == "postgresql":
        if parts.password is not None or "password=" in parts.query:
            raise ValueError("a database address holds no password; use a socket, ~/.pgpass or database.password_file")
        secret: dict[str, Any] = {} if password_file is None else {"password": password_file.read_text(encoding="utf-8").strip()}
        return _Postgres(url, prefer_psycopg3=True, **secret)
    raise ValueError("a database address begins with sqlite:///path or postgresql://")


def open_database(url: str, password_file: Path | None = None) -> Database:
    """Make the database of `url` the one that all models use."""
    opened = make_database(url, password_file)
    database.initialize(opened)
    return opened


@contextmanager
def using(other: Database) -> Iterator[Database]:
    """Let all models work on another database for a while (commands only, never beside requests)."""
    before: Database = database.obj
    database.initialize(other)
    try:
        yield other
    finally:
        database.initialize(before)


def is_postgres() -> bool:
    """Whether the present database is PostgreSQL."""
    return isinstance(database.obj, PostgresqlDatabase)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction of the one writer; nothing of it stays if an exception leaves it."""
    if is_postgres():
        with ExitStack() as transaction:
            with _sent_together():
                transaction.enter_context(database.atomic())
                run("SELECT pg_advisory_xact_lock(%s)", (WRITER_LOCK,))
            yield
    else:
        with database.atomic("IMMEDIATE"):
            yield


def run(sql: str, values: Sequence[Any] = ()) -> Any:
    """One statement with `%s` for values, on either database; a cursor."""
    return database.execute_sql(sql if is_postgres() else sql.replace("%s", "?"), tuple(values))


def run_rows(sql: str, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """One set-based statement for many rows: `VALUES {rows}` in `sql` becomes the rows.

    peewee's `insert_many` costs several times as much, and this runs on the hot path. Long lists are cut into
    statements of at most VALUES_MAX values; the answers (RETURNING or SELECT) are joined.
    """
    answers: list[tuple[Any, ...]] = []
    if not rows:
        return answers
    step = VALUES_MAX // len(rows[0])
    for start in range(0, len(rows), step):
        cursor = run(*_with_rows(sql, rows[start : start + step]))
        if cursor.description is not None:
            answers.extend(cursor.fetchall())
    return answers


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One statement that reads, with rows as for `run_rows` or without any (None), and what its answers mean."""

    sql: str
    rows: Sequence[Sequence[Any]] | None
    read: Callable[[list[tuple[Any, ...]]], T]


def ask(question: Question[T]) -> T:
    """The answer to one question."""
    rows = run(question.sql).fetchall() if question.rows is None else run_rows(question.sql, question.rows)
    return question.read(rows)


def ask_together(*questions: Question[Any]) -> list[Any]:
    """The answers to several questions, on PostgreSQL in one way there and back. Their rows must fit into one statement."""
    if not is_postgres():
        return [ask(question) for question in questions]
    asked = [question for question in questions if question.rows is None or question.rows]
    with _sent_together():
        cursors = [run(*_with_rows(one.sql, one.rows or [()])) for one in asked]
        answers = {id(one): cursor.fetchall() for one, cursor in zip(asked, cursors, strict=True)}
    return [question.read(answers.get(id(question), [])) for question in questions]


@contextmanager
def _sent_together() -> Iterator[None]:
    """What is run inside goes to PostgreSQL at once. peewee translates only what fails before the answer is fetched."""
    try:
        with database.connection().pipeline():
            yield
    except psycopg.Error as error:
        raise DatabaseError(str(error)) from error


def _with_rows(sql: str, rows: Sequence[Sequence[Any]]) -> tuple[str, Sequence[Any]]:
    """The statement and its values. PostgreSQL gets an array for each column: a text that does not change with the number of
    rows is parsed and planned once."""
    if is_postgres() and rows[0]:
        columns = [found for values in zip(*rows, strict=True) if (found := column(values)) is not None]
        if len(columns) == len(rows[0]):
            unnest = ", ".join(f"%s::{kind}" for kind, _ in columns)
            return sql.replace("VALUES {rows}", f"SELECT * FROM unnest({unnest})"), [array for _, array in columns]
    one = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    return sql.replace("{rows}", ", ".join([one] * len(rows))), [value for row in rows for value in row]
