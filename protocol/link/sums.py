"""Counts and magnitudes by kind, as they stand in batch headers and acknowledgements (SPEC 4.2).

Sums of card changes count what the batch *declares* (Commit or Late), so a reader of one batch alone cannot
compute them: the intent may lie in an earlier batch. Cash can be summed from the body.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from protocol.card.record import Kind
from protocol.link.violations import Reason, TheirViolation
from protocol.link.wire import U32_MAX, Reader, Writer, rises
from protocol.money import ZERO, Money


class SumKind(IntEnum):
    """What is summed."""

    CARD_SALES = 1
    VOIDS = 2
    LOADS = 3
    REFUNDS = 4
    CASH_SALES = 5
    CASH_REFUNDS = 6
    CLAIMS = 7
    CASH_OUTS = 8


SUM_OF_CHANGE = {
    Kind.SALE: SumKind.CARD_SALES,
    Kind.VOID: SumKind.VOIDS,
    Kind.LOAD: SumKind.LOADS,
    Kind.REFUND: SumKind.REFUNDS,
    Kind.CLAIM: SumKind.CLAIMS,
    Kind.CASH_OUT: SumKind.CASH_OUTS,
}
"""Which sum a declared card change counts in; other kinds move no money and count in none."""
CASH_KINDS = frozenset({SumKind.CASH_SALES, SumKind.CASH_REFUNDS})


@dataclass(frozen=True, slots=True)
class Sum:
    """How many of a kind, at least one, and their magnitude, never negative."""

    kind: SumKind
    count: int
    amount: Money


Sums = tuple[Sum, ...]
"""At most one Sum a kind, rising by kind; a kind without any is left out."""


def add_up(parts: Iterable[Sum]) -> Sums:
    """The sums over `parts`, each kind once."""
    counts: dict[SumKind, int] = {}
    amounts: dict[SumKind, Money] = {}
    for part in parts:
        counts[part.kind] = counts.get(part.kind, 0) + part.count
        amounts[part.kind] = amounts.get(part.kind, ZERO) + part.amount
    return tuple(Sum(kind, counts[kind], amounts[kind]) for kind in sorted(counts))


def cash_only(sums: Sums) -> Sums:
    """The part that can be computed from the body of a batch."""
    return tuple(part for part in sums if part.kind in CASH_KINDS)


def sums_fault(sums: Sums) -> str | None:
    """Why sums have no encoding, or None."""
    if not rises(part.kind for part in sums):
        return "sums do not rise by kind"
    if any(part.count < 1 or part.amount < ZERO for part in sums):
        return "a sum is empty or negative"
    return None


def write_sums(writer: Writer, sums: Sums) -> None:
    """Number of sums, then kind, count and amount of each."""
    writer.u8(len(sums))
    for part in sums:
        writer.u8(part.kind)
        writer.varint(part.count, U32_MAX)
        writer.money(part.amount)


def read_sums(reader: Reader) -> Sums:
    """Read sums. Raises TheirViolation."""
    sums = tuple(Sum(reader.one_of(reader.u8, SumKind), reader.varint(U32_MAX), reader.money()) for _ in range(reader.u8()))
    if fault := sums_fault(sums):
        raise TheirViolation(Reason.NOT_CANONICAL, fault)
    return sums
