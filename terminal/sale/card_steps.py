"""What happens once a card is read: settle what is open, judge, ask the PIN, change the card, end it."""

from __future__ import annotations

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import CardInstance, Reference
from protocol.limits import PIN_TRIES
from protocol.link.certificate import Role
from protocol.link.entries import (
    Basket,
    Cancel,
    CancelReason,
    CashOutDetail,
    ClaimDetail,
    Commit,
    ConfirmDetail,
    Late,
    LoadDetail,
    LockDetail,
    PinTryDetail,
    RefundDetail,
    SaleDetail,
    SaleLine,
    VoidDetail,
)
from protocol.link.tables import CardState, Claim
from protocol.money import ZERO, Money, total
from terminal.sale.cautions import cautions, uses_of
from terminal.sale.context import CardView, Context
from terminal.sale.effects import (
    AskPin,
    ComparePin,
    Effect,
    Nudge,
    Plan,
    PrintSlip,
    Say,
    Scrub,
    Tone,
    WriteCard,
    WriteIntent,
    WriteOutcome,
    read_for,
)
from terminal.sale.marking import due_mark
from terminal.sale.orders import CashOut, GiveBack, Inquire, Load, Mark, Order, Ordered, Pay, Stamp, Void
from terminal.sale.policy import credit, due_claim, fits, may_cash_out, may_credit, may_pay, serviceable, spent_today, standing
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.sale.resolve import Doubt, Verdict, resolve
from terminal.sale.states import (
    Cancelling,
    Committing,
    ComparingPin,
    Doubtful,
    EnteringPin,
    Intending,
    Job,
    Reading,
    Ready,
    Scrubbing,
    Waiting,
    Want,
    Writing,
)
from terminal.sale.step import Step, back_from, refuse, without
from terminal.words.sale import Phrase

PAID_PHRASES = {
    Kind.SALE: Phrase.PAID,
    Kind.VOID: Phrase.VOID_DONE,
    Kind.LOAD: Phrase.LOAD_DONE,
    Kind.REFUND: Phrase.REFUND_DONE,
    Kind.CLAIM: Phrase.CLAIM_DONE,
    Kind.CASH_OUT: Phrase.CASH_OUT_DONE,
}
LATE_PHRASES = {Kind.SALE: Phrase.PAID_LATE, Kind.CLAIM: Phrase.CLAIM_DONE}
"""What is said of a change that was finished at a later tap; of all others FINISHED_LATE."""


def lost(want: Want, reader_answers: bool) -> Step:
    """The card went before it was read: nothing was written. Wait for it if it is needed; a mere look needs nothing."""
    if want.doubt:
        return Step(Waiting(want), (Say(Phrase.NOT_FINISHED, Tone.HOLD, card=want.doubt.card),))
    if not reader_answers:
        return Step(back_from(want.order), (Say(Phrase.READER_MISSING, Tone.BAD),))
    passing = isinstance(want.order, Inquire) or (isinstance(want.order, Pay) and want.order.once)
    state = back_from(want.order) if passing else Waiting(want)
    return Step(state, (Say(Phrase.PRESENT_ANY_CARD),))


def read(want: Want, view: CardView, context: Context) -> Step:
    """A card was read: first the ends of its open changes (S2), then the order."""
    if want.doubt and want.doubt.card != view.card:
        return without(want, Refusal.ANOTHER_CARD)
    doubts = [Doubt.of(change.reference, change.counter, change.intent) for change in context.facts.open_changes(view.card)]
    verdict = resolve(doubts, view.chain)
    if verdict.unwritten:
        return Step(Scrubbing(want, view, verdict), (Scrub(),))
    if verdict.replaced:
        return _cancel(want, view, verdict, context)
    if verdict.proven:
        return _confirm(want, view, verdict)
    if want.doubt and want.doubt.main in verdict.beyond:
        return Step(Ready(), (Say(Phrase.OFFICE_DECIDES, Tone.HOLD, card=view.card),))
    return _proceed(Want(want.order), view, context)


