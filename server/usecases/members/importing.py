"""Members from a file: first what it would do, row by row, with everything that is wrong; then exactly that, or nothing.

The file is kept under its hash from the preview on. What was shown has a fingerprint, which whoever takes the file over sends
back: if the file, the members or the office's own fields have changed since, nothing is done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from protocol.instants import MS_PER_DAY, Instant
from server.audit import Actor, Deed, record
from server.database import run, run_rows, writing
from server.usecases.declined import Declined, Reason
from server.usecases.members.details import Column, Details, Fault, OwnField, read_details
from server.usecases.members.fields import own_fields
from server.usecases.members.members import Member, field_names, insert, keep_untold, members_numbered, said, update
from server.usecases.members.words import digits_of, document_word, folded, phone_prefix, read_member
from server.usecases.sheet import Cell, read_table

NUMBER = "number"
"""The column that names a member who is there already. A row without it is a new one."""
KEPT_DAYS = 7
NAME_MAX = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: what is to be, what is now, and what is wrong in which column."""

    line: int
    details: Details
    member: Member | None
    faults: Mapping[str, Fault] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether the member would not be what he is."""
        return self.member is not None and self.member.details != self.details

    @property
    def moved(self) -> list[tuple[str, str, str]]:
        """What would change: the key of the column, what is there now, and what would be."""
        before, after = {} if self.member is None else _known(self.member.details), _known(self.details)
        return [(key, before.get(key, ""), told) for key, told in after.items() if before.get(key, "") != told]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the file would do. `keys` are its columns in their order; `fingerprint` says all of it."""

    keys: tuple[str, ...]
    rows: tuple[Row, ...]
    fingerprint: str

    @property
    def added(self) -> list[Row]:
        """New members."""
        return [row for row in self.rows if row.member is None and not row.faults]

    @property
    def changed(self) -> list[Row]:
        """Members who would change."""
        return [row for row in self.rows if row.changes and not row.faults]

    @property
    def faulty(self) -> list[Row]:
        """Rows in which something is wrong."""
        return [row for row in self.rows if row.faults]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file from its preview on. Once it was taken over, its content is not kept."""

    hash: str
    name: str
    content: bytes = field(repr=False)
    kept_at: Instant
    done_at: Instant | None


def keep_file(name: str, content: bytes, actor: Actor, now: Instant) -> str:
    """Keep it for its preview; its hash. What nobody took over is forgotten after a week. Raises Declined."""
    read_table(content)
    hashed = hashlib.sha256(content).digest()
    with writing():
        run("DELETE FROM member_file WHERE done_at IS NULL AND kept_at < %s", (now - KEPT_DAYS * MS_PER_DAY,))
        if run("SELECT 1 FROM member_file WHERE hash = %s", (hashed,)).fetchone() is None:
            run(
                "INSERT INTO member_file (hash, name, content, staff, kept_at) VALUES (%s, %s, %s, %s, %s)",
                (hashed, name[:NAME_MAX], content, actor.staff or 0, now),
            )
            record(actor, Deed("member file kept", f"member file {hashed.hex()[:12]}", after={"name": name[:NAME_MAX]}), now)
    return hashed.hex()


def kept_file(hashed: str) -> KeptFile:
    """One of them. Raises Declined if it is not there."""
    known = bytes.fromhex(hashed) if len(hashed) == 64 and set(hashed) <= set("0123456789abcdef") else b""
    row = run("SELECT name, content, kept_at, done_at FROM member_file WHERE hash = %s", (known,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    name, content, kept_at, done_at = row
    return KeptFile(hashed, name, bytes(content), Instant(kept_at), None if done_at is None else Instant(done_at))


def plan(content: bytes, headings: Mapping[str, str], today: date) -> Plan:
    """What a file would do. `headings`: folded, and the key of the column that each names. Raises Declined."""
    return _plan(read_table(content), headings, today)


def _waiting(hashed: str) -> KeptFile:
    kept = kept_file(hashed)
    if kept.done_at is not None:
        raise Declined(Reason.FILE_DONE)
    return kept


def _plan(table: Sequence[Sequence[Cell]], headings: Mapping[str, str], today: date) -> Plan:
    if len(table) < 2:
        raise Declined(Reason.FILE_EMPTY)
    keys = _keys(table[0], headings)
    asked, branches = own_fields(), {number for (number,) in run("SELECT id FROM branch")}
    texts = [(line, _texts(keys, row)) for line, row in enumerate(table[1:], 2) if row]
    named = {number for _, cells in texts if (number := read_member(cells.get(NUMBER, Cell("")).text)) is not None}
    members = members_numbered(named)
    rows = _twins([_row(line, cells, members, asked, branches, today) for line, cells in texts])
    return Plan(keys, tuple(rows), _fingerprint(rows, asked))


def take_over(hashed: str, shown: str, headings: Mapping[str, str], today: date, actor: Actor, now: Instant) -> tuple[int, int]:
    """Do what was shown; how many were added and changed. Raises Declined."""
    table = read_table(_waiting(hashed).content)
    with writing():
        _waiting(hashed)
        planned = _plan(table, headings, today)
        if planned.faulty:
            raise Declined(Reason.FILE_FAULTY)
        if planned.fingerprint != shown:
            raise Declined(Reason.CHANGED)
        source = f"file {hashed[:12]}"
        numbers = insert([row.details for row in planned.added], actor, source, now)
        for row in planned.changed:
            assert row.member is not None
            update(row.member, row.details, actor, now)
        run("UPDATE member_file SET done_at = %s, content = %s WHERE hash = %s", (now, b"", bytes.fromhex(hashed)))
        counts = {"added": len(numbers), "changed": len(planned.changed), "first": min(numbers, default=None)}
        record(actor, Deed("member file taken over", f"member {source}", after=counts), now)
    return len(numbers), len(planned.changed)


def _keys(head: Sequence[Cell], headings: Mapping[str, str]) -> tuple[str, ...]:
    keys = tuple(headings.get(folded(cell.text), "") for cell in head)
    if "" in keys or len(set(keys)) < len(keys) or Column.NAME not in keys:
        raise Declined(Reason.FILE_COLUMNS)
    return keys


def _texts(keys: tuple[str, ...], row: Sequence[Cell]) -> dict[str, Cell]:
    """The cells by column; what stands beyond the headings is beneath an unnamed one."""
    cells = dict(zip(keys, row, strict=False))
    return cells | ({"": row[len(keys)]} if len(row) > len(keys) else {})


def _row(
    line: int,
    cells: Mapping[str, Cell],
    members: Mapping[int, Member],
    asked: Sequence[OwnField],
    branches: set[int],
    today: date,
) -> Row:
    texts = {key: cell.text.strip() for key, cell in cells.items()}
    number = texts.pop(NUMBER, "")
    member = members.get(read_member(number) or 0)
    told = texts if member is None else _known(member.details) | {key: text for key, text in texts.items() if text}
    details, faults = read_details(told, asked, branches, today)
    faults |= {key: Fault.FORMULA for key, cell in cells.items() if cell.formula}
    if "" in cells:
        faults[""] = Fault.NO_HEADING
    if number and member is None:
        faults[NUMBER] = Fault.NO_MEMBER
    if member is not None:
        details = keep_untold(member, details, asked)
    return Row(line, details, member, faults, {key: cell.text for key, cell in cells.items()})


def _known(details: Details) -> dict[str, str]:
    """An empty cell leaves what is known."""
    return {column.value: details.text(column) for column in Column} | {
        f"field-{number}": value for number, value in details.own.items()
    }


def _twins(rows: Sequence[Row]) -> list[Row]:
    """The same rows, with a fault where somebody seems to be another row's or another member's person."""
    marks = [_marks(row.details) for row in rows]
    known = _who_has({word for mark in marks for word, _ in mark})
    seen: dict[object, int] = {}
    checked: list[Row] = []
    for row, mark in zip(rows, marks, strict=True):
        own = None if row.member is None else row.member.number
        faults = dict(row.faults)
        for word, name in mark:
            column = Column.DOCUMENT if word[:1] == b"d" else Column.NAME
            others = {number for number, known_name in known.get(word, ()) if number != own and name in (None, known_name)}
            if others:
                faults.setdefault(column, Fault.KNOWN)
            if seen.setdefault((word, name), row.line) != row.line:
                faults.setdefault(column, Fault.TWICE)
        if own is not None and seen.setdefault(own, row.line) != row.line:
            faults.setdefault(NUMBER, Fault.TWICE)
        checked.append(replace(row, faults=faults))
    return checked


def _marks(details: Details) -> list[tuple[bytes, str | None]]:
    """By what a person is known again, as `members.twins_of` has it: a document, or a telephone number with a name."""
    phones = {phone_prefix(digits_of(one)) for one in (details.mobile, details.phone) if one}
    marks: list[tuple[bytes, str | None]] = [(word, folded(details.name)) for word in sorted(phones)]
    return marks + ([(document_word(details.document), None)] if details.document else [])


def _who_has(words: Iterable[bytes]) -> dict[bytes, list[tuple[int, str]]]:
    rows = run_rows(
        "SELECT w.word, m.id, m.name FROM member_word w JOIN member m ON m.id = w.member"
        " WHERE w.word IN (SELECT * FROM (VALUES {rows}) AS asked)",
        [(word,) for word in words],
    )
    found: dict[bytes, list[tuple[int, str]]] = {}
    for word, number, name in rows:
        found.setdefault(bytes(word), []).append((number, folded(name)))
    return found


def _fingerprint(rows: Sequence[Row], asked: Sequence[OwnField]) -> str:
    names = field_names()
    told = [
        (
            row.line,
            None if row.member is None else (row.member.number, row.member.version),
            said(row.details, names),
            sorted((key, fault.value) for key, fault in row.faults.items()),
        )
        for row in rows
    ]
    fields = [(one.number, one.name, one.kind.value, one.required, one.choices) for one in asked]
    return hashlib.sha256(json.dumps([told, fields], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
