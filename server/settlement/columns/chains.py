"""Which ordinary sales simply go on from where their plain cards stand. Pure: columns in, columns out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from protocol.card.ring import SLOTS
from server.settlement.cards.rings import RING_BYTES
from server.settlement.columns.cursor import Bytes, Flags, Numbers
from server.settlement.columns.sales import EVIDENCE, NOTHING, Sales

REFERENCE = np.dtype([("terminal", ">u2"), ("lineage", ">u4"), ("place", ">u4")])


@dataclass(frozen=True, slots=True)
class Standings:
    """Where plain cards stand, one row a card; `account` 0: the card is not plain. `journal` and `place` have the
    references of the ring side by side, newest first."""

    account: Numbers
    counter: Numbers
    balance: Numbers
    journal: Numbers
    place: Numbers


@dataclass(frozen=True, slots=True)
class Followed:
    """`taken`: the sales that go on; `debit`: the account of each of these. The other columns have one row for each card
    that goes on, and say where it stands afterwards."""

    taken: Flags
    debit: Numbers
    account: Numbers
    counter: Numbers
    balance: Numbers
    ring: Bytes


def standings(account: Numbers, counter: Numbers, balance: Numbers, rings: bytes) -> Standings:
    """Standings with rings as they are stored, 30 bytes for each card."""
    ring = np.frombuffer(rings, REFERENCE).reshape(-1, SLOTS)
    journal = ring["terminal"].astype(np.int64) << 32 | ring["lineage"].astype(np.int64)
    return Standings(account, counter, balance, journal, ring["place"].astype(np.int64))


def follow(sales: Sales, journal: Numbers, ask: Callable[[Numbers, Numbers], Standings]) -> Followed:
    """Judge sales in the order of arrival; `journal` is in whose journal each stands.

    `ask` gives the standings of cards by number and instance. All sales of a card go on, or none: each must be put upon the
    record before it, with its counter and balance, and older records seen must be those of the ring.
    """
    order = np.lexsort((sales.instance, sales.number))
    number, instance = sales.number[order], sales.instance[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (number[1:] != number[:-1]) | (instance[1:] != instance[:-1])
    starts = np.flatnonzero(first)
    card = np.cumsum(first) - 1
    rank = np.arange(len(order)) - starts[card]
    known = ask(number[starts], instance[starts])

    own = (journal[order], sales.sequence[order])
    beneath = [_beneath(depth, rank, card, own, known) for depth in range(1 + EVIDENCE)]
    counter, after = sales.counter[order], sales.balance[order] + sales.amount[order]
    good = counter == np.where(first, known.counter[card], np.roll(counter, 1) + 1)
    good &= sales.balance[order] == np.where(first, known.balance[card], np.roll(after, 1))
    good &= (sales.journal[order] == beneath[0][0]) & (sales.place[order] == beneath[0][1])
    for column in range(EVIDENCE):
        good &= _told_before(sales, order, column, counter, beneath)
    goes_on = known.account > 0
    if len(starts):
        goes_on = goes_on & np.logical_and.reduceat(good, starts)

    taken = np.zeros(len(order), np.bool_)
    taken[order] = goes_on[card]
    debit = np.zeros(len(order), np.int64)
    debit[order] = known.account[card]
    last = np.append(starts[1:], len(order))[goes_on] - 1
    ring = np.zeros((len(last), SLOTS), REFERENCE)
    for depth, (journals, places) in enumerate([own, *beneath[: SLOTS - 1]]):
        ring["terminal"][:, depth], ring["lineage"][:, depth] = journals[last] >> 32, journals[last] & 0xFFFF_FFFF
        ring["place"][:, depth] = places[last]
    rows = ring.view(np.uint8).reshape(len(last), RING_BYTES)
    return Followed(taken, debit[taken], known.account[goes_on], counter[last] + 1, after[last], rows)


def _beneath(depth: int, rank: Numbers, card: Numbers, own: tuple[Numbers, Numbers], known: Standings) -> tuple[Numbers, Numbers]:
    """The reference `depth` records beneath the one that each sale was put upon: of an earlier sale, or of the ring."""
    earlier = np.maximum(np.arange(len(rank)) - 1 - depth, 0)
    in_ring = np.clip(depth - rank, 0, SLOTS - 1)
    journal = np.where(rank > depth, own[0][earlier], known.journal[card, in_ring])
    return journal, np.where(rank > depth, own[1][earlier], known.place[card, in_ring])


def _told_before(
    sales: Sales, order: NDArray[np.intp], column: int, counter: Numbers, beneath: list[tuple[Numbers, Numbers]]
) -> Flags:
    """Whether an older record seen on the card is one that the books have at its counter, or there is none."""
    seen, journal, place = (one[order, column] for one in (sales.seen_counter, sales.seen_journal, sales.seen_place))
    told: Flags = seen == NOTHING
    for depth, (journals, places) in enumerate(beneath):
        told |= (seen == counter - depth) & (journal == journals) & (place == places)
    return told
