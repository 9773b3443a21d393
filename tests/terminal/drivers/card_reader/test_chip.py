"""The levers that all virtual cards share, shown on the two kinds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.drivers.card_reader.chip import Chip, Exchange, Latency, LeftField, Tear, garbage
from terminal.drivers.card_reader.virtual_mifare import blank_mifare
from terminal.drivers.card_reader.virtual_sle4442 import blank_sle4442

OK = b"\x90\x00"
GET_UID = bytes.fromhex("ffca000000")
OLD = bytes(16)
NEW = bytes(range(0x10, 0x20))


def mifare() -> Chip:
    """A blank card with sector 1 open."""
    chip = blank_mifare(b"\x01\x02\x03\x04")
    chip.enter_field()
    unlock(chip)
    return chip


def unlock(chip: Chip) -> None:
    assert chip.answer(bytes.fromhex("ff82000006ffffffffffff")) == OK
    assert chip.answer(bytes.fromhex("ff860000050100046000")) == OK


def write(chip: Chip) -> bytes:
    return chip.answer(bytes.fromhex("ffd6000410") + NEW)


def block_4(chip: Chip) -> bytes:
    return chip.dump()[64:80]


def test_a_card_outside_the_field_does_not_answer() -> None:
    chip = blank_mifare(b"\x01\x02\x03\x04")
    with pytest.raises(LeftField):
        chip.answer(GET_UID)
    chip.enter_field()
    assert chip.answer(GET_UID) == b"\x01\x02\x03\x04" + OK
    chip.leave_field()
    with pytest.raises(LeftField):
        chip.answer(GET_UID)


def test_a_card_pulled_before_an_apdu_never_executes_it() -> None:
    chip = mifare()
    chip.pull_at(2)
    assert chip.answer(GET_UID).endswith(OK)
    with pytest.raises(LeftField):
        write(chip)
    assert not chip.present
    assert block_4(chip) == OLD
    assert chip.history[-1] == Exchange(chip.history[-1].apdu, None)


def test_a_card_pulled_after_an_apdu_has_executed_it() -> None:
    chip = mifare()
    chip.pull_at(1, after=True)
    with pytest.raises(LeftField):
        write(chip)
    assert not chip.present
    assert block_4(chip) == NEW


@pytest.mark.parametrize(
    ("how", "now", "later"),
    [
        (Tear.UNTOUCHED, "old", "old"),
        (Tear.GARBAGE, "garbage", "garbage"),
        (Tear.LATE_VALID, "garbage", "new"),
        (Tear.DECAYING, "new", "garbage"),
        (Tear.DONE, "new", "new"),
    ],
)
def test_a_torn_block_reads_as_its_kind_of_tear_says_now_and_later(how: Tear, now: str, later: str) -> None:
    noise = bytes(garbage(old, new) for old, new in zip(OLD, NEW, strict=True))
    content = {"old": OLD, "new": NEW, "garbage": noise}
    chip = mifare()
    chip.tear_write(1, how)
    with pytest.raises(LeftField):
        write(chip)
    assert not chip.present
    assert block_4(chip) == content[now]
    chip.age()
    assert block_4(chip) == content[later]


def test_a_clean_write_over_weak_cells_ends_their_weakness() -> None:
    chip = mifare()
    chip.tear_write(1, Tear.DECAYING)
    with pytest.raises(LeftField):
        write(chip)
    chip.enter_field()
    unlock(chip)
    assert chip.answer(bytes.fromhex("ffd6000410") + bytes(16)) == OK
    chip.age()
    assert block_4(chip) == bytes(16)


def test_the_levers_count_writes_and_apdus_from_the_moment_they_are_armed() -> None:
    chip = mifare()
    write(chip)
    chip.tear_write(2, Tear.DONE)
    assert write(chip) == OK
    with pytest.raises(LeftField):
        write(chip)
    assert chip.writes == 3
    assert chip.apdus == 5


@pytest.mark.parametrize(("at", "start"), [(0, b""), (2, NEW[:2]), (99, NEW[:3])])
def test_a_chip_that_writes_byte_by_byte_is_torn_at_a_byte(at: int, start: bytes) -> None:
    chip = blank_sle4442()
    chip.enter_field()
    chip.answer(bytes.fromhex("ffa400000106"))
    assert chip.answer(bytes.fromhex("ff20000003ffffff")) == b"\x90\x07"
    chip.tear_write(1, Tear.GARBAGE, at_byte=at)
    with pytest.raises(LeftField):
        chip.answer(bytes.fromhex("ffd0004004") + NEW[:4])
    torn = len(start)
    assert chip.dump()[0x40 : 0x40 + torn] == start
    assert chip.dump()[0x40 + torn] == garbage(0xFF, NEW[torn])
    assert chip.dump()[0x40 + torn + 1 : 0x60] == b"\xff" * (0x1F - torn)


def test_a_lever_that_was_disarmed_does_not_come_down() -> None:
    chip = mifare()
    chip.pull_at(1)
    chip.tear_write(1, Tear.GARBAGE)
    chip.disarm()
    assert write(chip) == OK
    assert chip.present


@pytest.mark.parametrize("n", [0, -1])
def test_a_lever_counts_from_one(n: int) -> None:
    chip = mifare()
    with pytest.raises(ValueError, match="counts from 1"):
        chip.pull_at(n)
    with pytest.raises(ValueError, match="counts from 1"):
        chip.tear_write(n, Tear.DONE)


class PowerCut(Exception):
    """The terminal dies."""


def test_the_terminal_can_die_before_and_after_any_apdu_and_together_with_the_card() -> None:
    def cut(number: int, _: bytes) -> None:
        if number == 3:
            raise PowerCut

    before, after, torn = mifare(), mifare(), mifare()
    before.on_apdu = cut
    after.on_done = cut
    torn.tear_write(1, Tear.UNTOUCHED)

    def die() -> None:
        raise PowerCut

    torn.on_leave = die
    for chip, left in ((before, OLD), (after, NEW), (torn, OLD)):
        with pytest.raises(PowerCut):
            write(chip)
        assert block_4(chip) == left


def test_an_old_dump_can_be_put_back_as_a_fraud_would() -> None:
    chip = mifare()
    dump = chip.dump()
    write(chip)
    assert chip.dump() != dump
    chip.restore(dump)
    assert chip.dump() == dump
    with pytest.raises(ValueError, match="1024 bytes"):
        chip.restore(dump[1:])


def test_a_chip_takes_its_time_where_that_is_asked_for() -> None:
    chip = mifare()
    slept: list[float] = []
    chip.latency = Latency(slept.append, per_apdu=0.02, per_write=0.006)
    chip.answer(GET_UID)
    write(chip)
    assert slept == [0.02, 0.02, 0.006]


def test_the_history_tells_what_was_said_but_its_repr_shows_no_keys() -> None:
    chip = mifare()
    assert [exchange.answer for exchange in chip.history] == [OK, OK]
    assert "ffffff" not in repr(chip.history).replace("\\x", "")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 255), st.integers(0, 255))
def test_garbage_is_neither_old_nor_new(old: int, new: int) -> None:
    assert garbage(old, new) not in (old, new)
    assert 0 <= garbage(old, new) <= 255
