"""The virtual MIFARE Classic 1K does what chip and reader are documented to do, to the byte."""

from __future__ import annotations

from functools import reduce
from operator import xor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.drivers.card_reader.chip import LeftField, Tear
from terminal.drivers.card_reader.virtual_mifare import (
    ATR,
    VirtualMifare,
    blank_mifare,
    foreign_transit_card,
    read_value,
    value_block,
)

OK = b"\x90\x00"
FAILED = b"\x63\x00"
TRANSPORT = bytes.fromhex("ffffffffffff")
KEY_A = bytes.fromhex("a1a2a3a4a5a6")
KEY_B = bytes.fromhex("b1b2b3b4b5b6")
UID = bytes.fromhex("11223344")
A, B = 0x60, 0x61


def blank() -> VirtualMifare:
    chip = blank_mifare(UID)
    chip.enter_field()
    return chip


def ask(chip: VirtualMifare, apdu: str, data: bytes = b"") -> bytes:
    return chip.answer(bytes.fromhex(apdu) + data)


def login(chip: VirtualMifare, block: int, kind: int = A, key: bytes = TRANSPORT, slot: int = 0) -> bytes:
    assert ask(chip, f"ff8200{slot:02x}06", key) == OK
    return ask(chip, f"ff860000050100{block:02x}{kind:02x}{slot:02x}")


def read(chip: VirtualMifare, block: int) -> bytes:
    return ask(chip, f"ffb000{block:02x}10")


def write(chip: VirtualMifare, block: int, data: bytes) -> bytes:
    return ask(chip, f"ffd600{block:02x}10", data)


def personalised(access: str) -> VirtualMifare:
    """Sector 1 under keys A and B with these access bytes; the card was taken away and laid down again."""
    chip = blank()
    assert login(chip, 7) == OK
    assert write(chip, 7, KEY_A + bytes.fromhex(access) + b"\x69" + KEY_B) == OK
    chip.enter_field()
    return chip


# Reader


def test_the_atr_is_that_of_a_mifare_classic_1k_with_a_right_check_byte() -> None:
    assert blank().atr == ATR == bytes.fromhex("3b8f8001804f0ca000000306030001000000006a")
    assert reduce(xor, ATR[1:]) == 0


@pytest.mark.parametrize("uid", [UID, bytes.fromhex("04112233445566")])
def test_the_uid_is_given_whole_and_a_wrong_length_is_told(uid: bytes) -> None:
    chip = blank_mifare(uid)
    chip.enter_field()
    assert ask(chip, "ffca000000") == uid + OK
    assert ask(chip, f"ffca0000{len(uid):02x}") == uid + OK
    assert ask(chip, "ffca000002") == bytes([0x6C, len(uid)])
    assert ask(chip, "ffca00000a") == uid + b"\x62\x82"
    assert ask(chip, "ffca010000") == b"\x6a\x81"


def test_a_uid_has_four_or_seven_bytes() -> None:
    with pytest.raises(ValueError, match="4 or 7"):
        blank_mifare(bytes(5))


@pytest.mark.parametrize(
    ("apdu", "answer"),
    [
        ("ff", "6700"),
        ("00a4040000", "6e00"),
        ("ffff000000", "6d00"),
        ("ffca00000000", "6700"),
        ("ff82000005ffffffffff", "6700"),
        ("ff82000006ffffffffff", "6700"),
        ("ff82200006ffffffffffff", "6300"),
        ("ff82000206ffffffffffff", "6300"),
        ("ff8600000501000460", "6700"),
        ("ff860000050200046000", "6300"),
        ("ff860000050101046000", "6300"),
        ("ff860000050100406000", "6300"),
        ("ff860000050100046200", "6300"),
        ("ff860000050100046001", "6300"),
        ("ff88000460", "6700"),
        ("ffb0000400", "6700"),
        ("ffd600041000", "6700"),
        ("ffb1000410", "6700"),
        ("ffd7000405000000", "6700"),
        ("ff00400004010001", "6700"),
        ("ff00990000", "6300"),
    ],
)
def test_bad_commands_are_refused_with_the_documented_words(apdu: str, answer: str) -> None:
    chip = blank()
    ask(chip, "ff82000006", TRANSPORT)
    assert ask(chip, apdu).hex() == answer


def test_the_buzzer_and_lamp_command_answers_with_the_lamps() -> None:
    chip = blank()
    assert ask(chip, "ff0040000401000101") == b"\x90\x00"
    assert ask(chip, "ff00400d0400000000") == b"\x90\x01"
    assert ask(chip, "ff00400a0400000000") == b"\x90\x03"
    assert ask(chip, "ff0040040400000000") == b"\x90\x02"
    assert ask(chip, "ff00520000") == OK
    assert ask(chip, "ff00480000") == b"ACR122U203"


