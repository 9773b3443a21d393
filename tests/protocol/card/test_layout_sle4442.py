import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card import layout_sle4442 as layout

SLOT = st.binary(min_size=48, max_size=48)


def test_each_part_lies_where_the_layout_says() -> None:
    assert (layout.AREA, layout.AREA_BYTES, layout.IDENTITY_MAC) == (32, 192, 72)
    assert [layout.slot_address(slot) for slot in range(3)] == [80, 128, 176]


@pytest.mark.parametrize(("counter", "tries"), [(7, 3), (3, 2), (6, 2), (1, 1), (4, 1), (0, 0), (0xF8, 0), (0xFF, 3)])
def test_tries_are_the_bits_that_are_still_set(counter: int, tries: int) -> None:
    assert layout.tries_left(counter) == tries


def test_only_bytes_that_differ_are_written_in_runs() -> None:
    assert layout.changes(0x50, b"\x01\x02\x03\x04\x05", b"\x09\x02\x08\x07\x05") == [(0x50, b"\x09"), (0x52, b"\x08\x07")]
    assert layout.changes(0x50, b"same", b"same") == []


@pytest.mark.parametrize("address", [0, 3, 31])
def test_nothing_is_written_below_20h(address: int) -> None:
    with pytest.raises(ValueError, match="belongs to the chip"):
        layout.changes(address, b"\x00", b"\x01")


def test_the_mac_is_written_last_and_never_in_one_run_with_the_rest() -> None:
    writes = layout.changes_mac_last(80, bytes(48), b"\x11" * 48)
    assert writes == [(80, b"\x11" * 40), (120, b"\x11" * 8)]


@settings(max_examples=100, deadline=None)
@given(old=SLOT, new=SLOT)
def test_the_changes_turn_the_old_bytes_into_the_new_ones_and_touch_no_equal_byte(old: bytes, new: bytes) -> None:
    memory = bytearray(bytes(80) + old)
    for address, data in layout.changes_mac_last(80, old, new):
        for at, byte in enumerate(data, start=address):
            assert memory[at] != byte
            memory[at] = byte
    assert memory[80:] == new


@settings(max_examples=100, deadline=None)
@given(old=SLOT, new=SLOT)
def test_where_cells_may_be_weak_every_byte_is_changed_on_the_way_to_the_new_ones(old: bytes, new: bytes) -> None:
    memory, changed = bytearray(bytes(80) + old), set[int]()
    writes = layout.renewed_mac_last(80, old, new)
    for address, data in writes:
        for at, byte in enumerate(data, start=address):
            assert memory[at] != byte
            memory[at] = byte
            changed.add(at)
    assert memory[80:] == new
    assert changed == set(range(80, 128))
