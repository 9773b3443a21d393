"""Classes of cards: what terminals go by (discount, limits), and what the office goes by (kind, deposit, fees, validity).

A class is changed at once and by one person: it moves no money. Terminals hear of it with the next publication.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from protocol.ids import ClassId
from protocol.instants import Instant
from protocol.link.tables import CardClass
from protocol.link.wire import text_fault
from protocol.money import BASIS_POINTS, ZERO, Money
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.declined import Declined, Reason

CLASS_MAX = 255
"""A class has one byte on the card."""
VALID_DAYS_MAX = 36_500
_CLASS = "id, name, discount_bp, groups, floor, soft_sale, hard_sale, soft_day, hard_day, least_sale, sales_day"
_TYPE = (
    "card_class, kind, named, reportable, pin, valid_days, least_load, most_load, deposit, fee_issue, fee_return, fee_reissue,"
    " fee_swap, fee_renewal"
)


class CardKind(StrEnum):
    """What people use a card of a class for."""

    VALUE = "value"
    VISITS = "visits"
    PASS = "pass"
    GIFT = "gift"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class Charges:
    """What the member pays beside the load: a deposit that comes back with the card, and fees that do not."""

    deposit: Money = ZERO
    issue: Money = ZERO
    back: Money = ZERO
    reissue: Money = ZERO
    swap: Money = ZERO
    renewal: Money = ZERO


@dataclass(frozen=True, slots=True)
class CardType:
    """What the office goes by. `most_load` of nothing sets no limit; the columns are those of `models/card_types.py`."""

    kind: CardKind = CardKind.VALUE
    named: bool = True
    reportable: bool = True
    pin: bool = True
    valid_days: int = 1_825
    least_load: Money = ZERO
    most_load: Money = ZERO
    charges: Charges = Charges()


def all_classes() -> list[tuple[CardClass, CardType]]:
    """Every class with its type, by number."""
    types = {row[0]: _type(*row[1:]) for row in run(f"SELECT {_TYPE} FROM card_type").fetchall()}
    rows = run(f"SELECT {_CLASS} FROM member_class ORDER BY id").fetchall()
    return [(_class(*row), types.get(row[0], CardType())) for row in rows]


def class_numbered(number: int) -> tuple[CardClass, CardType]:
    """One class with its type. Raises Declined if there is none."""
    row = run(f"SELECT {_CLASS} FROM member_class WHERE id = %s", (number,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _class(*row), type_of(number)


def type_of(card_class: int | None) -> CardType:
    """The type of a class; that of a plain card where nobody has said anything."""
    row = run(f"SELECT {_TYPE} FROM card_type WHERE card_class = %s", (card_class,)).fetchone()
    return CardType() if row is None else _type(*row[1:])


def add_class(card_class: CardClass, card_type: CardType, actor: Actor, now: Instant) -> None:
    """A class that there was not. Raises Declined."""
    _check(card_class, card_type)
    with writing():
        if run("SELECT 1 FROM member_class WHERE id = %s", (card_class.id,)).fetchone() is not None:
            raise Declined(Reason.CLASS_TAKEN)
        marks = ", ".join(["%s"] * len(_CLASS.split(",")))
        run(f"INSERT INTO member_class ({_CLASS}) VALUES ({marks})", _class_values(card_class))
        _store_type(card_class.id, card_type)
        record(actor, Deed("added", f"class {card_class.id}", after=_told(card_class, card_type)), now)


def change_class(card_class: CardClass, card_type: CardType, actor: Actor, now: Instant) -> None:
    """Another word on a class. Raises Declined."""
    _check(card_class, card_type)
    with writing():
        before = class_numbered(card_class.id)
        if before == (card_class, card_type):
            raise Declined(Reason.NOT_NEEDED)
        columns = ", ".join(f"{name.strip()} = %s" for name in _CLASS.split(",")[1:])
        run(f"UPDATE member_class SET {columns} WHERE id = %s", (*_class_values(card_class)[1:], card_class.id))
        _store_type(card_class.id, card_type)
        was, now_is = _told(*before), _told(card_class, card_type)
        changed = [name for name in now_is if was[name] != now_is[name]]
        deed = Deed(
            "changed",
            f"class {card_class.id}",
            {name: was[name] for name in changed},
            {name: now_is[name] for name in changed},
        )
        record(actor, deed, now)


def _check(card_class: CardClass, card_type: CardType) -> None:
    limits = (card_class.soft_sale, card_class.hard_sale, card_class.soft_day, card_class.hard_day, card_class.least_sale)
    amounts = (*limits, card_type.least_load, card_type.most_load, *_amounts(card_type.charges))
    if not 1 <= card_class.id <= CLASS_MAX or not card_class.name.strip() or text_fault(card_class.name):
        raise Declined(Reason.CLASS_UNFIT)
    if not 0 <= card_class.discount_bp <= BASIS_POINTS or any(amount < ZERO for amount in amounts):
        raise Declined(Reason.CLASS_UNFIT)
    if card_class.soft_sale > card_class.hard_sale or card_class.soft_day > card_class.hard_day:
        raise Declined(Reason.LIMITS_CROSSED)
    if ZERO < card_type.most_load < card_type.least_load:
        raise Declined(Reason.LIMITS_CROSSED)
    if not 1 <= card_type.valid_days <= VALID_DAYS_MAX:
        raise Declined(Reason.VALIDITY_UNFIT)


def _store_type(number: int, one: CardType) -> None:
    run("DELETE FROM card_type WHERE card_class = %s", (number,))
    loads = (one.least_load.minor, one.most_load.minor)
    charges = [amount.minor for amount in _amounts(one.charges)]
    values = (number, one.kind.value, one.named, one.reportable, one.pin, one.valid_days, *loads, *charges)
    run(f"INSERT INTO card_type ({_TYPE}) VALUES ({', '.join(['%s'] * len(values))})", values)


def _amounts(charges: Charges) -> tuple[Money, ...]:
    return (charges.deposit, charges.issue, charges.back, charges.reissue, charges.swap, charges.renewal)


def _class_values(one: CardClass) -> tuple[Any, ...]:
    limits = (one.floor, one.soft_sale, one.hard_sale, one.soft_day, one.hard_day, one.least_sale)
    return (one.id, one.name, one.discount_bp, one.groups, *(limit.minor for limit in limits), one.sales_day)


def _told(card_class: CardClass, card_type: CardType) -> dict[str, Any]:
    """Both as the audit keeps them: amounts in minor units."""
    told = asdict(card_class) | asdict(card_type)
    told |= {f"fee_{name}" if name != "deposit" else name: amount for name, amount in told.pop("charges").items()}
    return {name: value["minor"] if isinstance(value, dict) else value for name, value in told.items()}


def _class(
    number: int,
    name: str,
    discount_bp: int,
    groups: int,
    floor: int,
    soft_sale: int,
    hard_sale: int,
    soft_day: int,
    hard_day: int,
    least_sale: int,
    sales_day: int,
) -> CardClass:
    return CardClass(
        ClassId(number),
        name,
        discount_bp,
        groups,
        Money(floor),
        Money(soft_sale),
        Money(hard_sale),
        Money(soft_day),
        Money(hard_day),
        Money(least_sale),
        sales_day,
    )


def _type(
    kind: str, named: bool, reportable: bool, pin: bool, valid_days: int, least_load: int, most_load: int, *charges: int
) -> CardType:
    return CardType(
        CardKind(kind),
        bool(named),
        bool(reportable),
        bool(pin),
        valid_days,
        Money(least_load),
        Money(most_load),
        Charges(*map(Money, charges)),
    )
