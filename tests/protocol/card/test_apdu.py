import pytest

from protocol.card import apdu


def test_commands_are_those_of_the_reader_manuals() -> None:
    assert apdu.GET_UID.hex() == "ffca000000"
    assert apdu.load_key(0x00, 0x00, b"\xff" * 6).hex() == "ff82000006ffffffffffff"
    assert apdu.authenticate(4, 0x60, 0x00).hex() == "ff860000050100046000"
    assert apdu.read_block(4).hex() == "ffb0000410"
    assert apdu.write_block(5, bytes(range(16))).hex() == "ffd6000510000102030405060708090a0b0c0d0e0f"
    assert apdu.SELECT_SLE4442.hex() == "ffa400000106"
    assert apdu.read_memory(0x20, 0xC0).hex() == "ffb00020c0"
    assert apdu.READ_ERROR_COUNTER.hex() == "ffb1000004"
    assert apdu.write_memory(0xD0, 0x50, b"\x01\x02").hex() == "ffd00050020102"
    assert apdu.present_code(b"\xff\xff\xff").hex() == "ff20000003ffffff"
    assert apdu.change_code(0xD2, 0x01, b"\x01\x02\x03").hex() == "ffd2000103010203"


def test_an_answer_is_split_into_data_and_status_word() -> None:
    assert apdu.parse_answer(bytes.fromhex("deadbeef9000")) == apdu.Answer(bytes.fromhex("deadbeef"), 0x9000)
    assert apdu.parse_answer(bytes.fromhex("6300")) == apdu.Answer(b"", 0x6300)


@pytest.mark.parametrize("response", [b"", b"\x90"])
def test_an_answer_without_a_status_word_is_a_broken_driver(response: bytes) -> None:
    with pytest.raises(ValueError, match="at least 2 bytes"):
        apdu.parse_answer(response)


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_block_is_written_whole(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        apdu.write_block(5, bytes(length))
