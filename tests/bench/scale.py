"""How much is measured: enough to trust it, or just enough to see that everything works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of one run. Batches are counted for each terminal; a batch of 640 sales has about 64 KiB."""

    rounds: int = 5
    cards: int = 200_000
    terminals: int = 64
    warm_batches: int = 2
    large_batches: int = 12
    growth_batches: int = 6
    small_batches: int = 100
    grown: int = 5_000_000
    sqlite_batches: int = 60
    states: int = 1_000_000
    sales: int = 400
    taps: int = 60
    starts: int = 12
    members: int = 1_000_000
    views: int = 120


QUICK = Scale(
    rounds=2,
    cards=8_000,
    terminals=32,
    warm_batches=1,
    large_batches=2,
    growth_batches=2,
    small_batches=40,
    grown=200_000,
    sqlite_batches=15,
    states=1_000_000,
    sales=100,
    taps=12,
    starts=5,
    members=50_000,
    views=40,
)
LARGE_BATCH, SMALL_BATCH, SQLITE_BATCH = 640, 30, 1_000
LARGE_CLIENTS, SMALL_CLIENTS = 8, 16
