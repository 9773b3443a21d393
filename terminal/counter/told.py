"""Finished acts as the journal tells them. Pure: entries, and the intents that their ends name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from protocol.card.record import Kind
from protocol.ids import OperatorId, Reference, Sequence
from protocol.instants import MS_PER_DAY, BusinessDay, Instant, business_day
from protocol.link.duty_entries import PayOut, ShiftOpened, Tender
from protocol.link.entries import Body, CashRefund, CashSale, Commit, Entry, Intent, Late, MoreLines
from protocol.money import ZERO, Money, total
from terminal.counter.takings import Act, Done, Means
from terminal.journal.recovery import undone_by

BY_CARD = {
    Kind.SALE: (Act.SALE, Means.CARD),
    Kind.VOID: (Act.VOID, Means.CARD),
    Kind.REFUND: (Act.REFUND, Means.CARD),
    Kind.LOAD: (Act.LOAD, Means.CASH),
    Kind.CLAIM: (Act.CLAIM, Means.CARD),
    Kind.CASH_OUT: (Act.CASH_OUT, Means.CASH),
}
"""A load is paid in cash, and so is what is paid out. Other changes move no money."""
BY_TENDER = {Tender.CASH: Means.CASH, Tender.CHEQUE: Means.CHEQUE, Tender.BANK_CARD: Means.BANK_CARD}

Told = tuple[Reference, Entry]
"""An entry and its key."""


def of_day(newest_first: Iterable[Told], day: BusinessDay, offset_minutes: int) -> list[Told]:
    """The entries of a business day, in order.

    A clock that was set stands at another day for a while, so reading goes on until an entry is a whole day older.
    """
    found: list[Told] = []
    for reference, entry in newest_first:
        if business_day(Instant(max(0, entry.at + MS_PER_DAY)), offset_minutes) < day:
            break
        if business_day(entry.at, offset_minutes) == day:
            found.append((reference, entry))
    return found[::-1]


def of_open_shift(newest_first: Iterable[Told]) -> list[Told]:
    """The entries from the last opening of a shift on, in order."""
    found: list[Told] = []
    for told in newest_first:
        found.append(told)
        if isinstance(told[1].body, ShiftOpened):
            break
    return found[::-1]


def acts(entries: Iterable[Told], intent_at: Callable[[Sequence], Intent]) -> Iterator[Done]:
    """Every act that is finished in these entries."""
    carried = ZERO
    for reference, entry in entries:
        if isinstance(entry.body, MoreLines):
            carried += total([line.amount for line in entry.body.lines])
            continue
        if (done := _done(reference, entry.at, entry.body, carried, intent_at)) is not None:
            yield done
        carried = ZERO


def _done(reference: Reference, at: Instant, body: Body, carried: Money, intent_at: Callable[[Sequence], Intent]) -> Done | None:
    match body:
        case CashSale(basket, operator, _, tender):
            amount = carried + total([line.amount for line in basket.lines])
            return Done(Act.SALE, BY_TENDER[tender], amount, operator, reference, at)
        case CashRefund(basket, operator, _, tender):
            amount = carried + total([line.amount for line in basket.lines])
            return Done(Act.REFUND, BY_TENDER[tender], amount, operator, reference, at)
        case PayOut(amount=amount, operator=operator):
            return Done(Act.PAY_OUT, Means.CASH, amount, operator, reference, at)
        case Commit(intent=place):
            named = Reference(reference.terminal, reference.lineage, place)
            return _by_card(named, at, intent_at(place))
        case Late(intent=named):
            return _by_card(named, at, intent_at(named.sequence))
        case _:
            return None


def _by_card(reference: Reference, at: Instant, intent: Intent) -> Done | None:
    if intent.change.kind not in BY_CARD:
        return None
    act, means = BY_CARD[intent.change.kind]
    return Done(act, means, abs(intent.change.amount), intent.operator, reference, at, undone_by(intent.detail))


def turnover_by_operator(done: Iterable[Done]) -> dict[OperatorId, Money]:
    """What each operator sold, less what he undid; by operator, in the order of their numbers."""
    found: dict[OperatorId, Money] = {}
    for one in done:
        if one.act in (Act.SALE, Act.VOID, Act.REFUND):
            amount = one.amount if one.act is Act.SALE else -one.amount
            found[one.operator] = found.get(one.operator, ZERO) + amount
    return dict(sorted(found.items()))
