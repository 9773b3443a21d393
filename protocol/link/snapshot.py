"""The card-state snapshot as it travels: whole, in parts, or as what changed since another version (SPEC 6.6, 6.7).

    both       version u32 · issued at u48 · known up to day u16 · key version u8
    SNAPSHOT   … · hash of the version 32 · part u16 · parts u16 · rows blob
    DELTA      … · base version u32 · base hash 32 · rows blob

A version has one content, whichever way a terminal came to it, and one hash that stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from protocol.instants import BusinessDay, Instant
from protocol.limits import OBJECT_BYTES_MAX
from protocol.link.card_states import rows_fault
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import Reader, Writer

VERSION_HASH_BYTES = 32
NO_STATES_HASH = bytes(VERSION_HASH_BYTES)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which version, when head office signed it, and under which version of the listing key the hashes are.

    `known` is the day up to which every card is in it; a card issued that day or later may be missing.
    """

    version: int
    issued_at: Instant
    known: BusinessDay
    key_version: int


@dataclass(frozen=True, slots=True)
class SnapshotPart:
    """One part of a whole snapshot, from 0; the rows of all parts together rise by hash."""

    stamp: Stamp
    hash: bytes
    part: int
    parts: int
    rows: bytes

    @property
    def is_last(self) -> bool:
        """Whether the snapshot is whole with this part."""
        return self.part + 1 == self.parts


@dataclass(frozen=True, slots=True)
class Delta:
    """Rows to put in or replace over the base version. Rows are never taken away: a state says that a card is in order."""

    stamp: Stamp
    base_version: int
    base_hash: bytes
    rows: bytes


@dataclass(frozen=True, slots=True)
class StatesHeld:
    """What a terminal holds of the card states: a whole version (0 for none) and the first parts of a newer one."""

    version: int = 0
    hash: bytes = NO_STATES_HASH
    incoming: int = 0
    parts: int = 0


def hash_of_whole(rows: bytes) -> bytes:
    """The hash of a version that continues no other: SHA-256 of all its rows."""
    return sha256(rows).digest()


def hash_after(delta: Delta) -> bytes:
    """The hash of the version that a delta makes: SHA-256(base hash ‖ version u32 ‖ rows)."""
    return sha256(delta.base_hash + delta.stamp.version.to_bytes(4, "big") + delta.rows).digest()


def with_part(held: StatesHeld, part: SnapshotPart) -> StatesHeld | Reason:
    """What is held once this part is taken, or why it is not: parts come in order, and only of a newer version."""
    version = part.stamp.version
    if version <= held.version:
        return Reason.VERSION
    continues = (version, part.part) == (held.incoming, held.parts)
    if not continues and (part.part or version <= held.incoming):
        return Reason.INCONSISTENT
    return StatesHeld(version, part.hash) if part.is_last else replace(held, incoming=version, parts=part.part + 1)


def with_delta(held: StatesHeld, delta: Delta) -> StatesHeld | Reason:
    """What is held once this delta is installed, or why it is not: it must name the very base that is held."""
    if delta.stamp.version <= held.version:
        return Reason.VERSION
    if (delta.base_version, delta.base_hash) != (held.version, held.hash):
        return Reason.INCONSISTENT
    keeps_incoming = held.incoming > delta.stamp.version
    whole = StatesHeld(delta.stamp.version, hash_after(delta))
    return replace(whole, incoming=held.incoming, parts=held.parts) if keeps_incoming else whole


def encode_part(part: SnapshotPart) -> bytes:
    """The body of a SNAPSHOT object. Raises OurViolation."""
    if fault := _part_fault(part):
        raise OurViolation(fault)
    writer = Writer()
    _write_stamp(writer, part.stamp)
    writer.raw(part.hash, VERSION_HASH_BYTES)
    writer.u16(part.part)
    writer.u16(part.parts)
    writer.blob(part.rows, OBJECT_BYTES_MAX)
    return writer.finish()


def decode_part(body: bytes) -> SnapshotPart:
    """Read the body of a SNAPSHOT object. Raises TheirViolation."""
    reader = Reader(body)
    stamp = _read_stamp(reader)
    name = reader.raw(VERSION_HASH_BYTES)
    part = SnapshotPart(stamp, name, reader.u16(), reader.u16(), reader.blob(OBJECT_BYTES_MAX))
    reader.done()
    if fault := _part_fault(part):
        raise TheirViolation(Reason.MALFORMED, fault)
    return part


def encode_delta(delta: Delta) -> bytes:
    """The body of a DELTA object. Raises OurViolation."""
    if fault := _delta_fault(delta):
        raise OurViolation(fault)
    writer = Writer()
    _write_stamp(writer, delta.stamp)
    writer.u32(delta.base_version)
    writer.raw(delta.base_hash, VERSION_HASH_BYTES)
    writer.blob(delta.rows, OBJECT_BYTES_MAX)
    return writer.finish()


def decode_delta(body: bytes) -> Delta:
    """Read the body of a DELTA object. Raises TheirViolation."""
    reader = Reader(body)
    stamp = _read_stamp(reader)
    delta = Delta(stamp, reader.u32(), reader.raw(VERSION_HASH_BYTES), reader.blob(OBJECT_BYTES_MAX))
    reader.done()
    if fault := _delta_fault(delta):
        raise TheirViolation(Reason.MALFORMED, fault)
    return delta


def _part_fault(part: SnapshotPart) -> str | None:
    if part.stamp.version < 1:
        return "a version is below 1"
    if not part.part < part.parts:
        return "a part lies beyond the last"
    return rows_fault(part.rows)


def _delta_fault(delta: Delta) -> str | None:
    if not 1 <= delta.base_version < delta.stamp.version:
        return "a delta does not go forward from a version"
    return rows_fault(delta.rows)


def _write_stamp(writer: Writer, stamp: Stamp) -> None:
    writer.u32(stamp.version)
    writer.u48(stamp.issued_at)
    writer.u16(stamp.known)
    writer.u8(stamp.key_version)


def _read_stamp(reader: Reader) -> Stamp:
    return Stamp(reader.u32(), Instant(reader.u48()), BusinessDay(reader.u16()), reader.u8())
