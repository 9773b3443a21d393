"""If these failed, a hundred terminals would knock at a restarted head office in the same second."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.uplink.backoff import FIRST_MS, LONGEST_MS, ROLL_END, wait_ms


def test_the_wait_doubles_up_to_five_minutes() -> None:
    longest = [wait_ms(failures, ROLL_END - 1) for failures in range(1, 12)]
    assert longest[:4] == [999, 1_999, 3_998, 7_996 - 0]
    assert longest[-1] == 299_850
    assert wait_ms(10_000, 0) == LONGEST_MS // 2


def test_head_offices_wish_is_kept_even_when_it_is_longer_than_ours() -> None:
    assert wait_ms(1, 0, 600) == 600_000
    assert wait_ms(1, ROLL_END - 1, 600) == 749_850
    assert wait_ms(12, 0, 1) == LONGEST_MS // 2


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**6), st.integers(0, ROLL_END - 1))
def test_the_wait_lies_between_half_and_all_of_the_doubled_time(failures: int, roll: int) -> None:
    whole = min(FIRST_MS * 2 ** min(failures - 1, 20), LONGEST_MS)
    assert whole // 2 <= wait_ms(failures, roll) < whole
