"""Members: they come, change and leave. What was written down at first stays for ever (FEATURES B13); each change is audited.

A member belongs to the whole chain (FEATURES I9, M1): every branch may change what it is told by the member who stands there.
How somebody finds one is the pages' matter (`server.office.queries.members`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, run_rows, writing
from server.usecases.declined import Declined, Reason
from server.usecases.members.details import Column, Details, OwnField, Sex
from server.usecases.members.fields import own_fields
from server.usecases.members.words import FIRST_NUMBER, digits_of, document_word, folded, member_text, phone_prefix, words_of

BY_PAGE = "page"
LOOKED = "member looked at"
_NAMES = [column.value for column in Column]
_SELECT = f"SELECT id, {', '.join(_NAMES)}, active, version, added_at FROM member"


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the office knows one now."""

    number: int
    details: Details
    active: bool
    version: int
    added_at: Instant

    @property
    def shown(self) -> str:
        """The number as people write it."""
        return member_text(self.number)


@dataclass(frozen=True, slots=True)
class Original:
    """What was written down when a member came."""

    at: Instant
    by: str
    source: str
    data: dict[str, Any]


def members_numbered(numbers: Iterable[int]) -> dict[int, Member]:
    """Those that there are, at most a few thousand."""
    rows = run_rows(f"{_SELECT} WHERE id IN (SELECT * FROM (VALUES {{rows}}) AS asked)", [(number,) for number in set(numbers)])
    values = run_rows(
        "SELECT member, field, value FROM member_value WHERE member IN (SELECT * FROM (VALUES {rows}) AS asked)",
        [(row[0],) for row in rows],
    )
    own: dict[int, dict[int, str]] = {}
    for number, one, value in values:
        own.setdefault(number, {})[one] = value
    return {row[0]: _member(row, own.get(row[0], {})) for row in rows}


def page_of_members(after: int, most: int, actor: Actor, now: Instant) -> list[Member]:
    """So many members by number, after one; whoever takes them along is written down (INTEGRITY 11.5)."""
    rows = run("SELECT id FROM member WHERE id > %s ORDER BY id LIMIT %s", (after, most)).fetchall()
    members = members_numbered(number for (number,) in rows)
    with writing():
        record(actor, Deed("members listed", "member", after={"after": after, "count": len(members)}), now)
    return [members[number] for (number,) in rows if number in members]


def member_numbered(number: int) -> Member:
    """One member. Raises Declined if there is none."""
    found = members_numbered([number])
    if number not in found:
        raise Declined(Reason.NOT_THERE)
    return found[number]


