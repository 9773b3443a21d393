"""Conversations with a MIFARE Classic 1K, APDU by APDU."""

from __future__ import annotations

import pytest

from protocol.card.conversation import Already, Blank, CardImage, Foreign, Torn
from protocol.card.dialect import ACS
from protocol.card.keys import sector_key
from protocol.card.procedures import (
    inspect_blank,
    personalise,
    read_card,
    read_torn,
    scrub,
    verify_identity,
    verify_record,
    write_identity,
    write_record,
)
from protocol.link.entries import Medium
from tests.protocol.card.samples import ISSUER, KEYS, MIFARE_ATR, MIFARE_UID, SIGNATURE, history, identity, with_wrong_mac
from tests.support.transcript import SELECTED_ANEW, Transcript, play, play_to_fault

OK = "90 00"
REFUSED = "63 00"
GET_UID = ("FF CA 00 00 00", "DE AD BE EF 90 00")
TRANSPORT = "FF FF FF FF FF FF"

IDENTITY = identity(MIFARE_UID)
ISSUE, LOAD, SALE, VOID = history(MIFARE_UID)
SLOTS = (ISSUE.pack(), LOAD.pack(), SALE.pack())
IMAGE = CardImage(Medium.MIFARE_1K, MIFARE_UID, IDENTITY, SLOTS)


def opened(sector: int, which: str, answer: str = OK, key: str | None = None) -> Transcript:
    """Load a key and authenticate the sector with it."""
    bytes_of_key = key or sector_key(KEYS, MIFARE_UID, sector, which).hex()
    kind = "60" if which == "A" else "61"
    return [("FF 82 00 00 06" + bytes_of_key, OK), (f"FF 86 00 00 05 01 00 {4 * sector:02X} {kind} 00", answer)]


def reads(sector: int, data: bytes) -> Transcript:
    """Read the three data blocks of a sector."""
    return [(f"FF B0 00 {4 * sector + i:02X} 10", data[16 * i : 16 * i + 16].hex() + OK) for i in range(3)]


def writes(sector: int, data: bytes) -> Transcript:
    """Write the three data blocks of a sector, in rising order."""
    return [(f"FF D6 00 {4 * sector + i:02X} 10" + data[16 * i : 16 * i + 16].hex(), OK) for i in range(3)]


def reading(identity_bytes: bytes = IDENTITY.pack()) -> Transcript:
    """Read UID and static part with key A."""
    return [GET_UID, *opened(1, "A"), *reads(1, identity_bytes)]


def reading_slots() -> Transcript:
    return [step for sector, slot in zip((2, 3, 4), SLOTS, strict=True) for step in opened(sector, "A") + reads(sector, slot)]


def test_a_card_of_ours_is_read_sector_by_sector_with_key_a() -> None:
    found = play(read_card(MIFARE_ATR, ACS, KEYS, ISSUER), reading() + reading_slots())
    assert found == IMAGE


def test_the_signature_is_read_only_when_asked_for() -> None:
    signature = opened(5, "A") + reads(5, SIGNATURE[:48]) + opened(6, "A") + reads(6, SIGNATURE[48:] + bytes(32))
    found = play(read_card(MIFARE_ATR, ACS, KEYS, ISSUER, with_signature=True), reading() + reading_slots() + signature)
    assert isinstance(found, CardImage)
    assert found.signature == SIGNATURE


def test_a_card_that_refuses_our_key_is_foreign_and_no_other_key_is_tried() -> None:
    found = play(read_card(MIFARE_ATR, ACS, KEYS, ISSUER), [GET_UID, *opened(1, "A", REFUSED)])
    assert found is Foreign.NOT_OURS