def _cancel(want: Want, view: CardView, verdict: Verdict, context: Context) -> Step:
    """Once its end is durable a change is in doubt no more: the order goes on, with any card. A load is tried again by
    itself if it is the order; cash of an older one goes back."""
    ends = [Cancel(reference, CancelReason.SCRUBBED) for reference in verdict.unwritten]
    ends += [Cancel(reference, CancelReason.REPLACED) for reference in verdict.replaced]
    gone = {end.intent for end in ends}
    main = want.doubt.main if want.doubt else None
    tried_again = main if isinstance(want.order, Load) else None
    cash, charged, uncredited = ZERO, False, False
    for opened in context.facts.open_changes(view.card):
        if opened.reference not in gone or opened.reference == tried_again:
            continue
        change = opened.intent.change
        cash += change.amount if change.kind is Kind.LOAD else ZERO
        charged |= change.amount < ZERO
        uncredited |= change.amount > ZERO and change.kind is not Kind.LOAD
    told = (
        *([Say(Phrase.NOT_CHARGED, Tone.BAD)] if charged else []),
        *([Say(Phrase.NOT_CREDITED, Tone.BAD)] if uncredited or tried_again in gone else []),
        *([Say(Phrase.RETURN_CASH, Tone.BAD, cash)] if cash else []),
    )
    still = want if main is not None and main not in gone else Want(want.order)
    return Step(Cancelling(still, told), (WriteOutcome(tuple(ends)),))


def scrubbed(state: Scrubbing, context: Context) -> Step:
    """Nothing of the unwritten changes can come back: journal their ends."""
    return _cancel(state.want, state.view, state.verdict, context)


def cancelled(state: Cancelling) -> Step:
    """The ends are durable: say so, and read the card again for the order."""
    return Step(Reading(state.want), (*state.told, read_for(state.want.order)))


def _confirm(want: Want, view: CardView, verdict: Verdict) -> Step:
    current = view.chain.current
    change = Change(Kind.CONFIRM, ZERO, current.day, pin_fails=current.pin_fails, locked=current.locked)
    plan = Plan(change, ConfirmDetail(verdict.proven[0]))
    return Step(Intending(Job(want, view, plan, verdict.proven)), (WriteIntent(plan),))


def _proceed(want: Want, view: CardView, context: Context) -> Step:
    order = want.order
    if context.catalogue.leases.locked:
        return _look(view, context, order) if isinstance(order, Inquire) else without(want, Refusal.TERMINAL_LOCKED)
    if isinstance(order, CashOut | Mark) or (isinstance(order, Load) and order.card is not None):
        return _ordered(want, view, context, order)
    if mark := due_mark(view, context):
        return Step(Intending(Job(Want(order), view, mark)), (WriteIntent(mark),))
    if claim := due_claim(view, context):
        return _claim(want, view, claim, context)
    match order:
        case Inquire():
            return _look(view, context, order)
        case Pay():
            return _pay(want, view, context, pin_shown=False)
        case GiveBack():
            return _give_back(want, view, context, order)
        case Load(amount, ticket, job):
            return _credit(want, view, context, Kind.LOAD, amount, LoadDetail(ticket, job), ())
        case _:  # Void
            return _void(want, view, context)


def _ordered(want: Want, view: CardView, context: Context, order: Ordered) -> Step:
    """What head office ordered for one card is done to that card."""
    if view.card != order.card:
        return without(want, Refusal.ANOTHER_CARD)
    current, (day, _) = view.chain.current, spent_today(view, context)
    match order:
        case Load(amount, ticket, job):
            return _credit(want, view, context, Kind.LOAD, amount, LoadDetail(ticket, job), (), ordered=True)
        case CashOut(amount, job, _, whole):
            if note := serviceable(view, context) or may_cash_out(view, amount, context, whole=whole):
                return without(want, note)
            change = Change(Kind.CASH_OUT, -amount, day, pin_fails=current.pin_fails, locked=current.locked)
            return _begin(want, view, Plan(change, CashOutDetail(job)))
        case _:  # Mark
            if note := serviceable(view, context):
                return without(want, note)
            locks = order.kind is Kind.LOCK
            if not locks and not Role.LOAD & context.roles:
                return without(want, Refusal.NOT_PERMITTED)
            if stamp := order.stamp:
                return _stamp(want, view, context, order, stamp)
            change = Change(order.kind, ZERO, day, pin_fails=current.pin_fails if locks else 0, locked=locks)
            return _begin(want, view, Plan(change, LockDetail(order.state, order.job)))


def _stamp(want: Want, view: CardView, context: Context, order: Mark, stamp: Stamp) -> Step:
    """Another static part. It lifts no lock, and the tries of the PIN go on with the PIN."""
    current, (day, _) = view.chain.current, spent_today(view, context)
    if stamp.whole and not Role.REPAIR & context.roles:
        return without(want, Refusal.NOT_PERMITTED)
    if current.locked:
        return without(want, Refusal.LOCKED)
    change = Change(Kind.UNLOCK, ZERO, day, pin_fails=0 if stamp.pin else current.pin_fails)
    return _begin(want, view, Plan(change, LockDetail(order.state, order.job), stamp=stamp))


