"""Ordinary sales whose names stand in records on other cards. Pure: columns in, columns out.

A record names the change that made it. One that names a sale of another card is forged, or that card was copied; whichever
was told first stands, and only the general way judges in the order of arrival.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from server.settlement.columns.cursor import Numbers
from server.settlement.columns.sales import NOTHING, RECORD, Sales

Card = tuple[int, int]
"""Number and instance, as columns give them."""
_SPREAD = np.int64(-7046029254386353131)
"""An odd number of 64 bits (2^64 divided by the golden ratio): a journal and a place become one number, hardly ever the same
for two of them. Where it is the same, a card goes the general way without need."""


def named_elsewhere(sales: Sales, journal: Numbers, told: Sales, others: Iterable[tuple[Card, Sequence[bytes]]]) -> set[Card]:
    """The cards of those `sales` that a record of another card names; `journal` is in whose journal each sale stands.

    Records stand in `told`, sales of the same batches, and in `others`: the records that one card showed, 48 bytes each.
    """
    own = _mixed(journal, sales.sequence)
    order = np.argsort(own)
    names, number, instance = (np.concatenate(column) for column in zip(*_told(told), _shown(others), strict=True))
    at = np.minimum(np.searchsorted(own[order], names), len(own) - 1)
    whose = order[at]
    foreign = (own[whose] == names) & ((sales.number[whose] != number) | (sales.instance[whose] != instance))
    return set(zip(sales.number[whose[foreign]].tolist(), sales.instance[whose[foreign]].tolist(), strict=True))


def _told(sales: Sales) -> list[tuple[Numbers, Numbers, Numbers]]:
    """What the records in these sales name, and on which card; of up to two older records only where there are any."""
    columns = [(_mixed(sales.journal, sales.place), sales.number, sales.instance)]
    for depth in range(sales.seen_place.shape[1]):
        rows = np.flatnonzero(sales.seen_place[:, depth] != NOTHING)
        if len(rows):
            names = _mixed(sales.seen_journal[rows, depth], sales.seen_place[rows, depth])
            columns.append((names, sales.number[rows], sales.instance[rows]))
    return columns


def _shown(others: Iterable[tuple[Card, Sequence[bytes]]]) -> tuple[Numbers, Numbers, Numbers]:
    cards: list[Card] = []
    raw: list[bytes] = []
    for card, records in others:
        cards.extend([card] * len(records))
        raw.extend(records)
    found = np.frombuffer(b"".join(raw), RECORD)
    journal = found["terminal"].astype(np.int64) << 32 | found["lineage"].astype(np.int64)
    whose = np.array(cards, np.int64).reshape(-1, 2)
    return _mixed(journal, found["sequence"].astype(np.int64)), whose[:, 0], whose[:, 1]


def _mixed(journal: Numbers, place: Numbers) -> Numbers:
    with np.errstate(over="ignore"):
        mixed: Numbers = journal * _SPREAD ^ place
    return mixed
