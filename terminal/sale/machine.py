"""The sale: `step(state, event, context)` decides everything at the counter and does nothing itself.

Keys are here; what happens once a card is read is in `card_steps`. Money moves at one effect, WriteCard,
which is promised by WriteIntent and recorded by WriteOutcome.
"""

from __future__ import annotations

from collections.abc import Callable

from protocol.limits import TICKET_BYTES_MAX
from protocol.link.entries import Abandon, Basket, CashRefund, CashSale, SaleLine
from protocol.money import total
from terminal.sale import events as on
from terminal.sale.basket import KeyedBasket
from terminal.sale.card_steps import (
    cancelled,
    committed,
    compared,
    in_doubt,
    intended,
    lost,
    pin_keyed,
    read,
    scrubbed,
    written,
)
from terminal.sale.context import Context
from terminal.sale.effects import Nudge, PrintSlip, Say, Tone, WriteCash, WriteOutcome, read_for
from terminal.sale.orders import GiveBack, Inquire, Load, Order, Pay, Void
from terminal.sale.refusals import Refusal
from terminal.sale.states import (
    Abandoning,
    Cancelling,
    CashWriting,
    Committing,
    ComparingPin,
    EnteringPin,
    Intending,
    Reading,
    Ready,
    Scrubbing,
    State,
    Stopped,
    Waiting,
    Want,
    Writing,
)
from terminal.sale.step import Step, back_from, refuse, stay, without
from terminal.words.sale import Phrase


def step(state: State, event: on.Event, context: Context) -> Step:
    """What follows from `event` in `state`. Raises AssertionError for an answer nobody asked for."""
    if isinstance(event, on.StorageFailed):
        return refuse(Stopped(), Refusal.STORAGE_FAILED)
    return _HANDLERS[type(state)](state, event, context)


MOVES_MONEY = (on.CashKeyed, on.CardKeyed, on.OneTap, on.RefundKeyed, on.LoadKeyed, on.VoidKeyed, on.DeskOrdered)


def _ready(state: Ready, event: on.Event, context: Context) -> Step:
    if context.catalogue.leases.locked and isinstance(event, MOVES_MONEY):
        return refuse(state, Refusal.TERMINAL_LOCKED)
    match event:
        case on.ItemKeyed(code, quantity):
            return _basket(state, state.basket.add(context.catalogue, code, quantity), context)
        case on.AmountKeyed(amount):
            return _basket(state, state.basket.add_amount(amount), context)
        case on.LineRemoved(index):
            return _basket(state, state.basket.remove(index), context)
        case on.QuantityKeyed(index, quantity):
            return _basket(state, state.basket.change_quantity(index, quantity), context)
        case on.TicketKeyed(ticket):
            if len(ticket.encode()) > TICKET_BYTES_MAX or not ticket.isprintable():
                return refuse(state, Refusal.TICKET_UNUSABLE)
            return stay(Ready(state.basket, ticket, state.seen))
        case on.CashKeyed(tender, text):
            return _cash(state, context, lambda basket: CashSale(basket, context.operator, context.shift, tender, text))
        case on.OneTap(code):
            keyed = KeyedBasket().add(context.catalogue, code, 1)
            return refuse(state, keyed) if isinstance(keyed, Refusal) else _read_for(Pay(keyed, "", once=True))
        case on.RefundKeyed() if state.basket.uses:
            return refuse(state, Refusal.USES_NOT_REFUNDED)
        case on.RefundKeyed(to_card=False):
            return _cash(state, context, lambda basket: CashRefund(basket, context.operator, context.shift))
        case on.CardKeyed():
            return _for_card(state, Pay(state.basket, state.ticket), state.basket)
        case on.RefundKeyed(sale=named):
            sold = None if named is None else context.facts.card_sale(named)
            if named is not None and sold is None:
                return refuse(state, Refusal.UNKNOWN_SALE)
            return _for_card(state, GiveBack(state.basket, state.ticket, sold.reference if sold else None), state.basket)
        case on.LoadKeyed() if context.facts.case_open:
            return refuse(state, Refusal.CASE_OPEN)
        case on.LoadKeyed(amount, job):
            if amount.minor <= 0:
                return refuse(state, Refusal.AMOUNT_RANGE)
            return _read_for(Load(amount, state.ticket, job))
        case on.DeskOrdered() if context.facts.case_open:
            return refuse(state, Refusal.CASE_OPEN)
        case on.DeskOrdered(order):
            return _read_for(order)
        case on.VoidKeyed():
            return _read_for(Void())
        case on.CardTapped():
            return _read_for(Inquire(state.basket, state.ticket))
        case on.CancelKeyed():
            return Step(Ready(), (Say(Phrase.CANCELLED),))
        case _:
            return _unasked(state, event)


def _basket(state: Ready, answer: KeyedBasket | Refusal, context: Context) -> Step:
    if isinstance(answer, Refusal):
        return refuse(state, answer)
    kept = Ready(answer, state.ticket, state.seen)
    return stay(kept, Say(Phrase.TOTAL, amount=total([line.amount for line in _lines(kept, context)])))


def _lines(state: Ready, context: Context) -> tuple[SaleLine, ...]:
    return state.basket.priced(context.catalogue, state.seen.identity.card_class if state.seen else None)


