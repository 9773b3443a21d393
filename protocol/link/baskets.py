"""Baskets of more lines than one entry holds: which lines belong to which entry (SPEC 3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from protocol.card.record import Kind
from protocol.card.ring import Change
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
from protocol.money import total


class LooseLines(ValueError):
    """MoreLines entries and the basket after them do not fit each other."""


def basket_of(body: Body) -> Basket | None:
    """The basket that an entry carries, if it has one."""
    match body:
        case CashSale(basket=basket) | CashRefund(basket=basket):
            return basket
        case Intent(detail=SaleDetail(basket=basket)) | Intent(detail=RefundDetail(basket=basket)):
            return basket
        case _:
            return None


def amount_fault(change: Change, lines: tuple[SaleLine, ...]) -> str | None:
    """Why all the lines of a sale or refund do not make its amount, or None."""
    value = total([line.amount for line in lines])
    expected = -value if change.kind is Kind.SALE else value
    return None if change.amount == expected else f"lines make {expected.minor}, the change says {change.amount.minor}"


def with_lines(bodies: Iterable[Body]) -> Iterator[tuple[Body, tuple[SaleLine, ...]]]:
    """Each entry with all lines of its basket, those carried before it first; no lines for an entry without a basket.

    Raises LooseLines where MoreLines are not followed at once by a basket that counts them.
    """
    carried: tuple[SaleLine, ...] = ()
    for body in bodies:
        if isinstance(body, MoreLines):
            carried += body.lines
            yield body, ()
            continue
        basket = basket_of(body)
        if len(carried) != (basket.carried if basket else 0):
            raise LooseLines(f"{len(carried)} carried lines stand before an entry that counts {basket.carried if basket else 0}")
        lines = carried + basket.lines if basket else ()
        if basket and isinstance(body, Intent) and (fault := amount_fault(body.change, lines)):
            raise LooseLines(fault)
        carried = ()
        yield body, lines
    if carried:
        raise LooseLines(f"{len(carried)} carried lines stand at the end")
