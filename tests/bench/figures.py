"""What is measured: the names of the JSON line, in its order, and the goal of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Better(Enum):
    """Which way a figure should go."""

    MORE = ">="
    LESS = "<="
    REPORTED = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the blueprint's table. `must` and `aim` are goals; a figure that is only reported has none."""

    name: str
    what: str
    better: Better = Better.REPORTED
    must: float | None = None
    aim: float | None = None

    def holds(self, value: float) -> bool:
        """Whether the value is as good as it must be."""
        match self.better, self.must:
            case Better.MORE, float(must):
                return value >= must
            case Better.LESS, float(must):
                return value <= must
            case _:
                return True

    @property
    def goal(self) -> str:
        """The goals for people."""
        if self.must is None:
            return "reported"
        words = [f"{self.better.value} {goal:g}" for goal in (self.must, self.aim) if goal is not None]
        return ", aim ".join(words)


MORE, LESS = Better.MORE, Better.LESS

FIGURES = (
    Figure("copy_ratio", "settled per second by HTTP in 64 KiB batches, PostgreSQL ÷ COPY of the same rows", MORE, 0.45, 0.70),
    Figure("tpcb_ratio", "the same ÷ pgbench TPC-B (swings)"),
    Figure("small_upload_ratio", "uploads of 30 from 16 terminals ÷ 64 KiB batches", MORE, 0.45),
    Figure("replay_ratio", "batches sent again ÷ fresh ones, balances unchanged", MORE, 4.0),
    Figure("growth_postgres", "ledger that has grown ÷ empty, PostgreSQL, warm", MORE, 0.80, 0.95),
    Figure("growth_sqlite", "ledger that has grown ÷ empty, SQLite, warm", MORE, 0.80, 0.95),
    Figure("sqlite_ratio", "SQLite, batches of 1,000 ÷ bare executemany of the same rows", MORE, 0.09, 0.15),
    Figure("wal_bytes_per_tx", "write-ahead log a transaction, PostgreSQL, warm", LESS, 900.0, 450.0),
    Figure("server_rss_mb", "server process under full load, MB", LESS, 120.0),
    Figure("wire_bytes_per_sale", "bytes on the wire a one-line sale, batches as terminals close them", LESS, 120.0, 90.0),
    Figure("apdus_per_sale_mifare", "commands to the card from tap to PAID, MIFARE Classic"),
    Figure("apdus_per_sale_sle4442", "commands to the card from tap to PAID, SLE4442 with PIN"),
    Figure("syncs_per_sale", "waits for the disk a sale on the terminal", LESS, 2.0),
    Figure("terminal_cpu_ms_p99", "terminal: own CPU a sale, card and disk apart, ms, p99", LESS, 10.0, 2.0),
    Figure("tap_ms_median", "tap to PAID, MIFARE at 10 ms a command, ms, median", LESS, 500.0),
    Figure("tap_ms_p99", "tap to PAID, MIFARE at 10 ms a command, ms, p99", LESS, 800.0),
    Figure("snapshot_lookup_ratio", "card-state look-up in a million ÷ a Python set", LESS, 2.0),
    Figure("snapshot_memory_ratio", "private memory of the card states ÷ that of the set", LESS, 0.2),
    Figure("snapshot_delta_ms", "a delta of 2,000 card states, ms", LESS, 50.0),
    Figure("terminal_rss_mb", "terminal process with a million card states, MB", LESS, 60.0),
    Figure("search_ms_p95", "member search beside 5 million sales, 4 visitors, ms, p95", LESS, 300.0),
    Figure("card_ms_p95", "page of a card with its balance explained, the same, ms, p95", LESS, 300.0),
    Figure("day_ms_p95", "report of a day, the same, ms, p95", LESS, 300.0),
    Figure("pages_ratio", "the slowest of these three ÷ the plainest answer of the same server, median"),
    Figure("pages_scans", "statements of pages that read a growing table whole", LESS, 0.0),
    Figure("cold_start_ratio", "terminal's entry point to ready ÷ `python -c pass`", LESS, 12.0),
)
NAMES = tuple(figure.name for figure in FIGURES)
