"""Who may sign what: a terminal's certificate, and the request it is made from (SPEC 7.1, 7.2).

certificate   terminal u16 · serial u32 · branch u16 · group u8 · roles u8 · Ed25519 public 32 · X25519 public 32
              valid from u48 · valid until u48
request       terminal u16 · Ed25519 public 32 · X25519 public 32 · proof of the one-time code 32
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import IntFlag

from protocol.ids import BranchId, TerminalId
from protocol.instants import Instant
from protocol.link.seal import KEY_BYTES, Purpose, check_public_key, check_seal_key, open_sealed, unverified_body
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import Reader, Writer

PROOF_BYTES = 32
GROUP_MAX = 31
ROLE_BITS = 0b1001_1111


class Role(IntFlag):
    """What a terminal may do; other bits are refused."""

    SELL = 1
    LOAD = 2
    CASH_OUT = 4
    PERSONALISE = 8
    REPAIR = 16
    VIRTUAL = 128


@dataclass(frozen=True, slots=True)
class Certificate:
    """Head office's word on a terminal, signed by the CA key with purpose CERTIFICATE. `group` is 0 to 31."""

    terminal: TerminalId
    serial: int
    branch: BranchId
    group: int
    roles: Role
    sign_public: bytes
    seal_public: bytes
    valid_from: Instant
    valid_until: Instant


def _fault(certificate: Certificate) -> str | None:
    if certificate.terminal < 1 or certificate.serial < 1:
        return "terminals and serials start at 1"
    if certificate.group > GROUP_MAX or certificate.roles & ~ROLE_BITS:
        return "a group or a role is unknown"
    if certificate.valid_from > certificate.valid_until:
        return "a certificate ends before it starts"
    return None


def encode_certificate(certificate: Certificate) -> bytes:
    """The body of a CERTIFICATE object. Raises OurViolation; TheirViolation(WEAK_KEY) for a key that must not be certified."""
    if fault := _fault(certificate):
        raise OurViolation(fault)
    check_public_key(certificate.sign_public)
    check_seal_key(certificate.seal_public)
    writer = Writer()
    writer.u16(certificate.terminal)
    writer.u32(certificate.serial)
    writer.u16(certificate.branch)
    writer.u8(certificate.group)
    writer.u8(certificate.roles)
    writer.raw(certificate.sign_public, KEY_BYTES)
    writer.raw(certificate.seal_public, KEY_BYTES)
    writer.u48(certificate.valid_from)
    writer.u48(certificate.valid_until)
    return writer.finish()


def decode_certificate(body: bytes) -> Certificate:
    """Read the body of a CERTIFICATE object. Raises TheirViolation, for weak keys too."""
    reader = Reader(body)
    certificate = Certificate(
        terminal=TerminalId(reader.u16()),
        serial=reader.u32(),
        branch=BranchId(reader.u16()),
        group=reader.u8(),
        roles=Role(reader.u8()),
        sign_public=reader.raw(KEY_BYTES),
        seal_public=reader.raw(KEY_BYTES),
        valid_from=Instant(reader.u48()),
        valid_until=Instant(reader.u48()),
    )
    reader.done()
    if fault := _fault(certificate):
        raise TheirViolation(Reason.MALFORMED, fault)
    check_public_key(certificate.sign_public)
    check_seal_key(certificate.seal_public)
    return certificate


@dataclass(frozen=True, slots=True)
class EnrolRequest:
    """A device asks for a certificate: its own public keys and the proof that its installer knows the one-time code."""

    terminal: TerminalId
    sign_public: bytes
    seal_public: bytes
    code_proof: bytes


def code_proof(code: bytes, terminal: TerminalId, sign_public: bytes, seal_public: bytes) -> bytes:
    """HMAC-SHA-256 under the one-time code over terminal u16 ‖ both public keys; compare with `hmac.compare_digest`."""
    return hmac.digest(code, terminal.to_bytes(2, "big") + sign_public + seal_public, "sha256")


def encode_enrol_request(request: EnrolRequest) -> bytes:
    """The body of an ENROL_REQUEST object, to be sealed with the key that it names. Raises OurViolation."""
    writer = Writer()
    writer.u16(request.terminal)
    writer.raw(request.sign_public, KEY_BYTES)
    writer.raw(request.seal_public, KEY_BYTES)
    writer.raw(request.code_proof, PROOF_BYTES)
    return writer.finish()


def open_enrol_request(sealed: bytes, environment: bytes) -> EnrolRequest:
    """Read a request and check that it is signed by the very key it names. Raises TheirViolation.

    The one object whose body is read before its signature is checked: four fixed fields, the key among them.
    """
    reader = Reader(unverified_body(sealed))
    request = EnrolRequest(TerminalId(reader.u16()), reader.raw(KEY_BYTES), reader.raw(KEY_BYTES), reader.raw(PROOF_BYTES))
    reader.done()
    open_sealed(sealed, Purpose.ENROL_REQUEST, environment, request.sign_public)
    check_seal_key(request.seal_public)
    return request
