"""Conversations with an SLE4442, APDU by APDU."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.card.conversation import Already, Blank, CardImage, Foreign, Torn
from protocol.card.dialect import ACS, OMNIKEY
from protocol.card.keys import derive_keyring, security_code
from protocol.card.procedures import (
    inspect_blank,
    mend_code,
    personalise,
    read_card,
    read_torn,
    scrub,
    sealed_identity,
    verify_identity,
    verify_record,
    write_identity,
    write_record,
)
from protocol.instants import BusinessDay
from protocol.link.entries import Medium
from tests.protocol.card.samples import CARD, ISSUER, KEYS, MASTER, NO_UID, SLE_ATR, history, identity, with_wrong_mac
from tests.support.transcript import SELECTED_ANEW, Transcript, play, play_to_fault

OK = "90 00"
RIGHT = "90 07"
SELECT = ("FF A4 00 00 01 06", OK)
HEADER = ("FF B0 00 00 04", "A2 13 10 91 90 00")
CODE = security_code(KEYS, CARD).hex()

IDENTITY = identity(NO_UID)
ISSUE, LOAD, SALE, VOID = history(NO_UID)
SLOTS = (ISSUE.pack(), LOAD.pack(), SALE.pack())
IMAGE = CardImage(Medium.SLE4442, NO_UID, IDENTITY, SLOTS)


def counter(value: str = "07") -> Transcript:
    return [("FF B1 00 00 04", f"{value} 00 00 00 90 00")]


def started(value: str = "07") -> Transcript:
    """Select, header, error counter."""
    return [SELECT, HEADER, *counter(value)]


def area(content: bytes) -> Transcript:
    return [("FF B0 00 20 C0", content.hex() + OK)]


def presented(code: str, answer: str = RIGHT) -> Transcript:
    return [("FF 20 00 00 03" + code, answer)]


def written(*runs: tuple[int, bytes]) -> Transcript:
    return [(f"FF D0 00 {address:02X} {len(data):02X}" + data.hex(), OK) for address, data in runs]


def runs(start: int, old: bytes, new: bytes) -> list[tuple[int, bytes]]:
    """Runs of differing bytes, found by another way than the product's."""
    marks = "".join("x" if before != after else "." for before, after in zip(old, new, strict=True)) + "."
    found, begin = [], None
    for at, mark in enumerate(marks):
        if mark == "x" and begin is None:
            begin = at
        elif mark == "." and begin is not None:
            found.append((start + begin, new[begin:at]))
            begin = None
    return found


def test_a_card_of_ours_is_read_without_presenting_its_code() -> None:
    found = play(read_card(SLE_ATR, ACS, KEYS, ISSUER), started() + area(IDENTITY.pack() + b"".join(SLOTS)))
    assert found == IMAGE


def test_a_chip_with_another_header_is_another_type_of_card() -> None:
    assert play(read_card(SLE_ATR, ACS, KEYS, ISSUER), [SELECT, (HEADER[0], "92 23 10 91 90 00")]) is Foreign.WRONG_TYPE


@pytest.mark.parametrize(
    ("value", "refusal"),
    [("00", Foreign.CODE_BLOCKED), ("03", Foreign.CODE_DAMAGED), ("06", Foreign.CODE_DAMAGED), ("01", Foreign.CODE_DAMAGED)],
)
def test_a_card_whose_counter_is_not_full_is_refused(value: str, refusal: Foreign) -> None:
    assert play(read_card(SLE_ATR, ACS, KEYS, ISSUER), started(value)) is refusal
    assert play(inspect_blank(SLE_ATR, ACS, KEYS), started(value)) is refusal


def test_a_counter_with_other_bits_set_is_not_full() -> None:
    assert play(read_card(SLE_ATR, ACS, KEYS, ISSUER), started("FF")) is Foreign.CODE_DAMAGED


def test_a_wrong_static_part_ends_the_reading() -> None:
    other = identity(bytes.fromhex("deadbeef")).pack() + bytes(144)
    assert play(read_card(SLE_ATR, ACS, KEYS, ISSUER), started() + area(other)) is Foreign.BAD_IDENTITY
    assert play(read_card(SLE_ATR, ACS, KEYS, ISSUER), started() + area(b"\xff" * 192)) is Foreign.NOT_OURS
    ours = area(IDENTITY.pack() + bytes(144))
    assert play(read_card(SLE_ATR, ACS, derive_keyring(MASTER, 8), ISSUER), started() + ours) is Foreign.KEY_VERSION_UNKNOWN


def test_a_reader_without_the_command_set_is_a_fault() -> None:
    assert str(play_to_fault(read_card(SLE_ATR, ACS, KEYS, ISSUER), [(SELECT[0], "6D 00")])) == "select card type: answered 6D00"


