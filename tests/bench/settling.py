"""Head office over a database under load from another process, and what the database says of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.books import SALES
from tests.bench.load import Generator, LoadFault
from tests.bench.office import RunningOffice

PATIENCE_S = 120.0
LOOK_S = 0.02


@dataclass
class Settling:
    """A server, and the generator that loads it. `settled` is how many sales the database must hold."""

    url: str
    office: RunningOffice
    generator: Generator
    settled: int

    def rate(self, file: Path, clients: int, expected: int) -> float:
        """Settled transactions a second: from the first byte sent until the database holds all of them."""
        seconds = self.generator.send(file, clients)
        self.settled += expected
        begin = time.perf_counter()
        found = sales_in(self.url)
        if found == self.settled:
            return expected / seconds
        while found != self.settled:
            if time.perf_counter() > begin + PATIENCE_S:
                raise LoadFault(f"{found} sales in the database, {self.settled} were acknowledged")
            time.sleep(LOOK_S)
            found = sales_in(self.url)
        return expected / (seconds + time.perf_counter() - begin)


@contextmanager
def settling(url: str, folder: Path) -> Iterator[Settling]:
    """Start head office and the load generator, and stop both."""
    office = RunningOffice(folder, url)
    try:
        with closing(Generator(office.port)) as generator:
            yield Settling(url, office, generator, sales_in(url))
    finally:
        office.stop()


def ask(url: str, query: str) -> Any:
    """The first row of an answer."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query.encode()).fetchone()


def sales_in(url: str) -> int:
    """How many sales the database holds."""
    return int(ask(url, f"SELECT COUNT(*) FROM transfer WHERE {SALES}")[0])


def wal_position(url: str) -> int:
    """How many bytes of write-ahead log there are so far."""
    return int(ask(url, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")[0])


def fingerprint(url: str) -> tuple[Any, ...]:
    """Number of transfers, and every balance."""
    return tuple(ask(url, "SELECT (SELECT COUNT(*) FROM transfer), SUM(balance), SUM(balance::numeric * id) FROM account"))
