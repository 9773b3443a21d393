import json
from itertools import product
from pathlib import Path

import pytest

from protocol.card import layout_mifare as layout

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/card/access_bytes.json").read_text())


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: str(case["use"]))
def test_access_bytes_agree_with_the_table(case: dict[str, str]) -> None:
    first, second, third, last = (int(bits, 2) for bits in case["conditions"].split())
    assert layout.access_bytes((first, second, third, last)).hex() == case["bytes"]
    assert layout.conditions_of(bytes.fromhex(case["bytes"])) == (first, second, third, last)


def test_every_combination_of_conditions_is_read_back_as_it_was_written() -> None:
    for conditions in product(range(8), repeat=4):
        first, second, third, last = conditions
        assert layout.conditions_of(layout.access_bytes((first, second, third, last))) == conditions


@pytest.mark.parametrize("bit", range(24))
def test_one_turned_bit_makes_access_bytes_contradict_themselves(bit: int) -> None:
    damaged = (int.from_bytes(layout.ACCESS, "big") ^ 1 << bit).to_bytes(3, "big")
    with pytest.raises(ValueError, match="contradict"):
        layout.conditions_of(damaged)


def test_our_sectors_are_written_with_key_b_only_and_their_trailers_are_frozen() -> None:
    assert layout.ACCESS.hex() == "70ff08"
    assert layout.trailer(b"AAAAAA", b"BBBBBB") == b"AAAAAA" + bytes.fromhex("70ff0869") + b"BBBBBB"


def test_each_part_lies_where_the_layout_says() -> None:
    identity, slots = bytes([1]) * 48, (bytes([2]) * 48, bytes([3]) * 48, bytes([4]) * 48)
    wanted = layout.contents(identity, slots, bytes([5]) * 64)
    owner = {block: data[0] for block, data in wanted.items() if any(data)}
    assert owner == {
        **dict.fromkeys((4, 5, 6), 1),
        **dict.fromkeys((8, 9, 10), 2),
        **dict.fromkeys((12, 13, 14), 3),
        **dict.fromkeys((16, 17, 18), 4),
        **dict.fromkeys((20, 21, 22, 24), 5),
    }
    assert sorted(wanted) == [block for block in range(1, 64) if block % 4 != 3]
    assert all(len(data) == 16 for data in wanted.values())


def test_without_a_signature_its_blocks_are_zero() -> None:
    wanted = layout.contents(bytes(48), (bytes(48), bytes(48), bytes(48)), None)
    assert not any(any(wanted[block]) for block in layout.SIGNATURE_BLOCKS)


def test_blocks_are_counted_from_the_start_of_the_card() -> None:
    assert [layout.first_block(sector) for sector in (0, 1, 15)] == [0, 4, 60]
    assert [layout.trailer_block(sector) for sector in (0, 1, 15)] == [3, 7, 63]
    assert layout.data_blocks(0) == (1, 2)
    assert layout.data_blocks(4) == (16, 17, 18)