def test_a_counter_that_cannot_be_read_is_a_fault() -> None:
    asked = [SELECT, HEADER]
    refused = play_to_fault(read_card(SLE_ATR, ACS, KEYS, ISSUER), [*asked, ("FF B1 00 00 04", "6D 00")])
    assert str(refused) == "read error counter: answered 6D00"
    empty = play_to_fault(read_card(SLE_ATR, ACS, KEYS, ISSUER), [*asked, ("FF B1 00 00 04", OK)])
    assert str(empty) == "read error counter: no counter in the answer"


def test_a_record_is_written_after_the_code_only_where_bytes_differ_and_its_mac_last() -> None:
    body, mac = runs(80, ISSUE.pack()[:40], VOID.pack()[:40]), runs(120, ISSUE.pack()[40:], VOID.pack()[40:])
    play(write_record(IMAGE, VOID, ACS, KEYS), started() + presented(CODE) + written(*body, *mac))
    assert body[-1][0] < 120 <= mac[0][0]
    assert sum(len(data) for _, data in body) < 40


def test_a_record_that_is_already_there_needs_no_code() -> None:
    play(write_record(IMAGE, SALE, ACS, KEYS), [])


@pytest.mark.parametrize("answer", ["90 00", "90 03", "90 06", "90 01", "63 00"])
def test_only_9007_opens_the_chip_for_writing(answer: str) -> None:
    fault = play_to_fault(write_record(IMAGE, VOID, ACS, KEYS), started() + presented(CODE, answer))
    assert str(fault) == f"present code: answered {answer.replace(' ', '')}"


@pytest.mark.parametrize(("value", "note"), [("03", "code damaged"), ("00", "code blocked")])
def test_no_code_is_presented_unless_the_counter_is_full(value: str, note: str) -> None:
    assert str(play_to_fault(write_record(IMAGE, VOID, ACS, KEYS), started(value))) == f"check chip: {note}"


def test_a_refused_write_is_a_fault_that_names_the_address() -> None:
    first = runs(80, ISSUE.pack(), VOID.pack())[0]
    steps = started() + presented(CODE) + [(written(first)[0][0], "65 81")]
    assert str(play_to_fault(write_record(IMAGE, VOID, ACS, KEYS), steps)) == f"write memory {first[0]:02X}: answered 6581"


def test_verifying_powers_the_chip_anew_and_compares_all_bytes() -> None:
    def steps(content: bytes) -> Transcript:
        return [SELECTED_ANEW, SELECT, ("FF B0 00 50 30", content.hex() + OK)]

    assert play(verify_record(IMAGE, VOID, ACS, KEYS), steps(VOID.pack()))
    assert not play(verify_record(IMAGE, VOID, ACS, KEYS), steps(ISSUE.pack()))
    assert not play(verify_record(IMAGE, VOID, ACS, KEYS), steps(with_wrong_mac(VOID).pack()))


def test_scrubbing_clears_what_is_not_zero_and_reads_zeros_after_a_new_selection() -> None:
    def steps(content: bytes) -> Transcript:
        cleared = runs(128, LOAD.pack()[:40], bytes(40)) + runs(168, LOAD.pack()[40:], bytes(8))
        read_back = [SELECTED_ANEW, SELECT, ("FF B0 00 80 30", content.hex() + OK)]
        return started() + presented(CODE) + written(*cleared) + read_back

    assert play(scrub(IMAGE, (1,), ACS, KEYS), steps(bytes(48)))
    assert not play(scrub(IMAGE, (1,), ACS, KEYS), steps(LOAD.pack()))


@pytest.mark.parametrize(
    "torn", [bytes(48), LOAD.pack(), with_wrong_mac(VOID).pack()], ids=["empty", "misplaced", "half written"]
)
def test_every_byte_of_a_slot_without_a_sound_record_is_written_for_a_cell_that_reads_right_may_be_weak(torn: bytes) -> None:
    image = CardImage(Medium.SLE4442, NO_UID, IDENTITY, (torn, *SLOTS[1:]))
    new = VOID.pack()
    between = bytes(before ^ 0xFF if before == after else before for before, after in zip(torn, new, strict=True))
    writes = [*runs(80, torn, between), *runs(80, between[:40], new[:40]), *runs(120, between[40:], new[40:])]
    play(write_record(image, VOID, ACS, KEYS), started() + presented(CODE) + written(*writes))


# Personalising

BLANK = Blank(Medium.SLE4442, NO_UID)
ERASED = b"\xff" * 192
SLOTS_AT_ISSUE = ISSUE.pack() + bytes(96)
WANTED = IDENTITY.pack() + SLOTS_AT_ISSUE
UNSEALED = IDENTITY.pack()[:40] + b"\xff" * 8 + SLOTS_AT_ISSUE
MAC_RUNS = runs(72, b"\xff" * 8, IDENTITY.pack()[40:])


