"""The rows that worklists are made of, read in a few statements whatever the size of the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId, parse_reference
from protocol.instants import Instant
from protocol.link.batch import read_header
from protocol.link.codec import decode_entry
from protocol.link.duty_entries import ShiftClosed, ShiftHandover
from protocol.link.seal import unverified_body
from protocol.money import Money, total
from server.database import run
from server.ledger.chart import AccountKind
from server.ledger.entries import Posting
from server.settlement.cards.chain import State
from server.settlement.evidence import entries_named
from server.settlement.findings.blocks import blocks
from server.settlement.findings.cases import Case, CaseClass, CaseKind, all_open
from server.settlement.findings.worklists import (
    Contact,
    Duty,
    Suspense,
    Task,
    Waiting,
    aged_suspense,
    cases_to_close,
    hours_between,
    missing_batches,
    open_changes,
    open_loads,
    shift_differences,
    silent_terminals,
    unshown_debits,
)

_TERMINALS = """
SELECT DISTINCT t.terminal, l.batch, l.sequence, h.heard_at, h.sent_at, h.batch, h.next_sequence, b.number, b.received_at
FROM (SELECT terminal FROM certificate WHERE serial NOT IN (SELECT serial FROM revocation)
    UNION SELECT terminal FROM terminal_log UNION SELECT terminal FROM card_change WHERE recovered) t
LEFT JOIN terminal_log l ON l.terminal = t.terminal
LEFT JOIN heartbeat h ON h.terminal = t.terminal
LEFT JOIN (SELECT terminal, MAX(number) AS number, MAX(received_at) AS received_at FROM stored_batch GROUP BY terminal) b
    ON b.terminal = t.terminal
ORDER BY t.terminal
"""
_LATER = "SELECT MIN(received_at) FROM stored_batch WHERE terminal = %s AND number > %s"
_ON_CARDS = """
SELECT MAX(c.sequence), MIN(t.booked_at) FROM card_change c JOIN transfer t
    ON t.terminal = c.terminal AND t.lineage = c.lineage AND t.sequence = c.sequence
WHERE c.recovered AND c.terminal = %s AND c.sequence > %s
"""
_WAITING = f"""
SELECT c.terminal, c.lineage, c.sequence, c.card, c.instance, c.kind, c.amount, c.state, c.abandoned, MIN(s.received_at),
    (SELECT MAX(t.booked_at) FROM transfer t
        WHERE t.terminal = c.terminal AND t.lineage = c.lineage AND t.sequence = c.sequence)
FROM card_change c JOIN stored_batch s ON s.terminal = c.terminal AND s.lineage = c.lineage
    AND s.first_sequence <= c.sequence AND s.first_sequence + s.count > c.sequence
WHERE c.state IN ({State.OPEN:d}, {State.ORPHAN:d}) OR c.posting = {Posting.HELD:d}
GROUP BY c.terminal, c.lineage, c.sequence, c.card, c.instance, c.kind, c.amount, c.state, c.abandoned
ORDER BY c.terminal, c.lineage, c.sequence
"""
_IN_SUSPENSE = f"""
SELECT a.number, a.part, a.balance, i.gap_since
FROM account a JOIN card_instance i ON i.card = a.number AND i.instance = a.part
WHERE a.kind = {AccountKind.SUSPENSE_GAP:d} AND a.balance <> 0 ORDER BY a.number, a.part
"""


def work(now: Instant) -> list[Task]:
    """Everything that people must clear now."""
    known, rows, cases = contacts(), waiting(), all_open()
    blocked = [
        Task(
            Duty.BLOCKED_TERMINALS,
            f"terminal {block.terminal}",
            f"case {block.case}, {block.kind.name.lower()}: {block.detail}",
            CaseClass.SECURITY,
            hours_between(block.since, now),
            True,
        )
        for block in blocks()
    ]
    return [
        *open_loads(rows, now),
        *open_changes(rows, known, now),
        *unshown_debits(rows, now),
        *missing_batches(known, now),
        *aged_suspense(suspense(), known, now),
        *blocked,
        *silent_terminals(known, now),
        *shift_differences(cases, counted(cases), now),
        *cases_to_close(cases, now),
    ]


def contacts() -> list[Contact]:
    """Where every terminal stands that may speak, has spoken, or is named by a card."""
    return [_contact(*row) for row in run(_TERMINALS).fetchall()]


def _contact(
    number: int,
    batch: int | None,
    sequence: int | None,
    heard_at: int | None,
    sent_at: int | None,
    told_batch: int | None,
    next_sequence: int | None,
    stored: int | None,
    received_at: int | None,
) -> Contact:
    terminal, here, place = TerminalId(number), batch or 0, sequence or 0
    on_card, carded_at = run(_ON_CARDS, (terminal, place)).fetchone()
    told = max(told_batch or 0, stored or 0)
    last = max((next_sequence or 1) - 1, on_card or 0)
    (later_at,) = run(_LATER, (terminal, here)).fetchone()
    by_heartbeat = heard_at if (told_batch or 0) > here or (next_sequence or 1) - 1 > place else None
    since = min((at for at in (by_heartbeat, later_at, carded_at) if at is not None), default=None)
    whole = since is None and heard_at is not None and sent_at is not None
    return Contact(
        terminal=terminal,
        batch=here,
        sequence=place,
        complete_until=Instant(min(sent_at, heard_at)) if whole and sent_at and heard_at else _closed_at(terminal, here),
        told_batch=told,
        told_sequence=last,
        heard_at=None if heard_at is None and received_at is None else Instant(max(heard_at or 0, received_at or 0)),
        missing_since=None if since is None else Instant(since),
    )


def _closed_at(terminal: TerminalId, batch: int) -> Instant:
    """When the terminal closed the last batch up to which nothing is missing; 0 for none."""
    row = run(
        "SELECT sealed, received_at FROM stored_batch WHERE terminal = %s AND number = %s ORDER BY id LIMIT 1", (terminal, batch)
    ).fetchone()
    return Instant(0) if row is None else min(read_header(unverified_body(bytes(row[0]))).closed_at, Instant(row[1]))


def waiting() -> list[Waiting]:
    """Card changes without an end, with cash still held, or charged without PAID and without a claim for it yet."""
    claimed = {cause for (cause,) in run("SELECT cause FROM claim WHERE cause <> ''").fetchall()}
    found = [
        Waiting(
            Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence)),
            CardInstance(CardNumber(number), instance),
            Kind(kind),
            Money(amount),
            State(state),
            bool(abandoned),
            Instant(booked_at if state == State.ORPHAN and booked_at is not None else received_at),
        )
        for terminal, lineage, sequence, number, instance, kind, amount, state, abandoned, received_at, booked_at in run(
            _WAITING
        ).fetchall()
    ]
    return [one for one in found if str(one.reference) not in claimed]


def counted(cases: Iterable[Case]) -> dict[str, Money]:
    """What each of these counts of a drawer was over, less what it was short, by the subject of its case."""
    subjects = {parse_reference(case.subject): case.subject for case in cases if case.kind is CaseKind.SHIFT_DIFFERENCE}
    bodies = {place: decode_entry(data).body for place, data in entries_named(subjects).items()}
    return {
        subjects[place]: total([count.difference for count in body.counts])
        for place, body in bodies.items()
        if isinstance(body, ShiftHandover | ShiftClosed)
    }


def suspense() -> list[Suspense]:
    """What is booked for missing records, card by card."""
    return [
        Suspense(CardInstance(CardNumber(number), instance), Money(gap), None if since is None else Instant(since))
        for number, instance, gap, since in run(_IN_SUSPENSE).fetchall()
    ]
