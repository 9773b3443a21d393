"""Head office's working keys, signed by the root key that every terminal has pinned (SPEC 7.3).

version u32 · CA 32 · ack 32 · set 32 · personalisation 32 (Ed25519 public keys)
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.seal import KEY_BYTES, check_public_key
from protocol.link.wire import Reader, Writer


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """Public keys. `version` never falls at a terminal; an older set is ignored."""

    version: int
    ca: bytes
    ack: bytes
    set: bytes
    personalisation: bytes


def encode_office_keys(keys: OfficeKeys) -> bytes:
    """The body of an OFFICE_KEYS object. Raises OurViolation."""
    writer = Writer()
    writer.u32(keys.version)
    for public in (keys.ca, keys.ack, keys.set, keys.personalisation):
        writer.raw(public, KEY_BYTES)
    return writer.finish()


def decode_office_keys(body: bytes) -> OfficeKeys:
    """Read the body of an OFFICE_KEYS object. Raises TheirViolation, for weak keys too."""
    reader = Reader(body)
    version = reader.u32()
    ca, ack, set_key, personalisation = (reader.raw(KEY_BYTES) for _ in range(4))
    reader.done()
    for public in (ca, ack, set_key, personalisation):
        check_public_key(public)
    return OfficeKeys(version, ca, ack, set_key, personalisation)
