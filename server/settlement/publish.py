"""Masters -> signed tables for terminals. A version rises by one, and only when the content has changed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from protocol.ids import CardInstance, CardNumber, CategoryId, ClassId, ItemCode, OperatorId, OwnerId
from protocol.instants import BusinessDay, Instant, business_day
from protocol.link.bundles import ServerKeys
from protocol.link.seal import Purpose, SigningKey, seal
from protocol.link.table_codec import SignedTable, encode_table
from protocol.link.tables import (
    CardClass,
    ClassTable,
    DiscountRule,
    DiscountTable,
    Item,
    ItemTable,
    Operator,
    OperatorTable,
    Parameters,
    PayOutReason,
    Table,
    TableKind,
)
from protocol.money import UnitPrice
from server.database import Question, run, writing
from server.models.catalogue import ClassRow, DiscountRow, ItemRow, OperatorRow, ParameterRow
from server.settlement.states.card_states import publish_states
from server.settlement.states.heartbeat import highest_held

TIMELESS = Instant(0)


class NoShop(Exception):
    """There are no parameters yet: the shop was not imported."""


def publish(keys: ServerKeys, now: Instant, *, whole: bool = False) -> dict[TableKind, int]:
    """Sign every table whose content has changed; the new version of each of those.

    The card states go out as what changed, or as a whole snapshot when it is time for one or `whole` asks for it.
    """
    with writing():
        parameters = _parameters()
        tables: dict[TableKind, Callable[[], Table]] = {
            TableKind.ITEMS: _items,
            TableKind.CLASSES: _classes,
            TableKind.DISCOUNTS: _discounts,
            TableKind.OPERATORS: _operators,
            TableKind.PARAMETERS: lambda: parameters,
        }
        held = highest_held()
        published = {kind: _publish_one(kind, make(), held.get(kind, 0), keys, now) for kind, make in tables.items()}
        known = known_day(now, parameters.utc_offset_minutes)
        published[TableKind.CARD_STATES] = publish_states(keys, now, known, whole=whole)
    return {kind: version for kind, version in published.items() if version is not None}


def known_day(now: Instant, utc_offset_minutes: int) -> BusinessDay:
    """The day up to which every card is known: a day back, because cards issued today may not have been reported yet."""
    return BusinessDay(business_day(now, utc_offset_minutes) - 1)


def newest_versions() -> Question[dict[TableKind, int]]:
    """What is waiting for terminals."""
    return Question(
        "SELECT kind, MAX(version) FROM published_table GROUP BY kind UNION ALL"
        f" SELECT {int(TableKind.CARD_STATES)}, MAX(version) FROM states_version HAVING COUNT(*) > 0 ORDER BY 1",
        None,
        lambda rows: {TableKind(kind): version for kind, version in rows},
    )


def sealed_table(kind: TableKind, version: int) -> bytes:
    """A published table as it was signed."""
    row = run("SELECT sealed FROM published_table WHERE kind = %s AND version = %s", (int(kind), version)).fetchone()
    return bytes(row[0])


def _publish_one(kind: TableKind, table: Table, held: int, keys: ServerKeys, now: Instant) -> int | None:
    """Sign a table whose content has changed, or of which some terminal holds a version beyond ours (a restored backup)."""
    content = sha256(encode_table(SignedTable(1, TIMELESS, table))).digest()
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
        "INSERT INTO published_table (kind, version, content, sealed, issued_at) VALUES (%s, %s, %s, %s, %s)",
        (int(kind), version, content, sealed, now),
    )
    return version


def _items() -> ItemTable:
    return ItemTable(
        tuple(
            Item(ItemCode(row.code), row.name, UnitPrice(row.mills), CategoryId(row.category), OwnerId(row.owner), row.uses)
            for row in ItemRow.select().order_by(ItemRow.code)
        )
    )


def _classes() -> ClassTable:
    return ClassTable(
        tuple(
            CardClass(
                ClassId(row.id),
                row.name,
                row.discount_bp,
                row.groups,
                row.floor,
                row.soft_sale,
                row.hard_sale,
                row.soft_day,
                row.hard_day,
                row.least_sale,
                row.sales_day,
            )
            for row in ClassRow.select().order_by(ClassRow.id)
        )
    )


def _discounts() -> DiscountTable:
    order = (DiscountRow.card_class, DiscountRow.item, DiscountRow.category)
    return DiscountTable(
        tuple(
            DiscountRule(ClassId(row.card_class), ItemCode(row.item), CategoryId(row.category), row.discount_bp)
            for row in DiscountRow.select().order_by(*order)
        )
    )


def _operators() -> OperatorTable:
    rows = OperatorRow.select().order_by(OperatorRow.id)
    return OperatorTable(tuple(map(_operator, rows)))


def _operator(row: OperatorRow) -> Operator:
    return Operator(
        id=OperatorId(row.id),
        name=row.name,
        rights=row.rights,
        pin=bytes(row.pin),
        pin_set_at=row.pin_set_at,
        card=None if row.card is None else CardInstance(CardNumber(row.card), row.instance),
        supervised=row.supervised,
    )


def _parameters() -> Parameters:
    row = ParameterRow.select().first()
    if row is None:
        raise NoShop("there is no shop yet: import one first")
    return Parameters(
        shop=row.shop,
        currency=row.currency,
        digits=row.digits,
        utc_offset_minutes=row.utc_offset_minutes,
        language=row.language,
        receipt_head=tuple(row.receipt_head.splitlines()),
        receipt_foot=tuple(row.receipt_foot.splitlines()),
        contact_share=row.contact_share,
        contact_offline_load=row.contact_offline_load,
        balance_max=row.balance_max,
        narrow_after_minutes=row.narrow_after_minutes,
        stop_after_minutes=row.stop_after_minutes,
        narrow_divisor=row.narrow_divisor,
        narrow_pin_above=row.narrow_pin_above,
        stored_records_max=row.stored_records_max,
        stored_sum_max=row.stored_sum_max,
        languages=tuple(_listed(row.languages)),
        near_expiry_days=row.near_expiry_days,
        low_balance=row.low_balance,
        idle_minutes=row.idle_minutes,
        one_tap=tuple(ItemCode(int(code)) for code in _listed(row.one_tap)),
        pay_out_reasons=tuple(map(_reason, _listed(row.pay_out_reasons))),
        difference_max=row.difference_max,
        ready_disk_mib=row.ready_disk_mib,
        ready_clock_seconds=row.ready_clock_seconds,
    )


def _listed(column: str) -> list[str]:
    return column.split("\n") if column else []


def _reason(line: str) -> PayOutReason:
    code, name = line.split(" ", 1)
    return PayOutReason(int(code), name)
