"""Certificates: who is let in, and that nobody gets in with a key that signs everything."""

from __future__ import annotations

import hmac
from dataclasses import replace

import pytest

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.certificate import (
    ROLE_BITS,
    Certificate,
    Role,
    code_proof,
    decode_certificate,
    encode_certificate,
    encode_enrol_request,
    open_enrol_request,
)
from protocol.link.seal import Purpose, SigningKey, seal
from protocol.link.violations import OurViolation, Reason, TheirViolation
from tests.support.link_examples import AT, CERTIFICATE, DEVICE, DEVICE_SEAL, ENVIRONMENT, REQUEST, SEALED

IDENTITY_POINT = b"\x01" + bytes(31)


def test_a_certificate_is_read_as_written() -> None:
    assert decode_certificate(encode_certificate(CERTIFICATE)) == CERTIFICATE
    assert sum(Role) == ROLE_BITS


def test_every_truncation_and_a_trailing_byte_are_refused() -> None:
    body = encode_certificate(CERTIFICATE)
    for data in [*(body[:size] for size in range(len(body))), body + b"\x00"]:
        with pytest.raises(TheirViolation):
            decode_certificate(data)


@pytest.mark.parametrize(
    "certificate",
    [
        replace(CERTIFICATE, terminal=TerminalId(0)),
        replace(CERTIFICATE, serial=0),
        replace(CERTIFICATE, group=32),
        replace(CERTIFICATE, roles=Role(32)),
        replace(CERTIFICATE, valid_until=Instant(AT - 1001)),
    ],
)
def test_values_out_of_range_may_not_be_said(certificate: Certificate) -> None:
    with pytest.raises(OurViolation):
        encode_certificate(certificate)


def test_unknown_roles_are_not_believed() -> None:
    body = encode_certificate(CERTIFICATE)
    with pytest.raises(TheirViolation, match="role"):
        decode_certificate(body[:9] + b"\x20" + body[10:])


@pytest.mark.parametrize(
    "certificate", [replace(CERTIFICATE, sign_public=IDENTITY_POINT), replace(CERTIFICATE, seal_public=IDENTITY_POINT)]
)
def test_a_weak_key_is_never_certified(certificate: Certificate) -> None:
    with pytest.raises(TheirViolation) as caught:
        encode_certificate(certificate)
    assert caught.value.reason is Reason.WEAK_KEY


@pytest.mark.parametrize("public_at", [10, 42])
def test_a_certificate_of_a_weak_key_is_not_believed(public_at: int) -> None:
    body = encode_certificate(CERTIFICATE)
    with pytest.raises(TheirViolation) as caught:
        decode_certificate(body[:public_at] + IDENTITY_POINT + body[public_at + 32 :])
    assert caught.value.reason is Reason.WEAK_KEY


def test_a_request_is_read_as_written_and_carries_the_proof_of_the_code() -> None:
    assert open_enrol_request(SEALED["ENROL_REQUEST"], ENVIRONMENT) == REQUEST
    proof = code_proof(b"0123456789abcdef", REQUEST.terminal, REQUEST.sign_public, REQUEST.seal_public)
    assert hmac.compare_digest(proof, REQUEST.code_proof)
    assert code_proof(b"0123456789abcdeF", REQUEST.terminal, REQUEST.sign_public, REQUEST.seal_public) != proof
    assert code_proof(b"0123456789abcdef", TerminalId(13), REQUEST.sign_public, REQUEST.seal_public) != proof


def test_a_request_signed_by_another_key_than_it_names_is_refused() -> None:
    forged = seal(Purpose.ENROL_REQUEST, ENVIRONMENT, SigningKey(bytes([9]) * 32), encode_enrol_request(REQUEST))
    with pytest.raises(TheirViolation) as caught:
        open_enrol_request(forged, ENVIRONMENT)
    assert caught.value.reason is Reason.UNKNOWN_SIGNER


@pytest.mark.parametrize("environment", [b"EXAMPLE2"])
def test_a_request_for_another_environment_is_refused(environment: bytes) -> None:
    with pytest.raises(TheirViolation) as caught:
        open_enrol_request(SEALED["ENROL_REQUEST"], environment)
    assert caught.value.reason is Reason.BAD_SIGNATURE


def test_a_request_with_a_weak_sealing_key_or_more_bytes_is_refused() -> None:
    body = encode_enrol_request(replace(REQUEST, seal_public=bytes(32)))
    for bad in (body, body + b"\x00"):
        with pytest.raises(TheirViolation):
            open_enrol_request(seal(Purpose.ENROL_REQUEST, ENVIRONMENT, DEVICE, bad), ENVIRONMENT)
    assert DEVICE_SEAL.public == REQUEST.seal_public
