"""Keys and MACs, against published vectors and against a second implementation written here."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card import keys
from protocol.card.identity import NO_PIN
from protocol.card.record import CREDIT_KINDS, Kind, Record
from protocol.ids import CardInstance, CardNumber
from protocol.money import Money
from tests.protocol.card.samples import CARD, KEYS, MASTER, MIFARE_UID, NO_UID, PIN, SALT, history, identity, sealed


def vectors(name: str) -> Any:
    return json.loads((Path(__file__).parents[2] / "vectors/card" / name).read_text())


AN10922 = vectors("an10922.json")["cases"]
RFC4493 = vectors("rfc4493.json")
SECTOR_KEYS = vectors("sector_keys.json")
CARDS = vectors("cards.json")
ISSUE, LOAD, SALE, VOID = history(MIFARE_UID)
OURS = keys.card_keys(KEYS, MIFARE_UID, CARD)
DEBIT_TERMINAL = keys.card_keys(KEYS.without_load(), MIFARE_UID, CARD)


# The second implementation: RFC 4493 with the padding length as a parameter, and RFC 5869.


def block(key: bytes, data: bytes) -> bytes:
    cipher = Cipher(AES(key), ECB()).encryptor()
    return cipher.update(data) + cipher.finalize()


def xor(one: bytes, two: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, two, strict=True))


def double(value: bytes) -> bytes:
    number = int.from_bytes(value, "big") << 1
    return (number & (1 << 128) - 1 ^ (0x87 if number >> 128 else 0)).to_bytes(16, "big")


def second_cmac(key: bytes, message: bytes, width: int = 16) -> bytes:
    """CMAC; the message is padded to a multiple of `width` (RFC 4493: 16, AN10922 AES-128: 32)."""
    once = double(block(key, bytes(16)))
    if message and len(message) % width == 0:
        padded, last = message, once
    else:
        padded, last = message + b"\x80" + bytes(-(len(message) + 1) % width), double(once)
    state = bytes(16)
    for at in range(0, len(padded) - 16, 16):
        state = block(key, xor(state, padded[at : at + 16]))
    return block(key, xor(xor(state, padded[-16:]), last))


def second_an10922(key: bytes, m: bytes) -> bytes:
    return second_cmac(key, b"\x01" + m, 32)


def second_hkdf(master: bytes, info: bytes) -> bytes:
    extracted = hmac.digest(bytes(32), master, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)[:16]


def test_cmac_agrees_with_rfc_4493() -> None:
    key = bytes.fromhex(RFC4493["key"])
    for case in RFC4493["cases"]:
        message = bytes.fromhex(case["message"])
        assert keys.cmac(key, message).hex() == second_cmac(key, message).hex() == case["mac"]


@pytest.mark.parametrize("case", AN10922, ids=lambda case: case["name"])
def test_diversification_agrees_with_an10922_and_refuses_what_would_need_its_padding(case: dict[str, str]) -> None:
    key, m = bytes.fromhex(case["key"]), bytes.fromhex(case["m"])
    assert second_an10922(key, m).hex() == case["derived"]
    if len(m) >= 16:
        assert keys.diversify(key, m).hex() == case["derived"]
    else:
        with pytest.raises(ValueError, match="16 to 31 bytes"):
            keys.diversify(key, m)


def test_the_known_wrong_value_is_plain_cmac_of_a_short_input_and_never_comes_out() -> None:
    (case,) = [case for case in AN10922 if "wrong" in case]
    key, m = bytes.fromhex(case["key"]), bytes.fromhex(case["m"])
    assert keys.cmac(key, b"\x01" + m).hex() == case["wrong"]
    with pytest.raises(ValueError, match="16 to 31 bytes"):
        keys.diversify(key, m)


@pytest.mark.parametrize("length", [0, 15, 32])
def test_other_lengths_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 to 31 bytes"):
        keys.diversify(bytes(16), bytes(length))


@settings(max_examples=100, deadline=None)
@given(key=st.binary(min_size=16, max_size=16), m=st.binary(min_size=16, max_size=31))
def test_diversification_agrees_with_the_second_implementation(key: bytes, m: bytes) -> None:
    assert keys.diversify(key, m) == second_an10922(key, m)


@pytest.mark.parametrize("case", SECTOR_KEYS["cases"], ids=lambda case: f"{case['sector']}{case['which']}")
def test_sector_keys_agree_with_the_table(case: dict[str, Any]) -> None:
    ring = replace(KEYS, access=bytes.fromhex(SECTOR_KEYS["key"]))
    assert second_an10922(ring.access, bytes.fromhex(case["m"])).hex() == case["an10922"]
    made = keys.sector_key(ring, bytes.fromhex(SECTOR_KEYS["uid"]), case["sector"], case["which"])
    assert made.hex() == case["an10922"][:12]


def test_no_two_sectors_keys_or_cards_share_a_key() -> None:
    made = {
        keys.sector_key(KEYS, uid, sector, which)
        for uid in (MIFARE_UID, b"\x00" * 4, b"\x00" * 3 + b"\x01", bytes(range(7)))
        for sector in range(16)
        for which in "AB"
    }
    assert len(made) == 4 * 16 * 2
    assert not made & keys.WELL_KNOWN_SECTOR_KEYS


def test_a_uid_of_more_than_seven_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 7 bytes"):
        keys.sector_key(KEYS, bytes(8), 0, "A")


def test_masters_agree_with_the_vectors_and_with_hkdf() -> None:
    labels = {"access": "access", "mac": "mac", "pin": "pin", "psc": "psc", "listing": "list", "load": "load"}
    for name, label in labels.items():
        expected = CARDS["masters"][name]
        assert getattr(KEYS, name).hex() == expected
        assert second_hkdf(MASTER, b"tallycard/" + label.encode() + b"\x07").hex() == expected


def test_another_version_gives_other_masters() -> None:
    other = keys.derive_keyring(MASTER, 8)
    assert other.version == 8
    assert other.mac != KEYS.mac


def test_no_key_is_shown() -> None:
    shown = repr(KEYS) + repr(OURS)
    for secret in (KEYS.access, KEYS.mac, KEYS.pin, KEYS.psc, KEYS.listing, KEYS.load, OURS._mac, OURS._load):
        assert secret is not None
        assert repr(secret) not in shown
        assert secret.hex() not in shown


CARD_INPUT = CARD.number.to_bytes(8, "big") + CARD.instance.to_bytes(2, "big")


@pytest.mark.parametrize(("name", "uid"), [("MIFARE", MIFARE_UID), ("SLE4442", NO_UID)])
def test_the_worked_cards_agree_with_the_vectors_and_with_the_second_implementation(name: str, uid: bytes) -> None:
    card = CARDS["cards"][name]
    uid7 = uid.ljust(7, b"\x00")

    pin_key = second_an10922(KEYS.pin, uid7 + CARD_INPUT + b"PIN")
    assert second_cmac(pin_key, SALT + PIN.encode())[:8].hex() == card["pin_verifier"]

    written = bytes.fromhex(card["identity"])
    identity_key = second_an10922(KEYS.mac, uid7 + CARD_INPUT + b"ID")
    assert second_cmac(identity_key, b"TALLYCARD-ID" + uid7 + written[:40])[:8] == written[40:]
    assert identity(uid).pack() == written

    assert KEYS.load is not None
    mac_key = second_an10922(KEYS.mac, uid7 + CARD_INPUT + b"MAC")
    load_key = second_an10922(KEYS.load, uid7 + CARD_INPUT + b"LOAD")
    for slot, kind in ((0, "issue"), (1, "load"), (2, "sale"), (0, "void")):
        record = bytes.fromhex(card[kind])
        message = b"TALLYCARD-RECORD" + uid7 + CARD_INPUT + bytes([slot]) + record[:40]
        everybody, loader = second_cmac(mac_key, message), second_cmac(load_key, message)
        assert record[40:] == (everybody[:4] + loader[:4] if kind in ("issue", "load") else everybody[:8])
    assert [record.pack().hex() for record in history(uid)] == [card[kind] for kind in ("issue", "load", "sale", "void")]


def test_the_security_code_agrees_with_the_vectors() -> None:
    assert keys.security_code(KEYS, CARD).hex() == CARDS["security_code"]
    assert second_an10922(KEYS.psc, bytes(7) + CARD_INPUT + b"PSC\x00")[:3].hex() == CARDS["security_code"]


def test_a_trivial_security_code_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "TRIVIAL_PSC", frozenset({bytes.fromhex(CARDS["security_code"])}))
    assert keys.security_code(KEYS, CARD) == second_an10922(KEYS.psc, bytes(7) + CARD_INPUT + b"PSC\x01")[:3]


def test_the_listing_hash_agrees_with_the_vectors() -> None:
    assert keys.listing_hash(KEYS, CARD).hex() == CARDS["listing_hash"]
    assert second_cmac(KEYS.listing, b"TALLYCARD-LIST" + CARD_INPUT)[:8].hex() == CARDS["listing_hash"]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_sealed_record_is_authentic_in_its_slot_on_its_chip_and_nowhere_else(kind: Kind) -> None:
    record = OURS.seal(2, replace(SALE, kind=kind))
    assert OURS.authentic(2, record)
    assert DEBIT_TERMINAL.authentic(2, record)
    assert not OURS.authentic(1, record)
    assert not keys.card_keys(KEYS, b"\x01\x02\x03\x04", CARD).authentic(2, record)
    assert not keys.card_keys(KEYS, MIFARE_UID, CardInstance(CARD.number, CARD.instance + 1)).authentic(2, record)
    assert not keys.card_keys(keys.derive_keyring(MASTER, 8), MIFARE_UID, CARD).authentic(2, record)


@pytest.mark.parametrize("record", [LOAD, SALE], ids=["load", "sale"])
def test_every_bit_of_a_record_counts(record: Record) -> None:
    packed = record.pack()
    slot = record.counter % 3
    for bit in range(8 * 40):
        changed = bytearray(packed)
        changed[bit // 8] ^= 1 << bit % 8
        message = OURS._message(slot, record)[: -len(record.signed)] + bytes(changed[:40])
        assert keys.cmac(OURS._mac, message)[:4] != record.mac[:4]
    for bit in range(64):
        mac = (int.from_bytes(record.mac, "big") ^ 1 << bit).to_bytes(8, "big")
        assert not OURS.authentic(slot, replace(record, mac=mac))


def test_a_debit_terminal_cannot_make_a_credit_but_can_make_everything_else() -> None:
    for kind in Kind:
        if kind in CREDIT_KINDS:
            with pytest.raises(PermissionError, match=f"a {kind.name} record needs the load key"):
                DEBIT_TERMINAL.seal(2, replace(SALE, kind=kind))
        else:
            assert DEBIT_TERMINAL.seal(2, replace(SALE, kind=kind)) == OURS.seal(2, replace(SALE, kind=kind))


def test_a_credit_with_only_everybodys_half_passes_a_debit_terminal_and_fails_a_loading_station() -> None:
    forged = replace(LOAD, mac=LOAD.mac[:4] + bytes(4))
    assert DEBIT_TERMINAL.authentic(1, forged)
    assert not OURS.authentic(1, forged)
    assert not DEBIT_TERMINAL.authentic(1, replace(LOAD, mac=bytes(4) + LOAD.mac[4:]))


def test_a_debit_mac_cannot_be_passed_off_as_a_credit() -> None:
    as_sale = sealed(MIFARE_UID, replace(SALE, amount=Money(1)))
    assert not OURS.authentic(2, replace(as_sale, kind=Kind.LOAD))


def test_the_right_pin_matches_and_no_other() -> None:
    card = identity(MIFARE_UID)
    assert keys.pin_matches(KEYS, MIFARE_UID, card, PIN)
    for wrong in ("2581", "25800", "0258", "", "258", "2580000", "25a0", "２５８０", "²580"):
        assert not keys.pin_matches(KEYS, MIFARE_UID, card, wrong)


def test_a_card_without_a_pin_matches_none() -> None:
    assert not keys.pin_matches(KEYS, MIFARE_UID, replace(identity(MIFARE_UID), pin_verifier=NO_PIN), PIN)


@pytest.mark.parametrize("pin", ["123", "1234567", "12a4", ""])
def test_a_pin_has_four_to_six_digits(pin: str) -> None:
    with pytest.raises(ValueError, match="4 to 6 digits"):
        keys.pin_verifier(KEYS, MIFARE_UID, CARD, SALT, pin)


def test_a12_one_pin_on_two_cards_gives_two_verifiers() -> None:
    other = CardInstance(CardNumber(CARD.number + 1), CARD.instance)
    assert keys.pin_verifier(KEYS, NO_UID, CARD, SALT, PIN) != keys.pin_verifier(KEYS, NO_UID, other, SALT, PIN)
