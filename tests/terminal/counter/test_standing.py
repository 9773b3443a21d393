"""How the terminal stands with head office is on the display at every moment (J16, INTEGRITY 8.1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.instants import Instant
from protocol.link.violations import Reason
from protocol.money import Money
from terminal.counter.flows.standing import STANDING
from terminal.counter.lines import COLUMNS
from terminal.counter.saying import PAGE_MS
from terminal.counter.standing import Alarm, alarm, span
from terminal.counter.state import Counter, InFlow
from terminal.counter.view import View
from terminal.counter.views import screen
from terminal.sale.context import Ages
from terminal.sale.layout import display_width
from tests.support.counter_examples import press, seeing, staffed
from tests.support.sale_examples import journal, knowing
from tests.support.shop import NOON, shop_parameters

HOUR, DAY = 60, 1_440


def aged(contact: int = 0, states: int = 0, records: int = 0, summed: int = 0, language: str = "en") -> View:
    """A terminal that last heard of head office so many minutes ago, and narrows after a day and stops after three."""
    parameters = replace(shop_parameters(language), narrow_after_minutes=DAY, stop_after_minutes=3 * DAY)
    books = staffed(language=language).installing(3, parameters)
    ages = Ages(contact, states, records, Money(summed))
    return seeing(context=knowing(journal(), catalogue=books, ages=ages))


def both_turns(view: View, counter: Counter | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The operator's display at two moments, as its first line turns."""
    first, second = turns(view, 2, counter)
    return first, second


def turns(view: View, count: int, counter: Counter | None = None) -> list[tuple[str, ...]]:
    """The operator's display at so many moments, as what is by turns comes round."""
    start = NOON - NOON % (count * PAGE_MS)
    moments = (Instant(start + turn * PAGE_MS) for turn in range(count))
    return [screen(counter or Counter(), replace(view, now=now)).operator for now in moments]


@pytest.mark.parametrize(
    ("contact", "states", "expected"),
    [(14, 0, Alarm.NONE), (15, 0, Alarm.OFFLINE), (DAY, 0, Alarm.NARROW), (0, DAY, Alarm.NARROW), (3 * DAY, 0, Alarm.STOPPED)],
)
def test_the_alarm_is_the_worst_that_is_true(contact: int, states: int, expected: Alarm) -> None:
    assert alarm(aged(contact, states)) is expected


def test_j16_the_idle_screen_tells_the_age_of_the_contact_what_waits_and_when_limits_narrow() -> None:
    duty, turned = both_turns(aged(5 * HOUR + 12, records=12, summed=34_560))
    assert duty == ("Ann               S3", "No contact      5h12", "12 wait       345.60", "Key item or card")
    assert turned[0] == "OFFLINE  lower 18h48"


def test_j16_narrow_limits_are_told_of_with_the_time_until_cards_are_stopped() -> None:
    assert both_turns(aged(DAY + HOUR))[1][0] == "LIMITED   stop 1d23h"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_j16_a_clock_that_is_behind_is_told_in_the_place_of_an_age_that_cannot_be_believed(language: str) -> None:
    view = aged(records=3, summed=900, language=language)
    context = replace(view.context, ages=replace(view.context.ages, clock_behind=True))
    duty, turned = both_turns(replace(view, context=context))
    assert duty[1] == {"en": "Clock behind: set it", "zh-Hans": "时钟偏慢 请校准", "zh-Hant": "時鐘偏慢 請校準"}[language]
    assert (
        turned[0]
        == {"en": "LIMITED    stop 3d0h", "zh-Hans": "限额已降    3d0h后停", "zh-Hant": "限額已降    3d0h後停"}[language]
    )


def test_j16_when_cards_are_stopped_the_screen_says_cash_only() -> None:
    assert both_turns(aged(4 * DAY))[1][:2] == ("NO CARDS, CASH ONLY", "No contact      4d0h")


def test_the_alarm_stays_in_sight_while_a_sale_is_keyed() -> None:
    view = aged(2 * DAY)
    counter = press(Counter(), view, "101").counter
    assert "LIMITED" in both_turns(view, counter)[1][0]


@pytest.mark.parametrize(
    ("reason", "row", "step"),
    [
        (Reason.REVOKED, "OFFICE REFUSES E09", "No pass: call office"),
        (Reason.LOCKED, "OFFICE REFUSES E19", "Locked: call office"),
        (Reason.NOT_ALLOWED, "OFFICE REFUSES E15", "Not taken: call them"),
    ],
)
def test_j16_what_head_office_refuses_stands_on_the_idle_screen_with_the_next_step(reason: Reason, row: str, step: str) -> None:
    duty, turned = both_turns(replace(aged(), refused=reason))
    assert duty == ("Ann               S3", row, step, "Key item or card")
    assert turned[0] == row


def test_j16_the_view_of_head_office_tells_what_it_refuses_and_the_next_step() -> None:
    view = replace(aged(4 * DAY), refused=Reason.REVOKED)
    counter = Counter(InFlow(STANDING, STANDING.begin(view).state))
    assert [lines[2] for lines in turns(view, 4, counter)] == [
        "Card list age     0m",
        "NO CARDS, CASH ONLY",
        "OFFICE REFUSES E09",
        "No pass: call office",
    ]


def test_an_open_case_stands_on_every_screen_until_it_is_closed() -> None:
    facts = journal()
    facts.duty.tampered = True
    view = replace(aged(), books=facts)
    duty, turned = both_turns(view)
    assert duty[1:3] == ("CASE OPEN, no loads", "Close the case")
    assert turned[0] == "CASE OPEN, no loads"
    facts.duty.tampered = False
    assert "CASE" not in str(both_turns(view))


def test_everything_that_is_wrong_takes_its_turn_on_the_idle_screen() -> None:
    view = replace(aged(5 * HOUR), refused=Reason.LOCKED, missing=("Printer", "Voice"))
    assert [lines[1:3] for lines in turns(view, 4)] == [
        ("No contact      5h00", "0 wait          0.00"),
        ("OFFICE REFUSES E19", "Locked: call office"),
        ("Look after:", "Printer"),
        ("Look after:", "Voice"),
    ]


def test_without_an_alarm_the_first_line_does_not_turn() -> None:
    assert both_turns(aged())[0] == both_turns(aged())[1]


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("contact", [0, 15, 99, 600, DAY, 2 * DAY - 1, 3 * DAY, 2**31])
def test_every_line_fits_at_every_age_in_every_language(contact: int, language: str) -> None:
    view = aged(contact, records=9_999, summed=12_345_678, language=language)
    for lines in both_turns(view):
        assert len(lines) == 4
        assert all(display_width(line) <= COLUMNS for line in lines), lines


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0m"), (59, "59m"), (60, "1h00"), (1_439, "23h59"), (1_440, "1d0h"), (143_999, "99d23h"), (144_000, ">99d")],
)
def test_spans_are_short(minutes: int, text: str) -> None:
    assert span(minutes) == text