def inspected(raw: bytes) -> Transcript:
    return [*started(), ("FF B0 00 20 30", raw.hex() + OK)]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\xff" * 48, id="erased"),
        pytest.param(b"\x55" + b"\xff" * 47, id="first byte torn"),
        pytest.param(IDENTITY.pack()[:9] + b"\xff" * 39, id="torn later"),
        pytest.param(UNSEALED[:48], id="not sealed"),
        pytest.param(IDENTITY.pack()[:-1] + b"\x55", id="last byte of the seal torn"),
    ],
)
def test_a_fresh_or_half_made_card_is_blank(raw: bytes) -> None:
    assert play(inspect_blank(SLE_ATR, ACS, KEYS), inspected(raw)) == BLANK


def test_a_finished_card_says_who_it_is_without_its_code() -> None:
    assert play(inspect_blank(SLE_ATR, ACS, KEYS), inspected(IDENTITY.pack())) == Already(IDENTITY)


def test_a_card_with_other_data_is_not_blank() -> None:
    assert play(inspect_blank(SLE_ATR, ACS, KEYS), inspected(b"HOTEL KEY 1.0".ljust(48, b"\xff"))) is Foreign.NOT_OURS
    assert play(inspect_blank(SLE_ATR, ACS, KEYS), inspected(b"\xff" * 40 + b"HOTELKEY")) is Foreign.NOT_OURS
    assert play(inspect_blank(SLE_ATR, ACS, KEYS), inspected(identity(b"\x01").pack())) is Foreign.BAD_IDENTITY


def finishing(memory: bytes) -> Transcript:
    """With the own code: what is missing, the static part's MAC last, then everything is read back."""
    missing = runs(32, memory[:40], WANTED[:40]) + runs(80, memory[48:], WANTED[48:]) + runs(72, memory[40:48], WANTED[40:48])
    return presented(CODE) + written(*missing) + [SELECTED_ANEW, *started(), *area(WANTED)]


def fresh(memory: bytes) -> Transcript:
    first = started() + area(memory) + presented("FFFFFF") + written(*runs(32, memory, UNSEALED))
    return [*first, ("FF D2 00 01 03" + CODE, OK), SELECTED_ANEW, *started(), *finishing(UNSEALED)]


@pytest.mark.parametrize("memory", [ERASED, UNSEALED[:100] + ERASED[100:], UNSEALED], ids=["fresh", "torn", "before the code"])
def test_personalising_changes_the_code_proves_it_and_only_then_seals_the_card(memory: bytes) -> None:
    play(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, None), fresh(memory))


@pytest.mark.parametrize("memory", [UNSEALED, WANTED[:44] + UNSEALED[44:], WANTED], ids=["unsealed", "torn MAC", "complete"])
@pytest.mark.parametrize("value", ["03", "06"])
def test_a_card_with_its_own_code_already_is_finished_with_that_code(memory: bytes, value: str) -> None:
    refused = started() + area(memory) + presented("FFFFFF", f"90 {value}") + counter(value)
    play(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, None), refused + finishing(memory))


def test_a_card_with_an_unknown_code_loses_one_try_and_no_more() -> None:
    refused = started() + area(ERASED) + presented("FFFFFF", "90 03")
    fault = play_to_fault(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, None), refused)
    assert str(fault) == "present delivery code: answered 9003"


def test_a_second_code_is_presented_only_with_two_tries_left() -> None:
    refused = started() + area(UNSEALED) + presented("FFFFFF", "90 01") + counter("01")
    fault = play_to_fault(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, None), refused)
    assert str(fault) == "present delivery code: answered 9001"


def test_the_delivery_code_is_never_presented_to_a_chip_with_tries_missing() -> None:
    fault = play_to_fault(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, None), started("03"))
    assert str(fault) == "check chip: code damaged"


def test_a_code_that_was_not_taken_leaves_the_card_unsealed() -> None:
    steps = fresh(ERASED)
    at = len(steps) - len(finishing(UNSEALED))
    fault = play_to_fault(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, None), steps[:at] + presented(CODE, "90 03"))
    assert str(fault) == "present code: answered 9003"
    assert not [step for step in steps[:at] if step in written(*MAC_RUNS)]


def test_memory_that_reads_back_differently_is_a_fault() -> None:
    steps = fresh(ERASED)[:-1] + area(WANTED[:-1] + b"\x01")
    fault = play_to_fault(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, None), steps)
    assert str(fault) == "read back memory: not what was written"


