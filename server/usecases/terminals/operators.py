"""Who works terminals: added, changed, given a first PIN, gone. A number is never given to another person: journals name it.

Whoever may lend rights, personalise cards or service a terminal (`OFFICE_PIN`) gets that from two persons, and his PIN too.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from protocol.ids import CardInstance, CardNumber
from protocol.instants import Instant
from protocol.link.operator_pin import SALT_BYTES, pin_verifier
from protocol.link.rights import OFFICE_PIN, Right
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.models.catalogue import OperatorRow
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import ProposalKind, propose

PIN_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator, without what his PIN is checked with."""

    number: int
    name: str
    rights: Right
    card: CardInstance | None
    supervised: bool
    has_pin: bool = False
    pin_set_at: Instant = Instant(0)  # noqa: RUF009 - a plain int
    left_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: a first PIN to be shown once, or the number of a proposal; nothing of both for a plain change."""

    pin: str = ""
    proposal: int | None = None


def all_operators() -> list[Operator]:
    """Every operator by number; those who have left last."""
    rows = OperatorRow.select().order_by(OperatorRow.left_at.is_null(False), OperatorRow.id)
    return [_operator(row) for row in rows]


def operator_numbered(number: int) -> Operator:
    """One operator. Raises Declined if there is none."""
    row = OperatorRow.select().where(OperatorRow.id == number).first()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _operator(row)


def add_operator(new: Operator, reason: str, actor: Actor, now: Instant) -> Done:
    """A new one, with a first PIN. Raises Declined."""
    _free(new.number)
    return _order({**_content(new), "new": True, "pin": True}, bool(new.rights & OFFICE_PIN), reason, actor, now)


def change_operator(changed: Operator, reason: str, actor: Actor, now: Instant) -> Done:
    """Another name, other rights, another card. Raises Declined."""
    with writing():
        held = _at_work(changed.number)
        if _content(held) == _content(changed):
            raise Declined(Reason.NOT_NEEDED)
        power = bool(changed.rights & ~held.rights & OFFICE_PIN) or bool(held.rights & OFFICE_PIN and changed.card != held.card)
        return _order({**_content(changed), "new": False, "pin": False}, power, reason, actor, now)


def new_pin(number: int, reason: str, actor: Actor, now: Instant) -> Done:
    """A first PIN in place of the one that holds; nothing else changes by it. Raises Declined."""
    with writing():
        held = _at_work(number)
        return _order({**_content(held), "new": False, "pin": True}, bool(held.rights & OFFICE_PIN), reason, actor, now)


def let_go(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """He works no terminal any more: no rights, no PIN, no card. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        held = _at_work(number)
        OperatorRow.update(rights=0, pin=b"", first_pin=b"", card=None, pin_set_at=now, left_at=now).where(
            OperatorRow.id == number
        ).execute()
        record(actor, Deed("let go", f"operator {number}", _content(held), reason=reason.strip()), now)


def take_back(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """He works here again, with no right until he is given some. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        if operator_numbered(number).left_at is None:
            raise Declined(Reason.NOT_NEEDED)
        OperatorRow.update(left_at=None).where(OperatorRow.id == number).execute()
        record(actor, Deed("taken back", f"operator {number}", reason=reason.strip()), now)


def perform_operator(decision: Decision) -> str:
    """What was proposed; the first PIN, if there is a new one."""
    proposal = decision.proposal
    return _put(proposal.content, proposal.reason, decision.checker, decision.at)


def _order(content: dict[str, Any], power: bool, reason: str, actor: Actor, now: Instant) -> Done:
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    if power:
        return Done(proposal=propose(ProposalKind.CHANGE_OPERATOR, content, reason, actor, now))
    with writing():
        return Done(pin=_put(content, reason.strip(), actor, now))


def _put(content: dict[str, Any], reason: str, actor: Actor, now: Instant) -> str:
    """Add or change him, or only his PIN: rights that were taken since it was asked for do not come back with it.

    Must run inside `writing()`; gives the first PIN or nothing, raises Declined.
    """
    number, new = content["operator"], content["new"]
    verb = "added" if new else "new PIN" if content["pin"] else "changed"
    values = {} if verb == "new PIN" else _values(content)
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}" if content["pin"] else ""
    if pin:
        verifier = pin_verifier(pin, secrets.token_bytes(SALT_BYTES))
        values |= {"pin": verifier, "first_pin": verifier, "pin_set_at": now}
    if new:
        _free(number)
        before = None
        OperatorRow.insert(id=number, left_at=None, **values).execute()
    else:
        before = _content(_at_work(number))
        OperatorRow.update(**values).where(OperatorRow.id == number).execute()
    record(actor, Deed(verb, f"operator {number}", before, _content(operator_numbered(number)), reason), now)
    return pin


def _values(content: dict[str, Any]) -> dict[str, Any]:
    """His columns but for the PIN. Raises Declined if another one signs on with his card."""
    card = content["card"]
    if card is not None and _taken(content["operator"], card):
        raise Declined(Reason.CARD_TAKEN)
    number, instance = card or (None, 1)
    return {
        "name": content["name"],
        "rights": content["bits"],
        "card": number,
        "instance": instance,
        "supervised": content["supervised"],
    }


def _free(number: int) -> None:
    if run("SELECT 1 FROM operator WHERE id = %s", (number,)).fetchone() is not None:
        raise Declined(Reason.NUMBER_TAKEN)


def _at_work(number: int) -> Operator:
    held = operator_numbered(number)
    if held.left_at is not None:
        raise Declined(Reason.OPERATOR_LEFT)
    return held


def _taken(number: int, card: list[int]) -> bool:
    sql = "SELECT 1 FROM operator WHERE card = %s AND instance = %s AND id <> %s AND left_at IS NULL"
    return run(sql, (*card, number)).fetchone() is not None


def _content(one: Operator) -> dict[str, Any]:
    return {
        "operator": one.number,
        "name": one.name,
        "rights": ", ".join(str(right.name).lower() for right in Right if right in one.rights),
        "bits": int(one.rights),
        "card": None if one.card is None else [one.card.number, one.card.instance],
        "supervised": one.supervised,
    }


def _operator(row: OperatorRow) -> Operator:
    card = None if row.card is None else CardInstance(CardNumber(row.card), row.instance)
    return Operator(row.id, row.name, Right(row.rights), card, bool(row.supervised), bool(row.pin), row.pin_set_at, row.left_at)
