"""Which record stands at each counter: decided from the set of facts, whatever their order."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.money import ZERO, Money
from server.ledger.entries import Posting
from server.settlement.cards.chain import Finding, Hole, Link, Oddity, State, decide, stand_aside


def ref(number: int) -> Reference:
    return Reference(TerminalId(1), Lineage(1), Sequence(number))


def link(
    number: int,
    counter: int,
    before: int,
    amount: int,
    named: int | None = None,
    declared: bool = True,
    cancelled: bool = False,
    abandoned: bool = False,
    debits: int | None = None,
) -> Link:
    below = None if named is None else ref(named)
    known, debit = None if debits is None else Money(debits), Money(max(0, -amount))
    return Link(
        ref(number),
        counter,
        Money(before),
        Money(amount),
        below,
        declared,
        cancelled,
        abandoned=abandoned,
        debits=known,
        debit=debit,
    )


def from_card(number: int, counter: int, before: int, amount: int) -> Link:
    """A change that only the card tells of."""
    return Link(ref(number), counter, Money(before), Money(amount), None, False, False, recovered=True)


def open_load(number: int, counter: int, amount: int, cancelled: bool = False) -> Link:
    return Link(ref(number), counter, Money(500), Money(amount), ref(number - 1), False, cancelled, cash_taken=True)


ISSUE = link(1, 0, 0, 0)
LOAD = link(2, 1, 0, 500, named=1)


def test_a_whole_chain_stands_and_is_settled_up_to_its_top() -> None:
    decision = decide([ISSUE, LOAD], {}, True)
    assert (decision.top, decision.settled, decision.gap, decision.mismatch) == (LOAD, LOAD, ZERO, ZERO)
    assert set(decision.postings.values()) == {Posting.CARD}


def test_nothing_known_is_nothing_decided() -> None:
    decision = decide([], {}, True)
    assert (decision.top, decision.settled, decision.states) == (None, None, {})
    assert decide([], {}, False).gap == ZERO


def test_an_open_change_on_top_settles_nothing_new() -> None:
    sale = link(3, 2, 500, -100, named=2, declared=False)
    decision = decide([ISSUE, LOAD, sale], {}, True)
    assert decision.states[sale.reference] is State.OPEN
    assert decision.settled == LOAD


def test_an_open_change_that_alone_was_seen_is_an_orphan_and_keeps_the_card_unsettled() -> None:
    sale = link(3, 2, 500, -100, named=2, declared=False)
    decision = decide([ISSUE, LOAD, sale], {2: {sale.reference}}, True)
    assert decision.states[sale.reference] is State.ORPHAN
    assert (decision.top, decision.settled) == (sale, LOAD)


def test_an_open_change_is_void_where_another_record_was_seen_and_undecided_where_both_were() -> None:
    sale = link(3, 2, 500, -100, named=2, declared=False)
    other = ref(99)
    assert decide([ISSUE, LOAD, sale], {2: {other}}, True).states[sale.reference] is State.VOIDED
    assert decide([ISSUE, LOAD, sale], {2: {other, sale.reference}}, True).states[sale.reference] is State.OPEN


def test_what_the_record_above_was_put_upon_decides_between_two_open_changes() -> None:
    first, second = link(3, 2, 500, -100, named=2, declared=False), link(4, 2, 500, -50, named=2, declared=False)
    above = link(5, 3, 450, -10, named=4)
    decision = decide([ISSUE, LOAD, first, second, above], {2: {first.reference, second.reference}}, True)
    assert decision.states[second.reference] is State.ORPHAN
    assert decision.states[first.reference] is State.VOIDED
    assert (decision.gap, decision.mismatch) == (ZERO, ZERO)


def test_open_changes_are_void_where_the_record_above_names_an_unknown_one() -> None:
    sale = link(3, 2, 500, -100, named=2, declared=False)
    above = link(5, 3, 470, -10, named=77)
    decision = decide([ISSUE, LOAD, sale, above], {2: {sale.reference}}, True)
    assert decision.states[sale.reference] is State.VOIDED
    assert decision.gap == Money(-30)


def test_of_a_fork_the_chain_with_successors_is_charged_to_the_card() -> None:
    first, second = link(3, 2, 500, -100, named=2), link(4, 2, 500, -50, named=2)
    above = link(5, 3, 450, -10, named=4)
    decision = decide([ISSUE, LOAD, first, second, above], {}, True)
    assert decision.postings[first.reference] is Posting.FRAUD
    assert decision.postings[second.reference] is Posting.CARD
    assert decision.findings == [Finding(Oddity.FORK, 2, first.reference)]
    assert decision.settled == LOAD


def test_a_cancelled_change_stays_cancelled_beside_the_declared_one_and_the_card_settles() -> None:
    gone, sale = link(3, 2, 500, -100, named=2, declared=False, cancelled=True), link(4, 2, 500, -50, named=2)
    decision = decide([ISSUE, LOAD, gone, sale], {2: {gone.reference}}, True)
    assert decision.states[gone.reference] is State.CANCELLED
    assert decision.settled == sale


def test_r15_a_cancelled_change_that_was_seen_but_nothing_stands_on_is_not_posted() -> None:
    gone = link(3, 2, 500, -100, named=2, declared=False, cancelled=True)
    assert decide([ISSUE, LOAD, gone], {2: {gone.reference}}, True).states[gone.reference] is State.CANCELLED


def test_neighbours_that_do_not_fit_are_named_in_both_directions() -> None:
    more, less = link(3, 2, 900, -100, named=2), link(4, 3, 700, -100, named=3)
    decision = decide([ISSUE, LOAD, more, less], {}, True)
    assert [finding.oddity for finding in decision.findings] == [Oddity.VALUE_WITHOUT_SOURCE, Oddity.VALUE_LOST]
    assert (decision.mismatch, decision.settled) == (Money(300), LOAD)


def test_a_card_whose_issue_is_missing_has_a_gap_before_its_first_record() -> None:
    decision = decide([LOAD, link(5, 4, 900, -100, named=4)], {}, True)
    assert decision.gap == Money(400)
    assert decision.settled is None


def test_judging_from_a_settled_counter_on_gives_the_same_as_judging_everything() -> None:
    sale, later = link(3, 2, 500, -100, named=2), link(5, 4, 300, -50, named=4)
    whole, part = decide([ISSUE, LOAD, sale, later], {}, True), decide([LOAD, sale, later], {}, False)
    assert (part.top, part.gap, part.mismatch, part.settled) == (whole.top, whole.gap, whole.mismatch, whole.settled)


def test_r13_a_record_that_only_the_card_tells_of_is_posted_and_the_card_is_whole() -> None:
    sale, above = from_card(3, 2, 500, -100), link(4, 3, 400, -50, named=3)
    decision = decide([ISSUE, LOAD, sale, above], {2: {sale.reference}}, True)
    assert (decision.states[sale.reference], decision.postings[sale.reference]) == (State.RECOVERED, Posting.CARD)
    assert (decision.holes, decision.mismatch, decision.findings) == ([], ZERO, [])
    assert (decision.top, decision.settled) == (above, LOAD)


def test_r13_on_top_of_the_card_it_is_posted_if_nothing_else_was_seen_there() -> None:
    sale, other = from_card(3, 2, 500, -100), from_card(4, 2, 500, -70)
    assert decide([ISSUE, LOAD, sale], {2: {sale.reference}}, True).top == sale
    both = decide([ISSUE, LOAD, sale, other], {2: {sale.reference, other.reference}}, True)
    assert (both.top, both.states[sale.reference]) == (LOAD, State.VOIDED)


def test_r13_of_two_seen_at_one_counter_the_one_that_the_record_above_names_stands() -> None:
    sale, other = from_card(3, 2, 500, -100), from_card(4, 2, 500, -70)
    above = link(5, 3, 430, -10, named=4)
    decision = decide([ISSUE, LOAD, sale, other, above], {2: {sale.reference, other.reference}}, True)
    assert decision.postings == {
        ISSUE.reference: Posting.CARD,
        LOAD.reference: Posting.CARD,
        sale.reference: Posting.NONE,
        other.reference: Posting.CARD,
        above.reference: Posting.CARD,
    }
    assert decision.findings == []


def test_r13_a_row_of_recovered_records_stands_where_each_fits_the_one_above() -> None:
    low, high = from_card(3, 2, 500, -100), from_card(4, 3, 400, -70)
    seen = {2: {low.reference}, 3: {high.reference}}
    assert decide([ISSUE, LOAD, low, high], seen, True).top == high
    stray = from_card(5, 2, 500, -90)
    decision = decide([ISSUE, LOAD, stray, high], {2: {stray.reference}, 3: {high.reference}}, True)
    assert decision.states[stray.reference] is State.VOIDED
    assert decision.holes == [Hole(2, 2, Money(-100), None)]


def test_r5a_a_declared_change_beats_what_was_seen_in_its_place() -> None:
    seen, sale = from_card(3, 2, 500, -100), link(4, 2, 500, -50, named=2)
    decision = decide([ISSUE, LOAD, seen, sale], {2: {seen.reference}}, True)
    assert (decision.states[seen.reference], decision.top, decision.settled) == (State.VOIDED, sale, sale)
    assert decision.findings == []


def test_a_record_seen_above_a_declared_one_that_it_does_not_follow_is_not_posted() -> None:
    sale = link(4, 2, 500, -50, named=2)
    unfit, misnamed = from_card(5, 3, 400, -10), link(6, 3, 400, -10, named=3, declared=False)
    assert decide([ISSUE, LOAD, sale, unfit], {3: {unfit.reference}}, True).top == sale
    assert decide([ISSUE, LOAD, sale, misnamed], {3: {misnamed.reference}}, True).top == sale


def test_of_a_fork_below_a_record_from_the_card_the_one_that_fits_it_is_charged() -> None:
    first, second, above = link(3, 2, 500, -100, named=2), link(4, 2, 500, -50, named=2), from_card(5, 3, 450, -10)
    decision = decide([ISSUE, LOAD, first, second, above], {3: {above.reference}}, True)
    assert decision.postings[second.reference] is Posting.CARD
    assert decision.top == above


def test_r12_cash_for_an_open_load_is_held_until_the_load_ends() -> None:
    load = open_load(3, 2, 700)
    assert decide([ISSUE, LOAD, load], {}, True).postings[load.reference] is Posting.HELD
    assert decide([ISSUE, LOAD, load], {2: {load.reference}}, True).postings[load.reference] is Posting.CARD
    returned = open_load(3, 2, 700, cancelled=True)
    assert decide([ISSUE, LOAD, returned], {}, True).postings[returned.reference] is Posting.NONE
    other = link(9, 2, 500, -10, named=2)
    replaced = decide([ISSUE, LOAD, load, other], {}, True)
    assert (replaced.states[load.reference], replaced.postings[load.reference]) == (State.VOIDED, Posting.HELD)
    assert stand_aside(load).postings[load.reference] is Posting.HELD


def test_r12_a_sale_that_was_given_up_and_is_on_the_card_all_the_same_is_for_a_person() -> None:
    sale = link(3, 2, 500, -100, named=2, declared=False, abandoned=True)
    assert decide([ISSUE, LOAD, sale], {}, True).findings == []
    found = [Finding(Oddity.ABANDONED_BUT_DEBITED, 2, sale.reference)]
    assert decide([ISSUE, LOAD, sale], {2: {sale.reference}}, True).findings == found


def test_r7_the_cumulated_debits_split_a_hole_into_what_was_spent_and_what_was_loaded() -> None:
    load, above = link(2, 1, 0, 500, named=1, debits=0), link(9, 5, 550, -10, named=8, debits=150)
    decision = decide([ISSUE, load, above], {}, True)
    assert decision.holes == [Hole(2, 4, Money(50), Money(150))]
    assert decision.holes[0].loaded == Money(200)
    first = decide([above], {}, True).holes
    assert first == [Hole(0, 4, Money(550), Money(150))]
    assert Hole(2, 4, Money(50), None).loaded is None


def test_r11_a_late_record_that_fits_on_neither_side_is_odd_itself() -> None:
    late, above = link(3, 2, 700, -100, named=2), link(4, 3, 400, -10, named=3)
    decision = decide([ISSUE, LOAD, late, above], {}, True)
    assert decision.findings == [Finding(Oddity.HOLE_MISMATCH, 2, late.reference)]
    assert decision.mismatch == ZERO


@st.composite
def facts(draw: st.DrawFn) -> list[Link]:
    """Any set of changes at a few counters, sound or not."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        declared = draw(st.booleans())
        found.append(
            link(
                number + 1,
                draw(st.integers(0, 4)),
                draw(st.integers(0, 300)),
                draw(st.integers(-100, 100)),
                named=draw(st.none() | st.integers(1, 8)),
                declared=declared,
                cancelled=not declared and draw(st.booleans()),
            )
            if draw(st.integers(0, 3))
            else from_card(number + 1, draw(st.integers(0, 4)), draw(st.integers(0, 300)), draw(st.integers(-100, 100)))
        )
    return found


@given(facts(), st.dictionaries(st.integers(0, 4), st.frozensets(st.integers(1, 9).map(ref), max_size=2)))
@settings(max_examples=100, deadline=None)
def test_the_order_of_facts_decides_nothing_and_the_card_always_adds_up(
    found: list[Link], seen: dict[int, frozenset[Reference]]
) -> None:
    decision = decide(found, seen, True)
    for order in itertools.islice(itertools.permutations(found), 0, 200, 37):
        assert decide(list(order), seen, True) == decision
    on_card = [one for one in found if decision.postings[one.reference] is Posting.CARD]
    booked = sum(one.amount.minor for one in on_card) + decision.gap.minor + decision.mismatch.minor
    assert booked == (decision.top.after.minor if decision.top else 0)
    assert len({one.counter for one in on_card}) == len(on_card)
    assert all(decision.postings[one.reference] is not Posting.NONE for one in found if one.declared)