def test_a_wrong_static_part_ends_the_reading() -> None:
    copied = identity(bytes.fromhex("deadbeee")).pack()
    assert play(read_card(MIFARE_ATR, ACS, KEYS, ISSUER), reading(copied)) is Foreign.BAD_IDENTITY
    assert play(read_card(MIFARE_ATR, ACS, KEYS, ISSUER), reading(bytes(48))) is Foreign.NOT_OURS
    assert play(read_card(MIFARE_ATR, ACS, KEYS, b"ELSE"), reading()) is Foreign.NOT_OURS


@pytest.mark.parametrize("uid", ["", "00 11 22 33 44 55 66 77 88 99"])
def test_a_uid_of_an_impossible_length_is_another_type_of_card(uid: str) -> None:
    steps = [("FF CA 00 00 00", uid + OK)]
    assert play(read_card(MIFARE_ATR, ACS, KEYS, ISSUER), steps) is Foreign.WRONG_TYPE
    assert play(inspect_blank(MIFARE_ATR, ACS, KEYS), steps) is Foreign.WRONG_TYPE


def test_a_reader_that_gives_no_uid_is_a_fault() -> None:
    fault = play_to_fault(read_card(MIFARE_ATR, ACS, KEYS, ISSUER), [("FF CA 00 00 00", "6A 81")])
    assert str(fault) == "get UID: answered 6A81"


def test_a_sector_that_closes_itself_after_the_static_part_was_read_is_a_fault_and_shows_no_key() -> None:
    fault = play_to_fault(read_card(MIFARE_ATR, ACS, KEYS, ISSUER), reading() + opened(2, "A", REFUSED))
    assert str(fault) == "authenticate sector 2: answered 6300"


def test_a_reader_that_takes_no_key_is_a_fault_and_shows_no_key() -> None:
    load = opened(1, "A")[0][0]
    fault = play_to_fault(read_card(MIFARE_ATR, ACS, KEYS, ISSUER), [GET_UID, (load, "69 83")])
    assert str(fault) == "load key: answered 6983"


def test_a_record_is_written_with_key_b_to_the_slot_of_its_counter_the_block_with_the_mac_last() -> None:
    play(write_record(IMAGE, VOID, ACS, KEYS), opened(2, "B") + writes(2, VOID.pack()))
    play(write_record(IMAGE, SALE, ACS, KEYS), opened(4, "B") + writes(4, SALE.pack()))


def test_a_refused_write_is_a_fault_that_names_the_block() -> None:
    steps = [*opened(2, "B"), (writes(2, VOID.pack())[0][0], REFUSED)]
    assert str(play_to_fault(write_record(IMAGE, VOID, ACS, KEYS), steps)) == "write block 8: answered 6300"


def test_verifying_selects_anew_opens_anew_and_compares_all_bytes() -> None:
    steps = [SELECTED_ANEW, *opened(2, "A")]
    assert play(verify_record(IMAGE, VOID, ACS, KEYS), steps + reads(2, VOID.pack()))
    assert not play(verify_record(IMAGE, VOID, ACS, KEYS), steps + reads(2, ISSUE.pack()))
    assert not play(verify_record(IMAGE, VOID, ACS, KEYS), steps + reads(2, with_wrong_mac(VOID).pack()))


def test_scrubbing_overwrites_the_slots_and_reads_zeros_after_a_new_selection() -> None:
    written = opened(2, "B") + writes(2, bytes(48)) + opened(4, "B") + writes(4, bytes(48))
    first = [SELECTED_ANEW, *opened(2, "A"), *reads(2, bytes(48)), *opened(4, "A")]
    assert play(scrub(IMAGE, (0, 2), ACS, KEYS), written + first + reads(4, bytes(48)))
    assert not play(scrub(IMAGE, (0, 2), ACS, KEYS), written + first + reads(4, SALE.pack()))


# Personalising

ORDER = (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 1)
ACCESS_AND_GENERAL = "70 FF 08 69"
DATA = {
    1: IDENTITY.pack(),
    2: ISSUE.pack(),
    5: SIGNATURE[:48],
    6: SIGNATURE[48:] + bytes(32),
}


