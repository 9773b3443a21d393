"""If these failed, a sale that is on the card would be called cancelled, or one that is not would be called paid."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card.record import Kind
from protocol.card.ring import Chain
from protocol.ids import TerminalId
from terminal.sale.resolve import Doubt, Verdict, resolve
from tests.support.sale_examples import open_confirm, open_try, record, ref, view

SALE, CONFIRM, OLDER, STRANGER = ref(10), ref(12), ref(8), ref(99, TerminalId(2))


def chain(*references: object, top: int = 5) -> Chain:
    """A ring whose records carry these references, newest first, from counter `top` downwards."""
    current, *beneath = (record(top - below, reference=reference) for below, reference in enumerate(references))
    return Chain(current, tuple(beneath))


def test_a_change_that_rules_the_card_is_proven() -> None:
    assert resolve([Doubt(SALE, 5, None)], chain(SALE)) == Verdict(proven=(SALE,))


def test_a_change_beneath_others_in_the_chain_is_proven() -> None:
    assert resolve([Doubt(SALE, 3, None)], chain(STRANGER, STRANGER, SALE)) == Verdict(proven=(SALE,))


def test_a_change_is_unwritten_while_the_card_stands_below_its_counter() -> None:
    assert resolve([Doubt(SALE, 6, None)], chain(STRANGER)) == Verdict(unwritten=(SALE,))


def test_a_change_whose_counter_another_record_took_is_replaced() -> None:
    assert resolve([Doubt(SALE, 5, None)], chain(STRANGER)) == Verdict(replaced=(SALE,))
    assert resolve([Doubt(SALE, 4, None)], chain(STRANGER, STRANGER)) == Verdict(replaced=(SALE,))


def test_a_change_below_the_end_of_the_chain_is_beyond_what_the_card_can_tell() -> None:
    assert resolve([Doubt(SALE, 4, None)], chain(STRANGER)) == Verdict(beyond=(SALE,))
    assert resolve([Doubt(SALE, 2, None)], chain(STRANGER, STRANGER, STRANGER)) == Verdict(beyond=(SALE,))


def test_a_stray_record_proves_nothing() -> None:
    ring = Chain(record(5, reference=STRANGER), (), (record(3, reference=SALE),))
    assert resolve([Doubt(SALE, 3, None)], ring) == Verdict(beyond=(SALE,))


def test_a_confirm_on_the_card_proves_the_change_that_it_names_though_the_ring_reaches_no_further() -> None:
    doubts = [Doubt(SALE, 3, None), Doubt(CONFIRM, 5, SALE)]
    assert resolve(doubts, chain(CONFIRM)) == Verdict(proven=(SALE, CONFIRM))


def test_a_confirm_that_is_not_on_the_card_proves_nothing() -> None:
    doubts = [Doubt(SALE, 5, None), Doubt(CONFIRM, 6, SALE)]
    assert resolve(doubts, chain(SALE)) == Verdict(proven=(SALE,), unwritten=(CONFIRM,))
    assert resolve(doubts, chain(STRANGER, STRANGER, top=6)) == Verdict(replaced=(SALE, CONFIRM))


def test_several_open_changes_each_get_their_own_fate_oldest_first() -> None:
    doubts = [
        Doubt(OLDER, 2, None),
        Doubt(ref(9), 4, None),
        Doubt(SALE, 5, None),
        Doubt(ref(11), 6, None),
        Doubt(CONFIRM, 7, None),
    ]
    assert resolve(doubts, chain(SALE, STRANGER)) == Verdict(
        proven=(SALE,), unwritten=(ref(11), CONFIRM), replaced=(ref(9),), beyond=(OLDER,)
    )


def test_nothing_open_leaves_nothing_to_do() -> None:
    assert resolve([], chain(SALE)) == Verdict()


def test_a_doubt_is_made_of_the_journals_words() -> None:
    card = view()
    attempt, confirm = open_try(SALE, card), open_confirm(CONFIRM, card, SALE)
    assert Doubt.of(SALE, attempt.counter, attempt.intent) == Doubt(SALE, 6, None)
    assert Doubt.of(CONFIRM, confirm.counter, confirm.intent) == Doubt(CONFIRM, 6, SALE)
    assert confirm.record.kind is Kind.CONFIRM


@settings(max_examples=60, deadline=None)
@given(counters=st.lists(st.integers(1, 9), max_size=4), top=st.integers(3, 7), depth=st.integers(1, 3))
def test_each_open_change_has_exactly_one_fate(counters: list[int], top: int, depth: int) -> None:
    ring = chain(*[ref(100 + place) for place in range(depth)], top=top)
    doubts = [Doubt(ref(100 + place), counter, None) for place, counter in enumerate(counters)]
    verdict = resolve(doubts, ring)
    fates = [*verdict.proven, *verdict.unwritten, *verdict.replaced, *verdict.beyond]
    assert sorted(fates) == [doubt.reference for doubt in doubts]


def test_no_change_is_ever_called_unwritten_or_replaced_while_the_chain_holds_it() -> None:
    for place, counter in product(range(3), range(1, 9)):
        ring = chain(*[SALE if place == below else ref(200 + below) for below in range(3)])
        assert resolve([Doubt(SALE, counter, None)], ring).proven == (SALE,)
