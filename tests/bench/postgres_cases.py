"""Head office on PostgreSQL: a fresh copy of the same books in each round, the same batches, and COPY beside them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from protocol.instants import Instant
from server.clock import system_now
from server.database import database, open_database
from server.ledger.chart import Code
from server.schema import migrate
from tests.bench.load import Generator, LoadFault, Queues, write_queues
from tests.bench.office import RunningOffice
from tests.bench.references import CopyReference, Pgbench, copy_own_rows
from tests.bench.rounds import Values
from tests.bench.sales import CARDS_A_BATCH, DESK, FIRST_TERMINAL, Material, desk_batches, material, new_cards, terminals
from tests.bench.scale import LARGE_BATCH, LARGE_CLIENTS, SMALL_BATCH, SMALL_CLIENTS, Scale
from tests.bench.work import Work
from tests.server.head_office import HeadOffice, certificate_of
from tests.support.postgres import OWNER, Postgres, name_of, running_postgres

SHARED_MB, WAL_GB = 2_048, 8
MEMORY_SHARE = 4
PATIENCE_S = 120.0
LOOK_S = 0.02
UNITS = {
    "settled": "settled transactions a second, 64 KiB batches, 8 clients",
    "copy": "COPY of the same transactions, reference schema, a second",
    "own_copy": "COPY of our own rows (transfers, stored batches), a second",
    "small": "settled transactions a second, uploads of 30, 16 clients",
    "replayed": "transactions a second in batches sent again",
    "tpcb": "pgbench TPC-B, a second",
    "arbiter_mb": "gunicorn's arbiter beside the server process, MB",
    "rss_growth_mb": "growth of the server process from warm to the end of a round, MB",
    "grown_rate": "settled a second in the ledger that has grown",
    "empty_rate": "settled a second in the empty one",
}


@contextmanager
def cluster() -> Iterator[Postgres]:
    """PostgreSQL as a server would run it: everything durable, a quarter of the memory at most."""
    total_kib = int(Path("/proc/meminfo").read_text().split()[1])
    shared = min(SHARED_MB, total_kib // 1_024 // MEMORY_SHARE)
    settings = (f"shared_buffers={shared}MB", f"max_wal_size={WAL_GB}GB", "fsync=on", "synchronous_commit=on")
    with running_postgres(*settings, "full_page_writes=on") as running:
        yield running


@dataclass
class Books:
    """A database in which every card is issued and loaded, and what the terminals will send to it."""

    cluster: Postgres
    template: str
    material: list[Material]

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The address of a copy, right after a checkpoint."""
        url = self.cluster.create(name_of(self.template))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        try:
            yield url
        finally:
            self.cluster.drop(url)


