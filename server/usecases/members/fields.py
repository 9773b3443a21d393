"""What the office wants to know of members besides: fields of its own, in its own order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.declined import Declined, Reason
from server.usecases.members.details import FieldKind, OwnField

FIELDS_MAX = 30
NAME_MAX = 40
CHOICES_MAX = 100
_COLUMNS = "id, name, kind, required, choices, place, active"


def own_fields(*, all_of_them: bool = False) -> list[OwnField]:
    """Those in use, or all, in their order."""
    where = "" if all_of_them else " WHERE active"
    return [_field(*row) for row in run(f"SELECT {_COLUMNS} FROM member_field{where} ORDER BY place, id").fetchall()]


def field_numbered(number: int) -> OwnField:
    """One of them. Raises Declined if there is none."""
    row = run(f"SELECT {_COLUMNS} FROM member_field WHERE id = %s", (number,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _field(*row)


def add_field(new: OwnField, actor: Actor, now: Instant) -> int:
    """Ask for something more from now on; the number of the field. Raises Declined."""
    new = _checked(replace(new, number=0, active=True))
    with writing():
        if len(own_fields(all_of_them=True)) >= FIELDS_MAX:
            raise Declined(Reason.FIELDS_FULL)
        _free(new)
        (number,) = run(
            "INSERT INTO member_field (name, kind, required, choices, place, active) VALUES (%s, %s, %s, %s, %s, %s)"
            " RETURNING id",
            (new.name, int(new.kind), new.required, "\n".join(new.choices), new.place, True),
        ).fetchone()
        record(actor, Deed("member field added", f"member field {number}", after=_said(new)), now)
    return int(number)


def change_field(changed: OwnField, actor: Actor, now: Instant) -> None:
    """Change how it is called, asked for or ordered, or ask no more; its kind and what was told stay. Raises Declined."""
    with writing():
        before = field_numbered(changed.number)
        after = _checked(changed)
        if after.kind is not before.kind:
            raise Declined(Reason.FIELD_UNFIT)
        if after == before:
            raise Declined(Reason.NOT_NEEDED)
        _free(after)
        run(
            "UPDATE member_field SET name = %s, required = %s, choices = %s, place = %s, active = %s WHERE id = %s",
            (after.name, after.required, "\n".join(after.choices), after.place, after.active, after.number),
        )
        record(actor, Deed("member field changed", f"member field {after.number}", _said(before), _said(after)), now)


def _checked(one: OwnField) -> OwnField:
    name = " ".join(one.name.split())
    choices = tuple(dict.fromkeys(" ".join(choice.split()) for choice in one.choices if choice.strip()))
    chooses = one.kind is FieldKind.CHOICE
    if not 0 < len(name) <= NAME_MAX or len(choices) > CHOICES_MAX or chooses != bool(choices):
        raise Declined(Reason.FIELD_UNFIT)
    return replace(one, name=name, choices=choices)


def _free(one: OwnField) -> None:
    taken = {other.name.casefold() for other in own_fields(all_of_them=True) if other.number != one.number}
    if one.name.casefold() in taken:
        raise Declined(Reason.FIELD_TAKEN)


def _said(one: OwnField) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind.name.lower(),
        "required": one.required,
        "choices": list(one.choices),
        "place": one.place,
        "active": one.active,
    }


def _field(number: int, name: str, kind: int, required: bool, choices: str, place: int, active: bool) -> OwnField:
    listed = tuple(choices.split("\n")) if choices else ()
    return OwnField(number, name, FieldKind(kind), bool(required), listed, place, bool(active))
