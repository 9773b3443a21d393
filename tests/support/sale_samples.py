"""One sample of each state a sale can be in, in all its kinds, and of each event: for the page of transitions."""

from __future__ import annotations

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.link.entries import (
    Basket,
    CashOutDetail,
    ClaimDetail,
    ConfirmDetail,
    LoadDetail,
    LockDetail,
    PinTryDetail,
    SaleDetail,
    VoidDetail,
)
from protocol.link.tables import CardState
from protocol.money import ZERO, Money
from terminal.sale import events as on
from terminal.sale.context import Context
from terminal.sale.effects import Plan, Say, Tone
from terminal.sale.orders import CashOut, GiveBack, Inquire, Load, Mark, Order, Pay, Void
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.resolve import Verdict
from terminal.sale.states import (
    Abandoning,
    Cancelling,
    CashWriting,
    Committing,
    ComparingPin,
    Doubtful,
    EnteringPin,
    Intending,
    Job,
    Reading,
    Ready,
    Scrubbing,
    State,
    Stopped,
    Waiting,
    Want,
    Writing,
)
from terminal.words.sale import Phrase
from tests.support.sale_examples import CARD, OTHER_CARD, after, basket, journal, knowing, line, record, ref, view
from tests.support.shop import STAFF, TEA, TODAY

GOODS, DEAR = basket(500), basket(2_500)
SALE, OLD_SALE, TRY = ref(10), ref(4), ref(11)
PAY, PAY_DEAR = Pay(GOODS, "A1"), Pay(DEAR, "A1")
LOAD = Load(Money(2_000), "A1")
CASH_OUT, LOCK = CashOut(Money(5_000), 22, CARD, whole=True), Mark(Kind.LOCK, CardState.LOCKED, 23, CARD)
DOUBT = Doubtful(CARD, SALE)
VIEW = view()

SELLING = Plan(Change(Kind.SALE, Money(-500), TODAY), SaleDetail(Basket((), 0, "A1"), False), (line(500),))
LOADING = Plan(Change(Kind.LOAD, Money(2_000), TODAY), LoadDetail("A1"))
VOIDING = Plan(Change(Kind.VOID, Money(100), TODAY), VoidDetail(VIEW.chain.current.reference))
CLAIMING = Plan(Change(Kind.CLAIM, Money(300), TODAY), ClaimDetail(31))
PAYING_OUT = Plan(Change(Kind.CASH_OUT, Money(-5_000), TODAY), CashOutDetail(22))
LOCKING = Plan(Change(Kind.LOCK, ZERO, TODAY, locked=True), LockDetail(CardState.LOCKED, 23))
TRYING = Plan(Change(Kind.PIN_TRY, ZERO, TODAY, pin_fails=1), PinTryDetail())
CONFIRMING = Plan(Change(Kind.CONFIRM, ZERO, TODAY), ConfirmDetail(OLD_SALE))

JOURNAL = journal(declared={OLD_SALE: Kind.SALE})
CONTEXT: Context = knowing(JOURNAL)


def _job(plan: Plan, order: Order = PAY, settles: bool = False) -> Job:
    return Job(Want(order), VIEW, plan, (OLD_SALE,) if settles else ())


def _done(plan: Plan, order: Order = PAY, settles: bool = False) -> Committing:
    job = Job(Want(order), after(VIEW, plan.change, SALE), plan, (OLD_SALE,) if settles else ())
    return Committing(job, SALE)


