"""The virtual SLE4442 does what chip and reader are documented to do, to the byte."""

from __future__ import annotations

import pytest

from terminal.drivers.card_reader.chip import LeftField, Tear
from terminal.drivers.card_reader.virtual_sle4442 import VirtualSle4442, blank_sle4442

OK = b"\x90\x00"
FAILED = b"\x63\x00"
SELECT = "ffa400000106"
RIGHT = "ff20000003ffffff"
WRONG = "ff20000003010203"
ERROR_COUNTER = "ffb1000004"


def ask(chip: VirtualSle4442, apdu: str) -> bytes:
    return chip.answer(bytes.fromhex(apdu))


def selected(*, silent: bool = False) -> VirtualSle4442:
    chip = blank_sle4442(silent=silent)
    chip.enter_field()
    assert ask(chip, SELECT) == OK
    return chip


def verified() -> VirtualSle4442:
    chip = selected()
    assert ask(chip, RIGHT) == b"\x90\x07"
    return chip


def test_a_delivered_card_reads_as_documented() -> None:
    chip = selected()
    assert chip.atr == bytes.fromhex("3b04a2131091")
    assert ask(chip, "ffb0000020")[:-2].hex() == "a2131091ffff8115" + "ff" * 13 + "d27600000400" + "ff" * 5
    assert ask(chip, "ffb00020e0") == b"\xff" * 224 + OK
    assert ask(chip, "ffb2000004") == b"\xff" * 4 + OK
    assert ask(chip, ERROR_COUNTER) == b"\x07\x00\x00\x00" + OK


def test_nothing_is_answered_before_the_card_type_is_selected() -> None:
    chip = blank_sle4442()
    chip.enter_field()
    assert ask(chip, "ffb0000004") == FAILED
    assert ask(chip, RIGHT) == FAILED
    assert ask(chip, "ffa400000105") == FAILED
    assert chip.error_counter == 7


@pytest.mark.parametrize(
    ("apdu", "answer"),
    [
        ("ff", "6700"),
        ("00a4040000", "6e00"),
        ("ffca000000", "6d00"),
        ("ffa400000206", "6700"),
        ("ffb0000000", "6700"),
        ("ffb000f011", "6700"),
        ("ffb000001000", "6700"),
        ("ffb1000003", "6700"),
        ("ffb2000003", "6700"),
        ("ffd0004002aa", "6700"),
        ("ffd000ff02aabb", "6700"),
        ("ffd1001f02aabb", "6700"),
        ("ff20000002ffff", "6700"),
        ("ffd2000203ffffff", "6700"),
        ("ffd2000102ffff", "6700"),
        ("ffd0004000", "6700"),
    ],
)
def test_bad_commands_are_refused_with_the_documented_words(apdu: str, answer: str) -> None:
    assert ask(verified(), apdu).hex() == answer


def test_the_right_code_answers_9007_and_opens_the_memory() -> None:
    chip = verified()
    assert ask(chip, ERROR_COUNTER) == b"\x07\xff\xff\xff" + OK
    assert ask(chip, "ffd0004002aabb") == OK
    assert ask(chip, "ffb0003f04") == b"\xff\xaa\xbb\xff" + OK


def test_three_wrong_codes_lock_the_card_for_ever_and_then_9000_means_locked() -> None:
    chip = selected()
    assert [ask(chip, WRONG).hex() for _ in range(4)] == ["9003", "9001", "9000", "9000"]
    assert ask(chip, RIGHT) == OK
    assert chip.error_counter == 0
    chip.enter_field()
    ask(chip, SELECT)
    assert ask(chip, RIGHT) == OK
    assert ask(chip, "ffd0004001aa") == FAILED


def test_the_right_code_gives_all_tries_back() -> None:
    chip = selected()
    assert ask(chip, WRONG) == b"\x90\x03"
    assert ask(chip, ERROR_COUNTER) == b"\x03\x00\x00\x00" + OK
    assert ask(chip, RIGHT) == b"\x90\x07"
    assert chip.error_counter == 7


def test_a_wrong_code_ends_the_session_of_a_right_one() -> None:
    chip = verified()
    ask(chip, WRONG)
    assert ask(chip, "ffd0004001aa") == FAILED


@pytest.mark.parametrize("again", ["power", "select"])
def test_the_code_is_forgotten_with_the_power_and_by_select(again: str) -> None:
    chip = verified()
    if again == "power":
        chip.power_off()
        chip.power_on()
        assert ask(chip, "ffb0000004") == FAILED
    ask(chip, SELECT)
    assert ask(chip, "ffd0004001aa") == FAILED
    assert ask(chip, ERROR_COUNTER) == b"\x07\x00\x00\x00" + OK


@pytest.mark.parametrize("apdu", ["ffd0004001aa", "ffd1000001a2", "ffd2000103010203"])
@pytest.mark.parametrize(("silent", "answer"), [(False, FAILED), (True, OK)])
def test_without_the_code_nothing_is_written_and_a_silent_reader_says_9000_all_the_same(
    silent: bool, answer: bytes, apdu: str
) -> None:
    chip = selected(silent=silent)
    before = chip.dump()
    assert ask(chip, apdu) == answer
    assert chip.dump() == before


def test_a_new_code_takes_the_place_of_the_old_one() -> None:
    chip = verified()
    assert ask(chip, "ffd2000103010203") == OK
    chip.enter_field()
    ask(chip, SELECT)
    assert ask(chip, RIGHT) == b"\x90\x03"
    assert ask(chip, WRONG) == b"\x90\x07"


def test_protection_is_one_way_and_only_where_the_byte_is_known() -> None:
    chip = verified()
    assert ask(chip, "ffd1000004a2130091") == OK
    assert ask(chip, "ffb2000004") == bytes.fromhex("f4ffffff") + OK
    assert ask(chip, "ffd000000100") == FAILED
    assert ask(chip, "ffd0000201bb") == OK
    chip.enter_field()
    ask(chip, SELECT)
    assert ask(chip, "ffb2000004") == bytes.fromhex("f4ffffff") + OK
    assert ask(chip, "ffb0000004") == bytes.fromhex("a213bb91") + OK


def test_a_card_whose_first_bytes_are_overwritten_answers_no_reset_any_more() -> None:
    chip = verified()
    assert ask(chip, "ffd0000001a2") == OK
    assert chip.atr
    assert ask(chip, "ffd000000100") == OK
    assert chip.atr == b""


def test_power_lost_while_the_code_is_compared_costs_a_try_though_it_was_right() -> None:
    chip = selected()
    chip.tear_write(1, Tear.DONE)
    with pytest.raises(LeftField):
        ask(chip, RIGHT)
    assert chip.error_counter == 3
    chip.enter_field()
    ask(chip, SELECT)
    chip.tear_write(2, Tear.GARBAGE)
    with pytest.raises(LeftField):
        ask(chip, RIGHT)
    assert chip.error_counter == 1
    chip.enter_field()
    ask(chip, SELECT)
    assert ask(chip, RIGHT) == b"\x90\x07"


def test_a_torn_protection_write_loses_no_other_bit() -> None:
    chip = verified()
    chip.tear_write(1, Tear.LATE_VALID)
    with pytest.raises(LeftField):
        ask(chip, "ffd1000001a2")
    assert chip.dump()[256:260] == bytes.fromhex("feffffff")


def test_a_rolled_back_card_has_its_old_code_and_tries_too() -> None:
    chip = verified()
    old = chip.dump()
    ask(chip, "ffd2000103010203")
    chip.restore(old)
    chip.enter_field()
    ask(chip, SELECT)
    assert ask(chip, RIGHT) == b"\x90\x07"
