"""Every worked value and every table of bytes in protocol/card/SPEC.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from protocol.card import apdu, keys, layout_mifare
from protocol.card import layout_sle4442 as sle
from protocol.card.dialect import ACS, KEY_A
from protocol.card.record import CREDIT_KINDS, Kind
from tests.protocol.card.samples import CARD, KEYS, MIFARE_UID, NO_UID, history, identity

SPEC = Path(apdu.__file__).with_name("SPEC.md").read_text()


def worked_in_the_spec() -> dict[str, bytes]:
    found = {}
    for block in re.findall(r"```worked\n(.*?)```", SPEC, re.DOTALL):
        for line in block.splitlines():
            name, value = line.split("=")
            found[name.strip()] = bytes.fromhex(value)
    return found


def section(title: str) -> str:
    return SPEC.split(f"{title}\n")[1].split("\n#")[0]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def recomputed() -> dict[str, bytes]:
    issue, load, sale, void = history(MIFARE_UID)
    card = CARD.number.to_bytes(8, "big") + CARD.instance.to_bytes(2, "big")
    uid7 = MIFARE_UID + bytes(3)
    ours = identity(MIFARE_UID)
    key_a, key_b = keys.sector_key(KEYS, MIFARE_UID, 1, "A"), keys.sector_key(KEYS, MIFARE_UID, 1, "B")
    code = keys.security_code(KEYS, CARD)
    assert KEYS.load is not None
    return {
        "identity mifare": ours.pack(),
        "identity sle4442": identity(NO_UID).pack(),
        "issue mifare": issue.pack(),
        "load mifare": load.pack(),
        "sale mifare": sale.pack(),
        "void mifare": void.pack(),
        "sale sle4442": history(NO_UID)[2].pack(),
        "master access": KEYS.access,
        "master mac": KEYS.mac,
        "master pin": KEYS.pin,
        "master psc": KEYS.psc,
        "master list": KEYS.listing,
        "master load": KEYS.load,
        "sector key 1A": key_a,
        "sector key 1B": key_b,
        "trailer 1": layout_mifare.trailer(key_a, key_b),
        "security code": code,
        "record message": b"TALLYCARD-RECORD" + uid7 + card + bytes([2]) + sale.pack()[:40],
        "identity message": b"TALLYCARD-ID" + uid7 + ours.pack()[:40],
        "pin verifier mifare": ours.pin_verifier,
        "pin verifier sle4442": identity(NO_UID).pin_verifier,
        "listing hash": keys.listing_hash(KEYS, CARD),
        "access bytes": layout_mifare.ACCESS,
        "general purpose": bytes([layout_mifare.GENERAL_PURPOSE]),
        "get uid": apdu.GET_UID,
        "load key 1A": ACS.load_key(KEY_A, key_a),
        "authenticate 1A": ACS.authenticate(4, KEY_A),
        "read block 4": apdu.read_block(4),
        "select sle4442": apdu.SELECT_SLE4442,
        "read area": apdu.read_memory(sle.AREA, sle.AREA_BYTES),
        "write B2 of void": apdu.write_block(10, void.pack()[32:]),
        "present code": apdu.present_code(code),
    }


def test_every_worked_value_is_what_the_code_makes() -> None:
    assert {name: value.hex() for name, value in worked_in_the_spec().items()} == {
        name: value.hex() for name, value in recomputed().items()
    }


def test_the_worked_macs_are_macs_of_the_worked_messages() -> None:
    worked = worked_in_the_spec()
    mac_input = bytes.fromhex("deadbeef000000") + CARD.number.to_bytes(8, "big") + CARD.instance.to_bytes(2, "big")
    for message, whole, label in (("record message", "sale mifare", b"MAC"), ("identity message", "identity mifare", b"ID")):
        key = keys.diversify(worked["master mac"], mac_input + label)
        assert keys.cmac(key, worked[message])[:8] == worked[whole][40:]


@pytest.mark.parametrize(("title", "size"), [("### 2.1 Bytes", 48), ("### 3.1 Bytes", 48), ("### 7.2 Map", 256)])
def test_the_fields_of_a_table_follow_each_other_without_a_gap(title: str, size: int) -> None:
    at = 0
    for start, length, *_ in rows(title):
        assert int(start) == at
        at += int(length)
    assert at == size


def test_the_table_of_kinds_is_the_codes() -> None:
    listed = {(int(kind), name, credit == "yes") for kind, name, _, credit in rows("### 3.2 Kinds")}
    assert listed == {(kind.value, kind.name, kind in CREDIT_KINDS) for kind in Kind}


def test_the_maps_name_the_places_that_the_code_uses() -> None:
    mifare = {content: sector for sector, _, content in rows("### 6.2 Map")}
    assert mifare["static part"] == str(layout_mifare.IDENTITY_SECTOR)
    assert [mifare[f"slot {slot}"] for slot in range(3)] == [str(sector) for sector in layout_mifare.SLOT_SECTORS]
    contact = {content: start for start, _, content in rows("### 7.2 Map")}
    assert contact["static part"] == str(sle.AREA)
    assert [contact[f"slot {slot}"] for slot in range(3)] == [str(sle.slot_address(slot)) for slot in range(3)]


def test_trivial_codes_named_in_the_spec_are_those_passed_over() -> None:
    named = re.search(r"none of ((?:[0-9A-F]{6}(?:, )?)+)", SPEC)
    assert named is not None
    assert {bytes.fromhex(code) for code in named[1].split(", ") if code} == keys.TRIVIAL_PSC
