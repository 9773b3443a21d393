from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card.identity import NO_PIN, Identity, IdentityViolation, unpack_identity
from protocol.ids import CardInstance, CardNumber, ClassId
from protocol.instants import BusinessDay
from tests.protocol.card.samples import MIFARE_UID, identity

OURS = identity(MIFARE_UID)

u8, u16, u64 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 64))
identities = st.builds(
    Identity,
    key_version=u8,
    issuer=st.binary(min_size=4, max_size=4),
    card=st.builds(CardInstance, u64.map(CardNumber), u16),
    card_class=u8.map(ClassId),
    issued=u16.map(BusinessDay),
    valid_from=u16.map(BusinessDay),
    valid_until=u16.map(BusinessDay),
    pin_salt=st.binary(min_size=4, max_size=4),
    pin_verifier=st.binary(min_size=8, max_size=8),
    mac=st.binary(min_size=8, max_size=8),
)


@settings(max_examples=100, deadline=None)
@given(identities)
def test_a11_a_static_part_is_read_as_it_was_written(written: Identity) -> None:
    packed = written.pack()
    assert len(packed) == 48
    assert unpack_identity(packed) == written
    assert written.signed == packed[:40]


def test_each_field_lies_where_the_layout_says() -> None:
    written = Identity(
        key_version=0x02,
        issuer=bytes.fromhex("03040506"),
        card=CardInstance(CardNumber(0x0708090A0B0C0D0E), 0x0F10),
        card_class=ClassId(0x11),
        issued=BusinessDay(0x1213),
        valid_from=BusinessDay(0x1415),
        valid_until=BusinessDay(0x1617),
        pin_salt=bytes.fromhex("18191a1b"),
        pin_verifier=bytes.fromhex("1c1d1e1f20212223"),
        mac=bytes.fromhex("2425262728292a2b"),
    )
    assert written.pack().hex(" ") == (
        "01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 "
        "11 00 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f "
        "20 21 22 23 00 00 00 00 24 25 26 27 28 29 2a 2b"
    )


def test_a_card_without_a_verifier_has_no_pin() -> None:
    assert OURS.has_pin
    assert not replace(OURS, pin_verifier=NO_PIN).has_pin


@pytest.mark.parametrize("length", [0, 47, 49])
def test_a_static_part_has_48_bytes(length: int) -> None:
    with pytest.raises(IdentityViolation, match="48 bytes"):
        unpack_identity(bytes(length))


def test_another_format_is_refused() -> None:
    with pytest.raises(IdentityViolation, match="format 2"):
        unpack_identity(b"\x02" + OURS.pack()[1:])


@pytest.mark.parametrize("at", [17, 36, 37, 38, 39])
def test_reserved_bytes_must_be_zero(at: int) -> None:
    packed = bytearray(OURS.pack())
    packed[at] = 1
    with pytest.raises(IdentityViolation, match="reserved"):
        unpack_identity(bytes(packed))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(OURS, key_version=256),
        replace(OURS, card=CardInstance(CardNumber(-1), 0)),
        replace(OURS, card=CardInstance(CardNumber(1), 65_536)),
        replace(OURS, valid_until=BusinessDay(65_536)),
        replace(OURS, issuer=b"TOO LONG"),
        replace(OURS, pin_salt=b"abc"),
        replace(OURS, pin_verifier=bytes(7)),
        replace(OURS, mac=bytes(9)),
    ],
)
def test_a_value_that_does_not_fit_is_refused(wrong: Identity) -> None:
    with pytest.raises(IdentityViolation, match="does not fit"):
        wrong.pack()
