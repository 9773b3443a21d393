"""Stored batches -> the ledger, in the order of arrival, each exactly once.

Ordinary sales of plain cards are booked by `plain`. Everything else goes the general way: after each batch the changes of
every card it touches are judged again as a whole (`chain`), so that the balances do not depend on the order, and what
stands otherwise than before is taken back and booked anew. A fault here never reaches a terminal: its batches are stored
and acknowledged all the same, they wait, and `prove` says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass, field

from protocol.card.identity import unpack_identity
from protocol.card.record import Kind
from protocol.card.ring import SLOTS
from protocol.ids import CardInstance, Reference
from protocol.instants import BusinessDay, Instant
from protocol.link.batch import split_batch
from protocol.link.entries import ClaimDetail, IssueDetail
from protocol.link.faults import issue_fault
from protocol.link.seal import unverified_body
from protocol.money import ZERO
from server.database import run, writing
from server.ledger.book import Line, write
from server.ledger.entries import (
    Leg,
    Posting,
    basket_rest,
    legs_of_cash,
    legs_of_change,
    legs_of_drawer,
    legs_of_gap,
    legs_of_mismatch,
    undoing,
)
from server.settlement.cards import changes as rows
from server.settlement.cards.chain import Decision, decide, stand_aside
from server.settlement.cards.changes import Change, Instance
from server.settlement.cards.fold import NO_PLACE, Facts, Intended, Remark, Seen, Word, fold
from server.settlement.cards.recall import recall, recalled
from server.settlement.cards.recovered import recover
from server.settlement.cards.rings import Ring
from server.settlement.counter import differences, take_told
from server.settlement.credits.claims import Claim, claims_written_by, store_holders, take_claim
from server.settlement.credits.leases import count_loads
from server.settlement.desk_evidence import follow_jobs
from server.settlement.evidence import LAST_BATCH, first_said, mark_booked
from server.settlement.findings.cases import CaseKind, NewCase, open_cases
from server.settlement.plain import book_plain
from server.settlement.reading import Arrival, read_batch
from server.settlement.shifts import store_shifts


@dataclass(slots=True)
class _Work:
    """What booking one batch has gathered so far. `before`: the row of the batch; only those before it may be asked.
    `lowest` is the lowest counter that a fact of the batch concerns, `last` the entry that spoke of the card last: it
    carries what is booked for gaps. One entry speaks of two cards where a record on one of them took the other's name: `carried`
    counts what it carries already."""

    before: int
    changes: dict[Reference, Change] = field(default_factory=dict)
    lowest: dict[CardInstance, int] = field(default_factory=dict)
    last: dict[CardInstance, tuple[Reference, BusinessDay]] = field(default_factory=dict)
    touched: dict[Reference, Change] = field(default_factory=dict)
    carried: Counter[Reference] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)
    cases: list[NewCase] = field(default_factory=list)
    claiming: dict[Reference, int] = field(default_factory=dict)
    claims: dict[Reference, Claim | None] = field(default_factory=dict)

    def touch(self, card: CardInstance, counter: int, by: Reference, day: BusinessDay) -> None:
        if counter == NO_PLACE:
            return
        self.lowest[card] = min(counter, self.lowest.get(card, counter))
        self.last[card] = (by, day)


def book_waiting(utc_offset_minutes: int) -> int:
    """Book every stored batch that is not booked yet; how many there were."""
    booked = 0
    while _book_next(utc_offset_minutes):
        booked += 1
    return booked


def _book_next(utc_offset_minutes: int) -> bool:
    with writing():
        row = run("SELECT id, sealed, received_at FROM stored_batch WHERE NOT booked ORDER BY id LIMIT 1").fetchone()
        if row is None:
            return False
        number, sealed, received_at = row
        reading = read_batch(split_batch(unverified_body(bytes(sealed))))
        said = first_said(reading.batch.header, number)
        book([Arrival(number, reading, said, Instant(received_at))], utc_offset_minutes)
        mark_booked(number)
        return True


def book(arrivals: Items[Arrival], utc_offset_minutes: int) -> None:
    """Book what these batches say, in the order of arrival. Must run inside `writing()`."""
    for arrival, left in zip(arrivals, book_plain(arrivals, utc_offset_minutes), strict=True):
        if left:
            header = arrival.reading.batch.header
            facts = fold(header.terminal, header.lineage, left.items(), utc_offset_minutes, arrival.span)
            book_facts(facts, arrival.received_at, arrival.number)


def book_facts(facts: Facts, received_at: Instant, before: int = LAST_BATCH) -> None:
    """Book what one batch says; batches `before` it may be asked for evidence. Must run inside `writing()`."""
    work = _Work(before, cases=[_case_of(remark) for remark in facts.remarks])
    work.claiming = {
        one.reference: one.intent.detail.claim for one in facts.intended if isinstance(one.intent.detail, ClaimDetail)
    }
    _take_intents_and_words(facts, work)
    known = rows.instances_named(dict.fromkeys([*work.lowest, *(one.card for one in facts.seen)]))
    seen = [one for one in facts.seen if not _is_mirrored(known[one.card], one)]
    for one in seen:
        work.touch(one.card, one.record.counter, one.by, one.day)
    instances = {card: known[card] for card in work.lowest}
    for intended in facts.intended:
        _take_issue(intended, instances)
    _judge_cards(seen, instances, received_at, work)
    _judge_unplaced(work)
    for cash in facts.cash:
        legs = legs_of_cash(cash.reference.terminal, cash.owners, cash.refund, cash.aside, cash.tender)
        work.lines.extend(_numbered(cash.reference, 0, legs, cash.day))
    for drawer in facts.drawers:
        work.lines.extend(_numbered(drawer.reference, 0, legs_of_drawer(drawer.reference.terminal, drawer.body), drawer.day))
    work.cases.extend(differences(facts.drawers))
    store_shifts(facts.drawers)
    rows.store_changes(work.touched.values())
    store_holders(work.claims.values())
    rows.store_instances(instances.values())
    write(work.lines, received_at)
    count_loads(work.lines)
    rows.store_standings(instances.values())
    follow_jobs(facts.intended, work.touched, received_at)
    work.cases.extend(take_told(facts.told, received_at))
    open_cases(work.cases, received_at)


def _is_mirrored(row: Instance, seen: Seen) -> bool:
    """Whether a plain card has this record where it was seen: it tells nothing then."""
    if row.ring is None or row.settled is None:
        return False
    depth = row.settled - seen.record.counter
    if depth == 0 and row.settled_balance != seen.record.balance:
        return False
    return 0 <= depth < SLOTS and row.ring[depth] == seen.record.reference


def _case_of(remark: Remark) -> NewCase:
    return NewCase(CaseKind(int(remark.oddness)), remark.subject, remark.sentence, terminal=remark.about.terminal)


def _take_intents_and_words(facts: Facts, work: _Work) -> None:
    new = {intended.reference: rows.change_of(intended) for intended in facts.intended}
    _take_back_recovered(new, work)
    spoken_of = rows.changes_named(dict.fromkeys(said.of for said in facts.said if said.of not in new))
    work.changes = {reference: change for reference, change in spoken_of.items() if not change.recovered} | new
    work.changes |= recalled((said.of for said in facts.said if said.of not in work.changes), work.before)
    work.touched = dict(new)
    for change in new.values():
        work.touch(change.card, change.counter, change.reference, change.day)
        if change.kind in (Kind.SALE, Kind.REFUND) and (rest := basket_rest(change.fact)):
            detail = f"the card moved {rest.minor} more than the lines say"
            work.cases.append(NewCase(CaseKind.BASKET, str(change.reference), detail))
    for reference, word in rows.early_words(new):
        _say(new[reference], word)
    rows.store_early_words((said.of, said.word) for said in facts.said if said.of not in work.changes)
    for said in facts.said:
        if said.of in work.changes:
            change = work.changes[said.of]
            _say(change, said.word)
            work.touched[said.of] = change
            work.touch(change.card, change.counter, said.by, said.day)


def _take_back_recovered(new: Mapping[Reference, Change], work: _Work) -> None:
    """R13: what was posted from a card record is taken back when its intent comes, with its real lines; never twice."""
    for reference, change in rows.changes_named(new).items():
        if not change.recovered:
            continue
        legs = undoing(legs_of_change(change.fact, change.posting))
        work.lines.extend(_numbered(reference, change.legs, legs, change.day))
        new[reference].legs = change.legs + len(legs)
        work.touch(change.card, change.counter, reference, change.day)


def _say(change: Change, word: Word) -> None:
    match word:
        case Word.DECLARED:
            change.declared = True
        case Word.CANCELLED:
            change.cancelled = True
        case Word.ABANDONED:
            change.abandoned = True


def _take_issue(intended: Intended, instances: dict[CardInstance, Instance]) -> None:
    intent = intended.intent
    if not isinstance(intent.detail, IssueDetail) or issue_fault(intent, intent.detail):
        return
    identity, row = unpack_identity(intent.detail.identity), instances[intent.card]
    row.card_class, row.issued = identity.card_class, identity.issued
    row.valid_from, row.valid_until = identity.valid_from, identity.valid_until
    row.medium, row.uid = int(intent.medium), intent.detail.uid


def _judge_cards(seen: list[Seen], instances: dict[CardInstance, Instance], received_at: Instant, work: _Work) -> None:
    floors = {card: _floor(instances[card], lowest) for card, lowest in work.lowest.items()}
    work.changes = rows.changes_above(floors) | work.changes
    rowless = recall({card: (instances[card], floor) for card, floor in floors.items()}, work.changes, work.before)
    work.changes |= rowless
    work.touched |= rowless
    sightings = _sightings(seen, floors, work)
    work.claims = claims_written_by(work.changes, work.claiming, work.before)
    by_card: dict[CardInstance, list[Change]] = {card: [] for card in floors}
    for change in work.changes.values():
        if change.counter != NO_PLACE:
            by_card[change.card].append(change)
    for card, changes in by_card.items():
        decision = decide([change.link for change in changes], sightings[card], floors[card] == 0)
        for change in sorted(changes, key=lambda change: (change.counter, change.reference)):
            _revise(change, decision, work)
        instances[card].ring = _ring(instances[card], changes, sightings[card], decision)
        _measure(instances[card], decision, received_at, work)


def _judge_unplaced(work: _Work) -> None:
    """Changes that no record can say stand beside every chain; one that is declared is booked aside."""
    for change in list(work.touched.values()):
        if change.counter == NO_PLACE:
            _revise(change, stand_aside(change.link), work)


def _floor(row: Instance, lowest: int) -> int:
    """From which counter on the changes are judged again; 0 is the issue."""
    return 0 if row.settled is None else max(0, min(row.settled, lowest - 1))


def _sightings(seen: list[Seen], floors: dict[CardInstance, int], work: _Work) -> dict[CardInstance, dict[int, set[Reference]]]:
    """What was seen on each card; a record tells nothing more where its change is declared and says the same: it is not kept."""
    fresh = []
    for one in seen:
        known = work.changes.get(one.record.reference)
        if known is None or not known.declared or not _agree(known, one):
            fresh.append(one)
    rows.store_sightings(fresh)
    lost = recover(fresh, work.changes, work.before)
    work.changes |= lost
    work.touched |= lost
    found: dict[CardInstance, dict[int, set[Reference]]] = {card: {} for card in floors}
    for card, counter, reference in rows.sightings_above(floors):
        found[card].setdefault(counter, set()).add(reference)
    return found


def _agree(change: Change, seen: Seen) -> bool:
    told = (change.card, change.counter, change.amount, change.before + change.amount)
    return told == (seen.card, seen.record.counter, seen.record.amount, seen.record.balance)


def _revise(change: Change, decision: Decision, work: _Work) -> None:
    """Book a change as it stands now: what stood otherwise before is taken back first."""
    before = legs_of_change(change.fact, change.posting)
    state, posting = decision.states[change.reference], decision.postings[change.reference]
    if (state, posting) != (change.state, change.posting):
        change.state, change.posting = state, posting
        work.touched[change.reference] = change
    if change.kind is Kind.VOID:
        _take_owners_of_sale(change, work)
    if change.kind is Kind.CLAIM and (double := take_claim(change, work.claims.get(change.reference))):
        work.cases.append(double)
    after = legs_of_change(change.fact, change.posting)
    if before == after:
        return
    legs = (*undoing(before), *after)
    work.lines.extend(_numbered(change.reference, change.legs, legs, change.day))
    change.legs += len(legs)
    work.touched[change.reference] = change


def _take_owners_of_sale(void: Change, work: _Work) -> None:
    sale = work.changes.get(void.undoes) if void.undoes is not None else None
    fits = sale is not None and sale.kind is Kind.SALE and (sale.card, sale.amount) == (void.card, -void.amount)
    if sale is not None and fits and void.owners != sale.owners:
        void.owners = sale.owners
        work.touched[void.reference] = void


def _measure(row: Instance, decision: Decision, received_at: Instant, work: _Work) -> None:
    """Keep where the card stands, and bring what is booked for gaps and mismatches to its new total (R7, R10)."""
    by, day = work.last[row.card]
    gap, mismatch = legs_of_gap(row.card, decision.gap - row.gap), legs_of_mismatch(row.card, decision.mismatch - row.mismatch)
    work.lines.extend([*_numbered(by, work.carried[by], gap, day), *_numbered(by, work.carried[by], mismatch, day)])
    work.carried[by] += max(len(gap), len(mismatch))
    row.gap, row.mismatch = decision.gap, decision.mismatch
    row.gap_since = (row.gap_since or received_at) if decision.holes else None
    settled, top = decision.settled, decision.top
    row.settled, row.settled_balance = (None, ZERO) if settled is None else (settled.counter, settled.after)
    row.top_counter, row.top_balance = (None, ZERO) if top is None else (top.counter, top.after)
    for finding in decision.findings:
        detail = f"card {row.card}, counter {finding.counter}"
        subject, terminal = str(finding.reference), finding.reference.terminal
        work.cases.append(NewCase(CaseKind(int(finding.oddity)), subject, detail, row.card, terminal))


def _ring(row: Instance, changes: list[Change], seen: Mapping[int, object], decision: Decision) -> Ring | None:
    """The newest three records of a card that is plain now; None if there is anything else about it."""
    top = decision.top
    if top is None or decision.settled is not top or decision.gap or decision.mismatch:
        return None
    if max((*(change.counter for change in changes), *seen)) > top.counter:
        return None
    standing: dict[int, Reference | None] = {}
    if row.ring is not None and row.settled is not None:
        standing = {row.settled - depth: reference for depth, reference in enumerate(row.ring)}
    standing |= {change.counter: change.reference for change in changes if change.posting is Posting.CARD}
    return tuple(standing.get(top.counter - depth) for depth in range(SLOTS))


def _numbered(fact: Reference, first: int, legs: tuple[Leg, ...], day: BusinessDay) -> list[Line]:
    return [Line(fact, first + offset, leg, day) for offset, leg in enumerate(legs)]
