"""PURE: everything known of one card instance -> which record stands at each counter, and what is still missing.

The result depends on the set of facts alone, never on their order, so that batches may arrive in any order.
Rules of INTEGRITY 7: R4 (commit and late are one fact), R5 and R5a (two references at one counter), R7 and R10
(gaps, which fill by themselves), R8, R9 and R11 (neighbours that do not fit), R12, R14 and R15 (open and cancelled
intents), R13 (records known from the card alone).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Items
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import IntEnum

from protocol.ids import Reference
from protocol.money import ZERO, Money
from server.ledger.entries import Posting


class State(IntEnum):
    """What became of an intent. DECLARED, ORPHAN and RECOVERED are posted.

    ORPHAN: its terminal never said how it ended, the card does. RECOVERED: its intent never came, the card tells of it.
    VOIDED: another record stands in its place; later evidence may still show otherwise.
    """

    OPEN = 0
    DECLARED = 1
    CANCELLED = 2
    VOIDED = 3
    ORPHAN = 4
    RECOVERED = 5


class Oddity(IntEnum):
    """What a person must look at; the numbers are those of `CaseKind`."""

    FORK = 1
    CANCELLED_BUT_DEBITED = 2
    VALUE_WITHOUT_SOURCE = 3
    VALUE_LOST = 4
    HOLE_MISMATCH = 16
    ABANDONED_BUT_DEBITED = 17


@dataclass(frozen=True, slots=True)
class Link:
    """One change of a card. `named` is the reference in the record it was put upon; None for an issue.

    `recovered`: known from the card alone, so nobody knows what it was put upon. `cash_taken`: cash lies in the drawer for
    it, whether or not it is on the card. `debits`: the cumulated debits before it, where they are known, and
    `debit`: by how much it raised them.
    """

    reference: Reference
    counter: int
    before: Money
    amount: Money
    named: Reference | None
    declared: bool
    cancelled: bool
    abandoned: bool = False
    recovered: bool = False
    cash_taken: bool = False
    debits: Money | None = None
    debit: Money = ZERO

    @property
    def after(self) -> Money:
        """The balance that this change leaves."""
        return self.before + self.amount


@dataclass(frozen=True, slots=True)
class Finding:
    """An oddity at a counter, and the change it concerns."""

    oddity: Oddity
    counter: int
    reference: Reference


@dataclass(frozen=True, slots=True)
class Hole:
    """Counters `first` to `last` of which nothing is known but what they come to together (R7).

    `spent`: the part of it that was debits, by the cumulated debits of the records on both sides; None if one of these does
    not say. What was loaded is `amount` + `spent`.
    """

    first: int
    last: int
    amount: Money
    spent: Money | None

    @property
    def loaded(self) -> Money | None:
        """The part that was credits."""
        return None if self.spent is None else self.amount + self.spent


@dataclass(slots=True)
class Decision:
    """How the changes stand. `gap` and `mismatch` are the totals that the books must hold for this card.

    `settled` is the highest counter up to which everything is declared, single and fits; `top` the highest standing.
    """

    states: dict[Reference, State] = field(default_factory=dict)
    postings: dict[Reference, Posting] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    mismatch: Money = ZERO
    settled: Link | None = None
    top: Link | None = None

    @property
    def gap(self) -> Money:
        """What all holes come to."""
        return Money(sum(hole.amount.minor for hole in self.holes))


Sightings = Mapping[int, AbstractSet[Reference]]
"""References of records seen on the card, by counter."""


def decide(links: Iterable[Link], sightings: Sightings, from_issue: bool) -> Decision:
    """Judge the changes of one instance.

    `links` are all known changes of the card, or (with `from_issue` False) those from a settled counter on.
    """
    at: dict[int, list[Link]] = {}
    for link in sorted(links, key=lambda link: link.reference):
        at.setdefault(link.counter, []).append(link)
    decision = Decision()
    standing: list[Link] = []
    for counter in sorted(at, reverse=True):
        above = standing[-1] if standing and standing[-1].counter == counter + 1 else None
        beneath = [link for link in at.get(counter - 1, ()) if link.declared]
        chosen = _choose(at[counter], above, beneath, sightings.get(counter, frozenset()))
        _judge(at[counter], chosen, above, sightings.get(counter, frozenset()), decision)
        if chosen is not None:
            standing.append(chosen)
    standing.reverse()
    decision.top = standing[-1] if standing else None
    _measure(standing, from_issue, decision)
    decision.settled = _settled(standing, at, from_issue, decision)
    return decision


def stand_aside(link: Link) -> Decision:
    """Judge a change that has no place in any chain: nothing on a card can tell of it, so the terminal's word decides."""
    decision = Decision()
    _judge([link], None, None, frozenset(), decision)
    if link.declared:
        decision = Decision({link.reference: State.DECLARED}, {link.reference: Posting.ASIDE})
    return decision


