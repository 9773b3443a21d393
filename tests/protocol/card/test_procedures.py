from dataclasses import replace

import pytest

from protocol.card.conversation import Blank, CardImage, Foreign
from protocol.card.dialect import ACS
from protocol.card.identity import Identity
from protocol.card.procedures import inspect_blank, personalise, read_card, read_torn, write_identity, write_record
from protocol.ids import CardInstance, CardNumber
from protocol.link.entries import Medium
from tests.protocol.card.samples import ISSUER, KEYS, MIFARE_UID, NO_UID, SIGNATURE, history, identity
from tests.support.transcript import play

SLE4428_ATR = bytes.fromhex("3b0492231091")
MIFARE = Blank(Medium.MIFARE_1K, MIFARE_UID)
SLE4442 = Blank(Medium.SLE4442, NO_UID)


def test_a_card_of_an_unknown_kind_is_refused_before_a_single_command() -> None:
    assert play(read_card(SLE4428_ATR, ACS, KEYS, ISSUER), []) is Foreign.WRONG_TYPE
    assert play(inspect_blank(SLE4428_ATR, ACS, KEYS), []) is Foreign.WRONG_TYPE
    assert play(read_torn(SLE4428_ATR, ACS, KEYS, ISSUER), []) is Foreign.WRONG_TYPE


@pytest.mark.parametrize(("medium", "uid"), [(Medium.MIFARE_1K, MIFARE_UID), (Medium.SLE4442, NO_UID)])
def test_a_record_without_a_mac_is_never_written(medium: Medium, uid: bytes) -> None:
    issue, load, sale, void = history(uid)
    image = CardImage(medium, uid, identity(uid), (issue.pack(), load.pack(), sale.pack()))
    with pytest.raises(ValueError, match="without a MAC"):
        play(write_record(image, replace(void, mac=bytes(8)), ACS, KEYS), [])


@pytest.mark.parametrize("other", [identity(b"\x01\x02\x03\x04"), identity(MIFARE_UID, CardInstance(CardNumber(1), 1))])
def test_no_static_part_of_another_chip_or_card_is_written(other: Identity) -> None:
    image = CardImage(Medium.MIFARE_1K, MIFARE_UID, identity(MIFARE_UID), (bytes(48),) * 3)
    with pytest.raises(ValueError, match="not sealed for this card"):
        play(write_identity(image, other, ACS, KEYS), [])


@pytest.mark.parametrize("blank", [MIFARE, SLE4442])
def test_nothing_is_personalised_with_macs_of_another_chip(blank: Blank) -> None:
    mine, another = blank.uid, b"\x01\x02\x03\x04"
    issue = history(mine)[0]
    with pytest.raises(ValueError, match="static part is not sealed"):
        play(personalise(blank, ACS, KEYS, identity(another), issue, None), [])
    with pytest.raises(ValueError, match="first record is not sealed"):
        play(personalise(blank, ACS, KEYS, identity(mine), history(another)[0], None), [])


@pytest.mark.parametrize(("blank", "signature"), [(MIFARE, SIGNATURE[:63]), (SLE4442, SIGNATURE)])
def test_a_signature_has_64_bytes_and_a_place_only_on_mifare(blank: Blank, signature: bytes) -> None:
    with pytest.raises(ValueError, match="signature"):
        play(personalise(blank, ACS, KEYS, identity(blank.uid), history(blank.uid)[0], signature), [])
