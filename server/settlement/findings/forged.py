"""Records that only cards tell of (R13), and records of which a journal tells something else.

Whoever has the keys of a stolen debit terminal can seal a record for his own card; it names a terminal and a sequence,
and would be booked as the sale or void of a burnt one. Where its kind moves no money it is forged beyond doubt: R8.
Where what its terminal told leaves no room for it, it is forged, or that journal was copied, put back, cut short or lost its
tail and the sale was honest: UNTOLD_RECORD, a question to the terminal. Where nobody told of it for long, its terminal
burnt or its keeper withholds what he sold: UNCONFIRMED_RECORD. Where the journal has another change under its name, one of
both was changed by hand: RECORD_CONTRADICTED. These three name the card and the terminal; none of them holds the card back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from protocol.card.record import Kind, unpack
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.faults import next_record
from protocol.money import Money
from server.database import run
from server.settlement.evidence import intents_named
from server.settlement.findings.cases import CaseKind, NewCase
from server.settlement.findings.worklists import MS_PER_DAY, TTL_DAYS

MOVING = frozenset({Kind.SALE, Kind.VOID, Kind.LOAD, Kind.REFUND, Kind.CLAIM, Kind.CASH_OUT})
"""Kinds of records that change a balance."""
_RECOVERED = """
SELECT c.terminal, c.lineage, c.sequence, c.card, c.instance, c.kind, c.amount, MIN(t.booked_at)
FROM card_change c LEFT JOIN transfer t ON t.terminal = c.terminal AND t.lineage = c.lineage AND t.sequence = c.sequence
WHERE c.recovered AND c.amount <> 0
GROUP BY c.terminal, c.lineage, c.sequence, c.card, c.instance, c.kind, c.amount ORDER BY c.terminal, c.lineage, c.sequence
"""
_TOLD = """
SELECT l.batch, l.sequence,
    (SELECT b.lineage FROM stored_batch b WHERE b.terminal = l.terminal AND b.number = l.batch ORDER BY b.id LIMIT 1),
    (SELECT MAX(b.received_at) FROM stored_batch b WHERE b.terminal = h.terminal AND b.number <= h.acknowledged),
    (SELECT s.issued_at FROM states_version s WHERE s.version = h.states_version)
FROM terminal_log l LEFT JOIN heartbeat h
    ON h.terminal = l.terminal AND h.batch <= l.batch AND h.next_sequence - 1 <= l.sequence
WHERE l.terminal = %s
"""
_SIGHTED = """
SELECT s.terminal, s.lineage, s.sequence, s.card, s.instance, s.record, c.card, c.instance, c.counter, c.amount, c.before,
    c.recovered
FROM card_sighting s LEFT JOIN card_change c ON c.terminal = s.terminal AND c.lineage = s.lineage AND c.sequence = s.sequence
WHERE c.terminal IS NULL OR NOT c.recovered OR c.card <> s.card OR c.instance <> s.instance OR c.counter <> s.counter
ORDER BY s.terminal, s.lineage, s.sequence, s.card, s.instance
"""
NEVER = Instant(0)


@dataclass(frozen=True, slots=True)
class Told:
    """What a terminal told of its journal: everything up to place `sequence`, in these lineages, the last of them `lineage`.

    `until`: it told everything after this instant of head office's own clock, for its word names an acknowledgement or a list
    of that time; NEVER if it is not known to have told everything.
    """

    sequence: int = 0
    lineage: int | None = None
    lineages: frozenset[int] = frozenset()
    until: Instant = NEVER


def doubt(kind: Kind, reference: Reference, seen_at: Instant | None, told: Told, now: Instant) -> tuple[CaseKind, str] | None:
    """PURE: which case a record is that only a card tells of, and why; None while its journal may still come.

    `seen_at`: when it was booked; None if it was not, and then no money hangs on it.
    """
    if kind not in MOVING:
        return CaseKind.VALUE_WITHOUT_SOURCE, f"a {kind.name} record moves no money"
    if seen_at is None:
        return None
    if reference.sequence <= told.sequence:
        return CaseKind.UNTOLD_RECORD, "its terminal told of something else at this place"
    if reference.lineage in told.lineages and reference.lineage != told.lineage:
        return CaseKind.UNTOLD_RECORD, "its terminal told of a later start, and of nothing at this place before it"
    if told.until > seen_at:
        return CaseKind.UNTOLD_RECORD, "its terminal has told everything since, and nothing of this"
    if now - seen_at > TTL_DAYS * MS_PER_DAY:
        return CaseKind.UNCONFIRMED_RECORD, f"for {TTL_DAYS} days its terminal told nothing of this place"
    return None


def forged_records(now: Instant) -> list[NewCase]:
    """A case for each recovered record that is in doubt, and for each record that a journal contradicts."""
    return [*_doubtful(now), *_contradicted()]


def _doubtful(now: Instant) -> Iterator[NewCase]:
    ask = cache(told_by)
    for terminal, lineage, sequence, number, instance, kind, amount, seen_at in run(_RECOVERED).fetchall():
        reference = Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))
        found = doubt(Kind(kind), reference, None if seen_at is None else Instant(seen_at), ask(terminal), now)
        if found is not None and reference not in intents_named([reference]):
            case, why = found
            card = CardInstance(CardNumber(number), instance)
            detail = f"card {card} holds a record of {amount} that no journal tells of: {why}"
            yield NewCase(case, str(reference), detail, card, reference.terminal)


def told_by(terminal: TerminalId) -> Told:
    """What a terminal told of its journal."""
    row = run(_TOLD, (terminal,)).fetchone()
    if row is None:
        return Told()
    batch, sequence, lineage, acknowledged_at, listed_at = row
    rows = run("SELECT DISTINCT lineage FROM stored_batch WHERE terminal = %s AND number <= %s", (terminal, batch)).fetchall()
    until = Instant(max(acknowledged_at or NEVER, listed_at or NEVER))
    return Told(sequence, lineage, frozenset(one for (one,) in rows), until)


def _contradicted() -> Iterator[NewCase]:
    """R3, of a card and a journal, or of two cards: both name one change, and say different things of it."""
    for terminal, lineage, sequence, number, instance, raw, *stored, recovered in run(_SIGHTED).fetchall():
        reference = Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))
        card, record = CardInstance(CardNumber(number), instance), unpack(bytes(raw))
        said = _change(*stored) if stored[0] is not None else _intended(reference)
        if said is not None and said != (card, record.counter, record.amount, record.balance):
            kind, who = CaseKind.RECORD_CONTRADICTED, "its journal"
            if recovered:
                kind, who = CaseKind.UNTOLD_RECORD, "a record of the same name"
            detail = f"card {card} says {record.amount.minor}, {who} {said[2].minor} on card {said[0]}"
            yield NewCase(kind, f"{reference} card {card}", detail, card, reference.terminal)


_Said = tuple[CardInstance, int, Money, Money]
"""Card, counter, amount, and the balance after it."""


def _change(number: int, instance: int, counter: int, amount: int, before: int) -> _Said:
    return CardInstance(CardNumber(number), instance), counter, Money(amount), Money(before + amount)


def _intended(reference: Reference) -> _Said | None:
    """What a change without a row says: it is in the books by its intent alone."""
    intent = intents_named([reference]).get(reference)
    if intent is None:
        return None
    record = next_record(intent)
    return intent.card, record.counter, record.amount, record.balance
