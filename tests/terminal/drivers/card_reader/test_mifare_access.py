"""Access bits; vectors computed from NXP MF1S50, tables 7 and 8."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.drivers.card_reader.mifare_access import DATA, TRAILER, conditions


@pytest.mark.parametrize(
    ("access", "bits"),
    [
        ("ff0780", (0b000, 0b000, 0b000, 0b001)),
        ("7f0788", (0b000, 0b000, 0b000, 0b011)),
        ("08778f", (0b110, 0b110, 0b110, 0b011)),
        ("48778b", (0b110, 0b110, 0b100, 0b011)),
        ("687789", (0b110, 0b100, 0b100, 0b011)),
        ("787788", (0b100, 0b100, 0b100, 0b011)),
        ("7b44b8", (0b001, 0b001, 0b100, 0b011)),
        ("0f00ff", (0b011, 0b011, 0b011, 0b011)),
        ("40ff0b", (0b110, 0b110, 0b100, 0b110)),
    ],
)
def test_access_bytes_mean_what_the_data_sheet_says(access: str, bits: tuple[int, int, int, int]) -> None:
    assert conditions(bytes.fromhex(access)) == bits


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 23))
def test_one_flipped_bit_makes_them_inconsistent(bit: int) -> None:
    flipped = int.from_bytes(bytes.fromhex("787788"), "big") ^ 1 << bit
    assert conditions(flipped.to_bytes(3, "big")) is None


def test_every_condition_has_its_row() -> None:
    assert set(DATA) == set(TRAILER) == set(range(8))
