"""If these failed, a lost, copied or restored card would pay, or a member with money would be turned away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.keys import listing_hash
from protocol.card.record import Kind
from protocol.card.ring import Change
from protocol.ids import CardInstance, ClassId
from protocol.instants import BusinessDay
from protocol.limits import BALANCE_MAX_MINOR
from protocol.link.card_states import balance_check
from protocol.link.certificate import Role
from protocol.link.entries import Medium
from protocol.link.tables import CardClass, CardState, ClassTable
from protocol.money import ZERO, Money
from terminal.sale.context import CardView, Context
from terminal.sale.policy import Allowed, fits, may_credit, may_pay, spent_today, standing
from terminal.sale.refusals import Refusal, RefusalNote
from terminal.states.held import CardStates
from tests.support.sale_examples import (
    CARD,
    OTHER_CARD,
    SHOP,
    journal,
    knowing,
    record,
    remembered,
    snapshot,
    view,
    without_pin,
)
from tests.support.shop import KEYS, NOON, ORDINARY, TODAY

TOMORROW, YESTERDAY = BusinessDay(TODAY + 1), BusinessDay(TODAY - 1)
CONTACT = Medium.SLE4442


def with_states(states: CardStates) -> Context:
    return knowing(states=states)


def with_floor(floor: int) -> Context:
    ordinary = SHOP.card_class(ORDINARY)
    assert ordinary is not None
    return knowing(catalogue=SHOP.installing(2, ClassTable((replace(ordinary, floor=Money(floor)),))))


def refused(answer: RefusalNote | Allowed | None) -> Refusal | None:
    return answer.refusal if isinstance(answer, RefusalNote) else None


# Standing


def test_a_card_in_order_may_be_used() -> None:
    assert standing(view(), knowing()) is None


@pytest.mark.parametrize(
    ("card", "refusal"),
    [
        (view(record(locked=True)), Refusal.LOCKED),
        (view(valid_until=YESTERDAY), Refusal.EXPIRED),
        (view(valid_from=TOMORROW), Refusal.NOT_YET_VALID),
        (view(card_class=ClassId(99)), Refusal.WRONG_GROUP),
        (view(record(pin_fails=3)), Refusal.PIN_LOCKED),
        (view(record(pin_fails=4)), Refusal.PIN_LOCKED),
    ],
)
def test_d1_a_card_is_refused_by_what_it_says_of_itself(card: CardView, refusal: Refusal) -> None:
    assert standing(card, knowing()) == RefusalNote(refusal)
    assert refused(may_pay(card, Money(1), knowing())) is refusal
    assert refused(may_credit(card, Money(1), knowing(), load=True)) is refusal


def test_both_ends_of_the_validity_are_days_of_it() -> None:
    assert standing(view(valid_from=TODAY, valid_until=TODAY), knowing()) is None


def test_two_wrong_pins_leave_a_third_try_and_the_right_one_of_three_opens_the_card() -> None:
    assert standing(view(record(pin_fails=2)), knowing()) is None
    assert may_pay(view(record(pin_fails=3)), Money(100), knowing(), pin_shown=True) == Allowed()


def test_g6_a_class_is_admitted_by_the_group_of_the_terminal() -> None:
    ordinary = SHOP.card_class(ORDINARY)
    assert ordinary is not None
    books = SHOP.installing(2, ClassTable((replace(ordinary, groups=0b1000),)))
    assert standing(view(), knowing(catalogue=books, group=3)) is None
    for group in (0, 2, 4, 31):
        assert refused(standing(view(), knowing(catalogue=books, group=group))) is Refusal.WRONG_GROUP


def test_a_listing_is_told_before_the_lock_that_it_left_on_the_card() -> None:
    listed = with_states(snapshot((CARD, 0, CardState.LOST, bytes(2))))
    assert refused(standing(view(record(locked=True)), listed)) is Refusal.LISTED
    assert refused(standing(view(record(locked=True), valid_until=YESTERDAY), knowing())) is Refusal.LOCKED


# The card-state snapshot


@pytest.mark.parametrize("state", [state for state in CardState if state is not CardState.OK])
def test_d1_a_listed_card_is_refused_with_its_state(state: CardState) -> None:
    context = with_states(snapshot((CARD, 0, state, bytes(2)), (OTHER_CARD, 0, CardState.OK, bytes(2))))
    assert standing(view(), context) == RefusalNote(Refusal.LISTED, state=state)
    assert standing(view(card=OTHER_CARD), context) is None


def test_g5_a_card_reported_lost_here_is_refused_until_head_office_has_spoken_of_a_later_day() -> None:
    facts = journal()
    facts.duty.lost[CardInstance(CARD.number, 0)] = NOON
    booked = (CARD, 0, CardState.OK, bytes(2))
    assert standing(view(), knowing(facts, states=snapshot(booked))) == RefusalNote(Refusal.LISTED, state=CardState.LOST)
    assert standing(view(), knowing(facts, states=snapshot(booked, known=TOMORROW))) is None
    other = view(card=OTHER_CARD)
    assert standing(other, knowing(facts, states=snapshot((OTHER_CARD, 0, CardState.OK, bytes(2))))) is None


@pytest.mark.parametrize(("minimum", "refusal"), [(4, None), (6, Refusal.ROLLED_BACK)])
def test_a_card_below_the_counter_that_head_office_booked_was_rolled_back(minimum: int, refusal: Refusal | None) -> None:
    assert refused(standing(view(record(counter=5)), with_states(snapshot((CARD, minimum, CardState.OK, bytes(2)))))) is refusal


def test_d2_a_card_at_the_booked_counter_must_have_the_booked_balance() -> None:
    check = balance_check(listing_hash(KEYS, CARD), 5, Money(5_000))
    context = with_states(snapshot((CARD, 5, CardState.OK, check)))
    assert standing(view(record(5, 5_000)), context) is None
    assert refused(standing(view(record(5, 5_001)), context)) is Refusal.TAMPERED
    assert standing(view(record(6, 9_999)), context) is None


@pytest.mark.parametrize(("issued", "refusal"), [(TODAY, None), (TOMORROW, None), (YESTERDAY, Refusal.UNKNOWN_CARD)])
def test_a_card_that_head_office_does_not_know_must_be_newer_than_the_snapshot(
    issued: BusinessDay, refusal: Refusal | None
) -> None:
    context = with_states(snapshot((OTHER_CARD, 0, CardState.OK, bytes(2)), known=TODAY))
    assert refused(standing(view(issued=issued), context)) is refusal


# Own memory


@pytest.mark.parametrize(("counter", "refusal"), [(5, None), (6, None), (4, Refusal.ROLLED_BACK)])
def test_a_card_below_what_this_terminal_itself_wrote_was_rolled_back(counter: int, refusal: Refusal | None) -> None:
    assert refused(standing(view(record(counter)), knowing(journal(memory=remembered(5))))) is refusal


@pytest.mark.parametrize(
    ("on_card", "in_memory", "known"),
    [
        ((TODAY, 300), None, (TODAY, 300)),
        ((YESTERDAY, 300), None, (TODAY, 0)),
        ((TODAY, 300), (TODAY, 500), (TODAY, 500)),
        ((TODAY, 500), (TODAY, 300), (TODAY, 500)),
        ((YESTERDAY, 900), (TODAY, 300), (TODAY, 300)),
        ((TODAY, 300), (YESTERDAY, 900), (TODAY, 300)),
    ],
    ids=str,
)
def test_the_higher_of_card_and_own_memory_counts_for_the_day(
    on_card: tuple[BusinessDay, int], in_memory: tuple[BusinessDay, int] | None, known: tuple[BusinessDay, int]
) -> None:
    card = view(record(day=on_card[0], spent_today=Money(on_card[1])))
    memory = remembered(1, in_memory[1], in_memory[0]) if in_memory else None
    assert spent_today(card, knowing(journal(memory=memory))) == (known[0], Money(known[1]))


def test_a_clock_that_went_back_does_not_open_a_new_day() -> None:
    card = view(record(day=TOMORROW, spent_today=Money(400)))
    assert spent_today(card, knowing()) == (TOMORROW, Money(400))
    memory = remembered(1, 700, TOMORROW)
    assert spent_today(view(), knowing(journal(memory=memory))) == (TOMORROW, Money(700))


# Paying: soft limits ask the PIN, hard limits refuse; a sale's first, then the day's


@pytest.mark.parametrize(
    ("spent", "amount", "answer"),
    [
        (0, 2_000, Allowed()),
        (0, 2_001, Allowed(pin=True)),
        (0, 10_000, Allowed(pin=True)),
        (0, 10_001, RefusalNote(Refusal.ABOVE_SALE_LIMIT, amount=Money(10_000))),
        (5_000, 1_000, Allowed()),
        (5_000, 1_001, Allowed(pin=True)),
        (15_000, 5_000, Allowed(pin=True)),
        (15_000, 5_001, RefusalNote(Refusal.ABOVE_DAY_LIMIT, amount=Money(5_000))),
        (30_000, 1, RefusalNote(Refusal.ABOVE_DAY_LIMIT, amount=ZERO)),
    ],
)
def test_g1_limits_of_a_sale_and_of_a_day(spent: int, amount: int, answer: Allowed | RefusalNote) -> None:
    assert may_pay(view(record(balance=50_000, spent_today=Money(spent))), Money(amount), knowing()) == answer


@pytest.mark.parametrize(
    ("spent", "amount", "answer"),
    [
        (0, 1, Allowed(pin=True)),
        (0, 2_500, Allowed(pin=True)),
        (0, 2_501, RefusalNote(Refusal.ABOVE_SALE_LIMIT, amount=Money(2_500))),
        (4_000, 1_000, Allowed(pin=True)),
        (4_000, 1_001, RefusalNote(Refusal.ABOVE_DAY_LIMIT, amount=Money(1_000))),
    ],
)
def test_an_sle4442_has_its_share_of_each_limit_and_always_asks_the_pin(
    spent: int, amount: int, answer: Allowed | RefusalNote
) -> None:
    card = view(record(balance=50_000, spent_today=Money(spent)), medium=CONTACT)
    assert may_pay(card, Money(amount), knowing()) == answer


def test_a_card_without_a_pin_pays_up_to_the_soft_limit_only() -> None:
    assert may_pay(without_pin(), Money(2_000), knowing()) == Allowed()
    assert refused(may_pay(without_pin(), Money(2_001), knowing())) is Refusal.NO_PIN
    assert refused(may_pay(without_pin(medium=CONTACT), Money(1), knowing())) is Refusal.NO_PIN


def test_what_the_terminal_remembers_counts_against_the_day_of_a_restored_card() -> None:
    context = knowing(journal(memory=remembered(5, spent=19_950)))
    assert may_pay(view(), Money(51), context) == RefusalNote(Refusal.ABOVE_DAY_LIMIT, amount=Money(50))


@pytest.mark.parametrize(
    ("floor", "amount", "answer"),
    [
        (0, 1_000, Allowed()),
        (0, 1_001, RefusalNote(Refusal.INSUFFICIENT_BALANCE, amount=Money(1_000))),
        (300, 700, Allowed()),
        (300, 701, RefusalNote(Refusal.INSUFFICIENT_BALANCE, amount=Money(700))),
        (1_500, 1, RefusalNote(Refusal.INSUFFICIENT_BALANCE, amount=ZERO)),
        (-500, 1_500, Allowed()),
    ],
)
def test_a26_the_floor_of_the_class_stays_on_the_card_and_no_less_than_nothing_can_be_spent(
    floor: int, amount: int, answer: Allowed | RefusalNote
) -> None:
    assert may_pay(view(record(balance=1_000)), Money(amount), with_floor(floor)) == answer


def test_a_terminal_without_the_role_sells_nothing_by_card() -> None:
    assert refused(may_pay(view(), Money(1), knowing(roles=Role.LOAD))) is Refusal.NOT_PERMITTED


# Putting money on


def test_g10_money_goes_onto_a_card_up_to_the_highest_balance() -> None:
    limit = SHOP.parameters.balance_max
    card = view(record(balance=limit.minor - 100))
    for load in (True, False):
        assert may_credit(card, Money(100), knowing(), load=load) == Allowed()
        assert may_credit(card, Money(101), knowing(), load=load) == RefusalNote(Refusal.BALANCE_TOO_HIGH, amount=limit)


def test_a_terminal_without_the_load_key_puts_nothing_on() -> None:
    for load in (True, False):
        assert refused(may_credit(view(), Money(1), knowing(roles=Role.SELL), load=load)) is Refusal.NOT_PERMITTED


def test_an_sle4442_is_loaded_at_a_counter_only_where_the_shop_allows_it() -> None:
    card, closed = view(medium=CONTACT), replace(SHOP.parameters, contact_offline_load=False)
    context = knowing(catalogue=SHOP.installing(2, closed))
    assert may_credit(card, Money(1), knowing(), load=True) == Allowed()
    assert refused(may_credit(card, Money(1), context, load=True)) is Refusal.NOT_PERMITTED
    assert may_credit(card, Money(1), context, load=False) == Allowed()
    assert may_credit(view(), Money(1), context, load=True) == Allowed()


def test_a_record_that_has_no_room_is_found_before_anything_is_promised() -> None:
    assert fits(record(balance=0), Change(Kind.LOAD, Money(BALANCE_MAX_MINOR), TODAY))
    assert not fits(record(balance=1), Change(Kind.LOAD, Money(BALANCE_MAX_MINOR), TODAY))
    assert not fits(record(counter=2**32 - 1), Change(Kind.SALE, Money(-1), TODAY))


def test_classes_are_judged_as_they_are_in_the_table() -> None:
    """A class may close the card altogether: every limit nothing."""
    closed = CardClass(ORDINARY, "Closed", 0, 1, ZERO, ZERO, ZERO, ZERO, ZERO)
    context = knowing(catalogue=SHOP.installing(2, ClassTable((closed,))))
    assert may_pay(view(), Money(1), context) == RefusalNote(Refusal.ABOVE_SALE_LIMIT, amount=ZERO)


def test_a30_sales_a_day_are_counted_as_far_as_the_terminal_remembers_and_stop_at_the_number_of_the_class() -> None:
    ordinary = SHOP.card_class(ORDINARY)
    assert ordinary is not None
    twice = SHOP.installing(2, ClassTable((replace(ordinary, sales_day=2),)))
    once, two = (knowing(journal(memory=replace(remembered(5), sales_today=made)), catalogue=twice) for made in (1, 2))
    assert refused(may_pay(view(), Money(100), once)) is None
    assert may_pay(view(), Money(100), two) == RefusalNote(Refusal.TOO_MANY_SALES, count=2)
    before = knowing(journal(memory=replace(remembered(5, day=YESTERDAY), sales_today=2)), catalogue=twice)
    assert refused(may_pay(view(), Money(100), before)) is None
