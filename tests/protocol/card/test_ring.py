from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card.record import Kind, Record
from protocol.card.ring import Chain, Change, read_chain, slot_of, successor
from protocol.instants import BusinessDay
from protocol.money import ZERO, Money
from tests.protocol.card.samples import KEYS, MIFARE_UID, history, reference

ISSUE, LOAD, SALE, VOID = history(MIFARE_UID)
EMPTY = bytes(48)


def trusted(_slot: int, _record: Record) -> bool:
    return True


def laid(*records: Record) -> list[bytes]:
    """Three slots with each record in the slot of its counter."""
    slots = [EMPTY] * 3
    for record in records:
        slots[slot_of(record.counter)] = record.pack()
    return slots


def test_a_record_lies_in_the_slot_of_its_counter_modulo_three() -> None:
    assert [slot_of(counter) for counter in range(7)] == [0, 1, 2, 0, 1, 2, 0]


def test_the_highest_counter_rules_and_the_consecutive_ones_lie_beneath() -> None:
    chain = read_chain(laid(ISSUE, LOAD, SALE), trusted)
    assert chain == Chain(SALE, (LOAD, ISSUE))
    assert chain.records == (SALE, LOAD, ISSUE)
    assert chain.spare_slots == ()


def test_the_next_record_takes_the_place_of_the_oldest() -> None:
    assert read_chain(laid(ISSUE, LOAD, SALE, VOID), trusted) == Chain(VOID, (SALE, LOAD))


def test_a_fresh_card_has_one_record_and_two_spare_slots() -> None:
    chain = read_chain(laid(ISSUE), trusted)
    assert chain == Chain(ISSUE)
    assert chain.spare_slots == (1, 2)


def test_a_torn_slot_leaves_the_record_beneath_in_force() -> None:
    slots = laid(LOAD, SALE)
    slots[0] = VOID.pack()[:32] + ISSUE.pack()[32:]
    chain = read_chain(slots, lambda _slot, record: record.mac != ISSUE.mac)
    assert chain == Chain(SALE, (LOAD,))
    assert chain.spare_slots == (0,)


def test_a_record_that_is_not_authentic_does_not_count() -> None:
    chain = read_chain(laid(ISSUE, LOAD, SALE), lambda _slot, record: record != SALE)
    assert chain == Chain(LOAD, (ISSUE,))
    assert chain.spare_slots == (2,)


def test_a_record_in_the_wrong_slot_does_not_count() -> None:
    assert read_chain([EMPTY, ISSUE.pack(), EMPTY], trusted) is None


def test_a_card_without_a_valid_record_has_no_chain() -> None:
    assert read_chain([EMPTY, b"\xff" * 48, b""], trusted) is None


def test_records_beneath_a_break_are_evidence_and_their_slot_is_spare() -> None:
    later = replace(VOID, kind=Kind.LOCK, counter=5)
    chain = read_chain(laid(VOID, LOAD, later), trusted)
    assert chain == Chain(later, (), (VOID, LOAD))
    assert chain.spare_slots == (0, 1)


def test_a_gap_of_one_between_two_records_makes_the_lower_one_a_stray() -> None:
    assert read_chain(laid(ISSUE, SALE), trusted) == Chain(SALE, (), (ISSUE,))


def test_a_record_is_found_by_reference_or_by_counter_only_in_the_chain() -> None:
    chain = Chain(SALE, (LOAD,), (ISSUE,))
    assert chain.holding(LOAD.reference) == LOAD
    assert chain.holding(ISSUE.reference) is None
    assert chain.at(2) == SALE
    assert chain.at(0) is None


@pytest.mark.parametrize(
    "beneath",
    [replace(SALE, kind=Kind.PIN_TRY), replace(SALE, amount=Money(-1_249))],
    ids=["not a sale", "another amount"],
)
def test_a_void_above_anything_but_its_sale_condemns_the_card(beneath: Record) -> None:
    assert read_chain(laid(beneath, VOID), trusted) is None
    assert read_chain(laid(SALE, VOID), trusted) == Chain(VOID, (SALE,))