def test_an_omnikey_reader_is_spoken_to_in_its_own_words() -> None:
    count = ("FF 70 07 6B 07 A6 05 A0 03 31 00 00 00", "BD 03 A0 01 07 90 00")
    start = [SELECT, HEADER, count]
    body = runs(80, ISSUE.pack()[:40], VOID.pack()[:40]) + runs(120, ISSUE.pack()[40:], VOID.pack()[40:])
    in_its_words = [(sent.replace("FF D0", "FF D6"), answer) for sent, answer in written(*body)]
    play(write_record(IMAGE, VOID, OMNIKEY, KEYS), start + presented(CODE, OK) + in_its_words)
    wrong = play_to_fault(write_record(IMAGE, VOID, OMNIKEY, KEYS), start + presented(CODE, "63 C2"))
    assert str(wrong) == "present code: answered 63C2"


def identity_area(content: bytes) -> Transcript:
    return [("FF B0 00 20 30", content.hex() + OK)]


@pytest.mark.parametrize("value", ["03", "06"])
def test_the_desk_gives_back_the_one_try_that_a_power_loss_took(value: str) -> None:
    talk = started(value) + counter(value) + identity_area(IDENTITY.pack()) + presented(CODE)
    assert play(mend_code(SLE_ATR, ACS, KEYS, ISSUER), talk) is None


def test_a_card_with_all_tries_needs_no_mending() -> None:
    assert play(mend_code(SLE_ATR, ACS, KEYS, ISSUER), started()) is None


@pytest.mark.parametrize(("value", "refusal"), [("00", Foreign.CODE_BLOCKED), ("01", Foreign.CODE_DAMAGED)])
def test_the_desk_never_risks_a_last_try(value: str, refusal: Foreign) -> None:
    talk = started(value) + (counter(value) if value != "00" else [])
    assert play(mend_code(SLE_ATR, ACS, KEYS, ISSUER), talk) is refusal


def test_the_desk_presents_no_code_to_a_card_that_is_not_proved_ours() -> None:
    talk = started("03") + counter("03") + identity_area(with_wrong_mac(IDENTITY).pack())
    assert play(mend_code(SLE_ATR, ACS, KEYS, ISSUER), talk) is Foreign.BAD_IDENTITY


def test_only_an_sle4442_has_a_code_to_mend() -> None:
    assert play(mend_code(b"", ACS, KEYS, ISSUER), []) is Foreign.WRONG_TYPE


# Another static part

LONGER = sealed_identity(KEYS, NO_UID, replace(IDENTITY, valid_until=BusinessDay(IDENTITY.valid_until + 365)))


def test_a_card_with_a_torn_static_part_still_names_itself_and_shows_its_slots() -> None:
    torn = IDENTITY.pack()[:20] + bytes(28)
    talk = started() + area(torn + b"".join(SLOTS))
    assert play(read_torn(SLE_ATR, ACS, KEYS, ISSUER), talk) == Torn(Medium.SLE4442, NO_UID, IDENTITY.card, SLOTS)
    assert play(read_torn(SLE_ATR, ACS, KEYS, ISSUER), started() + area(bytes(192))) is Foreign.NOT_OURS
    assert play(read_torn(SLE_ATR, ACS, KEYS, ISSUER), started("03")) is Foreign.CODE_DAMAGED


def test_another_static_part_costs_only_the_bytes_that_differ_and_its_mac_comes_last() -> None:
    old, new = IDENTITY.pack(), LONGER.pack()
    writes = runs(32, old[:40], new[:40]) + runs(72, old[40:], new[40:])
    talk = started() + identity_area(old) + presented(CODE) + written(*writes)
    play(write_identity(IMAGE, LONGER, ACS, KEYS), talk)
    play(write_identity(IMAGE, LONGER, ACS, KEYS), started() + identity_area(new))


def test_behind_the_name_of_a_torn_static_part_every_byte_is_written() -> None:
    new = LONGER.pack()
    torn = new[:44] + b"\x55" * 4
    between = torn[:16] + bytes(a ^ 0xFF if a == b else a for a, b in zip(torn[16:], new[16:], strict=True))
    writes = runs(32, torn, between) + runs(32, between[:40], new[:40]) + runs(72, between[40:], new[40:])
    play(write_identity(IMAGE, LONGER, ACS, KEYS), started() + identity_area(torn) + presented(CODE) + written(*writes))


def test_a_code_is_presented_only_to_the_card_that_is_meant() -> None:
    other = b"\x01" + IDENTITY.pack()[1:15] + b"\x77" + IDENTITY.pack()[16:]
    fault = play_to_fault(write_identity(IMAGE, LONGER, ACS, KEYS), started() + identity_area(other))
    assert "another card" in str(fault)


def test_the_static_part_is_read_back_after_a_new_selection() -> None:
    for found, same in ((LONGER.pack(), True), (IDENTITY.pack(), False)):
        talk = [SELECTED_ANEW, SELECT, *identity_area(found)]
        assert play(verify_identity(IMAGE, LONGER, ACS, KEYS), talk) is same
