"""The lock that a listing leaves on the card itself, so that terminals with an older list refuse it too (N3). Pure."""

from __future__ import annotations

from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.link.card_states import StateRow
from protocol.link.certificate import Role
from protocol.link.entries import LockDetail
from protocol.link.tables import CardState
from protocol.money import ZERO
from terminal.sale.context import CardView, Context
from terminal.sale.effects import Plan
from terminal.sale.freshness import Mode, mode
from terminal.sale.policy import fits, fresh_enough


def due_mark(view: CardView, context: Context) -> Plan | None:
    """The lock or unlock that is to be written before anything else, or None.

    A card that shows an older state than is known is left as it is: it is evidence. Nor does a list that is out of
    date mark anything.
    """
    row = context.states.lookup(view.state_hash)
    if row is None or mode(context) is Mode.STOPPED or not fresh_enough(view, row, context):
        return None
    current = view.chain.current
    if row.state is not CardState.OK and not current.locked and not _lifted_later(view, row):
        kind = Kind.LOCK
    elif row.state is CardState.OK and current.locked and _knows_lock(view, row) and Role.LOAD & context.roles:
        kind = Kind.UNLOCK
    else:
        return None
    change = Change(kind, ZERO, current.day, pin_fails=current.pin_fails, locked=kind is Kind.LOCK)
    return Plan(change, LockDetail(row.state)) if fits(current, change) else None


def _lifted_later(view: CardView, row: StateRow) -> bool:
    """Whether a terminal with a newer list has unlocked the card: this list may be the older one, and only refuses."""
    return any(record.kind is Kind.UNLOCK and record.counter > row.minimum_counter for record in view.chain.records)


def _knows_lock(view: CardView, row: StateRow) -> bool:
    """Whether head office had booked the lock when it said that the card is in order; an older list knows nothing of it."""
    return row.minimum_counter == view.chain.current.counter
