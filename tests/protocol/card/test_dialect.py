import pytest

from protocol.card.dialect import ACR128, ACS, IDENTIV, KEY_A, KEY_B, OMNIKEY, Dialect, dialect_for

KEY = bytes.fromhex("3049ce082841")


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("ACS ACR122U PICC Interface 00 00", ACS),
        ("ACS ACR1252 1S CL Reader [ACR1252 Dual Reader PICC] 01 00", ACS),
        ("ACS ACR39U ICC Reader 00 00", ACS),
        ("ACS ACR1281 1S Dual Reader 00 01", ACR128),
        ("ACS ACR128U PICC Interface 00 00", ACR128),
        ("HID Global OMNIKEY 3x21 Smart Card Reader [OMNIKEY 3x21 Smart Card Reader] 00 00", OMNIKEY),
        ("OMNIKEY CardMan 5x21-CL 0", OMNIKEY),
        ("Identiv uTrust 3700 F CL Reader 00 00", IDENTIV),
        ("SCM Microsystems Inc. SCL3711 reader 00 00", IDENTIV),
        ("Some reader nobody has heard of", ACS),
        ("", ACS),
    ],
)
def test_the_name_of_the_reader_alone_chooses_the_dialect(name: str, dialect: Dialect) -> None:
    assert dialect_for(name) is dialect


@pytest.mark.parametrize(
    ("dialect", "key_type", "load", "use"),
    [
        (ACS, KEY_A, "ff820000063049ce082841", "ff860000050100086000"),
        (ACS, KEY_B, "ff820000063049ce082841", "ff860000050100086100"),
        (ACR128, KEY_A, "ff820020063049ce082841", "ff860000050100086020"),
        (ACR128, KEY_B, "ff820020063049ce082841", "ff860000050100086120"),
        (IDENTIV, KEY_A, "ff820060063049ce082841", "ff860000050100086001"),
        (IDENTIV, KEY_B, "ff820061063049ce082841", "ff860000050100086101"),
        (OMNIKEY, KEY_A, "ff822000063049ce082841", "ff860000050100086000"),
        (OMNIKEY, KEY_B, "ff822000063049ce082841", "ff860000050100086100"),
    ],
)
def test_mifare_keys_go_where_each_reader_keeps_them(dialect: Dialect, key_type: int, load: str, use: str) -> None:
    assert dialect.load_key(key_type, KEY).hex() == load
    assert dialect.authenticate(8, key_type).hex() == use


def test_contact_commands_of_acs_readers() -> None:
    assert ACS.write_memory(0x50, b"\xaa").hex() == "ffd0005001aa"
    assert ACS.change_code(b"\xff\xff\xff", b"\x53\xe9\x4f").hex() == "ffd200010353e94f"
    assert (ACS.code_right, ACS.read_counter.hex(), ACS.counter_at) == (0x9007, "ffb1000004", 0)


def test_contact_commands_of_omnikey_readers_name_the_old_code_and_read_the_counter_from_the_chip() -> None:
    assert OMNIKEY.write_memory(0x50, b"\xaa").hex() == "ffd6005001aa"
    assert OMNIKEY.change_code(b"\xff\xff\xff", b"\x53\xe9\x4f").hex() == "ff21000006ffffff53e94f"
    assert (OMNIKEY.code_right, OMNIKEY.read_counter.hex(), OMNIKEY.counter_at) == (
        0x9000,
        "ff70076b07a605a00331000000",
        -1,
    )
