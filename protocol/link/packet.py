"""Several signed objects as one HTTP body, one file on a stick or one message on a serial line (SPEC 8.1).

any number of times: length u32 · object
"""

from __future__ import annotations

from collections.abc import Iterable

from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import Reader, Writer

PACKET_BYTES_MAX = 2 * OBJECT_BYTES_MAX
PACKET_OBJECTS_MAX = 1_000


def pack(objects: Iterable[bytes]) -> bytes:
    """One packet; nobody signs it, each object stands for itself. Raises OurViolation above the limits."""
    writer = Writer()
    many = list(objects)
    for data in many:
        if len(data) > OBJECT_BYTES_MAX:
            raise OurViolation(f"an object has at most {OBJECT_BYTES_MAX} bytes")
        writer.u32(len(data))
        writer.raw(data, len(data))
    packet = writer.finish()
    if len(packet) > PACKET_BYTES_MAX or len(many) > PACKET_OBJECTS_MAX:
        raise OurViolation(f"a packet has at most {PACKET_BYTES_MAX} bytes and {PACKET_OBJECTS_MAX} objects")
    return packet


def unpack(packet: bytes) -> list[bytes]:
    """The objects of a packet, unopened. Raises TheirViolation."""
    if len(packet) > PACKET_BYTES_MAX:
        raise TheirViolation(Reason.TOO_LARGE, f"a packet has at most {PACKET_BYTES_MAX} bytes")
    reader, objects = Reader(packet), list[bytes]()
    while reader.left:
        if len(objects) == PACKET_OBJECTS_MAX:
            raise TheirViolation(Reason.TOO_LARGE, f"a packet has at most {PACKET_OBJECTS_MAX} objects")
        size = reader.u32()
        if size > OBJECT_BYTES_MAX:
            raise TheirViolation(Reason.TOO_LARGE, f"an object has at most {OBJECT_BYTES_MAX} bytes")
        objects.append(reader.raw(size))
    return objects
