"""Records that only cards tell of (R13), and that no terminal of ours may have written.

Whoever has the keys of a stolen debit terminal can seal a record for his own card; it names a terminal and a sequence,
and would be booked as the sale or void of a burnt one. Where its kind moves no money it is forged beyond doubt: R8.
Where its terminal has since told everything and never ran under its lineage, it is forged, or that terminal's journal was
copied or put back and the sale was honest. So that is a case to look at; it accuses nobody and holds no card back. A
journal that lost its tail keeps its lineage, so what it wrote is no case at all.
"""

from __future__ import annotations

from collections.abc import Set

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from server.database import run
from server.settlement.findings.cases import CaseKind, NewCase

MOVING = frozenset({Kind.SALE, Kind.VOID, Kind.LOAD, Kind.REFUND, Kind.CLAIM})
"""Kinds of records that change a balance."""
_RECOVERED = """
SELECT c.terminal, c.lineage, c.sequence, c.card, c.instance, c.kind, c.amount, MIN(t.booked_at)
FROM card_change c LEFT JOIN transfer t ON t.terminal = c.terminal AND t.lineage = c.lineage AND t.sequence = c.sequence
WHERE c.recovered AND c.amount <> 0
GROUP BY c.terminal, c.lineage, c.sequence, c.card, c.instance, c.kind, c.amount ORDER BY c.terminal, c.lineage, c.sequence
"""
_TOLD = """
SELECT h.terminal, CASE WHEN h.sent_at < h.heard_at THEN h.sent_at ELSE h.heard_at END
FROM heartbeat h JOIN terminal_log l ON l.terminal = h.terminal WHERE h.batch <= l.batch
"""
NEVER = Instant(0)


def doubt(
    kind: Kind, lineage: Lineage, seen_at: Instant, told_until: Instant, lineages: Set[Lineage]
) -> tuple[CaseKind, str] | None:
    """PURE: which case a record is that moves money and was first seen at `seen_at`, and why; None while it may be sound.

    `told_until`: by its own word the terminal has sent everything up to then; `lineages` are those that it told of.
    """
    if kind not in MOVING:
        return CaseKind.VALUE_WITHOUT_SOURCE, f"a {kind.name} record moves no money"
    if told_until > seen_at and lineage not in lineages:
        return CaseKind.UNTOLD_RECORD, "its terminal has told everything since, and never ran under its lineage"
    return None


def forged_records() -> list[NewCase]:
    """A case for each recovered record that is in doubt."""
    told_until = dict(run(_TOLD).fetchall())
    cases = []
    for terminal, lineage, sequence, number, instance, kind, amount, seen_at in run(_RECOVERED).fetchall():
        lineages = {
            one for (one,) in run("SELECT DISTINCT lineage FROM stored_batch WHERE terminal = %s", (terminal,)).fetchall()
        }
        first_seen = Instant(0 if seen_at is None else seen_at)
        found = doubt(Kind(kind), Lineage(lineage), first_seen, told_until.get(terminal, NEVER), lineages)
        if found is not None:
            case, why = found
            reference = Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))
            card = CardInstance(CardNumber(number), instance)
            detail = f"card {card} holds a record of {amount} that no journal tells of: {why}"
            cases.append(NewCase(case, str(reference), detail, card))
    return cases
