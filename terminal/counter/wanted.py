"""What the sale is about at this moment: its lines with their discounts, and the sum."""

from __future__ import annotations

from protocol.ids import ClassId
from protocol.link.entries import LineRemoved, SaleLine
from protocol.money import Money
from terminal.counter.acts import Act, Journal, ToSale
from terminal.counter.view import View
from terminal.sale import events as on
from terminal.sale.basket import KeyedBasket, lines_total
from terminal.sale.context import CardView
from terminal.sale.orders import GiveBack, Load, Order, Pay
from terminal.sale.states import EnteringPin, Ready, Waiting


def priced(view: View) -> tuple[SaleLine, ...]:
    """The lines of the basket with the discounts of the card that was seen."""
    match view.sale:
        case Ready(basket, _, seen):
            return _priced(basket, seen, view)
        case EnteringPin(want, seen):
            return _ordered(want.order, seen, view)
        case Waiting(want):
            return _ordered(want.order, None, view)
        case _:
            return ()


def seen(view: View) -> ClassId | None:
    """The class of the card that was seen first."""
    card = view.sale.seen if isinstance(view.sale, Ready) else None
    return card.identity.card_class if card else None


def amount(view: View) -> Money:
    """What is to be paid, given back or loaded."""
    if isinstance(view.sale, Waiting) and isinstance(view.sale.want.order, Load):
        return view.sale.want.order.amount
    return lines_total(priced(view))


def _ordered(order: Order, seen: CardView | None, view: View) -> tuple[SaleLine, ...]:
    return _priced(order.basket, seen, view) if isinstance(order, Pay | GiveBack) else ()


def taken_off(index: int, view: View) -> tuple[Act, ...]:
    """A line goes: the journal says which and by whom, then the sale drops it (D9)."""
    line = priced(view)[index]
    told = LineRemoved(line, view.context.operator, view.context.shift)
    return Journal((told,)), ToSale(on.LineRemoved(index))


def uses(view: View) -> int:
    """How many uses of a card the basket is worth; below zero it adds them."""
    match view.sale:
        case Ready(basket):
            return basket.uses
        case EnteringPin(want) | Waiting(want) if isinstance(want.order, Pay):
            return want.order.basket.uses
        case _:
            return 0


def _priced(basket: KeyedBasket, seen: CardView | None, view: View) -> tuple[SaleLine, ...]:
    """What takes uses is shown at its price, for that is what it costs without a card."""
    return basket.priced(view.context.catalogue, seen.identity.card_class if seen and basket.uses <= 0 else None)
