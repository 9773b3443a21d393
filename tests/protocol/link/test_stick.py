"""If these failed, a packet on a stick would be overlooked, answered twice or taken by another terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.ids import TerminalId
from protocol.link import stick

SEVEN = TerminalId(7)


def test_names_say_terminal_number_and_direction() -> None:
    assert stick.up_name(SEVEN, 12) == "TC-7-12.up"
    assert stick.down_name(SEVEN, 12) == "TC-7-12.down"
    assert stick.down_name(None, 3) == "TC-all-3.down"


@pytest.mark.parametrize("number", [0, 2**32])
def test_a_number_beyond_32_bits_has_no_name(number: int) -> None:
    with pytest.raises(ValueError, match="between 1"):
        stick.up_name(SEVEN, number)


def test_the_next_number_is_above_every_packet_and_answer_of_this_terminal() -> None:
    assert stick.next_number([], SEVEN) == 1
    assert stick.next_number(["TC-7-2.up", "TC-7-9.down", "TC-8-40.up", "TC-all-50.down", "TC-7-99.up.new"], SEVEN) == 10


def test_a_terminal_reads_what_is_for_all_and_for_itself_oldest_first() -> None:
    names = ["TC-7-10.down", "TC-7-9.down", "TC-all-2.down", "TC-8-1.down", "TC-7-10.up", "photo.jpg"]
    assert stick.for_terminal(names, SEVEN) == ["TC-all-2.down", "TC-7-9.down", "TC-7-10.down"]


def test_only_the_newest_packets_of_an_overfull_stick_are_read() -> None:
    names = [f"TC-7-{number}.down" for number in range(1, 200)]
    assert stick.for_terminal(names, SEVEN) == [f"TC-7-{number}.down" for number in range(200 - stick.FILES_MAX, 200)]


def test_head_office_reads_packets_that_have_no_answer_yet() -> None:
    names = ["TC-7-2.up", "TC-7-10.up", "TC-7-1.up", "TC-7-1.down", "TC-12-1.up", "TC-all-2.down"]
    assert stick.unanswered(names) == [
        ("TC-7-2.up", "TC-7-2.down"),
        ("TC-7-10.up", "TC-7-10.down"),
        ("TC-12-1.up", "TC-12-1.down"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "TC-7-1.up.new",
        "TC-07-1.up",
        "TC-7-01.up",
        "TC-0-1.up",
        "TC-7-0.up",
        "TC-65536-1.up",
        "TC-7-4294967296.up",
        "TC-7-\u0661.up",
        "TC-all-1.up",
        "tc-7-1.up",
        "TC-7-1.up\n",
        "../TC-7-1.up",
        ".TC-7-1.up",
    ],
)
def test_every_other_name_is_left_alone(name: str) -> None:
    assert stick.unanswered([name]) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 2**16 - 1), st.integers(1, 2**32 - 1)), unique=True, max_size=20))
def test_every_packet_is_found_once(packets: list[tuple[int, int]]) -> None:
    names = [stick.up_name(TerminalId(terminal), number) for terminal, number in packets]
    assert sorted(up for up, _ in stick.unanswered(names)) == sorted(names)