def test_a_void_whose_sale_is_no_longer_on_the_card_still_rules() -> None:
    assert read_chain(laid(VOID), trusted) == Chain(VOID)


DAY = BusinessDay(9_823)


def test_c1_a_sale_lowers_the_balance_and_raises_the_debits_and_the_days_spending() -> None:
    after = successor(LOAD, Change(Kind.SALE, Money(-1_250), DAY, points=12, times=1), reference(42), 7)
    assert (after.balance, after.cumulated_debits, after.spent_today) == (Money(8_750), Money(1_250), Money(1_250))
    assert (after.counter, after.points, after.times) == (2, 12, 1)
    assert (after.reference, after.kind, after.amount, after.mac) == (reference(42), Kind.SALE, Money(-1_250), bytes(8))


def test_a_void_takes_everything_back_but_the_counter() -> None:
    assert replace(VOID, counter=1, kind=LOAD.kind, amount=LOAD.amount, reference=LOAD.reference, mac=LOAD.mac) == LOAD


def test_a_load_touches_neither_debits_nor_spending() -> None:
    after = successor(SALE, Change(Kind.LOAD, Money(500), DAY), reference(44), 8)
    assert (after.balance, after.cumulated_debits, after.spent_today) == (Money(9_250), Money(1_250), Money(1_250))
    assert after.key_version == 8


def test_a_new_day_forgets_the_spending_and_an_earlier_day_is_not_believed() -> None:
    tomorrow = successor(SALE, Change(Kind.SALE, Money(-100), BusinessDay(DAY + 1)), reference(44), 7)
    assert (tomorrow.day, tomorrow.spent_today) == (DAY + 1, Money(100))
    yesterday = successor(SALE, Change(Kind.SALE, Money(-100), BusinessDay(DAY - 1)), reference(44), 7)
    assert (yesterday.day, yesterday.spent_today) == (DAY, Money(1_350))


def test_a_void_on_the_day_after_does_not_make_spending_negative() -> None:
    after = successor(SALE, Change(Kind.VOID, Money(1_250), BusinessDay(DAY + 1)), reference(44), 7)
    assert (after.spent_today, after.cumulated_debits) == (ZERO, ZERO)


def test_pin_fails_and_lock_are_what_the_change_says() -> None:
    after = successor(SALE, Change(Kind.PIN_TRY, ZERO, DAY, pin_fails=2, locked=True), reference(44), 7)
    assert (after.pin_fails, after.locked, after.balance) == (2, True, SALE.balance)


def test_the_first_record_holds_nothing_but_its_origin() -> None:
    assert (ISSUE.counter, ISSUE.balance, ISSUE.kind, ISSUE.reference) == (0, ZERO, Kind.ISSUE, reference(40))


steps = st.lists(st.tuples(st.sampled_from([Kind.SALE, Kind.LOAD, Kind.CONFIRM]), st.integers(0, 500)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_whatever_was_written_the_last_record_rules_and_the_next_never_touches_it(
    changes: list[tuple[Kind, int]],
) -> None:
    slots, record = laid(ISSUE), ISSUE
    for sequence, (kind, amount) in enumerate(changes, start=50):
        sign = {Kind.SALE: -1, Kind.LOAD: 1, Kind.CONFIRM: 0}[kind]
        previous = record
        record = successor(record, Change(kind, Money(sign * amount), DAY), reference(sequence), KEYS.version)
        assert slot_of(record.counter) != slot_of(previous.counter)
        slots[slot_of(record.counter)] = record.pack()
        chain = read_chain(slots, trusted)
        assert chain is not None
        assert chain.current == record
        assert chain.beneath[0] == previous
    if changes:
        assert record.balance + record.cumulated_debits == Money(sum(a for kind, a in changes if kind is Kind.LOAD))
