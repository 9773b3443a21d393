"""Head office on SQLite, in this process and without HTTP: batches of 1,000 sales, and SQLite itself beside them.

The reference puts the same transfer rows by executemany into a table without any index, 1,000 a commit, as durable.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from server.clock import system_now
from server.database import run
from server.settlement.intake import exchange
from tests.bench.books import SALES, in_process, let_grow, open_books, sales_now
from tests.bench.load import LoadFault
from tests.bench.rounds import Values
from tests.bench.sales import SQLITE_TERMINALS, thousands
from tests.bench.scale import SQLITE_BATCH, Scale
from tests.bench.work import Work

WARM = SQLITE_TERMINALS
"""Batches that are settled before the clock starts."""
CARDS_MOST = 50_000
UNITS = {
    "sqlite_settled": "settled transactions a second, SQLite, 1,000 a batch",
    "sqlite_bare": "bare executemany of the same transfer rows, SQLite, a second",
    "sqlite_empty_rate": "settled a second in the empty ledger, SQLite",
    "sqlite_grown_rate": "settled a second in the ledger that has grown, SQLite",
}


class SmallBooks:
    """A SQLite file in which every card can pay and whose first batches are settled, and what comes after them."""

    def __init__(self, scale: Scale, work: Work) -> None:
        self.folder, self.file = work.folder, work.folder / "books.db"
        cards = open_books(url_of(self.file), replace(scale, cards=min(scale.cards, CARDS_MOST)), work)
        work.say("making signed batches")
        self.batches = thousands(cards, system_now(), WARM + scale.sqlite_batches)
        with in_process(url_of(self.file)) as office:
            for batch in self.batches[:WARM]:
                exchange(batch, office.office)

    def settle(self, books: Path) -> tuple[float, list[tuple[Any, ...]]]:
        """Settled transactions a second on a copy of a file, and the transfers they became."""
        copy = self.folder / "copy.db"
        shutil.copyfile(books, copy)
        with in_process(url_of(copy)) as office:
            before = sales_now()
            exchange(self.batches[WARM], office.office)
            begin = perf_counter()
            for batch in self.batches[WARM + 1 :]:
                exchange(batch, office.office)
            seconds = perf_counter() - begin
            expected = SQLITE_BATCH * (len(self.batches) - WARM - 1)
            if sales_now() - before != SQLITE_BATCH + expected:
                raise LoadFault(f"{sales_now() - before} sales are settled, {SQLITE_BATCH + expected} were sent")
            rows = run(f"SELECT * FROM transfer WHERE {SALES} LIMIT {expected}").fetchall()
        copy.unlink()
        return expected / seconds, rows

    def bare(self, rows: list[tuple[Any, ...]]) -> float:
        """Rows a second into a table without an index."""
        file = self.folder / "bare.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = wal")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"CREATE TABLE bare ({', '.join(f'c{place}' for place in range(len(rows[0])))})")
            insert = f"INSERT INTO bare VALUES ({', '.join('?' * len(rows[0]))})"
            begin = perf_counter()
            for start in range(0, len(rows), SQLITE_BATCH):
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(insert, rows[start : start + SQLITE_BATCH])
                connection.execute("COMMIT")
            seconds = perf_counter() - begin
        file.unlink()
        return len(rows) / seconds


def url_of(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{file}"


@contextmanager
def measuring(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """Settlement beside the bare table."""
    books = SmallBooks(scale, work)

    def one_round() -> Values:
        settled, rows = books.settle(books.file)
        work.disk.probe()
        bare = books.bare(rows)
        return {"sqlite_settled": settled, "sqlite_bare": bare, "sqlite_ratio": settled / bare}

    yield one_round


@contextmanager
def measuring_growth(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """The same batches into a file without and with millions of old sales."""
    books = SmallBooks(scale, work)
    grown = work.folder / "grown.db"
    shutil.copyfile(books.file, grown)
    let_grow(url_of(grown), scale.grown, work)

    def one_round() -> Values:
        empty, _ = books.settle(books.file)
        work.disk.probe()
        full, _ = books.settle(grown)
        return {"sqlite_empty_rate": empty, "sqlite_grown_rate": full, "growth_sqlite": full / empty}

    yield one_round
