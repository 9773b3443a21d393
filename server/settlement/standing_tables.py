"""What was published last is signed again where more than that must reach terminals, also while something else waits to be
published: PINs that were chosen at terminals (FEATURES L4), over which nobody at head office decides."""

from __future__ import annotations

from dataclasses import replace

from protocol.instants import Instant
from protocol.link.bundles import ServerKeys
from protocol.link.rights import OFFICE_PIN
from protocol.link.tables import Operator, OperatorTable, TableKind
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.publish import TABLES, sign_table
from server.settlement.published import newest
from server.settlement.states.heartbeat import highest_held

NIGHT = Actor(None, "night")
"""Who publishes what nobody has to decide."""


def publish_standing(keys: ServerKeys, now: Instant) -> dict[TableKind, int]:
    """Sign the operators again if PINs were chosen since, and a table of which some terminal holds a version beyond ours (a
    restored backup); the new version of each of those."""
    published = {}
    with writing():
        held = highest_held()
        for last in filter(None, map(newest, TABLES)):
            table = _with_chosen(last.table) if isinstance(last.table, OperatorTable) else last.table
            version = sign_table(last.kind, table, held.get(last.kind, 0), keys, now, NIGHT.name)
            if version is not None:
                published[last.kind] = version
                deed = Deed("published again", f"table {last.kind.name.lower()}", {"version": last.version}, {"version": version})
                record(NIGHT, deed, now)
    return published


def _with_chosen(table: OperatorTable) -> OperatorTable:
    """Each with the PIN that he chose since; but whoever terminals hold for more than a seller keeps head office's."""
    rows = run("SELECT id, pin, pin_set_at FROM operator WHERE pin <> first_pin").fetchall()
    chosen = {number: (bytes(pin), Instant(at)) for number, pin, at in rows}

    def now_of(one: Operator) -> Operator:
        pin, at = chosen.get(one.id, (one.pin, one.pin_set_at))
        return replace(one, pin=pin, pin_set_at=at) if at > one.pin_set_at and not one.rights & OFFICE_PIN else one

    return OperatorTable(tuple(map(now_of, table.operators)))
