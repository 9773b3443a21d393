"""Signed batches made before anything is timed: cards that are issued and loaded, then sales of one line.

Every card stays with one terminal, so that its changes reach head office in their order whichever batch comes first.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from protocol.instants import Instant
from protocol.link.packet import pack
from tests.bench.scale import LARGE_BATCH, SMALL_BATCH, SMALL_CLIENTS, SQLITE_BATCH, Scale
from tests.server.journal import Card, Journal

FIRST_CARD = 1_000_000_000_000_000
FIRST_TERMINAL = 101
FIRST_LINEAGE = 0x1000_0000
DESK = 7
LOADED = 1_000_000
PRICES = (120, 210, 250, 575, 650)
CARDS_A_BATCH = 250
SQLITE_TERMINALS = 4


@dataclass(frozen=True, slots=True)
class Material:
    """The packets of one terminal in their order, by phase; small uploads come from the first sixteen."""

    terminal: int
    warm: list[bytes]
    large: list[bytes]
    small: list[bytes]
    facts: list[Fact]


Fact = tuple[int, int, int, int, int]
"""Terminal, sequence, card, amount and instant of a sale in one of the large batches."""


def terminals(scale: Scale) -> range:
    """The terminals that sell."""
    return range(FIRST_TERMINAL, FIRST_TERMINAL + scale.terminals)


def desk_batches(cards: list[Card], start: Instant) -> Iterator[bytes]:
    """What the issuing desk reports: each card made and loaded. Afterwards the cards are as after that."""
    desk = Journal(DESK, start=start)
    for first in range(0, len(cards), CARDS_A_BATCH):
        for card in cards[first : first + CARDS_A_BATCH]:
            desk.issue(card)
            desk.load(card, LOADED)
        yield desk.batch(whatever=True)


def new_cards(count: int) -> list[Card]:
    """Cards that nobody has made yet."""
    return [Card(FIRST_CARD + number) for number in range(count)]


def material(scale: Scale, cards: list[Card], start: Instant) -> list[Material]:
    """What every terminal will send; made on all processors, because it takes a while."""
    shares = [(terminal, cards[place :: scale.terminals]) for place, terminal in enumerate(terminals(scale))]
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(partial(_of_terminal, scale, start), shares))


def thousands(cards: list[Card], start: Instant, count: int) -> list[bytes]:
    """Packets of 1,000 sales, from a few terminals in turn."""
    several = range(FIRST_TERMINAL, FIRST_TERMINAL + SQLITE_TERMINALS)
    journals = [Journal(terminal, lineage=FIRST_LINEAGE + terminal, start=start) for terminal in several]
    shares, chance = [cards[place::SQLITE_TERMINALS] for place in range(SQLITE_TERMINALS)], random.Random(1)
    turns = (place % SQLITE_TERMINALS for place in range(count))
    return [pack([_batch(journals[turn], shares[turn], SQLITE_BATCH, chance, [])]) for turn in turns]


def _of_terminal(scale: Scale, start: Instant, share: tuple[int, list[Card]]) -> Material:
    terminal, cards = share
    journal, chance = Journal(terminal, lineage=FIRST_LINEAGE + terminal, start=start), random.Random(terminal)
    facts: list[Fact] = []

    def batches(count: int, sales: int) -> list[bytes]:
        facts.clear()
        return [pack([_batch(journal, cards, sales, chance, facts)]) for _ in range(count)]

    warm = batches(scale.warm_batches, LARGE_BATCH)
    large = batches(scale.large_batches, LARGE_BATCH)
    of_large = list(facts)
    small = batches(scale.small_batches if terminal < FIRST_TERMINAL + SMALL_CLIENTS else 0, SMALL_BATCH)
    return Material(terminal, warm, large, small, of_large)


def _batch(journal: Journal, cards: list[Card], sales: int, chance: random.Random, facts: list[Fact]) -> bytes:
    for _ in range(sales):
        card, price = chance.choice(cards), chance.choice(PRICES)
        sale = journal.sale(card, price)
        facts.append((sale.terminal, sale.sequence, card.number, price, journal.entries[-1].at))
    return journal.batch(whatever=True)
