"""The evidence of a case, on both sides: what the journals of terminals say, and what the card or head office's own books say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protocol.card.record import Record, RecordViolation, unpack
from protocol.ids import CardInstance, Reference, TerminalId, parse_reference
from protocol.instants import Instant
from protocol.link.codec import decode_entry
from protocol.link.entries import Entry
from protocol.link.violations import TheirViolation
from server.database import run
from server.settlement.cards.changes import Change, changes_above
from server.settlement.cards.fold import NO_PLACE
from server.settlement.evidence import entries_named
from server.settlement.findings.cases import Case

SHOWN_MAX = 30
NEAR = 3
"""How many counters beside the one that a case is about are shown."""
_REFERENCE = re.compile(r"(?<![\w-])[1-9][0-9]{0,4}-[0-9a-f]{8}-[1-9][0-9]{0,9}(?![\w-])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record that a terminal read from the card, before its own journal had told of it."""

    record: Record


@dataclass(frozen=True, slots=True)
class Place:
    """How far a terminal has told, and how far it is here."""

    told_batch: int | None
    told_entry: int | None
    heard_at: Instant | None
    here_batch: int | None
    here_entry: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Both sides. `entries` are the journal entries that the case names."""

    entries: tuple[tuple[Reference, Entry], ...]
    changes: tuple[Change, ...]
    seen: tuple[Seen, ...]
    near: set[int] | None
    place: Place | None

    def told(self, reference: Reference) -> Reference | None:
        """A reference, or None where it lies beyond."""
        return reference if self.near is None or reference.terminal in self.near else None


def evidence_of(case: Case, named: tuple[Reference, ...], near: set[int] | None) -> Evidence:
    """What there is on a case; `named` are the references in its words. Beyond the terminals of `near` (None: all) no entry is
    shown, and of changes and records not whose they are."""
    changes: tuple[Change, ...] = ()
    seen: tuple[Seen, ...] = ()
    if case.card is not None:
        changes = _changes(case.card, named)
        seen = _seen(case.card, changes)
    return Evidence(
        _entries(tuple(one for one in named if near is None or one.terminal in near)),
        changes,
        seen,
        near,
        None if case.terminal is None else _place(case.terminal),
    )


def _entries(named: tuple[Reference, ...]) -> tuple[tuple[Reference, Entry], ...]:
    found: list[tuple[Reference, Entry]] = []
    for reference, data in entries_named(named).items():
        try:
            found.append((reference, decode_entry(data)))
        except TheirViolation:
            continue
    return tuple(found)


def _changes(card: CardInstance, named: tuple[Reference, ...]) -> tuple[Change, ...]:
    """The changes around those that are named, or the last ones."""
    rows = sorted(changes_above({card: NO_PLACE}).values(), key=lambda one: (one.counter, one.reference))
    about = [one.counter for one in rows if one.reference in named]
    near = [one for one in rows if any(abs(one.counter - counter) <= NEAR for counter in about)]
    return tuple((near or rows)[-SHOWN_MAX:])


def _seen(card: CardInstance, changes: tuple[Change, ...]) -> tuple[Seen, ...]:
    lowest = min((one.counter for one in changes), default=0)
    rows = run(
        "SELECT record FROM card_sighting WHERE card = %s AND instance = %s AND counter >= %s ORDER BY counter LIMIT %s",
        (card.number, card.instance, lowest, SHOWN_MAX),
    ).fetchall()
    records: list[Seen] = []
    for (raw,) in rows:
        try:
            records.append(Seen(unpack(bytes(raw))))
        except RecordViolation:
            continue
    return tuple(records)


def _place(terminal: TerminalId) -> Place:
    told = run("SELECT batch, next_sequence, heard_at FROM heartbeat WHERE terminal = %s", (terminal,)).fetchone()
    here = run("SELECT batch, sequence FROM terminal_log WHERE terminal = %s", (terminal,)).fetchone()
    batch, following, heard_at = told or (None, None, None)
    return Place(
        batch,
        None if following is None else following - 1,
        None if heard_at is None else Instant(heard_at),
        *(here or (None, None)),
    )


def references_in(*texts: str) -> tuple[Reference, ...]:
    """The references that stand in the words of a case."""
    found = dict.fromkeys(word for text in texts for word in _REFERENCE.findall(text))
    return tuple(parse_reference(word) for word in found)
