"""The snapshot: a stolen card is found among 200,000, and nobody else is taken for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.link.card_states import (
    NO_FLAGS,
    ROW_BYTES,
    StateFlag,
    StateRow,
    balance_check,
    each_row,
    row_of,
    rows_fault,
    state_row,
)
from protocol.link.tables import CardState
from protocol.link.violations import OurViolation
from protocol.money import Money
from tests.support import table_strategies

ROW = StateRow(bytes(8), 17, CardState.STOLEN, NO_FLAGS, b"\x12\x34")


def test_a_row_has_sixteen_bytes() -> None:
    assert state_row(ROW).hex() == "0000000000000000" + "00000011" + "02" + "00" + "1234"


@settings(max_examples=100, deadline=None)
@given(st.lists(table_strategies.state_rows, max_size=40, unique_by=lambda row: row.hash))
def test_rows_are_read_as_written(rows: list[StateRow]) -> None:
    found = sorted(rows, key=lambda row: row.hash)
    data = b"".join(map(state_row, found))
    assert rows_fault(data) is None
    assert [row_of(raw) for raw in each_row(data)] == found


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (state_row(ROW)[:-1], "cut short"),
        (state_row(ROW) * 2, "do not rise"),
        (state_row(ROW)[:12] + b"\x08" + bytes(3), "unknown"),
        (state_row(ROW)[:13] + b"\x04" + bytes(2), "unknown"),
    ],
)
def test_rows_that_cannot_be_searched_are_refused(rows: bytes, fault: str) -> None:
    assert fault in (rows_fault(rows) or "")


@pytest.mark.parametrize(
    "row",
    [
        replace(ROW, hash=bytes(7)),
        replace(ROW, check=b""),
        replace(ROW, flags=StateFlag(300)),
        replace(ROW, minimum_counter=2**32),
    ],
)
def test_a_row_that_does_not_fit_may_not_be_said(row: StateRow) -> None:
    with pytest.raises(OurViolation):
        state_row(row)


def test_the_check_changes_with_counter_and_balance() -> None:
    checks = {balance_check(bytes(8), counter, Money(minor)) for counter in (1, 2) for minor in (-5, 100)}
    assert len(checks) == 4
    assert len(state_row(ROW)) == ROW_BYTES
