"""The slip about a lost card, as far as whoever prints it may be told."""

from __future__ import annotations

from protocol.ids import CardInstance
from protocol.link.tables import CardState
from server.office.queries.scope import terminals_seen
from server.reporting.loss import Slip, slip_of, stop_after
from server.settlement.states.heartbeat import reach
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Scope


def loss_slip(card: CardInstance, scope: Scope) -> Slip | None:
    """The slip of one card; None if it is not on the list. Raises Declined if nobody knows it."""
    found = reach(card)
    if found is None:
        raise Declined(Reason.NOT_THERE)
    return None if found.state is CardState.OK else slip_of(found, terminals_seen(scope), stop_after())
