"""Publishing what was looked at, table by table, and going back to what an older version said."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from protocol.instants import Instant, business_day, day_begins
from protocol.link.bundles import ServerKeys
from protocol.link.tables import Table, TableKind
from server.audit import Actor, Deed, record
from server.database import writing
from server.settlement.publish import plain_body, publish_tables
from server.settlement.published import Planned, Version, newest, plans
from server.settlement.tables import NoShop, days_to_come, table_on, the_parameters
from server.usecases.declined import Declined, Reason


@dataclass(frozen=True, slots=True)
class Pending:
    """One table as it would be published now. `shown` is the fingerprint of all that it would say, now and on days to come."""

    kind: TableKind
    new: Table
    held: Version | None
    planned: tuple[Planned, ...]
    plan_held: tuple[Planned, ...]
    shown: str

    @property
    def changes_now(self) -> bool:
        """Whether terminals would be told something new."""
        return self.held is None or plain_body(self.held.table) != plain_body(self.new)

    @property
    def changes_plan(self) -> bool:
        """Whether something else would begin on a day to come than is planned."""
        return [(one.from_at, one.table) for one in self.planned] != [(one.from_at, one.table) for one in self.plan_held]

    @property
    def changes(self) -> bool:
        """Whether there is anything to publish."""
        return self.changes_now or self.changes_plan


def pending(kind: TableKind, now: Instant) -> Pending:
    """What would be published of a table. Raises Declined where there is no shop yet."""
    try:
        offset = the_parameters().utc_offset_minutes
    except NoShop:
        raise Declined(Reason.NO_SHOP) from None
    today = business_day(now, offset)
    new = table_on(kind, today)
    planned = tuple(Planned(day_begins(day, offset), table_on(kind, day), "") for day in days_to_come(kind, today))
    whole = hashlib.sha256(plain_body(new))
    for one in planned:
        whole.update(one.from_at.to_bytes(8, "big") + plain_body(one.table))
    return Pending(kind, new, newest(kind), planned, tuple(plans(kind)), whole.hexdigest())


def publish_shown(shown: Mapping[TableKind, str], keys: ServerKeys, actor: Actor, now: Instant) -> dict[TableKind, int]:
    """Publish these tables exactly as they were shown; the new versions. Raises Declined."""
    with writing():
        waiting = [pending(kind, now) for kind in shown]
        if any(one.shown != shown[one.kind] for one in waiting):
            raise Declined(Reason.CHANGED)
        kinds = [one.kind for one in waiting if one.changes]
        if not kinds:
            raise Declined(Reason.NOT_NEEDED)
        published = publish_tables(keys, now, kinds, actor.name)
        after = {kind.name.lower(): published.get(kind, "plan") for kind in kinds}
        record(actor, Deed("published", "tables", after=after), now)
    return published
