from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.instants import BusinessDay, Instant, business_day, date_of, day_begins, day_of, local_text

NOON = Instant(1_795_348_800_000)  # 2026-11-22T12:00:00Z


def test_business_days_are_counted_from_the_year_2000() -> None:
    assert day_of(date(2000, 1, 1)) == 0
    assert day_of(date(2026, 11, 22)) == 9_822
    assert date_of(BusinessDay(65_535)) == date(2179, 6, 6)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 65_535))
def test_a_business_day_names_one_date(day: int) -> None:
    assert day_of(date_of(BusinessDay(day))) == day


@pytest.mark.parametrize(("offset", "day"), [(0, 9_822), (719, 9_822), (720, 9_823), (-720, 9_822), (-721, 9_821)])
def test_the_shops_own_midnight_begins_the_day(offset: int, day: int) -> None:
    assert business_day(NOON, offset) == day


@pytest.mark.parametrize("offset", [0, 480, -720])
def test_a_day_begins_at_its_first_instant(offset: int) -> None:
    begins = day_begins(BusinessDay(9_822), offset)
    assert (business_day(begins, offset), business_day(Instant(begins - 1), offset)) == (9_822, 9_821)


def test_the_wall_clock_is_shown_without_seconds() -> None:
    assert local_text(NOON, 480) == "2026-11-22 20:00"
    assert local_text(Instant(NOON + 59_999), 0) == "2026-11-22 12:00"
