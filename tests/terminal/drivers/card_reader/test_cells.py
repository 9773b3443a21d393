"""EEPROM cells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.drivers.card_reader.cells import Cells


def test_a_weak_cell_reads_one_thing_now_and_another_when_it_has_aged() -> None:
    cells = Cells(b"old-old-")
    cells.weaken(4, b"\x00\x01", b"ne")
    assert cells.content == b"old-\x00\x01d-"
    cells.age()
    assert cells.content == b"old-ned-"
    cells.age()
    assert cells.content == b"old-ned-"


def test_a_complete_write_makes_weak_cells_sound() -> None:
    cells = Cells(b"old!")
    cells.weaken(0, b"\x00\x00", b"ne")
    cells.write(0, b"zero")
    cells.age()
    assert cells.content == b"zero"


def test_nothing_is_read_or_written_outside_the_memory() -> None:
    cells = Cells(bytes(4))
    for address, length in ((-1, 1), (3, 2), (4, 1)):
        with pytest.raises(IndexError):
            cells.read(address, length)
        with pytest.raises(IndexError):
            cells.write(address, bytes(length))
    assert cells.image == bytes(12)


def test_the_mirror_hears_only_of_what_changed() -> None:
    cells = Cells(b"same")
    heard: list[tuple[int, bytes]] = []
    cells.mirror = lambda offset, data: heard.append((offset, data))
    cells.write(0, b"same")
    assert heard == []
    cells.write(1, b"om")
    assert heard == [(1, b"om")]


@pytest.mark.parametrize("image", [b"", b"ab", b"abcd"])
def test_an_image_has_three_equal_parts(image: bytes) -> None:
    with pytest.raises(ValueError, match="not an image"):
        Cells.from_image(image)


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=40), st.data())
def test_an_image_is_the_whole_truth_about_the_cells(content: bytes, data: st.DataObject) -> None:
    cells = Cells(content)
    address = data.draw(st.integers(0, len(content) - 1))
    now = data.draw(st.binary(min_size=1, max_size=len(content) - address))
    cells.weaken(address, now, bytes(reversed(now)))
    twin = Cells.from_image(cells.image)
    assert twin.content == cells.content
    twin.age()
    cells.age()
    assert twin.image == cells.image