def blocks(sector: int) -> list[tuple[int, bytes]]:
    data = DATA.get(sector, bytes(48))
    return [(4 * sector + i, data[16 * i : 16 * i + 16]) for i in range(3) if (sector, i) != (0, 0)]


def data_written(sector: int) -> Transcript:
    return [(f"FF D6 00 {block:02X} 10" + data.hex(), OK) for block, data in blocks(sector)]


def frozen(sector: int) -> Transcript:
    own = sector_key(KEYS, MIFARE_UID, sector, "A").hex() + ACCESS_AND_GENERAL + sector_key(KEYS, MIFARE_UID, sector, "B").hex()
    return [*opened(sector, "A", key=TRANSPORT), (f"FF D6 00 {4 * sector + 3:02X} 10" + own, OK)]


def proved(sector: int) -> Transcript:
    data = [(f"FF B0 00 {block:02X} 10", content.hex() + OK) for block, content in blocks(sector)]
    trailer = (f"FF B0 00 {4 * sector + 3:02X} 10", "00" * 6 + ACCESS_AND_GENERAL + "00" * 6 + OK)
    return [*opened(sector, "B"), *opened(sector, "A"), *data, trailer]


def own_after_refusal(sector: int, which: str, answer: str = OK) -> Transcript:
    """The transport key is refused; after a new selection the sector's own key is tried."""
    return [*opened(sector, "A", REFUSED, key=TRANSPORT), SELECTED_ANEW, GET_UID, *opened(sector, which, answer)]


def personalising(done: frozenset[int] = frozenset()) -> Transcript:
    steps: Transcript = [GET_UID]
    for sector in ORDER:
        steps += own_after_refusal(sector, "B") if sector in done else opened(sector, "A", key=TRANSPORT)
        steps += data_written(sector)
    for sector in ORDER:
        steps += [] if sector in done else frozen(sector)
    steps += [SELECTED_ANEW, GET_UID]
    for sector in range(16):
        steps += proved(sector)
    return steps


BLANK = Blank(Medium.MIFARE_1K, MIFARE_UID)


def test_a_blank_card_opens_everywhere_with_the_transport_key() -> None:
    steps = [GET_UID] + [step for sector in reversed(ORDER) for step in opened(sector, "A", key=TRANSPORT)]
    assert play(inspect_blank(MIFARE_ATR, ACS, KEYS), steps) == BLANK


def test_a_half_made_card_is_still_blank_where_its_static_part_is_not_frozen() -> None:
    steps = [GET_UID]
    for sector in reversed(ORDER):
        steps += own_after_refusal(sector, "A") if sector in (0, 2, 3) else opened(sector, "A", key=TRANSPORT)
    assert play(inspect_blank(MIFARE_ATR, ACS, KEYS), steps) == BLANK


def test_a_finished_card_says_who_it_is() -> None:
    steps = [GET_UID, *own_after_refusal(1, "A"), *reads(1, IDENTITY.pack())]
    assert play(inspect_blank(MIFARE_ATR, ACS, KEYS), steps) == Already(IDENTITY)


def test_a_finished_card_with_a_damaged_static_part_is_not_blank() -> None:
    steps = [GET_UID, *own_after_refusal(1, "A"), *reads(1, identity(b"").pack())]
    assert play(inspect_blank(MIFARE_ATR, ACS, KEYS), steps) is Foreign.BAD_IDENTITY


def test_a_card_with_somebody_elses_keys_is_not_ours() -> None:
    assert play(inspect_blank(MIFARE_ATR, ACS, KEYS), [GET_UID, *own_after_refusal(1, "A", REFUSED)]) is Foreign.NOT_OURS


def test_another_card_after_the_new_selection_is_a_fault() -> None:
    steps = [*own_after_refusal(1, "A")[:3], ("FF CA 00 00 00", "11 22 33 44 90 00")]
    fault = play_to_fault(inspect_blank(MIFARE_ATR, ACS, KEYS), [GET_UID, *steps])
    assert str(fault) == "get UID: another card lies on the reader"


