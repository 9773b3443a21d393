"""Rules that wait until enough is known: none of them alarms because something came late."""

from __future__ import annotations

import pytest

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.entries import Medium
from protocol.link.sums import Sum, SumKind, Sums
from protocol.money import Money
from server.settlement.cards.days import TOLERANCE_MS
from server.settlement.findings.cases import CaseKind
from server.settlement.findings.review import (
    Limits,
    limit_breach,
    limits_for,
    listed_use,
    rollback_at,
    start_fault,
    totals_fault,
    unknown_card,
)
from server.settlement.findings.worklists import Contact
from tests.server.head_office import NOON

WIDE, NARROW = Limits(Money(5_000), Money(10_000)), Limits(Money(1_000), Money(10_000))


@pytest.mark.parametrize(("counter", "minimum", "rolled"), [(5, None, False), (5, 4, False), (5, 5, True), (5, 9, True)])
def test_r6_a_fork_made_where_the_snapshot_told_of_a_higher_counter_is_a_rollback(
    counter: int, minimum: int | None, rolled: bool
) -> None:
    assert rollback_at(counter, minimum) is rolled


@pytest.mark.parametrize(
    ("listed_in", "held", "kind"),
    [
        (3, 3, CaseKind.TERMINAL_DEFECT),
        (3, 4, CaseKind.TERMINAL_DEFECT),
        (3, 2, CaseKind.LISTED_USED),
        (None, 2, CaseKind.LISTED_USED),
    ],
)
def test_r16_a_listed_card_used_is_a_defect_only_where_the_list_was_held(
    listed_in: int | None, held: int, kind: CaseKind
) -> None:
    assert listed_use(listed_in, held) is kind


def test_r17_a_sale_is_above_the_limits_only_if_it_is_above_those_of_every_table_it_can_have_known() -> None:
    assert limit_breach(Money(2_000), Money(0), [NARROW]) == "a sale of 2000, at most 1000 are allowed"
    assert limit_breach(Money(2_000), Money(0), [NARROW, WIDE]) is None
    assert limit_breach(Money(5_000), Money(5_001), [WIDE]) == "10001 on one day, at most 10000 are allowed"
    assert limit_breach(Money(5_000), Money(5_000), [WIDE]) is None
    assert limit_breach(Money(5_000), Money(5_000), []) is None


def test_r17_a_contact_card_has_its_part_of_every_limit() -> None:
    assert limits_for(Money(1_000), Money(4_001), Medium.SLE4442, 4) == Limits(Money(250), Money(1_000))
    assert limits_for(Money(1_000), Money(4_001), Medium.MIFARE_1K, 4) == Limits(Money(1_000), Money(4_001))


def sums(*parts: tuple[SumKind, int, int]) -> Sums:
    return tuple(Sum(kind, count, Money(amount)) for kind, count, amount in parts)


def test_r20_grand_totals_follow_from_the_batch_before_and_never_fall() -> None:
    before = sums((SumKind.CARD_SALES, 2, 300), (SumKind.CASH_SALES, 1, 50))
    own = sums((SumKind.CARD_SALES, 1, 100), (SumKind.LOADS, 1, 500))
    after = sums((SumKind.CARD_SALES, 3, 400), (SumKind.LOADS, 1, 500), (SumKind.CASH_SALES, 1, 50))
    assert totals_fault(before, own, after) is None
    assert totals_fault((), own, own) is None
    assert totals_fault(before, own, own) == "the grand total of card_sales does not follow from the batch before"
    without_cash = sums((SumKind.CARD_SALES, 3, 400), (SumKind.LOADS, 1, 500))
    assert totals_fault(before, own, without_cash) == "the grand total of cash_sales does not follow from the batch before"


@pytest.mark.parametrize(("start", "suspect"), [(NOON + 1, False), (NOON - TOLERANCE_MS, False), (NOON - TOLERANCE_MS - 1, True)])
def test_r23_a_start_may_be_before_the_last_entry_by_the_tolerance_of_clocks(start: int, suspect: bool) -> None:
    assert bool(start_fault(NOON, Instant(start))) is suspect


def issuer(complete_until: int) -> Contact:
    return Contact(TerminalId(9), 3, 30, Instant(complete_until), 3, 30, NOON, None)


def test_r24_a_card_is_unknown_only_once_every_issuing_terminal_has_told_all_up_to_its_first_use() -> None:
    assert not unknown_card(False, NOON, [issuer(NOON - 1)])
    assert not unknown_card(False, NOON, [issuer(NOON + 1), issuer(NOON - 1)])
    assert not unknown_card(False, NOON, [])
    assert not unknown_card(True, NOON, [issuer(NOON + 1)])
    assert unknown_card(False, NOON, [issuer(NOON + 1)])
