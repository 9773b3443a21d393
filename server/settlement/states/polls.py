"""A terminal's sign of life is kept, and answered with what the terminal does not hold yet."""

from __future__ import annotations

from protocol.link.conversation import Polled, behind
from protocol.link.tables import TableKind
from server.database import ask, writing
from server.settlement.copied import held_of
from server.settlement.credits.leases import leases_above
from server.settlement.desk_orders import orders_above, take_words
from server.settlement.journals import place_of
from server.settlement.office import Office
from server.settlement.publish import known_day, newest_versions, publish_due, sealed_table
from server.settlement.states.heartbeat import store_heartbeat
from server.settlement.states.states_answer import states_for


def answer_poll(polled: Polled, office: Office) -> list[bytes]:
    """Newer tables, those whose day has come too; its own leases and orders; and what leads to the newest card states.

    If head office itself is behind (a restored backup, row 52), it says so first.
    """
    poll, now = polled.poll, office.now
    with writing():
        store_heartbeat(poll, now)
        take_words(poll.terminal, poll.jobs, now)
    late = behind(polled, held_of(poll, place_of(poll.terminal).batch))
    held = dict(poll.versions)
    publish_due(office.keys, now)
    tables = {kind: version for kind, version in ask(newest_versions()).items() if kind is not TableKind.CARD_STATES}
    newer = [sealed_table(kind, version) for kind, version in tables.items() if version > held.get(kind, 0)]
    leases = leases_above(poll.terminal, held.get(TableKind.LEASES, 0), office.keys, now)
    orders = orders_above(poll.terminal, held.get(TableKind.DESK_ORDERS, 0), office.keys, now)
    states = states_for(poll.states, office.keys, now, known_day(now, office.utc_offset_minutes))
    return [
        *([office.refuse(late)] if late else []),
        *newer,
        *([leases] if leases else []),
        *([orders] if orders else []),
        *states,
    ]
