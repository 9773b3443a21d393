"""Entries of a batch -> the columns of its ordinary sales (SPEC 3.2, 3.3, 3.4).

An ordinary sale is an INTENT of a sale and its COMMIT in the same batch, of which no other entry of the batch speaks:
the record can be written, the lines add up, none of them is carried in another entry. What is not provably so is
left to `decode_entry` and the general rules. Where this reader accepts, `decode_entry` accepts and says the same.
"""

from __future__ import annotations

from collections.abc import Sequence as Items
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protocol.card.record import FORMAT, LOCKED_BIT, MAC_BYTES, RECORD_BYTES, Kind
from protocol.limits import (
    AMOUNT_MAX_MINOR,
    CUMULATED_MAX_MINOR,
    LINES_PER_ENTRY_MAX,
    POINTS_MAX,
    QUANTITY_MAX,
    SPENT_TODAY_MAX_MINOR,
    TICKET_BYTES_MAX,
    TIMES_MAX,
)
from protocol.link.batch import Batch
from protocol.link.codec import TYPE_CODES
from protocol.link.codec_card import CARD_NUMBER_MAX, PRICE_MAX_MILLS
from protocol.link.entries import Abandon, Cancel, Commit, Intent, Late, Medium, MoreLines
from protocol.link.wire import U16_MAX, U32_MAX
from protocol.money import MILLS
from server.settlement.columns.cursor import SPARE, Bytes, Cursor, Flags, Numbers

RECORD = np.dtype(
    [
        ("format", "u1"),
        ("key_version", "u1"),
        ("times", ">u2"),
        ("counter", ">u4"),
        ("balance", ">i4"),
        ("debits", ">u4"),
        ("day", ">u2"),
        ("spent", ">u4"),
        ("terminal", ">u2"),
        ("lineage", ">u4"),
        ("sequence", ">u4"),
        ("amount", ">i4"),
        ("points", "u1", 3),
        ("kind", "u1"),
        ("mac", "u1", MAC_BYTES),
    ]
)
"""The purse record of `protocol.card.record`."""
KINDS, MEDIA = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
"""Which codes are known; a look-up costs a tenth of asking whether a code is in a list."""
KINDS[list(Kind)] = True
MEDIA[list(Medium)] = True
BALANCE_MIN = -(2**31)
EVIDENCE = 2
NOTHING = -1
"""In the columns of evidence: there is none."""
_UNUSED, _POINTS, _MEDIUM = 0x04, 0x08, 0x03
_CARRIED, _TICKET = 2, 1
_HEAD_BYTES, _JOURNAL_BYTES = 7, 6


@dataclass(frozen=True, slots=True)
class Sales:
    """Columns, one row for each ordinary sale, in the order of their entries.

    `batch` counts the batches that were read together, `intent` and `commit` the entries within one. A reference is a pair:
    `journal` (terminal << 32 | lineage) and a place in it. `counter`, `balance`, `journal` and `place` are those of the
    record that was read, `seen_*` those of up to two older records (NOTHING where there is none). `line_*` are the lines of
    all sales, sale after sale; `line_sale` says of which row.
    """

    batch: Numbers
    intent: Numbers
    commit: Numbers
    sequence: Numbers
    at: Numbers
    number: Numbers
    instance: Numbers
    counter: Numbers
    balance: Numbers
    journal: Numbers
    place: Numbers
    amount: Numbers
    day: Numbers
    seen_counter: Numbers
    seen_journal: Numbers
    seen_place: Numbers
    line_sale: Numbers
    line_owner: Numbers
    line_amount: Numbers

    def __len__(self) -> int:
        return len(self.batch)

    def split(self, batches: int) -> list[Sales]:
        """The rows of each batch, counted from 0."""
        ends = np.searchsorted(self.batch, np.arange(batches + 1))
        line_ends = np.searchsorted(self.line_sale, ends)
        parts = []
        for place, (first, last, line, end) in enumerate(
            zip(ends[:-1].tolist(), ends[1:].tolist(), line_ends[:-1].tolist(), line_ends[1:].tolist(), strict=True)
        ):
            columns = {name: getattr(self, name)[first:last] for name in _OF_SALES} | {
                name: getattr(self, name)[line:end] for name in _OF_LINES
            }
            columns["batch"], columns["line_sale"] = columns["batch"] - place, columns["line_sale"] - first
            parts.append(Sales(**columns))
        return parts

    def only(self, rows: Flags) -> Sales:
        """Some of the rows."""
        if rows.all():
            return self
        number = np.cumsum(rows) - 1
        lines = rows[self.line_sale]
        some = {name: getattr(self, name)[rows] for name in _OF_SALES} | {name: getattr(self, name)[lines] for name in _OF_LINES}
        return Sales(**some | {"line_sale": number[some["line_sale"]]})


_OF_LINES = [one.name for one in fields(Sales) if one.name.startswith("line_")]
_OF_SALES = [one.name for one in fields(Sales) if not one.name.startswith("line_")]


