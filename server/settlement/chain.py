"""PURE: everything known of one card instance -> which record stands at each counter, and what is still missing.

The result depends on the set of facts alone, never on their order, so that batches may arrive in any order.
Rules of INTEGRITY 7: R4 (commit and late are one fact), R5 and R5a (two references at one counter), R7 and R10
(gaps, which fill by themselves), R8 and R9 (neighbours that do not fit), R12 and R14 (open and cancelled intents).
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
    """What became of an intent. DECLARED and ORPHAN are posted."""

    OPEN = 0
    DECLARED = 1
    CANCELLED = 2
    VOIDED = 3
    ORPHAN = 4


class Oddity(IntEnum):
    """What a person must look at."""

    FORK = 1
    CANCELLED_BUT_DEBITED = 2
    VALUE_WITHOUT_SOURCE = 3
    VALUE_LOST = 4


@dataclass(frozen=True, slots=True)
class Link:
    """One intended change. `named` is the reference in the record it was put upon; None for an issue."""

    reference: Reference
    counter: int
    before: Money
    amount: Money
    named: Reference | None
    declared: bool
    cancelled: bool

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


@dataclass(slots=True)
class Decision:
    """How the changes stand. `gap` and `mismatch` are the totals that the books must hold for this card.

    `settled` is the highest counter up to which everything is declared, single and fits; `top` the highest standing.
    """

    states: dict[Reference, State] = field(default_factory=dict)
    postings: dict[Reference, Posting] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    gap: Money = ZERO
    mismatch: Money = ZERO
    settled: Link | None = None
    top: Link | None = None


Sightings = Mapping[int, AbstractSet[Reference]]
"""References of records seen on the card, by counter."""


def decide(links: Iterable[Link], sightings: Sightings, from_issue: bool) -> Decision:
    """Judge the changes of one instance.

    `links` are all known changes of the card, or (with `from_issue` False) those from a settled counter on.
    """
    at: dict[int, list[Link]] = {}
    for link in links:
        at.setdefault(link.counter, []).append(link)
    decision = Decision()
    standing: list[Link] = []
    above: Link | None = None
    for counter in sorted(at, reverse=True):
        named = above.named if above is not None and above.counter == counter + 1 else None
        chosen = _choose(
            sorted(at[counter], key=lambda link: link.reference), named, sightings.get(counter, frozenset()), decision
        )
        if chosen is not None:
            standing.append(chosen)
            above = chosen
    standing.reverse()
    decision.top = standing[-1] if standing else None
    _measure(standing, from_issue, decision)
    decision.settled = _settled(standing, at, from_issue, decision)
    return decision


def stand_aside(link: Link) -> Decision:
    """Judge a change that has no place in any chain: nothing on a card can tell of it, so the terminal's word decides."""
    if not link.declared:
        decision = Decision()
        _mark([link], decision, State.OPEN)
        return decision
    return Decision({link.reference: State.DECLARED}, {link.reference: Posting.ASIDE})


def _choose(here: Items[Link], named: Reference | None, seen: AbstractSet[Reference], decision: Decision) -> Link | None:
    """Which of the changes at one counter stands; `named` is what the standing record right above was put upon."""
    declared = [link for link in here if link.declared]
    if declared:
        stands = next((link for link in declared if link.reference == named), declared[0])
    else:
        orphan = _orphan(here, named, seen)
        if orphan is None:
            _mark(here, decision, State.VOIDED if named or _only_others(here, seen) else State.OPEN)
            return None
        stands = orphan
    for link in here:
        if link.declared:
            decision.states[link.reference] = State.DECLARED
            decision.postings[link.reference] = Posting.CARD if link is stands else Posting.FRAUD
            if link is not stands:
                decision.findings.append(Finding(Oddity.FORK, link.counter, link.reference))
        elif link is stands:
            decision.states[link.reference] = State.ORPHAN
            decision.postings[link.reference] = Posting.CARD
            if link.cancelled:
                decision.findings.append(Finding(Oddity.CANCELLED_BUT_DEBITED, link.counter, link.reference))
        else:
            _mark([link], decision, State.VOIDED)
    return stands


def _orphan(here: Items[Link], named: Reference | None, seen: AbstractSet[Reference]) -> Link | None:
    """The undeclared change that is nonetheless on the card: the record above names it, or it alone was seen."""
    if named is not None:
        return next((link for link in here if link.reference == named), None)
    own = [link for link in here if link.reference in seen and not link.cancelled]
    return own[0] if len(own) == 1 and len(seen) == 1 else None


def _only_others(here: Items[Link], seen: AbstractSet[Reference]) -> bool:
    return bool(seen) and not any(link.reference in seen for link in here)


def _mark(here: Items[Link], decision: Decision, state: State) -> None:
    for link in here:
        decision.states[link.reference] = State.CANCELLED if link.cancelled else state
        decision.postings[link.reference] = Posting.NONE


def _measure(standing: Items[Link], from_issue: bool, decision: Decision) -> None:
    """Sum what lies between standing records: missing ones (gap) and neighbours that do not fit (mismatch)."""
    below = None if from_issue else standing[0] if standing else None
    for link in standing if from_issue else standing[1:]:
        difference = link.before - (below.after if below is not None else ZERO)
        if link.counter == (below.counter + 1 if below is not None else 0):
            decision.mismatch += difference
            if difference:
                oddity = Oddity.VALUE_WITHOUT_SOURCE if difference > ZERO else Oddity.VALUE_LOST
                decision.findings.append(Finding(oddity, link.counter, link.reference))
        else:
            decision.gap += difference
        below = link


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
