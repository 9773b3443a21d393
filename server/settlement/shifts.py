"""Results of shifts as journals tell them: who opened, handed over and closed, what should have lain in the drawer and what did.

They move no money here: what a count means in the books stands in `ledger.entries`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import IntEnum

from protocol.link.duty_entries import Count, PayOut, ShiftClosed, ShiftHandover, ShiftOpened
from server.database import run_rows
from server.settlement.cards.fold import Drawer


class ShiftWord(IntEnum):
    """What was told of a shift."""

    OPENED = 1
    HANDED_OVER = 2
    CLOSED = 3


def store_shifts(drawers: Iterable[Drawer]) -> None:
    """Keep what these entries tell of shifts. Must run inside `writing()`."""
    run_rows(
        "INSERT INTO shift_result (terminal, lineage, sequence, word, shift, operator, other, day, start, counts, difference,"
        " unsent) VALUES {rows} ON CONFLICT (terminal, lineage, sequence) DO NOTHING",
        [_row(one) for one in drawers if not isinstance(one.body, PayOut)],
    )


def _row(one: Drawer) -> tuple[object, ...]:
    place = (one.reference.terminal, one.reference.lineage, one.reference.sequence)
    match one.body:
        case ShiftOpened(shift=shift, operator=operator, start=start):
            told: tuple[object, ...] = (int(ShiftWord.OPENED), shift, operator, operator, one.day, start.minor, "[]", 0, 0)
        case ShiftHandover(shift=shift, operator=operator, to=to, counts=counts):
            told = (int(ShiftWord.HANDED_OVER), shift, operator, to, one.day, 0, *_counted(counts), 0)
        case ShiftClosed(shift=shift, operator=operator, by=by, counts=counts, unsent=unsent):
            told = (int(ShiftWord.CLOSED), shift, operator, by, one.day, 0, *_counted(counts), unsent)
        case PayOut():
            raise ValueError("a pay-out is no word of a shift")
    return (*place, *told)


def _counted(counts: Iterable[Count]) -> tuple[str, int]:
    """As tender, expected, counted; and what is over or short together."""
    rows = [[int(one.tender), one.expected.minor, one.counted.minor] for one in counts]
    return json.dumps(rows), sum(counted - expected for _, expected, counted in rows)
