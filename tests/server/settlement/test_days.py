"""R23 and P24: the terminal proposes a business day, the span between contact and receipt decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import Lineage, OperatorId, Sequence, ShiftNumber, TerminalId
from protocol.instants import BusinessDay, Instant
from protocol.link.entries import Basket, Body, Boot, BootReason, CashSale, ClockStep, Entry, Intent
from server.settlement.cards.days import Span, booked_day, calendar_day, span_of
from server.settlement.cards.fold import Facts, Oddness, fold
from tests.server.head_office import NOON
from tests.server.journal import TODAY, Card, Journal, lines_of

MINUTE, DAY = 60_000, 86_400_000
SALE = CashSale(Basket(lines_of(100)), OperatorId(1), ShiftNumber(1))
YESTERDAY, TOMORROW = BusinessDay(TODAY - 1), BusinessDay(TODAY + 1)
SPAN = span_of(Instant(NOON - 60 * MINUTE), NOON)


def folded(*entries: tuple[int, Body], span: Span = SPAN) -> Facts:
    """A batch of entries at minutes from noon."""
    numbered = [
        (Sequence(number), Entry(Instant(NOON + minutes * MINUTE), body)) for number, (minutes, body) in enumerate(entries, 1)
    ]
    return fold(TerminalId(7), Lineage(1), numbered, 0, span)


def clocks(facts: Facts) -> list[str]:
    return [remark.sentence for remark in facts.remarks if remark.oddness is Oddness.SUSPECT_CLOCK]


def test_the_span_runs_from_the_last_contact_to_the_receipt_with_room_for_clocks_and_for_closing_a_batch() -> None:
    assert span_of(Instant(NOON), Instant(NOON + DAY)) == Span(Instant(NOON - 10 * MINUTE), Instant(NOON + DAY + 5 * MINUTE))
    assert span_of(Instant(0), NOON).earliest == 0


@pytest.mark.parametrize(
    ("proposed", "credible", "booked"),
    [(TODAY, True, TODAY), (TODAY, False, TODAY), (YESTERDAY, True, TODAY), (TOMORROW, True, TODAY), (TOMORROW, False, TODAY)],
)
def test_p6_a_day_inside_the_span_is_booked_as_proposed_and_any_other_on_the_day_of_receipt(
    proposed: BusinessDay, credible: bool, booked: BusinessDay
) -> None:
    assert booked_day(proposed, credible, SPAN, 0) == (booked, credible and proposed == TODAY)


def test_a_sale_that_waited_three_days_for_the_line_keeps_its_day() -> None:
    facts = folded((-3 * 24 * 60, SALE), span=span_of(Instant(NOON - 4 * DAY), NOON))
    assert facts.cash[0].day == TODAY - 3
    assert facts.remarks == []


@pytest.mark.parametrize("minutes", [-60 * 24, 60 * 24])
def test_r23_a_clock_outside_the_span_books_on_the_day_of_receipt_and_is_flagged(minutes: int) -> None:
    facts = folded((minutes, SALE))
    assert facts.cash[0].day == TODAY
    assert len(clocks(facts)) == 1


def test_r23_a_clock_that_runs_back_is_flagged_unless_the_terminal_tells_of_the_step() -> None:
    back = folded((-10, SALE), (-20, SALE), (-9, SALE))
    assert clocks(back) == ["entry 2 says 1798112400000 ms, before the entry before it"]
    assert [cash.day for cash in back.cash] == [TODAY] * 3
    step = ClockStep(Instant(NOON - 10 * MINUTE), Instant(NOON - 20 * MINUTE))
    assert clocks(folded((-10, SALE), (-20, step), (-19, SALE))) == []


def test_a_clock_set_right_by_two_seconds_is_nobodys_business() -> None:
    one, two = Entry(NOON, SALE), Entry(Instant(NOON - 2_000), SALE)
    facts = fold(TerminalId(7), Lineage(1), [(Sequence(1), one), (Sequence(2), two)], 0, SPAN)
    assert clocks(facts) == []


def test_r23_is_one_case_for_all_that_a_terminal_says_in_one_lineage() -> None:
    facts = folded((60 * 24, Boot(BootReason.START, Lineage(0))), (60 * 24, SALE))
    assert {remark.subject for remark in facts.remarks} == {"terminal 7 lineage 00000001"}


@pytest.mark.parametrize(("proposed", "booked", "flags"), [(TODAY, TODAY, 0), (TOMORROW, TODAY, 1)])
def test_r23_holds_for_the_day_that_a_card_change_proposes(proposed: BusinessDay, booked: BusinessDay, flags: int) -> None:
    journal, card = Journal(), Card()
    journal.issue(card)
    intent = next(entry.body for entry in journal.entries if isinstance(entry.body, Intent))
    facts = folded((-1, replace(intent, change=replace(intent.change, day=proposed))))
    assert facts.intended[0].day == booked
    assert len(clocks(facts)) == flags


def test_an_instant_without_a_business_day_has_the_nearest() -> None:
    assert calendar_day(NOON, 0) == (TODAY, True)
    assert calendar_day(Instant(0), 0) == (BusinessDay(0), False)
    assert calendar_day(Instant(2**48 - 1), 0) == (BusinessDay(65_535), False)
