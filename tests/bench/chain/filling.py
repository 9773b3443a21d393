"""Many rows at once: without the indexes, which are made anew behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from server.database import database, run

A_PIECE = 10_000


def copy_in(target: str, lines: Iterable[str]) -> None:
    """Put lines in COPY's text form into a table."""
    connection: Any = database.connection()
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        piece: list[str] = []
        write: Callable[[str], None] = copy.write
        for line in lines:
            piece.append(line)
            if len(piece) == A_PIECE:
                write("".join(piece))
                piece.clear()
        write("".join(piece))


@contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """Without the indexes of these tables for a while: a million rows come in sooner, and then all indexes at once."""
    names = ", ".join(f"'{table}'::regclass" for table in tables)
    keys = run(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        f" WHERE contype = 'p' AND conrelid IN ({names})"
    ).fetchall()
    for table, name, _ in keys:
        run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = run(
        f"SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid IN ({names})"
    ).fetchall()
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    yield
    run("SET maintenance_work_mem TO '256MB'")
    for table, name, definition in keys:
        run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _, definition in indexes:
        run(definition)