# Authentication


def test_nothing_is_read_or_written_without_authentication_for_that_sector() -> None:
    chip = blank()
    assert read(chip, 4) == FAILED
    assert login(chip, 4) == OK
    assert read(chip, 6) == bytes(16) + OK
    assert read(chip, 8) == FAILED
    assert write(chip, 8, bytes(16)) == FAILED


def test_both_forms_of_authentication_work_and_the_keys_have_two_places() -> None:
    chip = blank()
    ask(chip, "ff82000106", TRANSPORT)
    assert ask(chip, "ff8800046001") == OK
    assert read(chip, 4) == bytes(16) + OK
    assert login(chip, 8, slot=0) == OK


def test_a_failed_authentication_silences_the_card_until_the_next_power_cycle() -> None:
    chip = blank()
    assert login(chip, 4) == OK
    assert login(chip, 4, key=KEY_A) == FAILED
    assert read(chip, 4) == FAILED
    assert login(chip, 4) == FAILED
    assert ask(chip, "ffca000000") == UID + OK
    chip.power_off()
    chip.power_on()
    assert login(chip, 4) == OK


def test_keys_and_authentication_go_with_the_power() -> None:
    chip = blank()
    login(chip, 4)
    chip.power_off()
    chip.power_on()
    assert read(chip, 4) == FAILED
    assert ask(chip, "ff860000050100046000") == FAILED


def test_a_key_b_that_can_be_read_opens_nothing() -> None:
    chip = blank()
    assert login(chip, 4, B) == OK
    assert read(chip, 4) == FAILED
    assert write(chip, 4, bytes(16)) == FAILED


# Access bits


def test_a_blank_trailer_shows_key_b_and_never_key_a() -> None:
    chip = blank()
    login(chip, 7)
    assert read(chip, 7) == bytes(6) + bytes.fromhex("ff078069") + TRANSPORT + OK


def test_data_that_only_b_may_write() -> None:
    chip = personalised("787788")
    assert login(chip, 4, A, KEY_A) == OK
    assert write(chip, 4, b"\x01" * 16) == FAILED
    assert read(chip, 4) == bytes(16) + OK
    assert read(chip, 7) == bytes(6) + bytes.fromhex("78778869") + bytes(6) + OK
    assert write(chip, 7, bytes(16)) == FAILED
    assert login(chip, 4, B, KEY_B) == OK
    assert write(chip, 4, b"\x01" * 16) == OK
    assert read(chip, 4) == b"\x01" * 16 + OK


def test_a_frozen_trailer_takes_no_new_keys() -> None:
    chip = personalised("40ff0b")
    for kind, key in ((A, KEY_A), (B, KEY_B)):
        assert login(chip, 7, kind, key) == OK
        assert write(chip, 7, bytes(16)) == FAILED


def test_a_trailer_keeps_the_parts_that_may_not_be_written() -> None:
    chip = personalised("f78780")  # data 000, trailer 101: only B, and only the access bits
    assert login(chip, 7, A, KEY_A) == OK
    assert write(chip, 7, bytes(16)) == FAILED
    assert login(chip, 7, B, KEY_B) == OK
    assert write(chip, 7, TRANSPORT + bytes.fromhex("7f078869") + TRANSPORT) == OK
    assert chip.dump()[7 * 16 : 8 * 16] == KEY_A + bytes.fromhex("7f078869") + KEY_B


def test_some_blocks_only_b_may_read_and_some_nobody() -> None:
    chip = personalised("0f00ff")
    login(chip, 4, A, KEY_A)
    assert read(chip, 4) == FAILED
    login(chip, 4, B, KEY_B)
    assert read(chip, 4) == bytes(16) + OK


def test_inconsistent_access_bytes_kill_the_sector_and_no_other() -> None:
    chip = blank()
    login(chip, 7)
    assert write(chip, 7, TRANSPORT + bytes.fromhex("ff078169") + TRANSPORT) == OK
    assert read(chip, 4) == FAILED
    chip.enter_field()
    assert login(chip, 4) == FAILED
    chip.enter_field()
    assert login(chip, 8) == OK


def test_a_torn_trailer_kills_the_sector() -> None:
    chip = blank()
    login(chip, 7)
    chip.tear_write(1, Tear.GARBAGE)
    with pytest.raises(LeftField):
        write(chip, 7, KEY_A + bytes.fromhex("40ff0b69") + KEY_B)
    for kind, key in ((A, TRANSPORT), (A, KEY_A), (B, KEY_B)):
        chip.enter_field()
        assert login(chip, 7, kind, key) == FAILED


