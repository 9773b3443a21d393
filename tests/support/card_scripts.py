"""What scripts about changes of a card say again and again: the card, the orders, and a change that goes well."""

from __future__ import annotations

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import Reference
from protocol.link.entries import (
    Basket,
    Commit,
    ConfirmDetail,
    Late,
    PinTryDetail,
    SaleDetail,
)
from protocol.money import ZERO, Money
from terminal.journal.recovery import OpenChange
from terminal.sale.context import CardView
from terminal.sale.effects import (
    Nudge,
    Plan,
    PrintSlip,
    Refuse,
    Say,
    Tone,
    WriteCard,
    WriteIntent,
    WriteOutcome,
)
from terminal.sale.events import (
    Intended,
    Journalled,
    Written,
)
from terminal.sale.orders import Pay
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.states import Ready
from terminal.words.sale import Phrase
from tests.support.playbook import Line
from tests.support.sale_examples import (
    CARD,
    after,
    basket,
    knowing,
    line,
    open_change,
    ref,
    view,
)
from tests.support.shop import TODAY

SHOWN = knowing()
CARD_VIEW = view()
KEYED = Ready(basket(500), "A1")
PAY = Pay(KEYED.basket, "A1")
SALE, TRY, CONFIRM = ref(10), ref(11), ref(12)
HOLD = Say(Phrase.NOT_FINISHED, Tone.HOLD, card=CARD)


def sale(amount: int = 500, *, pin: bool = False, pin_fails: int = 0, off: int = 0) -> Plan:
    detail = SaleDetail(Basket((), 0, "A1"), pin)
    return Plan(Change(Kind.SALE, Money(off - amount), TODAY, pin_fails=pin_fails), detail, (line(amount, off),))


def pin_try(fails: int) -> Plan:
    return Plan(Change(Kind.PIN_TRY, ZERO, TODAY, pin_fails=fails), PinTryDetail())


def confirm(of: Reference, pin_fails: int = 0) -> Plan:
    return Plan(Change(Kind.CONFIRM, ZERO, TODAY, pin_fails=pin_fails), ConfirmDetail(of))


def written(before: CardView, plan: Plan, reference: Reference, *lates: Reference) -> tuple[Line, ...]:
    """A change from its promise to its end on disk."""
    return (
        WriteIntent(plan),
        Intended(reference),
        WriteCard(),
        Written(after(before, plan.change, reference)),
        WriteOutcome((Commit(reference.sequence), *(Late(late, reference) for late in lates))),
        Journalled(reference),
    )


def open_sale(before: CardView = CARD_VIEW, reference: Reference = SALE) -> OpenChange:
    return open_change(reference, before, sale().change, SaleDetail(Basket((line(500),), 0, "A1"), False))


def done(phrase: Phrase, amount: int, balance: int, reference: Reference) -> tuple[Line, ...]:
    return (
        Say(phrase, Tone.GOOD, Money(amount), Money(balance), CARD, reference),
        PrintSlip(reference),
        Nudge(),
    )


def refuses(refusal: Refusal) -> Refuse:
    return Refuse(RefusalNote(refusal))