def original_of(number: int) -> Original:
    """What was written down at first. Raises Declined."""
    row = run("SELECT at, written_by, source, data FROM member_original WHERE member = %s", (number,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return Original(Instant(row[0]), row[1], row[2], json.loads(row[3]))


def twins_of(details: Details) -> list[int]:
    """Who seems to be the same person: the same document, or the same name with the same telephone number."""
    words = [phone_prefix(digits_of(one)) for one in (details.mobile, details.phone) if one]
    sure = [document_word(details.document)] if details.document else []
    rows = run_rows(
        "SELECT w.word, m.id, m.name FROM member_word w JOIN member m ON m.id = w.member"
        " WHERE w.word IN (SELECT * FROM (VALUES {rows}) AS asked)",
        [(word,) for word in words + sure],
    )
    name = folded(details.name)
    return sorted({number for word, number, known in rows if bytes(word) in sure or folded(known) == name})


def create(details: Details, actor: Actor, now: Instant) -> int:
    """A new member; the number. Raises Declined."""
    with writing():
        if twins_of(details):
            raise Declined(Reason.MEMBER_KNOWN)
        (number,) = insert([details], actor, BY_PAGE, now)
        record(actor, Deed("member added", f"member {number}", after=said(details, field_names())), now)
    return number


def change(number: int, version: int, details: Details, actor: Actor, now: Instant) -> None:
    """What is known of a member is now this; `version` is the one that was shown. Raises Declined."""
    with writing():
        member = member_numbered(number)
        if member.version != version:
            raise Declined(Reason.CHANGED)
        details = keep_untold(member, details, own_fields())
        if member.details == details:
            raise Declined(Reason.NOT_NEEDED)
        if [twin for twin in twins_of(details) if twin != number]:
            raise Declined(Reason.MEMBER_KNOWN)
        update(member, details, actor, now)


def set_active(number: int, active: bool, reason: str, actor: Actor, now: Instant) -> None:
    """A member leaves, or comes back. Cards and what is on them stay as they are. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        if member_numbered(number).active == active:
            raise Declined(Reason.NOT_NEEDED)
        run("UPDATE member SET active = %s, version = version + 1 WHERE id = %s", (active, number))
        verb = "member came back" if active else "member left"
        record(actor, Deed(verb, f"member {number}", {"active": not active}, {"active": active}, reason.strip()), now)


def keep_untold(member: Member, details: Details, asked: Iterable[OwnField]) -> Details:
    """The details with what was told for fields that are not asked for any more."""
    numbers = {one.number for one in asked}
    untold = {key: told for key, told in member.details.own.items() if key not in numbers}
    return replace(details, own=untold | dict(details.own))


def look_at(number: int, actor: Actor, now: Instant) -> None:
    """Somebody of a branch opens the file of a member who is not at home there, or a program reads it: that is written down
    (FEATURES S9, I10; INTEGRITY 11.5), but not again as long as nothing else happens to the member."""
    about = f"member {number}"
    with writing():
        last = run("SELECT actor, session, verb FROM audit WHERE object = %s ORDER BY number DESC LIMIT 1", (about,)).fetchone()
        if last is None or tuple(last) != (actor.staff, actor.session, LOOKED):
            record(actor, Deed(LOOKED, about), now)


def insert(many: Sequence[Details], actor: Actor, source: str, now: Instant) -> list[int]:
    """Write new members down, and their originals for ever; the numbers. Must run inside `writing()`."""
    (first,) = run("SELECT COALESCE(MAX(id) + 1, %s) FROM member", (FIRST_NUMBER,)).fetchone()
    numbered = list(enumerate(many, int(first)))
    run_rows(
        f"INSERT INTO member (id, {', '.join(_NAMES)}, active, version, added_at) VALUES {{rows}}",
        [(number, *_cells(details), True, 1, now) for number, details in numbered],
    )
    names = field_names()
    run_rows(
        "INSERT INTO member_original (member, at, written_by, source, data) VALUES {rows}",
        [(number, now, actor.name, source, _json(said(details, names))) for number, details in numbered],
    )
    _write_words(numbered)
    return [number for number, _ in numbered]


def update(member: Member, details: Details, actor: Actor, now: Instant) -> None:
    """Write a change down, with what was before. Must run inside `writing()`."""
    number = member.number
    sets = ", ".join(f"{name} = %s" for name in _NAMES)
    run(f"UPDATE member SET {sets}, version = version + 1 WHERE id = %s", (*_cells(details), number))
    run("DELETE FROM member_value WHERE member = %s", (number,))
    run("DELETE FROM member_word WHERE member = %s", (number,))
    _write_words([(number, details)])
    names = field_names()
    before, after = said(member.details, names), said(details, names)
    moved = [key for key in before | after if before.get(key) != after.get(key)]
    was, now_is = ({key: told[key] for key in moved if key in told} for told in (before, after))
    record(actor, Deed("member changed", f"member {number}", was, now_is), now)


def said(details: Details, names: Mapping[int, str]) -> dict[str, Any]:
    """What is known, without what is empty, for the audit and the original record; own fields by their name of the day."""
    told: dict[str, Any] = {one.value: details.text(one) for one in Column if details.text(one)}
    told["sex"] = details.sex.name.lower()
    return told | {f"+ {names[number]}": value for number, value in details.own.items()}


def field_names() -> dict[int, str]:
    """What the office's own fields are called, also those that are not in use."""
    return {one.number: one.name for one in own_fields(all_of_them=True)}


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _write_words(numbered: Sequence[tuple[int, Details]]) -> None:
    words = [
        (word, number)
        for number, details in numbered
        for word in sorted(words_of(details.name, (details.mobile, details.phone), details.document))
    ]
    run_rows("INSERT INTO member_word (word, member) VALUES {rows}", words)
    values = [(number, one, value) for number, details in numbered for one, value in details.own.items()]
    run_rows("INSERT INTO member_value (member, field, value) VALUES {rows}", values)


def _cells(details: Details) -> list[Any]:
    cells: dict[str, Any] = {name: getattr(details, name) for name in _NAMES}
    birthday = None if details.birthday is None else details.birthday.isoformat()
    return list((cells | {"sex": int(details.sex), "birthday": birthday}).values())


def _member(row: tuple[Any, ...], own: dict[int, str]) -> Member:
    number, *cells, active, version, added_at = row
    known = dict(zip(_NAMES, cells, strict=True))
    birthday = None if known["birthday"] is None else date.fromisoformat(known["birthday"])
    details = Details(**known | {"sex": Sex(known["sex"]), "birthday": birthday, "own": own})
    return Member(number, details, bool(active), version, Instant(added_at))
