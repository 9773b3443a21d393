"""Claims that follow from evidence alone (INTEGRITY 6.5): a member was charged and nobody ever told him so.

A sale that was given up and is on the card after all, and a sale that is on the card but was not told as PAID within a day,
is owed to the member, as far as nobody has promised it by hand, and taken from whose sale it was. The sweep is an act of the
office at a known instant, so the claims are the same however often it runs. A card that broke then and was replaced gets it no
more, its successor does.
"""

from __future__ import annotations

from collections.abc import Iterable

from protocol.card.record import Kind
from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.tables import ClaimReason
from protocol.money import ZERO, Money, total
from server.database import run
from server.ledger.chart import SUSPENSE_BASKET, AccountName, revenue
from server.ledger.entries import Posting, basket_rest
from server.settlement.cards.chain import State
from server.settlement.cards.changes import Change, changes_named
from server.settlement.credits.claims import OFFICE, Claim, NewClaim, Source, find_claims, make_claim
from server.settlement.credits.corrections import left_of, owners_now
from server.settlement.credits.reissue import bearer_of

WAIT_MS = 24 * 3_600_000
CLAIM_DAYS = 90

_DUE = """
SELECT c.terminal, c.lineage, c.sequence FROM card_change c
WHERE c.kind = %s AND c.state = %s AND c.posting = %s
    AND (c.abandoned OR (SELECT MAX(t.booked_at) FROM transfer t
        WHERE t.terminal = c.terminal AND t.lineage = c.lineage AND t.sequence = c.sequence) <= %s)
ORDER BY c.terminal, c.lineage, c.sequence
"""


def sweep_refunds(today: BusinessDay, now: Instant) -> list[Claim]:
    """Make the claims that are due now and were not made yet. Must run inside `writing()`."""
    rows = run(_DUE, (int(Kind.SALE), int(State.ORPHAN), int(Posting.CARD), now - WAIT_MS)).fetchall()
    due = changes_named(Reference(TerminalId(one), Lineage(two), Sequence(three)) for one, two, three in rows)
    made = []
    for reference, change in sorted(due.items()):
        before = find_claims("WHERE cause = %s", str(reference))
        if change.amount >= ZERO or any(claim.maker == OFFICE for claim in before):
            continue
        new = _refund_of(change, [part for claim in before if claim.returned_at is None for part in claim.source], today)
        if new.amount:
            made.append(make_claim(new, today, now))
    return made


def _refund_of(change: Change, promised: Iterable[tuple[AccountName, Money]], today: BusinessDay) -> NewClaim:
    source, by_hand = _owners_of(change), tuple(promised)
    if by_hand:
        source = tuple(part for part in left_of(source, by_hand) if part[1])
    amount, last_day = total([part for _, part in source]), BusinessDay(today + CLAIM_DAYS)
    return NewClaim(bearer_of(change.card), ClaimReason.REFUND, amount, last_day, source, str(change.reference))


def _owners_of(change: Change) -> Source:
    """Whose sale it is; what its lines do not explain comes from where it went to."""
    parts = [(revenue(owner), amount) for owner, amount in owners_now(change.reference, change.owners) if amount]
    rest = basket_rest(change.fact)
    return (*parts, *([(SUSPENSE_BASKET, rest)] if rest else []))
