"""Lines and baskets: which lines belong to which entry, and which of them a program of ours would write (SPEC 3.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.limits import AMOUNT_MAX_MINOR, LINES_PER_ENTRY_MAX, LINES_PER_SALE_MAX
from protocol.link.entries import (
    Basket,
    Body,
    CashRefund,
    CashSale,
    Intent,
    MoreLines,
    RefundDetail,
    SaleDetail,
    SaleLine,
)
from protocol.money import ZERO, total


@dataclass(frozen=True, slots=True)
class Gathered:
    """An entry with all lines of its basket, those carried before it first; no lines for an entry without a basket.

    `fault`: why these lines are no basket of ours, or None. They are what was said all the same.
    """

    body: Body
    lines: tuple[SaleLine, ...] = ()
    fault: str | None = None


def basket_of(body: Body) -> Basket | None:
    """The basket that an entry carries, if it has one."""
    match body:
        case CashSale(basket=basket) | CashRefund(basket=basket):
            return basket
        case Intent(detail=SaleDetail(basket=basket)) | Intent(detail=RefundDetail(basket=basket)):
            return basket
        case _:
            return None


def line_fault(line: SaleLine) -> str | None:
    """Why a program of ours does not write this line, or None."""
    gross = line.price.times(line.quantity)
    if line.quantity < 1 or gross.minor > AMOUNT_MAX_MINOR:
        return "a line has no quantity, or is worth more than any record can say"
    return None if ZERO <= line.discount <= gross else "a discount is negative or above the line's worth"


def lines_fault(lines: tuple[SaleLine, ...]) -> str | None:
    """Why a program of ours does not write these lines into one entry, or None."""
    if len(lines) > LINES_PER_ENTRY_MAX:
        return f"an entry has at most {LINES_PER_ENTRY_MAX} lines"
    return next((fault for line in lines if (fault := line_fault(line))), None)


def basket_fault(basket: Basket) -> str | None:
    """Why a program of ours does not write this basket, or None."""
    return _count_fault(basket) or lines_fault(basket.lines)


def _count_fault(basket: Basket) -> str | None:
    fits = 1 <= basket.carried + len(basket.lines) <= LINES_PER_SALE_MAX
    return None if fits else f"a basket has 1 to {LINES_PER_SALE_MAX} lines"


def amount_fault(change: Change, lines: tuple[SaleLine, ...]) -> str | None:
    """Why all the lines of a sale or refund do not make its amount, or None."""
    value = total([line.amount for line in lines])
    expected = -value if change.kind is Kind.SALE else value
    return None if change.amount == expected else f"lines make {expected.minor}, the change says {change.amount.minor}"


def gather(bodies: Iterable[Body]) -> list[Gathered]:
    """The entries in their order, each with the lines of its basket. Never raises for what entries say."""
    found: list[Gathered] = []
    carried: list[SaleLine] = []
    for body in bodies:
        if isinstance(body, MoreLines):
            carried.extend(body.lines)
            found.append(Gathered(body))
            continue
        basket = basket_of(body)
        if basket is None:
            fault = f"{len(carried)} carried lines stand before an entry without a basket" if carried else None
            found.append(Gathered(body, fault=fault))
        else:
            lines = (*carried, *basket.lines)
            found.append(Gathered(body, lines, _gathering_fault(basket, lines)))
        carried = []
    if carried:
        found[-1] = replace(found[-1], fault=f"{len(carried)} carried lines stand at the end")
    return found


def _gathering_fault(basket: Basket, lines: tuple[SaleLine, ...]) -> str | None:
    carried = len(lines) - len(basket.lines)
    if carried != basket.carried:
        return f"{carried} carried lines stand before an entry that counts {basket.carried}"
    return _count_fault(basket) or next(filter(None, map(line_fault, lines)), None)
