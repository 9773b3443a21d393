"""Bundles: keys come out of their wrapping exactly as they went in, and a debit terminal gets no load key."""

from __future__ import annotations

import pytest

from protocol.card.keys import derive_keyring
from protocol.link.bundles import (
    KEYRING_BYTES,
    SERVER_KEYS_BYTES,
    ServerKeys,
    decode_keyring,
    decode_server_keys,
    encode_keyring,
    encode_server_keys,
)
from protocol.link.violations import TheirViolation
from tests.support.link_examples import ACK, CA, ENVIRONMENT, ROOT, SET

KEYRING = derive_keyring(bytes(range(32)), 3)
SERVER = ServerKeys(ENVIRONMENT, ROOT.public, CA.public, ACK.seed, SET.seed, KEYRING.listing, 3)


@pytest.mark.parametrize("keys", [KEYRING, KEYRING.without_load()])
def test_a_keyring_is_read_as_written_with_and_without_the_load_key(keys: object) -> None:
    data = encode_keyring(keys)  # type: ignore[arg-type]
    assert len(data) == KEYRING_BYTES
    assert decode_keyring(data) == keys


def test_the_servers_keys_are_read_as_written() -> None:
    data = encode_server_keys(SERVER)
    assert len(data) == SERVER_KEYS_BYTES
    assert decode_server_keys(data) == SERVER


@pytest.mark.parametrize("place", [0, 82])
def test_an_unknown_format_or_load_mark_is_refused(place: int) -> None:
    data = bytearray(encode_keyring(KEYRING))
    data[place] = 2
    with pytest.raises(TheirViolation):
        decode_keyring(bytes(data))


def test_a_keyring_that_says_it_has_no_load_key_hides_none() -> None:
    data = encode_keyring(KEYRING.without_load())
    with pytest.raises(TheirViolation):
        decode_keyring(data[:-1] + b"\x01")


def test_another_length_is_refused() -> None:
    for data in (encode_keyring(KEYRING)[:-1], encode_keyring(KEYRING) + b"\x00"):
        with pytest.raises(TheirViolation):
            decode_keyring(data)
    for data in (encode_server_keys(SERVER)[:-1], b"\x02" + encode_server_keys(SERVER)[1:]):
        with pytest.raises(TheirViolation):
            decode_server_keys(data)


def test_secrets_do_not_show() -> None:
    shown = repr(KEYRING) + repr(SERVER)
    assert all(str(secret) not in shown for secret in (KEYRING.mac, KEYRING.load, SERVER.ack_seed, SERVER.set_seed))
