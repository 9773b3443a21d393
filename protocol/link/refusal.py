"""Head office says no, with a code: the bytes are kept in quarantine, the sender shows the code (SPEC 5.2).

about 32 (SHA-256 of the refused object) · reason u8 · number u32 · detail text
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.link.chain import HASH_BYTES
from protocol.link.violations import Reason
from protocol.link.wire import Reader, Writer


@dataclass(frozen=True, slots=True)
class Refusal:
    """`detail` is plain English for the service log.

    `number` counts for BEHIND alone: the highest batch up to which head office holds everything.
    """

    about: bytes
    reason: Reason
    number: int = 0
    detail: str = ""


def encode_refusal(refusal: Refusal) -> bytes:
    """The body of a REFUSAL object. Raises OurViolation."""
    writer = Writer()
    writer.raw(refusal.about, HASH_BYTES)
    writer.u8(refusal.reason)
    writer.u32(refusal.number)
    writer.text(refusal.detail)
    return writer.finish()


def decode_refusal(body: bytes) -> Refusal:
    """Read the body of a REFUSAL object. Raises TheirViolation."""
    reader = Reader(body)
    refusal = Refusal(
        about=reader.raw(HASH_BYTES), reason=reader.one_of(reader.u8, Reason), number=reader.u32(), detail=reader.text()
    )
    reader.done()
    return refusal
