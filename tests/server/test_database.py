"""Many rows in one statement: what goes in comes out, on either database.

If these failed, values of a batch could end in the books as others than those that were sent.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.database import run_rows

ECHO = "WITH w (a, b) AS (VALUES {rows}) SELECT a, b FROM w"
SORTS = {
    "numbers": st.integers(-(2**63), 2**63 - 1),
    "truths": st.booleans(),
    "bytes": st.binary(max_size=60),
    "texts": st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
}


@pytest.mark.parametrize("sort", SORTS)
def test_rows_come_back_as_they_went_in_also_where_values_are_missing(books: str, sort: str) -> None:
    one = SORTS[sort]

    @given(st.lists(st.tuples(one, one | st.none()), min_size=1, max_size=30))
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def check(rows: list[tuple[object, object]]) -> None:
        assert sorted(map(repr, run_rows(ECHO, rows))) == sorted(map(repr, _as_stored(rows, books)))

    check()


def _as_stored(rows: list[tuple[object, object]], books: str) -> list[tuple[object, ...]]:
    """SQLite has no truth values of its own."""
    if not books.startswith("sqlite"):
        return list(rows)
    return [tuple(int(value) if isinstance(value, bool) else value for value in row) for row in rows]


def test_a_long_list_is_cut_and_nothing_of_it_is_lost(books: str) -> None:
    rows = [(number, number % 7) for number in range(20_000)]
    assert sorted(run_rows(ECHO, rows)) == rows


def test_no_rows_ask_nothing(books: str) -> None:
    assert run_rows(ECHO, []) == []
