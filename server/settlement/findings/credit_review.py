"""The nightly review of credits: floats that were broken (R21), claims that nobody made (R22), and refunds and voids beside
the sales that they name (INTEGRITY 6.4).

It is over all terminals what each terminal does for itself: loads within the float it knew of, and no more of a sale given
back than was paid.
"""

from __future__ import annotations

from collections.abc import Iterator

from protocol.card.record import Kind
from protocol.ids import CardInstance, CardNumber, Lineage, Reference, Sequence, TerminalId, parse_reference
from protocol.instants import MS_PER_DAY, Instant
from protocol.link.batch import read_header
from protocol.link.seal import unverified_body
from protocol.link.sums import SumKind, Sums
from protocol.link.tables import ClaimReason, TableKind
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.chart import AccountKind, Code
from server.ledger.entries import Posting
from server.settlement.cards.changes import changes_named
from server.settlement.credits.claims import claims_written_by
from server.settlement.evidence import intents_named
from server.settlement.findings.cases import CaseKind, NewCase

_LOADERS = """
SELECT s.terminal, s.number, s.sealed, p.sealed FROM stored_batch s JOIN terminal_loads l ON l.terminal = s.terminal
LEFT JOIN stored_batch p ON p.terminal = s.terminal AND p.number = s.number - 1
WHERE s.received_at >= %s AND EXISTS (SELECT 1 FROM lease_table t WHERE t.terminal = s.terminal) ORDER BY s.id
"""
"""Batches of terminals that load and that were ever told a float, each with the one before it."""
_GIVEN_BACK = f"""
SELECT sale, SUM(amount), MAX(card), MAX(instance) FROM (
SELECT undoes AS sale, amount, card, instance, kind FROM card_change
WHERE undoes <> '' AND posting = {Posting.CARD:d} AND kind IN ({Kind.VOID:d}, {Kind.REFUND:d})
UNION ALL SELECT cause, amount, NULL, NULL, {Kind.REFUND:d} FROM claim
WHERE reason = {ClaimReason.REFUND:d} AND returned_at IS NULL
) AS back GROUP BY sale HAVING COUNT(card) > 0 AND SUM(CASE WHEN kind = {Kind.REFUND:d} THEN 1 ELSE 0 END) > 0
"""
"""By sale, what terminals gave back and what head office promised beside that; whose card it came onto. A promise alone was
measured against its sale when it was made."""
_NAMELESS = f"""
SELECT terminal, lineage, sequence, card, instance FROM card_change
WHERE undoes = '' AND posting = {Posting.CARD:d} AND kind = {Kind.REFUND:d} AND NOT recovered
"""


_VOIDS = f"""
SELECT terminal, lineage, sequence, undoes, card, instance FROM card_change
WHERE undoes <> '' AND posting = {Posting.CARD:d} AND kind = {Kind.VOID:d} AND NOT recovered
"""


_LOST_CLAIMS = f"""
SELECT DISTINCT t.terminal, t.lineage, t.sequence FROM transfer t
JOIN account a ON a.id = t.debit AND a.kind = {AccountKind.CLAIM_LOSS:d}
WHERE t.code = {Code.CLAIM:d} AND t.booked_at BETWEEN %s AND %s
"""
UNMADE_WAIT_MS = 2 * MS_PER_DAY
"""How long a claim that nobody made may wait for head office to make it again: what follows from a sale is due a day after
that was booked (`credits.refund_claims`), and made in the night after."""


def credit_cases(since: Instant, now: Instant) -> list[NewCase]:
    """What the rules find; batches count that came since then, refunds always."""
    found = [*_float_breaches(since), *_claims_nobody_made(since, now)]
    return [*found, *_refunds_above_sales(), *_refunds_without_sales(), *_voids_of_other_sums()]


