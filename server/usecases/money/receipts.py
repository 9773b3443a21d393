"""A receipt, found by what is printed on it: what was sold or loaded, to which card, and what of it was given back since."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protocol.card.record import Kind
from protocol.ids import CardInstance, Lineage, OwnerId, Reference, Sequence, TerminalId, parse_reference
from protocol.instants import BusinessDay, Instant
from protocol.limits import BATCH_ENTRIES_MAX
from protocol.link.entries import SaleLine
from protocol.money import ZERO, Money
from server.database import run
from server.ledger.chart import AccountKind
from server.ledger.entries import Owners, Posting
from server.reporting.evidence import said_at
from server.settlement.cards.changes import Change, changes_named
from server.settlement.cards.recall import recalled
from server.settlement.credits.claims import find_claims
from server.settlement.credits.corrections import left_of, owners_now, taken_back

SHOWN_MAX = 10
_SHORT = re.compile(r"([1-9][0-9]{0,4})-([1-9][0-9]{0,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sale or load that stands. `owners` share its amount, as far as it was put right by now; `back` is what each of them, or a
    load's card, has given back."""

    reference: Reference
    kind: Kind
    card: CardInstance
    amount: Money
    day: BusinessDay
    at: Instant | None
    operator: int
    lines: tuple[SaleLine, ...]
    owners: Owners
    back: Owners

    @property
    def left(self) -> Owners:
        """What each owner can still give back."""
        return left_of(self.owners, self.back)

    @property
    def all_left(self) -> Money:
        """What all of them can."""
        return Money(sum(amount.minor for _, amount in self.left))


def receipts_named(typed: str) -> list[Receipt]:
    """What stands under a number as receipts print it: `7-a1b2c3d4-12`, or `7-12` for what terminal 7 wrote as its entry 12."""
    found = changes_named(references := _references(typed.strip()))
    changes = found | recalled(one for one in references if one not in found)
    standing = [one for one in changes.values() if one.kind in (Kind.SALE, Kind.LOAD) and one.posting is Posting.CARD]
    said, _ = said_at(one.reference for one in standing)
    receipts = []
    for one in sorted(standing, key=lambda change: change.reference):
        told = said.get(one.reference)
        owners = owners_now(one.reference, one.owners) if one.kind is Kind.SALE else ((OwnerId(0), one.amount),)
        receipts.append(
            Receipt(
                one.reference,
                one.kind,
                one.card,
                abs(one.amount),
                one.day,
                told.at if told else None,
                told.operator if told else 0,
                told.lines if told else (),
                owners,
                _given_back(one),
            )
        )
    return receipts


def receipt_of(reference: Reference) -> Receipt | None:
    """One of them."""
    for found in receipts_named(str(reference)):
        return found
    return None


def newest_instance(card: CardInstance) -> CardInstance:
    """The newest instance of its number: where a refund goes if the card was replaced since."""
    (newest,) = run("SELECT MAX(instance) FROM card_instance WHERE card = %s", (card.number,)).fetchone()
    return CardInstance(card.number, card.instance if newest is None else int(newest))


def _references(typed: str) -> list[Reference]:
    match = _SHORT.fullmatch(typed)
    if match is None:
        try:
            return [parse_reference(typed)]
        except ValueError:
            return []
    terminal, sequence = int(match[1]), int(match[2])
    rows = run(
        "SELECT DISTINCT lineage FROM stored_batch WHERE terminal = %s AND first_sequence BETWEEN %s AND %s"
        f" AND first_sequence + count > %s ORDER BY lineage LIMIT {SHOWN_MAX}",
        (terminal, sequence - BATCH_ENTRIES_MAX, sequence, sequence),
    ).fetchall()
    return [Reference(TerminalId(terminal), Lineage(lineage), Sequence(sequence)) for (lineage,) in rows]


def _given_back(change: Change) -> Owners:
    """By refunds and voids at terminals, by promises that name it, and (a load) by jobs at a desk."""
    sums: dict[OwnerId, Money] = {}

    def add(owner: OwnerId, amount: Money) -> None:
        sums[owner] = sums.get(owner, ZERO) + amount

    if change.kind is Kind.LOAD:
        return ((OwnerId(0), taken_back(change.reference)),)
    rows = run(
        "SELECT terminal, lineage, sequence FROM card_change WHERE card = %s AND instance = %s AND undoes = %s AND posting = %s",
        (change.card.number, change.card.instance, str(change.reference), int(Posting.CARD)),
    ).fetchall()
    undoing = changes_named(Reference(TerminalId(one), Lineage(two), Sequence(three)) for one, two, three in rows)
    for back in undoing.values():
        for owner, amount in back.owners or change.owners:
            add(owner, amount)
    for claim in find_claims("WHERE cause = %s AND returned_at IS NULL", str(change.reference)):
        for name, amount in claim.source:
            if name.kind is AccountKind.REVENUE:
                add(OwnerId(name.number), amount)
    return tuple(sorted(sums.items()))
