"""A plan is what the desk will do with other people's money: it must say so plainly, and never the same card twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import CardInstance, CardNumber, ClassId
from protocol.instants import BusinessDay
from protocol.money import Money
from provisioning.plan import CARDS_MAX, Order, PinPolicy, Plan, judge_pin, make_plan, read_cards
from provisioning.refusals import Refusal, Refused
from tests.provisioning.room import order, why

PINS = ("4711", "8264")


def never(_: CardInstance) -> bool:
    return False


def planned(wanted: Order, pins: tuple[str, ...] = PINS, first_job: int = 1) -> Plan:
    plan = make_plan(wanted, first_job, never, pins)
    assert isinstance(plan, Plan)
    return plan


def refused(wanted: Order, pins: tuple[str, ...] = ()) -> Refusal:
    return why(make_plan(replace(wanted, pin=PinPolicy.NONE), 1, never, pins))


def test_each_card_is_one_job_in_the_order_asked_for() -> None:
    plan = planned(order(), first_job=41)
    assert [(step.job.number, str(step.job.card), step.job.pin) for step in plan.steps] == [
        (41, "1000.1", "4711"),
        (42, "1001.1", "8264"),
    ]


def test_each_job_has_a_plain_sentence() -> None:
    assert planned(order()).steps[0].sentence == (
        "Make card 1000.1 of class 1, valid 2026-11-22 to 2029-11-21, with a first load of 20.00 and a PIN drawn by lot."
    )
    bare = planned(order(load=0, pin=PinPolicy.NONE), ())
    assert bare.steps[1].sentence == "Make card 1001.1 of class 1, valid 2026-11-22 to 2029-11-21, with no load and no PIN."
    assert planned(order(pin=PinPolicy.GIVEN), ("4711", "4711")).steps[0].sentence.endswith("and the given PIN.")


def test_the_totals_are_the_cash_to_be_taken_and_the_number_of_pins() -> None:
    assert (planned(order()).loads, planned(order()).pins) == (Money(4_000), 2)
    assert planned(order(pin=PinPolicy.NONE), ()).pins == 0


def test_no_pin_shows_in_a_plan() -> None:
    assert "4711" not in repr(planned(order()))


def test_a_card_that_was_planned_before_is_refused_by_name() -> None:
    result = make_plan(order(), 1, lambda card: card.number == 1001, PINS)
    assert result == Refused(Refusal.CARD_PLANNED, "1001.1")


def test_a_card_that_stands_in_the_order_twice_is_refused_by_name() -> None:
    card = CardInstance(CardNumber(7), 1)
    assert make_plan(replace(order(), cards=(card, card)), 1, never, PINS) == Refused(Refusal.CARD_TWICE, "7.1")


def test_an_order_for_nothing_is_refused() -> None:
    assert refused(order(count=0)) is Refusal.PLAN_EMPTY


def test_an_order_that_is_too_large_is_refused() -> None:
    assert refused(order(count=CARDS_MAX + 1)) is Refusal.PLAN_TOO_LARGE


@pytest.mark.parametrize("number", [-1, 256])
def test_a_class_that_does_not_fit_the_card_is_refused(number: int) -> None:
    assert refused(replace(order(), card_class=ClassId(number))) is Refusal.CARD_CLASS


def test_a_card_that_ends_before_it_begins_is_refused() -> None:
    wanted = order()
    assert refused(replace(wanted, valid_until=BusinessDay(wanted.valid_from - 1))) is Refusal.CARD_VALIDITY


def test_a_card_that_is_over_when_it_is_issued_is_refused() -> None:
    wanted = order()
    early = replace(wanted, valid_from=BusinessDay(wanted.issued - 9), valid_until=BusinessDay(wanted.issued - 1))
    assert refused(early) is Refusal.CARD_OVER


@pytest.mark.parametrize("minor", [-1, 2**31])
def test_a_first_load_that_does_not_fit_the_card_is_refused(minor: int) -> None:
    assert refused(order(load=minor)) is Refusal.LOAD_RANGE


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "١٢٣٤"])
def test_a_pin_has_four_to_six_digits(pin: str) -> None:
    assert judge_pin(pin) == Refused(Refusal.PIN_SHAPE)


@pytest.mark.parametrize("pin", ["0000", "111111", "1234", "7890", "4321", "0987"])
def test_a_pin_that_everybody_tries_first_is_refused(pin: str) -> None:
    assert judge_pin(pin) == Refused(Refusal.PIN_TRIVIAL)
    assert why(make_plan(order(count=1), 1, never, (pin,))) is Refusal.PIN_TRIVIAL


def test_ranges_and_single_numbers_are_read_in_the_order_written() -> None:
    cards = read_cards(" 1000-1002, 7 ", 2)
    assert not isinstance(cards, Refused)
    assert [str(card) for card in cards] == ["1000.2", "1001.2", "1002.2", "7.2"]


@pytest.mark.parametrize("text", ["0", "x", "5-", "-5", "9-8", "1-2-3", "1" * 17, "1.5", "²"])
def test_what_is_no_card_number_is_refused(text: str) -> None:
    assert why(read_cards(text, 1)) is Refusal.CARD_NUMBER


@pytest.mark.parametrize("instance", [0, 65_536])
def test_what_is_no_instance_is_refused(instance: int) -> None:
    assert why(read_cards("1", instance)) is Refusal.CARD_INSTANCE


@pytest.mark.parametrize("text", [f"1-{CARDS_MAX + 1}", f"1-{CARDS_MAX},{CARDS_MAX + 1}", "1-9999999999999999"])
def test_a_range_that_is_too_long_is_refused_before_it_is_counted_out(text: str) -> None:
    assert why(read_cards(text, 1)) is Refusal.PLAN_TOO_LARGE


@given(st.integers(1, 10**16 - 1), st.integers(0, 30), st.integers(1, 10**9))
@settings(deadline=None, max_examples=50)
def test_a_range_becomes_as_many_jobs_with_rising_numbers(first: int, more: int, first_job: int) -> None:
    last = min(first + more, 10**16 - 1)
    cards = read_cards(f"{first}-{last}", 1)
    assert not isinstance(cards, Refused)
    plan = planned(replace(order(), cards=cards, pin=PinPolicy.NONE), (), first_job)
    assert [step.job.number for step in plan.steps] == list(range(first_job, first_job + last - first + 1))
    assert plan.loads == Money(2_000) * len(cards)
