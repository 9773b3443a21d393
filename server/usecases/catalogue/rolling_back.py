"""Going back: what an older version said is taken into the masters again and published as a new version. Versions never fall,
and nothing that was published goes away.

An old list of operators is not taken back: it would bring back PINs, and people who have left. Of classes only what they may
and pay is taken back: cards carry classes that came later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from protocol.ids import ItemCode
from protocol.instants import BusinessDay, Instant, business_day
from protocol.link.bundles import ServerKeys
from protocol.link.parameters_codec import FIELDS
from protocol.link.tables import ClassTable, DiscountTable, ItemTable, Parameters, Table, TableKind
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.masters.discounts import LAST_DAY, Discount, all_discounts, drop_discount, put_discount
from server.masters.items import FROM_THE_FIRST, ItemMaster, put_items, retire_items, sold_codes
from server.masters.own_settings import column_of, put_own
from server.models.catalogue import ClassRow, ParameterRow
from server.settlement.publish import publish_tables
from server.settlement.published import Version, version_of
from server.settlement.tables import the_parameters
from server.usecases.declined import Declined, Reason

T = TypeVar("T", bound=Table)


def version_numbered(kind: TableKind, number: int) -> Version:
    """One version. Raises Declined if there is none."""
    found = version_of(kind, number)
    if found is None:
        raise Declined(Reason.NOT_THERE)
    return found


def roll_back(kind: TableKind, number: int, reason: str, keys: ServerKeys, actor: Actor, now: Instant) -> dict[TableKind, int]:
    """Take it back and publish it; the new version, nothing if it says what is said now. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    if kind not in RESTORE:
        raise Declined(Reason.VERSION_UNFIT)
    with writing():
        old = version_numbered(kind, number)
        today = business_day(now, the_parameters().utc_offset_minutes)
        RESTORE[kind](old, today, actor, now)
        published = publish_tables(keys, now, (kind,), actor.name)
        if not published:
            raise Declined(Reason.NOT_NEEDED)
        said = {"version": number, "published as": published[kind]}
        record(actor, Deed("rolled back", f"table {kind.name.lower()}", after=said, reason=reason.strip()), now)
    return published


def _items(old: Version, today: BusinessDay, actor: Actor, now: Instant) -> None:
    table = _of(old.table, ItemTable)
    put_items(
        [ItemMaster(one.code, one.name, one.price.mills, one.category, one.owner, one.uses) for one in table.items],
        today,
        now,
        actor.name,
    )
    retire_items(sorted(sold_codes() - {ItemCode(one.code) for one in table.items}), now)


def _classes(old: Version, today: BusinessDay, actor: Actor, now: Instant) -> None:
    for one in _of(old.table, ClassTable).classes:
        ClassRow.update(**_columns(one)).where(ClassRow.id == one.id).execute()


def _discounts(old: Version, today: BusinessDay, actor: Actor, now: Instant) -> None:
    issued = business_day(old.issued_at, the_parameters().utc_offset_minutes)
    held = all_discounts()
    promised = {(one.card_class, one.item, one.category) for one in held if not one.usual and one.on(issued)}
    for one in held:
        if one.usual and (one.card_class, one.item, one.category) not in promised:
            drop_discount(one)
    for rule in _of(old.table, DiscountTable).rules:
        if (rule.card_class, rule.item, rule.category) not in promised:
            put_discount(Discount(rule.card_class, rule.item, rule.category, FROM_THE_FIRST, LAST_DAY, rule.discount_bp))


def _parameters(old: Version, today: BusinessDay, actor: Actor, now: Instant) -> None:
    table, held = _of(old.table, Parameters), the_parameters()
    if (table.currency, table.digits) != (held.currency, held.digits):
        raise Declined(Reason.MONEY_FIXED)
    ParameterRow.update(**{name: column_of(value) for name, value in _columns(table).items() if name in FIELDS}).execute()
    run("DELETE FROM own_setting")
    targets = {(one.target, one.number) for one in table.own}
    for target, number in sorted(targets):
        own = (one for one in table.own if (one.target, one.number) == (target, number))
        put_own(target, number, {one.name: column_of(one.value) for one in own})


def _of(table: Table, kind: type[T]) -> T:
    assert isinstance(table, kind)
    return table


def _columns(row: Any) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in fields(row)}


RESTORE: dict[TableKind, Callable[[Version, BusinessDay, Actor, Instant], None]] = {
    TableKind.ITEMS: _items,
    TableKind.CLASSES: _classes,
    TableKind.DISCOUNTS: _discounts,
    TableKind.PARAMETERS: _parameters,
}
"""How each kind comes back into the masters. Must run inside `writing()`."""
