"""Head office on PostgreSQL: a fresh copy of the same books in each round, the same batches, and COPY beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from server.clock import system_now
from tests.bench.books import OF_TERMINALS, SALES, let_grow, open_books
from tests.bench.load import LoadFault, Queues, write_queues
from tests.bench.references import CopyReference, Pgbench, copy_own_rows
from tests.bench.rounds import Values
from tests.bench.sales import Fact, Material, material
from tests.bench.scale import LARGE_BATCH, LARGE_CLIENTS, SMALL_BATCH, SMALL_CLIENTS, Scale
from tests.bench.settling import fingerprint, settling, wal_position
from tests.bench.stages import UNITS as STAGE_UNITS
from tests.bench.stages import stages
from tests.bench.work import Work
from tests.support.postgres import OWNER, Postgres, name_of, running_postgres

SHARED_MB, WAL_GB = 2_048, 8
MEMORY_SHARE = 4
TPCB_SECONDS = 3
UNITS = {
    "settled": "settled transactions a second, 64 KiB batches, 8 clients",
    "copy": "COPY of the same transactions, reference schema, a second",
    "own_copy": "COPY of our own rows (transfers, stored batches), a second",
    "small": "settled transactions a second, uploads of 30, 16 clients",
    "replayed": "transactions a second in batches sent again",
    "tpcb": "pgbench TPC-B, a second",
    "arbiter_mb": "process that watches over the server process, MB",
    "rss_growth_mb": "growth of the server process from warm to the end of a round, MB",
    "rss_transactions": "transactions from warm to the end of a round, replayed ones among them",
    "grown_rate": "settled a second in the ledger that has grown, PostgreSQL",
    "empty_rate": "settled a second in the empty ledger, PostgreSQL",
    **STAGE_UNITS,
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
    """A database in which every card can pay, and what the terminals will send to it, by phase."""

    running: Postgres
    template: str
    made: list[Material]
    phases: dict[str, Path]

    @contextmanager
    def copy(self, template: str | None = None) -> Iterator[str]:
        """The address of a copy, right after a checkpoint."""
        url = self.running.create(name_of(template or self.template), "file_copy" if template else "wal_log")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        try:
            yield url
        finally:
            self.running.drop(url)


def make_books(running: Postgres, scale: Scale, work: Work) -> Books:
    """Fill a database and make the batches."""
    url = running.create()
    cards = open_books(url, scale, work)
    tidy(url)
    work.say("making signed batches")
    made = material(scale, cards, system_now())
    phases: dict[str, Queues] = {
        "warm": [one.warm for one in made],
        "large": [one.large for one in made],
        "lead": [one.large[:1] for one in made],
        "rest": [one.large[1:] for one in made],
        "small": [one.small for one in made if one.small],
    }
    files = {name: work.folder / f"{name}.packets" for name in phases}
    for name, queues in phases.items():
        write_queues(files[name], queues)
    return Books(running, url, made, files)


def tidy(url: str) -> None:
    """What autovacuum would have done by now."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


@contextmanager
def measuring(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """Rates, write-ahead log and memory."""
    work.note("COPY's share of the client is to hand over bytes made before; pgbench's figure includes its own client")
    with cluster() as running:
        books = make_books(running, scale, work)
        reference = CopyReference(running.create(), _in_turn(books.made))
        pgbench = Pgbench(running.socket_folder, name_of(running.create()), OWNER)

        def one_round() -> Values:
            copy = reference.rate()
            work.disk.probe()
            values = _settle(books, scale, work)
            tpcb = pgbench.rate(TPCB_SECONDS)
            with books.copy() as url:
                values |= stages(url, [(one.terminal, one.warm) for one in books.made])
            return values | {
                "copy": copy,
                "tpcb": tpcb,
                "copy_ratio": values["settled"] / copy,
                "tpcb_ratio": values["settled"] / tpcb,
                "small_upload_ratio": values["small"] / values["settled"],
                "replay_ratio": values["replayed"] / values["settled"],
            }

        yield one_round


@contextmanager
def measuring_growth(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """The same batches into books without and with millions of old sales, both warmed up by a batch of each terminal."""
    scale = replace(scale, large_batches=scale.growth_batches, small_batches=0)
    with cluster() as running:
        books = make_books(running, scale, work)
        warm = scale.terminals * scale.warm_batches * LARGE_BATCH
        with settling(books.template, work.folder) as server:
            server.rate(books.phases["warm"], LARGE_CLIENTS, warm)
        tidy(books.template)
        grown = running.create(name_of(books.template))
        let_grow(grown, scale.grown, work)
        tidy(grown)

        def one_round() -> Values:
            empty = _after_a_batch_each(books, books.template, scale, work)
            work.disk.probe()
            full = _after_a_batch_each(books, grown, scale, work)
            return {"empty_rate": empty, "grown_rate": full, "growth_postgres": full / empty}

        yield one_round


def _after_a_batch_each(books: Books, template: str, scale: Scale, work: Work) -> float:
    with books.copy(template) as url, settling(url, work.folder) as server:
        server.rate(books.phases["lead"], LARGE_CLIENTS, scale.terminals * LARGE_BATCH)
        return server.rate(books.phases["rest"], LARGE_CLIENTS, scale.terminals * (scale.large_batches - 1) * LARGE_BATCH)


def _in_turn(made: list[Material]) -> Iterator[Fact]:
    """The sales of the large batches, in the order in which they are sent."""
    for place in range(len(made[0].large)):
        for one in made:
            yield from one.facts[LARGE_BATCH * place : LARGE_BATCH * (place + 1)]


def _settle(books: Books, scale: Scale, work: Work) -> Values:
    warm = scale.terminals * scale.warm_batches * LARGE_BATCH
    large = scale.terminals * scale.large_batches * LARGE_BATCH
    small = min(SMALL_CLIENTS, scale.terminals) * scale.small_batches * SMALL_BATCH
    phases = books.phases
    with books.copy() as url, settling(url, work.folder) as server:
        server.rate(phases["warm"], LARGE_CLIENTS, warm)
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
        return {
            "settled": settled,
            "small": small_rate,
            "replayed": replayed,
            "own_copy": copy_own_rows(url, SALES, OF_TERMINALS),
            "wal_bytes_per_tx": log_bytes / large,
            "server_rss_mb": max(full_mb, end_mb),
            "rss_growth_mb": end_mb - warm_mb,
            "rss_transactions": 2 * large + small,
            "arbiter_mb": server.office.arbiter_mb,
        }