def _look(view: CardView, context: Context, order: Inquire) -> Step:
    basket, ticket = order.basket, order.ticket
    if note := standing(view, context):
        return refuse(Ready(basket, ticket), note)
    told = (uses_of(view), cautions(view, context))
    say = Say(Phrase.BALANCE, Tone.PLAIN, None, view.chain.current.balance, view.card, None, *told)
    price = total([line.amount for line in basket.priced(context.catalogue, view.identity.card_class)])
    repriced = (Say(Phrase.TOTAL, amount=price),) if basket.lines else ()
    return Step(Ready(basket, ticket, view), (say, *repriced))


def _claim(want: Want, view: CardView, claim: Claim, context: Context) -> Step:
    """What head office owes to the card goes onto it first; the order follows."""
    plan = Plan(credit(Kind.CLAIM, claim.amount, view, context), ClaimDetail(claim.id))
    return Step(Intending(Job(Want(want.order), view, plan)), (WriteIntent(plan),))


def _give_back(want: Want, view: CardView, context: Context, order: GiveBack) -> Step:
    lines = order.basket.priced(context.catalogue, view.identity.card_class)
    amount = total([line.amount for line in lines])
    if order.sale is not None:
        sold = context.facts.card_sale(order.sale)
        assert sold is not None  # the key was refused otherwise
        left = sold.amount - sold.given_back
        if sold.card != view.card:
            return without(want, Refusal.SALE_OF_ANOTHER_CARD)
        if amount > left:
            return without(want, RefusalNote(Refusal.ABOVE_SALE, amount=max(ZERO, left)))
    detail = RefundDetail(Basket((), 0, order.ticket), order.sale)
    return _credit(want, view, context, Kind.REFUND, amount, detail, lines)


def _begin(want: Want, view: CardView, plan: Plan) -> Step:
    if not fits(view.chain.current, plan.change):
        return without(want, Refusal.RECORDS_FULL)
    return Step(Intending(Job(want, view, plan)), (WriteIntent(plan),))


def _pay(want: Want, view: CardView, context: Context, *, pin_shown: bool) -> Step:
    assert isinstance(want.order, Pay)
    lines, uses = want.order.basket.priced(context.catalogue, view.identity.card_class), want.order.basket.uses
    price = total([line.amount for line in lines])
    if not price and uses <= 0:
        return without(want, Refusal.AMOUNT_RANGE)
    answer = may_pay(view, price, context, uses=uses, pin_shown=pin_shown)
    if isinstance(answer, RefusalNote):
        return without(want, answer)
    if answer.pin and not pin_shown:
        return Step(EnteringPin(want, view), (Say(Phrase.ASK_PIN, amount=price), AskPin()))
    current = view.chain.current
    day, _ = spent_today(view, context)
    change = Change(Kind.SALE, -price, day, times=-uses, pin_fails=0 if pin_shown else current.pin_fails)
    return _begin(want, view, Plan(change, SaleDetail(Basket((), 0, want.order.ticket), pin_shown), lines))


def _credit(
    want: Want,
    view: CardView,
    context: Context,
    kind: Kind,
    amount: Money,
    detail: LoadDetail | RefundDetail,
    lines: tuple[SaleLine, ...],
    *,
    ordered: bool = False,
) -> Step:
    if not amount:
        return without(want, Refusal.AMOUNT_RANGE)
    answer = may_credit(view, amount, context, load=kind is Kind.LOAD, ordered=ordered)
    if isinstance(answer, RefusalNote):
        return without(want, answer)
    return _begin(want, view, Plan(credit(kind, amount, view, context), detail, lines))


def _void(want: Want, view: CardView, context: Context) -> Step:
    if note := standing(view, context):
        return without(want, note)
    sale = view.chain.current
    if context.facts.declared_kind(sale.reference) is not Kind.SALE:
        return without(want, Refusal.NOTHING_TO_VOID)
    beneath = view.chain.beneath[0] if view.chain.beneath else None
    if beneath is None and not sale.amount:
        return without(want, Refusal.NOTHING_TO_VOID)
    uses = beneath.times - sale.times if beneath else 0
    change = Change(Kind.VOID, -sale.amount, sale.day, times=uses, pin_fails=sale.pin_fails)
    return _begin(want, view, Plan(change, VoidDetail(sale.reference)))


def pin_keyed(state: EnteringPin, context: Context) -> Step:
    """A PIN lies in the pad: write the try to the card before anything is compared (I8)."""
    current = state.view.chain.current
    day, _ = spent_today(state.view, context)
    change = Change(Kind.PIN_TRY, ZERO, day, pin_fails=current.pin_fails + 1)
    return _begin(state.want, state.view, Plan(change, PinTryDetail()))