def _cash(state: Ready, context: Context, made: Callable[[Basket], CashSale | CashRefund]) -> Step:
    """In cash an item that takes uses costs its price; one that adds them needs the card that they go to."""
    if state.basket.uses < 0:
        return refuse(state, Refusal.USES_NEED_CARD)
    lines = state.basket.priced(context.catalogue, None) if state.basket.uses else _lines(state, context)
    amount = total([line.amount for line in lines])
    if not amount:
        return refuse(state, Refusal.AMOUNT_RANGE if lines else Refusal.EMPTY_BASKET)
    body = made(Basket((), 0, state.ticket))
    return Step(CashWriting(isinstance(body, CashRefund), amount), (WriteCash(body, lines),))


def _for_card(state: Ready, order: Order, basket: KeyedBasket) -> Step:
    return _read_for(order) if basket.lines else refuse(state, Refusal.EMPTY_BASKET)


def _read_for(order: Order) -> Step:
    return Step(Reading(Want(order)), (read_for(order),))


def _waiting(state: Waiting, event: on.Event, context: Context) -> Step:
    want = state.want
    match event:
        case on.CardTapped():
            return Step(Reading(want), (read_for(want.order),))
        case on.AbandonKeyed() if want.doubt and want.doubt.main:
            return Step(Abandoning(), (WriteOutcome((Abandon(want.doubt.main),)),))
        case on.CancelKeyed() if want.doubt:
            return Step(Ready(), (Say(Phrase.NOT_FINISHED, Tone.HOLD, card=want.doubt.card),))
        case on.CancelKeyed() if isinstance(want.order, Load):
            return stay(Ready(), Say(Phrase.RETURN_CASH, Tone.BAD, want.order.amount))
        case on.CancelKeyed():
            return stay(back_from(want.order), Say(Phrase.CANCELLED))
        case _:
            return _unasked(state, event)


def _reading(state: Reading, event: on.Event, context: Context) -> Step:
    match event:
        case on.CardRead(view):
            return read(state.want, view, context)
        case on.CardRefused(note):
            return without(state.want, note)
        case on.CardLost(reader_answers):
            return lost(state.want, reader_answers)
        case _:
            return _unasked(state, event)


def _scrubbing(state: Scrubbing, event: on.Event, context: Context) -> Step:
    match event:
        case on.Scrubbed():
            return scrubbed(state, context)
        case on.WriteInDoubt():
            return in_doubt(state.want, state.view.card, None)
        case _:
            return _unasked(state, event)


def _cancelling(state: Cancelling, event: on.Event, context: Context) -> Step:
    return cancelled(state) if isinstance(event, on.Journalled) else _unasked(state, event)


def _entering_pin(state: EnteringPin, event: on.Event, context: Context) -> Step:
    match event:
        case on.PinKeyed():
            return pin_keyed(state, context)
        case on.CancelKeyed():
            return stay(back_from(state.want.order), Say(Phrase.CANCELLED))
        case _:
            return _unasked(state, event)


def _comparing_pin(state: ComparingPin, event: on.Event, context: Context) -> Step:
    return compared(state, event.matches, context) if isinstance(event, on.PinCompared) else _unasked(state, event)


def _intending(state: Intending, event: on.Event, context: Context) -> Step:
    return intended(state.job, event.reference) if isinstance(event, on.Intended) else _unasked(state, event)


def _writing(state: Writing, event: on.Event, context: Context) -> Step:
    match event:
        case on.Written(view):
            return written(state, view)
        case on.WriteInDoubt():
            return in_doubt(state.job.want, state.job.view.card, state)
        case _:
            return _unasked(state, event)


def _committing(state: Committing, event: on.Event, context: Context) -> Step:
    return committed(state, context) if isinstance(event, on.Journalled) else _unasked(state, event)


def _cash_writing(state: CashWriting, event: on.Event, context: Context) -> Step:
    if not isinstance(event, on.Journalled):
        return _unasked(state, event)
    phrase = Phrase.REFUND_DONE if state.refund else Phrase.PAID
    return Step(Ready(), (Say(phrase, Tone.GOOD, state.amount, reference=event.reference), PrintSlip(event.reference), Nudge()))


def _abandoning(state: Abandoning, event: on.Event, context: Context) -> Step:
    if not isinstance(event, on.Journalled):
        return _unasked(state, event)
    return Step(Ready(), (Say(Phrase.OFFICE_DECIDES, Tone.HOLD), Nudge()))


def _stopped(state: Stopped, event: on.Event, context: Context) -> Step:
    return refuse(state, Refusal.STORAGE_FAILED)


KEYS_AND_TAPS = (
    on.ItemKeyed,
    on.AmountKeyed,
    on.OneTap,
    on.LineRemoved,
    on.QuantityKeyed,
    on.TicketKeyed,
    on.CashKeyed,
    on.CardKeyed,
    on.RefundKeyed,
    on.LoadKeyed,
    on.VoidKeyed,
    on.DeskOrdered,
    on.PinKeyed,
    on.CancelKeyed,
    on.AbandonKeyed,
    on.CardTapped,
)


def _unasked(state: State, event: on.Event) -> Step:
    """A key or a tap that means nothing here is ignored; an answer that nobody asked for is our own mistake."""
    if isinstance(event, KEYS_AND_TAPS):
        return stay(state)
    raise AssertionError(f"{type(event).__name__} in {type(state).__name__}")


_HANDLERS: dict[type, Callable[..., Step]] = {
    Ready: _ready,
    Waiting: _waiting,
    Reading: _reading,
    Scrubbing: _scrubbing,
    Cancelling: _cancelling,
    EnteringPin: _entering_pin,
    ComparingPin: _comparing_pin,
    Intending: _intending,
    Writing: _writing,
    Committing: _committing,
    CashWriting: _cash_writing,
    Abandoning: _abandoning,
    Stopped: _stopped,
}