STATES: dict[str, State] = {
    "Ready: nothing keyed": Ready(),
    "Ready: a basket": Ready(GOODS, "A1"),
    "Ready: a basket, a staff card seen": Ready(GOODS, "A1", view(card_class=STAFF)),
    "Waiting: to pay": Waiting(Want(PAY)),
    "Waiting: to pay, the sale in doubt": Waiting(Want(PAY, DOUBT)),
    "Waiting: to pay, a PIN try in doubt": Waiting(Want(PAY, Doubtful(CARD, None))),
    "Waiting: to load": Waiting(Want(LOAD)),
    "Reading: to look": Reading(Want(Inquire(GOODS, "A1"))),
    "Reading: to pay": Reading(Want(PAY)),
    "Reading: to pay above the soft limit": Reading(Want(PAY_DEAR)),
    "Reading: to pay, the sale in doubt": Reading(Want(PAY, DOUBT)),
    "Reading: to give back": Reading(Want(GiveBack(GOODS, "A1"))),
    "Reading: to load": Reading(Want(LOAD)),
    "Reading: to void": Reading(Want(Void())),
    "Reading: to pay out": Reading(Want(CASH_OUT)),
    "Reading: to lock": Reading(Want(LOCK)),
    "Scrubbing": Scrubbing(Want(PAY, DOUBT), VIEW, Verdict(unwritten=(SALE,))),
    "Cancelling: a sale": Cancelling(Want(PAY), (Say(Phrase.NOT_CHARGED, Tone.BAD),)),
    "Cancelling: a load": Cancelling(Want(LOAD), (Say(Phrase.NOT_CREDITED, Tone.BAD),)),
    "Cancelling: a PIN try": Cancelling(Want(PAY), ()),
    "EnteringPin": EnteringPin(Want(PAY_DEAR), VIEW),
    "ComparingPin": ComparingPin(Want(PAY_DEAR), view(record(6, pin_fails=1))),
    "ComparingPin: the third try": ComparingPin(Want(PAY_DEAR), view(record(8, pin_fails=3))),
    "Intending: a sale": Intending(_job(SELLING)),
    "Writing: a sale": Writing(_job(SELLING), SALE),
    "Writing: a load": Writing(_job(LOADING, LOAD), SALE),
    "Writing: a lock": Writing(_job(LOCKING, LOCK), SALE),
    "Writing: a claim": Writing(_job(CLAIMING), SALE),
    "Writing: a PIN try": Writing(_job(TRYING), TRY),
    "Writing: a CONFIRM": Writing(_job(CONFIRMING, settles=True), SALE),
    "Committing: a sale": _done(SELLING),
    "Committing: a load": _done(LOADING, LOAD),
    "Committing: a void": _done(VOIDING, Void()),
    "Committing: a cash-out": _done(PAYING_OUT, CASH_OUT),
    "Committing: a lock": _done(LOCKING, LOCK),
    "Committing: a claim, then to pay": _done(CLAIMING),
    "Committing: a claim, then to look": _done(CLAIMING, Inquire(GOODS, "A1")),
    "Committing: a PIN try": _done(TRYING),
    "Committing: a CONFIRM, then to look": _done(CONFIRMING, Inquire(GOODS, "A1"), settles=True),
    "Committing: a CONFIRM, then to pay": _done(CONFIRMING, settles=True),
    "CashWriting: a sale": CashWriting(refund=False, amount=Money(500)),
    "CashWriting: a refund": CashWriting(refund=True, amount=Money(500)),
    "Abandoning": Abandoning(),
    "Stopped": Stopped(),
}
"""Every state, by what it stands for."""

KEYS_AND_TAPS: dict[str, on.Event] = {
    "an item": on.ItemKeyed(TEA),
    "an amount": on.AmountKeyed(Money(99)),
    "one tap": on.OneTap(TEA),
    "remove a line": on.LineRemoved(0),
    "a quantity": on.QuantityKeyed(0, 3),
    "a ticket": on.TicketKeyed("B2"),
    "cash": on.CashKeyed(),
    "card": on.CardKeyed(),
    "refund in cash": on.RefundKeyed(to_card=False),
    "refund to the card": on.RefundKeyed(to_card=True),
    "refund of an unknown sale": on.RefundKeyed(to_card=True, sale="A9"),
    "load": on.LoadKeyed(Money(2_000)),
    "an order of head office": on.DeskOrdered(CASH_OUT),
    "void": on.VoidKeyed(),
    "a PIN": on.PinKeyed(),
    "cancel": on.CancelKeyed(),
    "abandon": on.AbandonKeyed(),
    "a card is tapped": on.CardTapped(),
}
"""What people do."""

ANSWERS: dict[str, on.Event] = {
    "the card is read": on.CardRead(VIEW),
    "another card is read": on.CardRead(view(card=OTHER_CARD)),
    "a poor card is read": on.CardRead(view(record(balance=10))),
    "a locked card is read": on.CardRead(view(record(locked=True))),
    "the card is refused": on.CardRefused(RefusalNote(Refusal.NOT_OURS)),
    "the card is gone": on.CardLost(),
    "the reader is gone": on.CardLost(reader_answers=False),
    "the intent is on disk": on.Intended(SALE),
    "the card is written": on.Written(after(VIEW, SELLING.change, SALE)),
    "the write is in doubt": on.WriteInDoubt(),
    "the card is scrubbed": on.Scrubbed(),
    "it is on disk": on.Journalled(ref(3)),
    "the PIN is right": on.PinCompared(True),
    "the PIN is wrong": on.PinCompared(False),
}
"""What effects come back with. The journal failing is the same everywhere: Stopped."""
