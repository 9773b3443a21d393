"""If these failed, card keys could be opened by another device, or an installer's code would not fit what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.card.keys import Keyring, derive_keyring
from protocol.ids import BranchId, TerminalId
from protocol.link.certificate import Role
from protocol.link.enrolment import (
    Order,
    decode_order,
    device_name,
    encode_order,
    open_key_transfer,
    plain_name,
    read_code,
    seal_key_transfer,
    show_code,
)
from protocol.link.seal import RecipientKey, SigningKey
from protocol.link.violations import Reason, TheirViolation

ENVIRONMENT = b"training"
SEVEN = TerminalId(7)
CA = SigningKey.from_seed(bytes(range(32)))
DEVICE = RecipientKey(bytes(range(32, 64)))
KEYS = derive_keyring(bytes(32), 3)
SHOWN = "AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B67E"


def test_a_code_is_shown_in_seven_groups_of_four() -> None:
    assert show_code(bytes(range(16))) == SHOWN


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_read_as_it_is_typed(code: bytes) -> None:
    shown = show_code(code)
    assert read_code(shown) == code
    assert read_code(f" {shown.lower().replace('-', ' ')}\n") == code
    assert read_code(shown.replace("O", "0").replace("I", "1").replace("B", "8")) == code


@pytest.mark.parametrize("place", [place for place, sign in enumerate(SHOWN) if sign != "-"])
def test_one_wrong_sign_is_noticed_at_the_keypad(place: int) -> None:
    for sign in "AQ7":
        if sign != SHOWN[place]:
            assert read_code(SHOWN[:place] + sign + SHOWN[place + 1 :]) is None


@pytest.mark.parametrize(
    "typed", ["", "AAAQ", SHOWN + "A", SHOWN[:-1], SHOWN.replace("A", "9"), SHOWN.replace("A", "ß"), SHOWN.replace("A", "Ａ")]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize("keys", [KEYS, KEYS.without_load()])
def test_the_device_opens_its_card_keys(keys: Keyring) -> None:
    sealed = seal_key_transfer(keys, ENVIRONMENT, SEVEN, DEVICE.public, CA)
    assert open_key_transfer(sealed, ENVIRONMENT, SEVEN, DEVICE, CA.public) == keys


@pytest.mark.parametrize(
    ("reason", "environment", "terminal", "device", "ca"),
    [
        (Reason.BAD_SIGNATURE, b"producti", SEVEN, DEVICE, CA),
        (Reason.UNKNOWN_SIGNER, ENVIRONMENT, SEVEN, DEVICE, SigningKey.from_seed(bytes(32))),
        (Reason.UNREADABLE, ENVIRONMENT, TerminalId(8), DEVICE, CA),
        (Reason.UNREADABLE, ENVIRONMENT, SEVEN, RecipientKey(bytes(32)), CA),
    ],
)
def test_nobody_else_opens_them(
    reason: Reason, environment: bytes, terminal: TerminalId, device: RecipientKey, ca: SigningKey
) -> None:
    sealed = seal_key_transfer(KEYS, ENVIRONMENT, SEVEN, DEVICE.public, CA)
    with pytest.raises(TheirViolation) as caught:
        open_key_transfer(sealed, environment, terminal, device, ca.public)
    assert caught.value.reason is reason


def test_a_device_has_a_name_of_its_own_and_it_is_read_as_it_is_typed() -> None:
    name = device_name(SEVEN, CA.public, DEVICE.public)
    assert name == "EZEL-7WTP-3B44-NCFD"
    assert plain_name(f" {name.lower().replace('-', ' ')}\n") == name
    assert device_name(TerminalId(8), CA.public, DEVICE.public) != name
    assert device_name(SEVEN, DEVICE.public, CA.public) != name


def test_an_order_says_where_a_device_stands_and_what_it_may_do() -> None:
    order = Order(BranchId(300), 31, Role.SELL | Role.LOAD, b"request")
    assert encode_order(order).hex() == "01012c1f03" + b"request".hex()
    assert decode_order(encode_order(order)) == order


@pytest.mark.parametrize("data", ["", "01012c1f", "02012c1f03", "01012c2003", "01012c1f20"])
def test_what_is_no_order_is_refused(data: str) -> None:
    with pytest.raises(TheirViolation):
        decode_order(bytes.fromhex(data))