def make_books(running: Postgres, scale: Scale, work: Work) -> Books:
    """By the product's own path: the desk's signed batches through intake and booking."""
    url = running.create()
    cards, start = new_cards(scale.cards), Instant(system_now())
    with in_process(url) as office:
        migrate()
        office.send(certificate_of(DESK, until_ever=True))
        for number in terminals(scale):
            office.send(certificate_of(number, until_ever=True))
        for done, batch in enumerate(desk_batches(cards, start), 1):
            office.accept(DESK, batch)
            if done % 20 == 0:
                work.say(f"cards issued and loaded: {CARDS_A_BATCH * done:,} of {scale.cards:,}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    work.say("making signed batches")
    return Books(running, url, material(scale, cards, start))


@contextmanager
def in_process(url: str) -> Iterator[HeadOffice]:
    """Head office without HTTP, by today's clock."""
    open_database(url)
    with database.connection_context():
        yield HeadOffice(replace(HeadOffice().office, clock=system_now))


@contextmanager
def measuring(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """Rates, write-ahead log and memory."""
    with cluster() as running:
        books = make_books(running, scale, work)
        phases = write_phases(books.material, work.folder)
        facts = [fact for rows in _in_turn(books.material) for fact in rows]
        reference = CopyReference(running.create(), facts)
        bench_database = running.create()
        pgbench = Pgbench(running.socket_folder, name_of(bench_database), OWNER)

        def one_round() -> Values:
            copy = reference.rate()
            work.disk.probe()
            values = _settle(books, phases, scale, work)
            tpcb = pgbench.rate(3 if scale.rounds > 2 else 2)
            own = values.pop("own")
            return values | {
                "copy": copy,
                "own_copy": own,
                "tpcb": tpcb,
                "copy_ratio": values["settled"] / copy,
                "tpcb_ratio": values["settled"] / tpcb,
                "small_upload_ratio": values["small"] / values["settled"],
                "replay_ratio": values["replayed"] / values["settled"],
            }

        yield one_round


def _in_turn(made: list[Material]) -> Iterator[list[tuple[int, int, int, int, int]]]:
    batches = len(made[0].large)
    for place in range(batches):
        for one in made:
            yield one.facts[LARGE_BATCH * place : LARGE_BATCH * (place + 1)]


def write_phases(made: list[Material], folder: Path) -> dict[str, Path]:
    """The packets where the load generator finds them."""
    phases: dict[str, Queues] = {
        "warm": [one.warm for one in made],
        "large": [one.large for one in made],
        "small": [one.small for one in made if one.small],
    }
    files = {name: folder / f"{name}.packets" for name in phases}
    for name, queues in phases.items():
        write_queues(files[name], queues)
    return files


@dataclass
class Settling:
    """A server over a copy of the books, and the generator that loads it."""

    url: str
    office: RunningOffice
    generator: Generator
    settled: int = 0

    def rate(self, file: Path, clients: int, expected: int) -> float:
        """Settled transactions a second: from the first byte sent until the database holds all of them."""
        seconds = self.generator.send(file, clients)
        self.settled += expected
        begin = time.perf_counter()
        if (found := sales_in(self.url)) == self.settled:
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
            yield Settling(url, office, generator)
    finally:
        office.stop()


def _settle(books: Books, phases: dict[str, Path], scale: Scale, work: Work) -> Values:
    large = scale.terminals * scale.large_batches * LARGE_BATCH
    small = min(SMALL_CLIENTS, scale.terminals) * scale.small_batches * SMALL_BATCH
    with books.copy() as url, settling(url, work.folder) as server:
        server.rate(phases["warm"], LARGE_CLIENTS, scale.terminals * scale.warm_batches * LARGE_BATCH)
        warm_mb, log = server.office.rss_mb, wal_position(url)
        settled = server.rate(phases["large"], LARGE_CLIENTS, large)
        log_bytes = wal_position(url) - log
        full_mb = server.office.rss_mb
        work.disk.probe()
        small_rate = server.rate(phases["small"], SMALL_CLIENTS, small)
        full_mb = max(full_mb, server.office.rss_mb)
        before = fingerprint(url)
        replayed = large / server.generator.send(phases["large"], LARGE_CLIENTS)
        if fingerprint(url) != before:
            raise LoadFault("batches that were sent again changed the books")
        end_mb = server.office.rss_mb
        own = copy_own_rows(url, f"code = {int(Code.CARD_SALE)}", f"terminal >= {FIRST_TERMINAL}")
        return {
            "settled": settled,
            "small": small_rate,
            "replayed": replayed,
            "own": own,
            "wal_bytes_per_tx": log_bytes / large,
            "server_rss_mb": max(full_mb, end_mb),
            "rss_growth_mb": end_mb - warm_mb,
            "arbiter_mb": server.office.arbiter_mb,
        }


def ask(url: str, query: str) -> Any:
    """The first row of an answer."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query.encode()).fetchone()


def sales_in(url: str) -> int:
    """How many sales the database holds: one transfer each, because each has one line."""
    return int(ask(url, f"SELECT COUNT(*) FROM transfer WHERE code = {int(Code.CARD_SALE)}")[0])


def wal_position(url: str) -> int:
    """How many bytes of write-ahead log there are so far."""
    return int(ask(url, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")[0])


def fingerprint(url: str) -> tuple[Any, ...]:
    """Number of transfers, and every balance."""
    return tuple(ask(url, "SELECT (SELECT COUNT(*) FROM transfer), SUM(balance), SUM(balance::numeric * id) FROM account"))