def _float_breaches(since: Instant) -> Iterator[NewCase]:
    """R21. What was loaded under a table that nobody here knows any more is judged by no later table, which may grant less."""
    for number, batch, sealed, before in run(_LOADERS, (since,)).fetchall():
        header, terminal = read_header(unverified_body(bytes(sealed))), TerminalId(number)
        granted, loaded = _granted(terminal, _held(sealed)), _loads(header.totals)
        if granted is None or (before is not None and _granted(terminal, _held(before)) is None):
            continue
        if _loads(header.sums) and loaded > granted:
            detail = f"{loaded.minor} loaded up to batch {batch}, {granted.minor} were granted by the table that it held"
            yield NewCase(CaseKind.FLOAT_BREACH, f"terminal {number} batch {batch}", detail, terminal=terminal)


def _held(sealed: bytes) -> int:
    """Which version of its lease table a terminal held when it closed a batch; 0 for none."""
    return dict(read_header(unverified_body(bytes(sealed))).versions).get(TableKind.LEASES, 0)


def _loads(sums: Sums) -> Money:
    return next((part.amount for part in sums if part.kind is SumKind.LOADS), ZERO)


def _granted(terminal: TerminalId, version: int) -> Money | None:
    """What this version of a terminal's table granted; None for one that was made before a backup was restored: nobody here
    knows any more what it said."""
    if not version:
        return ZERO
    row = run("SELECT granted FROM lease_table WHERE terminal = %s AND version = %s", (terminal, version)).fetchone()
    return None if row is None else Money(row[0])


def _claims_nobody_made(since: Instant, now: Instant) -> Iterator[NewCase]:
    """R22. Those that a restored head office has forgotten, and that follow from evidence, were made again by now."""
    rows = run(_LOST_CLAIMS, (since - UNMADE_WAIT_MS, now - UNMADE_WAIT_MS)).fetchall()
    written = changes_named(Reference(TerminalId(one), Lineage(two), Sequence(three)) for one, two, three in rows)
    for reference, claim in sorted(claims_written_by(written, {}).items()):
        change = written[reference]
        if claim is None and change.posting is not Posting.NONE and not change.recovered:
            yield NewCase(CaseKind.DOUBLE_CLAIM, str(reference), "nobody made this claim", change.card, reference.terminal)


def _refunds_above_sales() -> Iterator[NewCase]:
    rows = {parse_reference(text): (Money(int(sum_)), card, part) for text, sum_, card, part in run(_GIVEN_BACK).fetchall()}
    sales = intents_named(rows)
    for reference, (given_back, number, instance) in sorted(rows.items()):
        sale = sales.get(reference)
        if sale is None or sale.change.kind is not Kind.SALE:
            continue
        card, paid = CardInstance(CardNumber(number), instance), -sale.change.amount
        if given_back > paid or sale.card != card:
            detail = f"{given_back.minor} came back onto card {card} or is promised, {paid.minor} were paid from card {sale.card}"
            yield NewCase(CaseKind.REFUND_ABOVE_SALE, str(reference), detail, card)


def _refunds_without_sales() -> Iterator[NewCase]:
    for terminal, lineage, sequence, number, instance in run(_NAMELESS).fetchall():
        reference = Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence))
        card = CardInstance(CardNumber(number), instance)
        yield NewCase(CaseKind.REFUND_WITHOUT_SALE, str(reference), "no sale is named", card, reference.terminal)


def _voids_of_other_sums() -> Iterator[NewCase]:
    """A void takes back the money and the uses of its sale, no more and no less. Money that does not fit lies in
    suspense_basket; uses are on cards alone, so only this finds them."""
    voids = {
        Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence)): (parse_reference(undoes), number, instance)
        for terminal, lineage, sequence, undoes, number, instance in run(_VOIDS).fetchall()
    }
    intents = intents_named([*voids, *(sale for sale, _, _ in voids.values())])
    for reference, (sale, number, instance) in sorted(voids.items()):
        undone, undoing = intents.get(sale), intents.get(reference)
        if undone is None or undoing is None:
            continue
        given, taken = undoing.change, undone.change
        if (given.amount, given.times) != (-taken.amount, -taken.times):
            back, away = f"{given.amount.minor} and {given.times} uses", f"{-taken.amount.minor} and {-taken.times} uses"
            card = CardInstance(CardNumber(number), instance)
            detail = f"{back} came back onto card {card}, its sale {sale} took {away}"
            yield NewCase(CaseKind.VOID_OF_ANOTHER_SUM, str(reference), detail, card, reference.terminal)
