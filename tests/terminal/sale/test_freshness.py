"""If these failed, a terminal that nobody reaches would go on selling to copied cards, or one that is reached would not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.identity import NO_PIN
from protocol.link.certificate import Role
from protocol.link.entries import Medium
from protocol.link.tables import CardClass, ClassTable
from protocol.money import ZERO, Money
from terminal.sale.context import Ages, CardView, Context
from terminal.sale.freshness import Mode, mode
from terminal.sale.policy import Allowed, may_credit, may_pay
from terminal.sale.refusals import Refusal, RefusalNote
from tests.support.sale_examples import SHOP, knowing, record, view
from tests.support.shop import ORDINARY

DAY, DAYS = 1_440, 4_320
LIMITS = (ZERO, Money(10_000), Money(50_000), Money(20_000), Money(100_000))
CLASSES = ClassTable((CardClass(ORDINARY, "Ordinary", 0, 1, *LIMITS),))
DEFAULTS = replace(SHOP.parameters, narrow_after_minutes=DAY, stop_after_minutes=DAYS)
RICH = view(record(5, 900_000))


def aged(**ages: object) -> Context:
    """The limits of the default shop, and what is known being this old."""
    books = SHOP.installing(2, CLASSES).installing(2, DEFAULTS)
    return knowing(catalogue=books, ages=Ages(**ages))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ({}, Mode.NORMAL),
        ({"contact_minutes": DAY - 1, "states_minutes": DAY - 1}, Mode.NORMAL),
        ({"contact_minutes": DAY}, Mode.NARROW),
        ({"states_minutes": DAY}, Mode.NARROW),
        ({"contact_minutes": DAYS - 1, "states_minutes": DAY}, Mode.NARROW),
        ({"contact_minutes": DAYS}, Mode.STOPPED),
        ({"states_minutes": DAYS}, Mode.STOPPED),
        ({"stored_records": 2_000, "stored_sum": Money(2_000_000)}, Mode.NORMAL),
        ({"stored_records": 2_001}, Mode.NARROW),
        ({"stored_sum": Money(2_000_001)}, Mode.NARROW),
        ({"clock_behind": True}, Mode.NARROW),
        ({"clock_behind": True, "states_minutes": DAYS}, Mode.STOPPED),
    ],
)
def test_the_mode_follows_from_ages_and_from_what_waits(ages: dict[str, object], expected: Mode) -> None:
    assert mode(aged(**ages)) is expected


@pytest.mark.parametrize(
    ("minutes", "amount", "answer"),
    [
        (0, 10_000, Allowed()),
        (0, 10_001, Allowed(pin=True)),
        (0, 50_000, Allowed(pin=True)),
        (0, 50_001, RefusalNote(Refusal.ABOVE_SALE_LIMIT, amount=Money(50_000))),
        (DAY, 5_000, Allowed()),
        (DAY, 5_001, Allowed(pin=True)),
        (DAY, 25_000, Allowed(pin=True)),
        (DAY, 25_001, RefusalNote(Refusal.ABOVE_NARROW_SALE, amount=Money(25_000))),
        (DAYS, 1, RefusalNote(Refusal.OUT_OF_TOUCH)),
    ],
)
def test_n7_a_sale_by_the_age_of_contact(minutes: int, amount: int, answer: Allowed | RefusalNote) -> None:
    assert may_pay(RICH, Money(amount), aged(contact_minutes=minutes)) == answer


def test_the_pin_is_asked_above_its_own_threshold_even_where_limits_are_wide() -> None:
    wide = ClassTable((replace(CLASSES.classes[0], soft_sale=Money(400_000), hard_sale=Money(400_000)),))
    context = replace(aged(states_minutes=DAY), catalogue=aged().catalogue.installing(3, wide))
    assert may_pay(RICH, Money(5_000), context) == Allowed()
    assert may_pay(RICH, Money(5_001), context) == Allowed(pin=True)
    assert may_pay(view(record(5, 900_000), pin_verifier=NO_PIN), Money(5_001), context) == RefusalNote(Refusal.NO_PIN)


@pytest.mark.parametrize(
    ("minutes", "spent", "amount", "answer"),
    [
        (0, 95_000, 5_001, RefusalNote(Refusal.ABOVE_DAY_LIMIT, amount=Money(5_000))),
        (DAY, 45_000, 5_001, RefusalNote(Refusal.ABOVE_NARROW_DAY, amount=Money(5_000))),
        (DAY, 60_000, 1, RefusalNote(Refusal.ABOVE_NARROW_DAY, amount=ZERO)),
    ],
)
def test_the_day_s_limit_by_the_age_of_contact(minutes: int, spent: int, amount: int, answer: RefusalNote) -> None:
    card = view(record(5, 900_000, spent_today=Money(spent)))
    assert may_pay(card, Money(amount), aged(contact_minutes=minutes)) == answer


def test_a_contact_card_has_its_share_of_the_narrow_limits() -> None:
    card: CardView = view(record(5, 900_000), medium=Medium.SLE4442)
    limit = Money(50_000 // 4 // 2)
    assert may_pay(card, limit, aged(contact_minutes=DAY)) == Allowed(pin=True)
    assert may_pay(card, limit + Money(1), aged(contact_minutes=DAY)) == RefusalNote(Refusal.ABOVE_NARROW_SALE, amount=limit)


def test_nothing_goes_onto_a_card_once_the_terminal_has_stopped() -> None:
    for load in (False, True):
        assert may_credit(view(), Money(100), aged(states_minutes=DAY), load=load) == Allowed()
        assert may_credit(view(), Money(100), aged(states_minutes=DAYS), load=load) == RefusalNote(Refusal.OUT_OF_TOUCH)


def test_a_terminal_that_may_not_sell_says_so_first() -> None:
    context = replace(aged(contact_minutes=DAYS), roles=Role.LOAD)
    assert may_pay(view(), Money(1), context) == RefusalNote(Refusal.NOT_PERMITTED)