def test_personalising_writes_all_data_then_all_trailers_and_proves_both_keys_and_every_block() -> None:
    play(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, SIGNATURE), personalising())


@pytest.mark.parametrize("done", [{0}, {0, 2, 3, 4}, set(ORDER) - {1}, set(ORDER)])
def test_personalising_goes_on_where_it_was_interrupted(done: set[int]) -> None:
    play(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, SIGNATURE), personalising(frozenset(done)))


def test_a_trailer_that_cannot_be_reached_is_a_fault() -> None:
    steps = personalising()
    at = steps.index(frozen(0)[-1])
    refused = [*steps[: at - 1], (steps[at - 1][0], REFUSED)]
    fault = play_to_fault(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, SIGNATURE), refused)
    assert str(fault) == "authenticate sector 0: answered 6300"


def test_a_block_that_reads_back_differently_is_a_fault() -> None:
    steps = personalising()
    at = steps.index(proved(2)[4])
    broken = [*steps[:at], (steps[at][0], bytes(16).hex() + OK)]
    fault = play_to_fault(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, SIGNATURE), broken)
    assert str(fault) == "read back block 8: not what was written"


def test_access_bytes_that_read_back_differently_are_a_fault() -> None:
    steps = personalising()
    at = steps.index(proved(0)[-1])
    broken = [*steps[:at], (steps[at][0], "00" * 6 + "FF 07 80 69" + "00" * 6 + OK)]
    fault = play_to_fault(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, SIGNATURE), broken)
    assert str(fault) == "read back block 3: not the access bytes that were written"


def test_without_a_signature_its_blocks_are_written_as_zeros() -> None:
    steps = [(sent.replace(SIGNATURE[:16].hex(), "00" * 16), answer) for sent, answer in personalising()]
    for start in (16, 32, 48):
        steps = [(sent.replace(SIGNATURE[start : start + 16].hex(), "00" * 16), answer) for sent, answer in steps]
    for start in (0, 16, 32, 48):
        steps = [(sent, answer.replace(SIGNATURE[start : start + 16].hex(), "00" * 16)) for sent, answer in steps]
    play(personalise(BLANK, ACS, KEYS, IDENTITY, ISSUE, None), steps)


# Another static part

TORN = IDENTITY.pack()[:20] + bytes(28)


def test_a_card_with_a_torn_static_part_still_names_itself_and_shows_its_slots() -> None:
    found = play(read_torn(MIFARE_ATR, ACS, KEYS, ISSUER), reading(TORN) + reading_slots())
    assert found == Torn(Medium.MIFARE_1K, MIFARE_UID, IDENTITY.card, SLOTS)


@pytest.mark.parametrize("at", [0, 1, 2, 5])
def test_of_a_card_that_does_not_begin_as_ours_nothing_more_is_read(at: int) -> None:
    strange = TORN[:at] + b"\xee" + TORN[at + 1 :]
    assert play(read_torn(MIFARE_ATR, ACS, KEYS, ISSUER), reading(strange)) is Foreign.NOT_OURS


def test_a_card_that_refuses_its_key_is_not_read_however_torn_it_may_be() -> None:
    assert play(read_torn(MIFARE_ATR, ACS, KEYS, ISSUER), [GET_UID, *opened(1, "A", REFUSED)]) is Foreign.NOT_OURS


def test_another_static_part_leaves_the_first_block_alone_and_is_read_back_after_a_new_selection() -> None:
    play(write_identity(IMAGE, IDENTITY, ACS, KEYS), opened(1, "B") + writes(1, IDENTITY.pack())[1:])
    for found, same in ((IDENTITY.pack(), True), (TORN, False)):
        read_back = [SELECTED_ANEW, *opened(1, "A"), *reads(1, found)]
        assert play(verify_identity(IMAGE, IDENTITY, ACS, KEYS), read_back) is same