def joined(parts: Items[Sales], batches: Items[int]) -> Sales:
    """Columns one after the other; `batches` says from where on the batches of each part are counted."""
    counts = np.cumsum([0, *(len(part) for part in parts)])
    columns = {one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Sales)}
    columns["batch"] = np.concatenate([part.batch + first for part, first in zip(parts, batches, strict=True)])
    columns["line_sale"] = np.concatenate([part.line_sale + first for part, first in zip(parts, counts[:-1], strict=True)])
    return Sales(**columns)


def read_sales(batches: Items[Batch]) -> Sales:
    """The ordinary sales among the entries of some batches."""
    entries = [entry for batch in batches for entry in batch.entries]
    data: Bytes = np.frombuffer(b"".join(entries) + bytes(SPARE), np.uint8)
    ends = np.cumsum(np.fromiter(map(len, entries), np.int64, len(entries)))
    starts = np.concatenate([[0], ends[:-1]])
    sizes = np.array([len(batch.entries) for batch in batches], np.int64)
    batch = np.repeat(np.arange(len(batches)), sizes)
    offset = np.arange(len(entries)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    sequence = offset + np.repeat(np.array([one.header.first_sequence for one in batches], np.int64), sizes)
    place = batch << 32 | sequence
    codes = np.where(ends > starts, data[starts], 0)
    after_lines = np.concatenate([[False], codes[:-1] == TYPE_CODES[MoreLines]]) & (offset > 0)

    intents = np.flatnonzero((codes == TYPE_CODES[Intent]) & ~after_lines)
    found, good = _read_intents(data, starts[intents], ends[intents])
    committed = _committed(data, starts, ends, batch, codes, after_lines)
    commits = np.flatnonzero(committed >= 0)
    named = np.searchsorted(place[intents], committed[commits])
    own = np.append(place[intents], NOTHING)[named] == committed[commits]
    named, commits = named[own], commits[own]
    commit_of = np.zeros(len(intents), np.int64)
    commit_of[named] = commits
    good &= (np.bincount(named, minlength=len(intents)) == 1) & (commit_of > intents)
    good &= ~np.isin(place[intents], _spoken_of(data, starts, batch, codes))
    pairs = {"batch": batch[intents], "intent": offset[intents], "sequence": sequence[intents]}
    return Sales(**pairs, commit=offset[commit_of], **found).only(good)


def _committed(data: Bytes, starts: Numbers, ends: Numbers, batch: Numbers, codes: Bytes, after_lines: Flags) -> Numbers:
    """The place that each entry commits, NOTHING for one that is no sound COMMIT."""
    rows = np.flatnonzero((codes == TYPE_CODES[Commit]) & ~after_lines)
    cursor = Cursor(data, starts[rows])
    cursor.skip(_HEAD_BYTES)
    named = cursor.varint(U32_MAX)
    sound = cursor.good & (cursor.at == ends[rows])
    places = np.full(len(starts), NOTHING)
    places[rows[sound]] = (batch[rows] << 32 | named)[sound]
    return places


def _spoken_of(data: Bytes, starts: Numbers, batch: Numbers, codes: Bytes) -> Numbers:
    """Places that a LATE, CANCEL or ABANDON names, whatever terminal and lineage it means."""
    rows = np.flatnonzero(np.isin(codes, [TYPE_CODES[kind] for kind in (Late, Cancel, Abandon)]))
    cursor = Cursor(data, starts[rows])
    cursor.skip(_HEAD_BYTES + _JOURNAL_BYTES)
    return batch[rows] << 32 | cursor.unsigned(4)


def _read_intents(data: Bytes, starts: Numbers, ends: Numbers) -> tuple[dict[str, Numbers], Flags]:
    """What intents of sales say, and which of them are ordinary."""
    cursor = Cursor(data, starts)
    cursor.skip(1)
    at = cursor.unsigned(6)
    number, instance = cursor.varint(CARD_NUMBER_MAX), cursor.varint(U16_MAX)
    kind, bits = cursor.u8() & 0x0F, cursor.u8()
    before = _records(cursor)
    amount, day = cursor.zigzag(), cursor.unsigned(2)
    points, times = _points(cursor, bits)
    cursor.skip(1 + MAC_BYTES)
    lines, value = _basket(cursor)
    cursor.varint(U32_MAX)
    cursor.varint(U32_MAX)
    seen = _seen(cursor, bits >> 4 & 3)
    plain = (kind == Kind.SALE) & (bits & _UNUSED == 0) & MEDIA[bits & _MEDIUM] & (bits >> 4 & 3 <= EVIDENCE)
    sound = plain & (amount < 0) & (amount == -value) & _is_record(before) & _fits(before, amount, day, points, times)
    found = {
        "at": at,
        "number": number,
        "instance": instance,
        "amount": amount,
        "day": day,
        "counter": before["counter"].astype(np.int64),
        "balance": before["balance"].astype(np.int64),
        "journal": _journal(before),
        "place": before["sequence"].astype(np.int64),
    }
    return found | seen | lines, cursor.good & (cursor.at == ends) & sound


def _records(cursor: Cursor) -> NDArray[Any]:
    return cursor.rows(RECORD_BYTES).view(RECORD)[:, 0]


def _is_record(record: NDArray[Any]) -> Flags:
    """Whether `protocol.card.record.unpack` takes it."""
    known: Flags = (record["format"] >> 4 == FORMAT) & KINDS[record["kind"] & ~np.uint8(LOCKED_BIT)]
    return known


def _journal(record: NDArray[Any]) -> Numbers:
    return record["terminal"].astype(np.int64) << 32 | record["lineage"].astype(np.int64)


def _fits(before: NDArray[Any], amount: Numbers, day: Numbers, points: Numbers, times: Numbers) -> Flags:
    """Whether a record can say what follows `before` (`protocol.card.ring.successor`)."""
    point_bytes = before["points"].astype(np.int64)
    points = points + (point_bytes[:, 0] << 16 | point_bytes[:, 1] << 8 | point_bytes[:, 2])
    times = times + before["times"]
    spent = np.where(day <= before["day"], before["spent"].astype(np.int64), 0)
    fits: Flags = (amount >= BALANCE_MIN) & (before["balance"] + amount >= BALANCE_MIN) & (before["counter"] < U32_MAX)
    fits &= (before["debits"] - amount <= CUMULATED_MAX_MINOR) & (spent - amount <= SPENT_TODAY_MAX_MINOR)
    return fits & (points >= 0) & (points <= POINTS_MAX) & (times >= 0) & (times <= TIMES_MAX)


def _points(cursor: Cursor, bits: Numbers) -> tuple[Numbers, Numbers]:
    points, times = np.zeros_like(bits), np.zeros_like(bits)
    rows = np.flatnonzero(bits & _POINTS)
    part = cursor.part(rows)
    points[rows], times[rows] = part.zigzag(), part.zigzag()
    part.good &= (points[rows] != 0) | (times[rows] != 0)
    cursor.merge(rows, part)
    return points, times


def _basket(cursor: Cursor) -> tuple[dict[str, Numbers], Numbers]:
    """The lines, and what they come to for each sale. A ticket must be printable ASCII here."""
    head = cursor.varint(LINES_PER_ENTRY_MAX << 2 | _TICKET)
    cursor.good &= (head & _CARRIED == 0) & (head >> 2 >= 1)
    _ticket(cursor, np.flatnonzero(cursor.good & (head & _TICKET != 0)))
    count, value = np.where(cursor.good, head >> 2, 0), np.zeros_like(head)
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    rows = np.flatnonzero(count)
    while len(rows):
        part = cursor.part(rows)
        part.varint(U32_MAX)
        quantity, price = part.varint(QUANTITY_MAX), part.varint(PRICE_MAX_MILLS)
        discount, owner = part.varint(AMOUNT_MAX_MINOR), part.varint(U32_MAX)
        gross = (2 * price * quantity + MILLS) // (2 * MILLS)
        part.good &= (quantity >= 1) & (gross <= AMOUNT_MAX_MINOR) & (discount <= gross)
        value[rows] += gross - discount
        cursor.merge(rows, part)
        found.append((rows, owner, gross - discount))
        rows = rows[(count[rows] > len(found)) & part.good]
    columns = [np.concatenate(column) for column in zip(*found, strict=True)] if found else [np.zeros(0, np.int64)] * 3
    if len(found) > 1:
        order = np.argsort(columns[0], kind="stable")
        columns = [column[order] for column in columns]
    return {"line_sale": columns[0], "line_owner": columns[1], "line_amount": columns[2]}, value


def _ticket(cursor: Cursor, rows: Numbers) -> None:
    part = cursor.part(rows)
    size = part.varint(TICKET_BYTES_MAX)
    text = Cursor(cursor.data, part.at).rows(TICKET_BYTES_MAX)
    printable = (text >= 0x20) & (text < 0x7F) | (np.arange(TICKET_BYTES_MAX) >= size[:, None])
    part.good &= (size >= 1) & printable.all(axis=1)
    part.skip(np.minimum(size, TICKET_BYTES_MAX))
    cursor.merge(rows, part)


def _seen(cursor: Cursor, count: Numbers) -> dict[str, Numbers]:
    """Up to two older records of the card."""
    shape = (len(count), EVIDENCE)
    seen = {name: np.full(shape, NOTHING) for name in ("seen_counter", "seen_journal", "seen_place")}
    for depth in range(EVIDENCE):
        rows = np.flatnonzero(count > depth)
        part = cursor.part(rows)
        record = _records(part)
        part.good &= _is_record(record)
        seen["seen_counter"][rows, depth] = record["counter"]
        seen["seen_journal"][rows, depth] = _journal(record)
        seen["seen_place"][rows, depth] = record["sequence"]
        cursor.merge(rows, part)
    return seen