def compared(state: ComparingPin, matches: bool, context: Context) -> Step:
    """The PIN was right: sell. It was wrong: the try stays on the card."""
    if matches:
        return _pay(state.want, state.view, context, pin_shown=True)
    left = PIN_TRIES - state.view.chain.current.pin_fails
    return without(state.want, RefusalNote(Refusal.WRONG_PIN, count=left) if left > 0 else Refusal.PIN_LOCKED)


def intended(job: Job, reference: Reference) -> Step:
    """The promise is durable: now the card."""
    return Step(Writing(job, reference), (WriteCard(),))


def written(state: Writing, view: CardView) -> Step:
    """Read back and equal: record it, and what a CONFIRM proves along with it."""
    job = Job(state.job.want, view, state.job.plan, state.job.settles)
    lates = tuple(Late(settled, state.reference) for settled in job.settles)
    return Step(Committing(job, state.reference), (WriteOutcome((Commit(state.reference.sequence), *lates)),))


def in_doubt(want: Want, card: CardInstance, writing: Writing | None) -> Step:
    """The card went away in the middle: nothing is known, nothing is charged twice, the same card again."""
    detail = writing.job.plan.detail if writing else None
    if writing and isinstance(detail, LockDetail) and not detail.job and writing.job.plan.change.locked:
        return without(want, RefusalNote(Refusal.LISTED, state=CardState(detail.reason)))
    main = want.doubt.main if want.doubt else None
    slip: tuple[Effect, ...] = ()
    if writing and _is_main(writing.job.plan.change.kind, want.order):
        main = writing.reference
        slip = (PrintSlip(main),) if isinstance(want.order, Load) else ()
    hold = Say(Phrase.NOT_FINISHED, Tone.HOLD, card=card)
    return Step(Waiting(Want(want.order, Doubtful(card, main))), (hold, *slip))


def _is_main(kind: Kind, order: Order) -> bool:
    return (kind, type(order)) in {
        (Kind.SALE, Pay),
        (Kind.REFUND, GiveBack),
        (Kind.LOAD, Load),
        (Kind.VOID, Void),
        (Kind.CASH_OUT, CashOut),
        (Kind.LOCK, Mark),
        (Kind.UNLOCK, Mark),
    }


def committed(state: Committing, context: Context) -> Step:
    """The outcome is durable: only now is anything called paid (I15)."""
    job = state.job
    match job.plan.change.kind:
        case Kind.CONFIRM:
            return _confirmed(state, context)
        case Kind.PIN_TRY:
            return Step(ComparingPin(Want(job.want.order), job.view), (ComparePin(),))
        case Kind.LOCK | Kind.UNLOCK as kind if isinstance(job.want.order, Mark):
            unlocked = Phrase.CARD_CHANGED if job.want.order.stamp else Phrase.UNLOCKED
            phrase = Phrase.CARD_LOCKED if kind is Kind.LOCK else unlocked
            return Step(Ready(), (Say(phrase, Tone.GOOD, card=job.view.card), Nudge()))
        case Kind.LOCK | Kind.UNLOCK as kind:
            follows = _proceed(job.want, job.view, context)
            said = (Say(Phrase.UNLOCKED, card=job.view.card),) if kind is Kind.UNLOCK else ()
            return Step(follows.state, (*said, Nudge(), *follows.effects))
        case kind:
            current = job.view.chain.current
            money = abs(current.amount), current.balance, job.view.card, state.reference
            told = uses_of(job.view, -job.plan.change.times), cautions(job.view, context)
            say = Say(PAID_PHRASES[kind], Tone.GOOD, *money, *told)
            follows = _proceed(job.want, job.view, context) if kind is Kind.CLAIM else Step(Ready())
            return Step(follows.state, (say, PrintSlip(state.reference), Nudge(), *follows.effects))


def _confirmed(state: Committing, context: Context) -> Step:
    """Say what is finished now. An order that moves money does not follow by itself: it may be the same sale keyed again."""
    want, view, settled = state.job.want, state.job.view, state.job.settles
    kinds = {old: kind for old in settled if (kind := context.facts.declared_kind(old)) in PAID_PHRASES}
    phrases = dict.fromkeys(LATE_PHRASES.get(kind, Phrase.FINISHED_LATE) for kind in kinds.values())
    balance = view.chain.current.balance
    effects: tuple[Effect, ...] = (
        *(Say(phrase, Tone.GOOD, balance=balance, card=view.card) for phrase in phrases),
        *(PrintSlip(old) for old in kinds),
        Nudge(),
    )
    if want.doubt and want.doubt.main in settled:
        return Step(Ready(), effects)
    if set(kinds.values()) - {Kind.CLAIM} and not isinstance(want.order, Inquire):
        return Step(back_from(want.order), effects)
    return Step(Reading(Want(want.order)), (*effects, read_for(want.order)))
