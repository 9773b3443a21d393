"""Where the books of a terminal stand at the end of a batch: grand totals and what is open.

The header of a closed batch says it, so the next batch is summed up from there and nothing before it is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from protocol.ids import Sequence
from protocol.link.batch import BatchHeader
from protocol.link.entries import Body, Cancel, CashRefund, CashSale, Commit, Intent, Late, MoreLines
from protocol.link.sums import SUM_OF_CHANGE, Sum, SumKind, Sums, add_up
from protocol.money import ZERO, Money, total


@dataclass(frozen=True, slots=True)
class Standing:
    """Grand totals, how many changes are open, and the sum of their magnitudes."""

    totals: Sums = ()
    open_count: int = 0
    open_sum: Money = ZERO


def standing_of(header: BatchHeader) -> Standing:
    """What a batch says of the books after its last entry."""
    return Standing(header.totals, header.open_count, header.open_sum)


def stand_after(before: Standing, bodies: Iterable[Body], intent_at: Callable[[Sequence], Intent]) -> tuple[Sums, Standing]:
    """The sums of one batch, and the books after it. `intent_at` gives the intent at a place of the journal.

    A batch never ends in carried lines, so none are left over from the one before.
    """
    parts: list[Sum] = []
    count, open_sum, carried = before.open_count, before.open_sum, ZERO
    for body in bodies:
        match body:
            case MoreLines(lines=lines):
                carried += total([line.amount for line in lines])
                continue
            case Intent(change=change):
                count, open_sum = count + 1, open_sum + abs(change.amount)
            case Commit(intent=place):
                count, open_sum = count - 1, open_sum - _declare(intent_at(place), parts)
            case Late(intent=named):
                count, open_sum = count - 1, open_sum - _declare(intent_at(named.sequence), parts)
            case Cancel(intent=named):
                count, open_sum = count - 1, open_sum - abs(intent_at(named.sequence).change.amount)
            case CashSale(basket=basket):
                parts.append(Sum(SumKind.CASH_SALES, 1, carried + total([line.amount for line in basket.lines])))
            case CashRefund(basket=basket):
                parts.append(Sum(SumKind.CASH_REFUNDS, 1, carried + total([line.amount for line in basket.lines])))
            case _:
                pass  # it moves nothing
        carried = ZERO
    return add_up(parts), Standing(add_up((*before.totals, *parts)), count, open_sum)


def _declare(intent: Intent, parts: list[Sum]) -> Money:
    """Count a finished change in its sum; its magnitude."""
    amount = abs(intent.change.amount)
    if kind := SUM_OF_CHANGE.get(intent.change.kind):
        parts.append(Sum(kind, 1, amount))
    return amount


def less(after: Sums, before: Sums) -> Sums:
    """The sums of what lies between two totals."""
    earlier = {part.kind: part for part in before}
    parts = []
    for part in after:
        old = earlier.get(part.kind, Sum(part.kind, 0, Money(0)))
        if part.count > old.count:
            parts.append(Sum(part.kind, part.count - old.count, part.amount - old.amount))
    return tuple(parts)
