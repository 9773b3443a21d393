"""May this card do this now? Standing, limits, PIN. Pure; every answer is a value."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.card.record import Kind, Record, RecordViolation
from protocol.card.ring import Change, successor
from protocol.instants import BusinessDay, business_day
from protocol.limits import PIN_TRIES
from protocol.link.card_states import StateRow, balance_check
from protocol.link.certificate import Role
from protocol.link.entries import Medium
from protocol.link.tables import CardClass, CardState, Claim
from protocol.money import ZERO, Money
from terminal.sale.context import CardView, Context
from terminal.sale.freshness import Mode, mode
from terminal.sale.refusals import Refusal, RefusalNote


@dataclass(frozen=True, slots=True)
class Allowed:
    """Go on; `pin` says whether the PIN is due first."""

    pin: bool = False


def standing(view: CardView, context: Context, *, pin_shown: bool = False) -> RefusalNote | None:
    """Whether the card may be used here at all: list, snapshot, lock, own memory, validity, class, group, PIN tries.

    After the right PIN (`pin_shown`) the tries do not count: the try that was right is among them.
    """
    identity, current = view.identity, view.chain.current
    if note := _listed(view, context):
        return note
    if _reported_here(view, context):
        return RefusalNote(Refusal.LISTED, state=CardState.LOST)
    if current.locked:
        return RefusalNote(Refusal.LOCKED)
    memory = context.facts.memory(view.card)
    if memory and current.counter < memory.counter:
        return RefusalNote(Refusal.ROLLED_BACK)
    if context.today > identity.valid_until:
        return RefusalNote(Refusal.EXPIRED)
    if context.today < identity.valid_from:
        return RefusalNote(Refusal.NOT_YET_VALID)
    card_class = context.catalogue.card_class(identity.card_class)
    if card_class is None or not card_class.groups >> context.group & 1:
        return RefusalNote(Refusal.WRONG_GROUP)
    if current.pin_fails >= PIN_TRIES and not pin_shown:
        return RefusalNote(Refusal.PIN_LOCKED)
    return None


def serviceable(view: CardView, context: Context) -> RefusalNote | None:
    """Whether a desk may do what head office ordered for this very card. Head office knows what it has listed, and has spoken
    later: the listing and the lock do not count. What was seen of the card does."""
    if note := _listed(view, context, ordered=True):
        return note
    memory = context.facts.memory(view.card)
    if memory and view.chain.current.counter < memory.counter:
        return RefusalNote(Refusal.ROLLED_BACK)
    return None


def _listed(view: CardView, context: Context, *, ordered: bool = False) -> RefusalNote | None:
    current, row = view.chain.current, context.states.lookup(view.state_hash)
    if row is None:
        return None if view.identity.issued >= context.states.known else RefusalNote(Refusal.UNKNOWN_CARD)
    if row.state is not CardState.OK and not ordered:
        return RefusalNote(Refusal.LISTED, state=row.state)
    if current.counter < row.minimum_counter:
        return RefusalNote(Refusal.ROLLED_BACK)
    if current.counter == row.minimum_counter and row.check != balance_check(row.hash, current.counter, current.balance):
        return RefusalNote(Refusal.TAMPERED)
    return None


def _reported_here(view: CardView, context: Context) -> bool:
    """Whether the card was reported lost at this terminal and head office has not spoken since: card states that know a
    later day than that of the report rule again, so that a card which was found is not refused for ever."""
    reported = context.facts.lost_since(view.card)
    if reported is None:
        return False
    return context.states.known <= business_day(reported, context.catalogue.parameters.utc_offset_minutes)


def fresh_enough(view: CardView, row: StateRow, context: Context) -> bool:
    """Whether the card shows no older state than head office and this terminal have seen, and the balance they know."""
    current, memory = view.chain.current, context.facts.memory(view.card)
    if current.counter < max(row.minimum_counter, memory.counter if memory else 0):
        return False
    return current.counter > row.minimum_counter or row.check == balance_check(row.hash, current.counter, current.balance)


def spent_today(view: CardView, context: Context) -> tuple[BusinessDay, Money]:
    """The day that counts and what the card spent on it: card and own memory, the higher rules (I14)."""
    current, memory = view.chain.current, context.facts.memory(view.card)
    known = [(current.day, current.spent_today)] + ([(memory.day, memory.spent_today)] if memory else [])
    day = max([context.today, *(known_day for known_day, _ in known)])
    return day, max([ZERO, *(spent for known_day, spent in known if known_day == day)])


def sales_made(view: CardView, context: Context) -> int:
    """How many sales the card paid on the day that counts, as far as this terminal remembers (G4)."""
    memory, (day, _) = context.facts.memory(view.card), spent_today(view, context)
    return memory.sales_today if memory and memory.day == day else 0


def _share(limit: Money, view: CardView, context: Context) -> Money:
    """An SLE4442 has a part of every limit, as it can be copied without a trace; so has every card while news are old."""
    shop, minor = context.catalogue.parameters, limit.minor
    if view.medium is Medium.SLE4442:
        minor //= shop.contact_share
    return Money(minor // shop.narrow_divisor if mode(context) is Mode.NARROW else minor)


def may_pay(view: CardView, amount: Money, context: Context, *, uses: int = 0, pin_shown: bool = False) -> Allowed | RefusalNote:
    """Whether the card may pay `amount` and that many uses, and whether its PIN is due."""
    if not Role.SELL & context.roles:
        return RefusalNote(Refusal.NOT_PERMITTED)
    if note := standing(view, context, pin_shown=pin_shown):
        return note
    if mode(context) is Mode.STOPPED:
        return RefusalNote(Refusal.OUT_OF_TOUCH)
    card_class = context.catalogue.card_class(view.identity.card_class)
    assert card_class is not None  # standing() looked
    _, spent = spent_today(view, context)
    if uses > view.chain.current.times:
        return RefusalNote(Refusal.NO_USES_LEFT, count=view.chain.current.times)
    if uses <= 0 and amount < card_class.least_sale:
        return RefusalNote(Refusal.BELOW_LEAST_SALE, amount=card_class.least_sale)
    if card_class.sales_day and sales_made(view, context) >= card_class.sales_day:
        return RefusalNote(Refusal.TOO_MANY_SALES, count=card_class.sales_day)
    if note := _above_hard(view, card_class, amount, spent, context):
        return note
    above_soft = amount > _share(card_class.soft_sale, view, context) or spent + amount > _share(
        card_class.soft_day, view, context
    )
    narrow = mode(context) is Mode.NARROW and amount > context.catalogue.parameters.narrow_pin_above
    pin_due = above_soft or narrow or view.medium is Medium.SLE4442
    if pin_due and not view.identity.has_pin:
        return RefusalNote(Refusal.NO_PIN)
    available = view.chain.current.balance - card_class.floor
    if amount > available:
        return RefusalNote(Refusal.INSUFFICIENT_BALANCE, amount=max(ZERO, available))
    return Allowed(pin_due)


def _above_hard(view: CardView, card_class: CardClass, amount: Money, spent: Money, context: Context) -> RefusalNote | None:
    sale, day = _share(card_class.hard_sale, view, context), _share(card_class.hard_day, view, context)
    narrow = mode(context) is Mode.NARROW
    if amount > sale:
        return RefusalNote(Refusal.ABOVE_NARROW_SALE if narrow else Refusal.ABOVE_SALE_LIMIT, amount=sale)
    if spent + amount > day:
        refusal = Refusal.ABOVE_NARROW_DAY if narrow else Refusal.ABOVE_DAY_LIMIT
        return RefusalNote(refusal, amount=max(ZERO, day - spent))
    return None


def may_credit(view: CardView, amount: Money, context: Context, *, load: bool, ordered: bool = False) -> Allowed | RefusalNote:
    """Whether `amount` may go onto the card: a load, or goods that came back. `ordered`: head office said so of this card."""
    parameters = context.catalogue.parameters
    if not Role.LOAD & context.roles:
        return RefusalNote(Refusal.NOT_PERMITTED)
    if note := serviceable(view, context) if ordered else standing(view, context):
        return note
    if view.chain.current.locked:
        return RefusalNote(Refusal.LOCKED)
    if mode(context) is Mode.STOPPED:
        return RefusalNote(Refusal.OUT_OF_TOUCH)
    if load and view.medium is Medium.SLE4442 and not parameters.contact_offline_load:
        return RefusalNote(Refusal.NOT_PERMITTED)
    if view.chain.current.balance + amount > parameters.balance_max:
        return RefusalNote(Refusal.BALANCE_TOO_HIGH, amount=parameters.balance_max)
    left = context.catalogue.leases.float_granted - context.facts.loads_made
    if load and amount > left:
        return RefusalNote(Refusal.ABOVE_FLOAT, amount=max(ZERO, left))
    return Allowed()


def may_cash_out(view: CardView, amount: Money, context: Context, *, whole: bool) -> RefusalNote | None:
    """Why the card does not pay this out in cash; `whole`: it must be all that the card holds."""
    if not Role.CASH_OUT & context.roles:
        return RefusalNote(Refusal.NOT_PERMITTED)
    balance = view.chain.current.balance
    if whole and amount != balance:
        return RefusalNote(Refusal.ANOTHER_BALANCE, amount=balance)
    return RefusalNote(Refusal.INSUFFICIENT_BALANCE, amount=max(ZERO, balance)) if amount > balance else None


def credit(kind: Kind, amount: Money, view: CardView, context: Context) -> Change:
    """The change that puts `amount` onto the card."""
    day, _ = spent_today(view, context)
    return Change(kind, amount, day, pin_fails=view.chain.current.pin_fails)


def due_claim(view: CardView, context: Context) -> Claim | None:
    """The oldest claim on the card that can be written here and now: leased to this terminal, in time, and never begun."""
    day, _ = spent_today(view, context)
    for claim in context.catalogue.claims(view.card):
        if context.facts.claimed(claim.id) or day > claim.last_day:
            continue
        change = credit(Kind.CLAIM, claim.amount, view, context)
        if may_credit(view, claim.amount, context, load=False) == Allowed() and fits(view.chain.current, change):
            return claim
    return None


def fits(before: Record, change: Change) -> bool:
    """Whether the record that would follow has room for every value."""
    try:
        successor(before, change, before.reference, before.key_version).pack()
    except RecordViolation:
        return False
    return True
