"""Masters -> signed tables for terminals. A version rises by one, and only when the content has changed.

With a table goes its plan: what it will say from the days on that its prices and discounts name. The plan is frozen when
somebody publishes, and signed when its day has come (`publish_due`), so that nothing reaches a terminal that nobody published.
"""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from protocol.instants import BusinessDay, Instant, business_day, day_begins
from protocol.link.bundles import ServerKeys
from protocol.link.seal import Purpose, SigningKey, seal
from protocol.link.table_codec import SignedTable, decode_table, encode_table
from protocol.link.tables import Table, TableKind
from server.audit import Actor, Deed, record
from server.database import Question, run, writing
from server.settlement.states.card_states import publish_states
from server.settlement.states.heartbeat import highest_held
from server.settlement.tables import days_to_come, table_on, the_parameters

TIMELESS = Instant(0)
TABLES = (TableKind.ITEMS, TableKind.CLASSES, TableKind.DISCOUNTS, TableKind.OPERATORS, TableKind.PARAMETERS)
"""What is made of masters, in the order in which it is published."""
CONSOLE = "console"
PLAN = Actor(None, "plan")
"""Who publishes what somebody planned."""


def publish(
    keys: ServerKeys, now: Instant, *, whole: bool = False, kinds: Collection[TableKind] = TABLES, by: str = CONSOLE
) -> dict[TableKind, int]:
    """Sign every one of these tables whose content has changed; the new version of each of those. Raises NoShop.

    The card states go out as what changed, or as a whole snapshot when it is time for one or `whole` asks for it.
    """
    with writing():
        offset = the_parameters().utc_offset_minutes
        published = publish_tables(keys, now, kinds, by)
        states = publish_states(keys, now, known_day(now, offset), whole=whole)
    return published | ({} if states is None else {TableKind.CARD_STATES: states})


def publish_tables(keys: ServerKeys, now: Instant, kinds: Collection[TableKind], by: str) -> dict[TableKind, int]:
    """The same without the card states. Must run inside `writing()`; raises NoShop."""
    offset = the_parameters().utc_offset_minutes
    today = business_day(now, offset)
    held = highest_held()
    published = {}
    for kind in TABLES:
        if kind in kinds:
            published[kind] = sign_table(kind, table_on(kind, today), held.get(kind, 0), keys, now, by)
            _plan(kind, today, offset, by)
    return {kind: version for kind, version in published.items() if version is not None}


def publish_due(keys: ServerKeys, now: Instant) -> dict[TableKind, int]:
    """Sign the plans whose day has come; the new version of each such table."""
    if not _due(now):
        return {}
    published = {}
    with writing():
        held = highest_held()
        for kind, from_at in _due(now):
            values = (int(kind), from_at)
            body, by = run("SELECT body, planned_by FROM planned_table WHERE kind = %s AND from_at = %s", values).fetchone()
            version = sign_table(kind, decode_table(bytes(body)).table, held.get(kind, 0), keys, now, by)
            run("DELETE FROM planned_table WHERE kind = %s AND from_at <= %s", values)
            if version is not None:
                published[kind] = version
                deed = Deed("published as planned", f"table {kind.name.lower()}", after={"version": version, "by": by})
                record(PLAN, deed, now)
    return published


def known_day(now: Instant, utc_offset_minutes: int) -> BusinessDay:
    """The day up to which every card is known: a day back, because cards issued today may not have been reported yet."""
    return BusinessDay(business_day(now, utc_offset_minutes) - 1)


def newest_versions() -> Question[dict[TableKind, int]]:
    """What is waiting for terminals."""
    return Question(
        "SELECT kind, MAX(version) FROM published_table GROUP BY kind UNION ALL"
        f" SELECT {int(TableKind.CARD_STATES)}, MAX(version) FROM states_version HAVING MAX(version) > 0 ORDER BY 1",
        None,
        lambda rows: {TableKind(kind): version for kind, version in rows},
    )


def sealed_table(kind: TableKind, version: int) -> bytes:
    """A published table as it was signed."""
    row = run("SELECT sealed FROM published_table WHERE kind = %s AND version = %s", (int(kind), version)).fetchone()
    return bytes(row[0])


def plain_body(table: Table) -> bytes:
    """What a table says, without version and time."""
    return encode_table(SignedTable(1, TIMELESS, table))


def content_of(table: Table) -> bytes:
    """The SHA-256 of that."""
    return sha256(plain_body(table)).digest()


def _due(now: Instant) -> list[tuple[TableKind, Instant]]:
    rows = run("SELECT kind, MAX(from_at) FROM planned_table WHERE from_at <= %s GROUP BY kind ORDER BY kind", (now,)).fetchall()
    return [(TableKind(kind), Instant(at)) for kind, at in rows]


def _plan(kind: TableKind, today: BusinessDay, offset: int, by: str) -> None:
    """Keep what this table will say on days to come, in place of what was planned before."""
    run("DELETE FROM planned_table WHERE kind = %s", (int(kind),))
    for day in days_to_come(kind, today):
        run(
            "INSERT INTO planned_table (kind, from_at, body, planned_by) VALUES (%s, %s, %s, %s)",
            (int(kind), day_begins(day, offset), plain_body(table_on(kind, day)), by),
        )


def sign_table(kind: TableKind, table: Table, held: int, keys: ServerKeys, now: Instant, by: str) -> int | None:
    """Sign a table whose content has changed, or of which some terminal holds a version beyond ours (a restored backup)."""
    content = content_of(table)
    last = run(
        "SELECT version, content FROM published_table WHERE kind = %s ORDER BY version DESC LIMIT 1", (int(kind),)
    ).fetchone()
    newest = 0 if last is None else int(last[0])
    if last is not None and bytes(last[1]) == content and held <= newest:
        return None
    version = 1 + max(newest, held)
    body = encode_table(SignedTable(version, now, table))
    sealed = seal(Purpose.PARAMETERS, keys.environment, SigningKey.from_seed(keys.set_seed), body)
    run(
        "INSERT INTO published_table (kind, version, content, sealed, issued_at, published_by) VALUES (%s, %s, %s, %s, %s, %s)",
        (int(kind), version, content, sealed, now, by),
    )
    return version
