"""Which record stands at each counter: decided from the set of facts, whatever their order."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.money import ZERO, Money
from server.ledger.entries import Posting
from server.settlement.chain import Finding, Link, Oddity, State, decide


def ref(number: int) -> Reference:
    return Reference(TerminalId(1), Lineage(1), Sequence(number))


def link(
    number: int, counter: int, before: int, amount: int, named: int | None = None, declared: bool = True, cancelled: bool = False
) -> Link:
    below = None if named is None else ref(named)
    return Link(ref(number), counter, Money(before), Money(amount), below, declared, cancelled)


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
