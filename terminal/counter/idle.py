"""Nobody has pressed a key for long: the operator is signed off, so that nobody sells under another's name (L5, L8). Pure."""

from __future__ import annotations

from protocol.ids import OperatorId
from protocol.instants import MS_PER_MINUTE
from protocol.link.duty_entries import SignOff, SignOffReason
from terminal.counter.acts import Act, Journal, PadWipe, SetOperator
from terminal.counter.state import Counter
from terminal.counter.view import View
from terminal.sale.states import Ready


def sign_off_acts(counter: Counter, view: View) -> tuple[Act, ...]:
    """What signs the operator off; nothing while he works, or where operators have nothing to sign on with.

    A basket that is begun, a card that is waited for and a write in doubt keep him on duty.
    """
    books, on_duty = view.context.catalogue, view.context.operator
    minutes = books.parameters.idle_minutes
    if not (minutes and on_duty and books.operators_sign_on):
        return ()
    if not isinstance(view.sale, Ready) or view.sale.basket.lines:
        return ()
    if 0 <= view.now - counter.touched < minutes * MS_PER_MINUTE:
        return ()
    return PadWipe(), SetOperator(OperatorId(0)), Journal((SignOff(on_duty, SignOffReason.IDLE),))