def test_block_0_is_written_only_on_a_magic_card() -> None:
    forged = bytes.fromhex("55667788") + bytes([0x55 ^ 0x66 ^ 0x77 ^ 0x88]) + bytes.fromhex("080400") + bytes(8)
    chip = blank()
    login(chip, 0)
    assert write(chip, 0, forged) == FAILED
    assert write(chip, 1, forged) == OK
    magic = blank_mifare(UID, magic=True)
    magic.enter_field()
    login(magic, 0)
    assert write(magic, 0, forged) == OK
    assert ask(magic, "ffca000000") == bytes.fromhex("55667788") + OK


# Values


@pytest.mark.parametrize(
    ("value", "address", "block"),
    [
        (1234567, 17, "87d612007829edff87d6120011ee11ee"),
        (100, 5, "640000009bffffff6400000005fa05fa"),
        (-1, 4, "ffffffff00000000ffffffff04fb04fb"),
        (12345, 4, "39300000c6cfffff3930000004fb04fb"),
    ],
)
def test_value_blocks_look_as_in_the_data_sheet(value: int, address: int, block: str) -> None:
    assert value_block(value, address).hex() == block
    assert read_value(bytes.fromhex(block)) == (value, address)


@settings(max_examples=60, deadline=None)
@given(st.integers(-(2**31), 2**31 - 1), st.integers(0, 255), st.integers(0, 127))
def test_a_value_block_with_one_wrong_bit_is_none(value: int, address: int, bit: int) -> None:
    block = value_block(value, address)
    assert read_value(block) == (value, address)
    assert read_value((int.from_bytes(block, "big") ^ 1 << bit).to_bytes(16, "big")) is None


def test_values_are_stored_changed_and_copied_big_endian_with_their_address() -> None:
    chip = blank()
    login(chip, 5)
    assert ask(chip, "ffd70005050000000001") == OK
    assert ask(chip, "ffb1000500") == bytes.fromhex("00000001") + OK
    assert ask(chip, "ffd70005050100000005") == OK
    assert ask(chip, "ffd70005050200000002") == OK
    assert ask(chip, "ffb1000504") == bytes.fromhex("00000004") + OK
    assert ask(chip, "ffd70005020306") == OK
    assert read(chip, 6) == value_block(4, 5) + OK


def test_a_value_is_signed_and_does_not_stop_at_zero_nor_at_its_ends() -> None:
    chip = blank()
    login(chip, 5)
    ask(chip, "ffd70005050000000001")
    assert ask(chip, "ffd70005050200000003") == OK
    assert ask(chip, "ffb1000500") == bytes.fromhex("fffffffe") + OK
    ask(chip, "ffd7000505007fffffff")
    assert ask(chip, "ffd70005050100000001") == OK
    assert ask(chip, "ffb1000500") == bytes.fromhex("80000000") + OK


@pytest.mark.parametrize(
    "apdu",
    [
        "ffd70005050100000001",  # not a value block
        "ffd70005050200000001",
        "ffd70005020306",
        "ffb1000500",
        "ffd70007050000000001",  # a trailer
        "ffb1000700",
        "ffd70005050400000001",  # no such operation
        "ffd70005020006",
        "ffd70005050300000006",
        "ffd70009050000000001",  # another sector
    ],
)
def test_value_commands_that_cannot_be_done_are_refused(apdu: str) -> None:
    chip = blank()
    login(chip, 5)
    assert ask(chip, apdu) == FAILED


def test_a_copy_stays_within_its_sector_and_off_the_trailer() -> None:
    chip = blank()
    login(chip, 5)
    ask(chip, "ffd70005050000000001")
    assert ask(chip, "ffd70005020308") == FAILED
    assert ask(chip, "ffd70005020307") == FAILED
    login(chip, 1)
    ask(chip, "ffd70001050000000001")
    assert ask(chip, "ffd70001020300") == FAILED


def test_a_purse_that_a_may_only_decrement() -> None:
    chip = personalised("48778b")
    login(chip, 4, B, KEY_B)
    assert ask(chip, "ffd70004050000000064") == OK
    login(chip, 4, A, KEY_A)
    assert ask(chip, "ffd70004050000000064") == FAILED
    assert ask(chip, "ffd70004050100000001") == FAILED
    assert ask(chip, "ffd70004050200000001") == OK
    assert ask(chip, "ffb1000400") == bytes.fromhex("00000063") + OK


# Whole cards


def test_a_foreign_transit_card_lets_no_transport_key_in() -> None:
    for sector in range(16):
        chip = foreign_transit_card(UID)
        chip.enter_field()
        assert ask(chip, "ffca000000") == UID + OK
        assert login(chip, sector * 4) == FAILED


def test_a_rolled_back_card_shows_its_old_content_under_the_same_uid() -> None:
    chip = blank()
    login(chip, 4)
    old = chip.dump()
    write(chip, 4, b"\x01" * 16)
    chip.restore(old)
    assert read(chip, 4) == bytes(16) + OK
    assert chip.uid == UID