def _choose(here: Items[Link], above: Link | None, beneath: Items[Link], seen: AbstractSet[Reference]) -> Link | None:
    """Which of the changes at one counter stands.

    R5a: a declared one beats what was only seen. Otherwise it is the one that the standing record right above was put
    upon, and where nobody knows that, the only one seen that fits what is known on both sides.
    """
    named = above.named if above is not None else None
    declared = [link for link in here if link.declared]
    if declared:
        fitting = (link for link in declared if above is not None and link.after == above.before)
        return next((link for link in declared if link.reference == named), None) or next(fitting, declared[0])
    if named is not None:
        return next((link for link in here if link.reference == named), None)
    known = {link.reference for link in here}
    possible = [link for link in here if link.reference in seen and not link.cancelled and _fits(link, above, beneath)]
    return possible[0] if len(possible) == 1 and seen <= known else None


def _fits(link: Link, above: Link | None, beneath: Items[Link]) -> bool:
    """Whether an undeclared change can lie between a record whose predecessor nobody knows and the declared ones beneath."""
    if above is not None and link.after != above.before:
        return False
    if not beneath:
        return True
    if link.recovered:
        return any(below.after == link.before for below in beneath)
    return any(below.reference == link.named for below in beneath)


def _judge(here: Items[Link], chosen: Link | None, above: Link | None, seen: AbstractSet[Reference], decision: Decision) -> None:
    """Say of each change at one counter what became of it."""
    replaced = chosen is not None or (above is not None and above.named is not None)
    for link in here:
        stands = link is chosen
        replaced_here = replaced or bool(seen and link.reference not in seen)
        posting = Posting.NONE
        if link.declared:
            state, posting = State.DECLARED, Posting.CARD if stands else Posting.FRAUD
            if not stands:
                decision.findings.append(Finding(Oddity.FORK, link.counter, link.reference))
        elif stands:
            state, posting = State.RECOVERED if link.recovered else State.ORPHAN, Posting.CARD
            if link.cancelled:
                decision.findings.append(Finding(Oddity.CANCELLED_BUT_DEBITED, link.counter, link.reference))
        elif link.cancelled:
            state = State.CANCELLED
        else:
            state = State.VOIDED if replaced_here or link.recovered else State.OPEN
            posting = Posting.HELD if link.cash_taken and not link.recovered else Posting.NONE
        if link.abandoned and posting is Posting.CARD and link.amount < ZERO:
            decision.findings.append(Finding(Oddity.ABANDONED_BUT_DEBITED, link.counter, link.reference))
        decision.states[link.reference], decision.postings[link.reference] = state, posting


def holes_between(standing: Items[Link], from_issue: bool) -> list[Hole]:
    """What is missing between standing changes, which rise by counter; with `from_issue`, below the first of them too."""
    holes = []
    for below, link in _pairs(standing, from_issue):
        first = below.counter + 1 if below is not None else 0
        if link.counter > first:
            holes.append(Hole(first, link.counter - 1, _step(below, link), _spent(below, link)))
    return holes


def _pairs(standing: Items[Link], from_issue: bool) -> list[tuple[Link | None, Link]]:
    above = standing if from_issue else standing[1:]
    return list(zip([None, *standing] if from_issue else standing, above, strict=False))


def _step(below: Link | None, above: Link) -> Money:
    return above.before - (below.after if below is not None else ZERO)


def _measure(standing: Items[Link], from_issue: bool, decision: Decision) -> None:
    """Find what lies between standing records: missing ones (holes) and neighbours that do not fit (mismatch)."""
    decision.holes = holes_between(standing, from_issue)
    missing_below = {hole.last + 1 for hole in decision.holes}
    misfits = [
        (link, _step(below, link))
        for below, link in _pairs(standing, from_issue)
        if link.counter not in missing_below and _step(below, link)
    ]
    decision.mismatch = Money(sum(difference.minor for _, difference in misfits))
    _name_misfits(misfits, decision)


def _spent(below: Link | None, above: Link) -> Money | None:
    """By how much the cumulated debits rose between two records; before the issue there were none."""
    if above.debits is None or (below is not None and below.debits is None):
        return None
    return above.debits - (below.debits + below.debit if below is not None and below.debits is not None else ZERO)


def _name_misfits(misfits: Items[tuple[Link, Money]], decision: Decision) -> None:
    """R11: a record that fits on neither side, while its neighbours agree, is odd itself; else R8 (more) or R9 (less)."""
    waiting = list(misfits)
    while waiting:
        link, difference = waiting.pop(0)
        if waiting and waiting[0][0].counter == link.counter + 1 and waiting[0][1] == -difference:
            waiting.pop(0)
            oddity = Oddity.HOLE_MISMATCH
        else:
            oddity = Oddity.VALUE_WITHOUT_SOURCE if difference > ZERO else Oddity.VALUE_LOST
        decision.findings.append(Finding(oddity, link.counter, link.reference))


def _settled(standing: Items[Link], at: Mapping[int, Items[Link]], from_issue: bool, decision: Decision) -> Link | None:
    settled: Link | None = None
    for link in standing:
        if settled is not None:
            follows = link.counter == settled.counter + 1 and link.before == settled.after
        else:
            follows = not from_issue or (link.counter == 0 and link.before == ZERO)
        states = [decision.states[other.reference] for other in at[link.counter]]
        if not follows or states.count(State.DECLARED) != 1 or State.OPEN in states:
            break
        settled = link
    return settled
