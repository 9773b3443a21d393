"""Head office's receipt for one batch: stored with it, and given again byte for byte (SPEC 5.1).

terminal u16 · batch number u32 · batch hash 32 · count u16 · sums · contiguous batch u32
contiguous sequence u32 · expected head 32 · server time u48
results: number varint, then sequence u32 and class u8 each · waiting versions
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from protocol.ids import Sequence, TerminalId
from protocol.instants import Instant
from protocol.limits import BATCH_ENTRIES_MAX
from protocol.link.chain import HASH_BYTES
from protocol.link.sums import Sums, read_sums, sums_fault, write_sums
from protocol.link.versions import Versions, read_versions, versions_fault, write_versions
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import Reader, Writer, rises


class ResultClass(IntEnum):
    """What became of an entry that was not simply accepted (accepted ones are not listed)."""

    DUPLICATE = 1
    KEY_CONFLICT = 2
    HELD = 3


@dataclass(frozen=True, slots=True)
class Ack:
    """`sums` are head office's own over the batch; `contiguous_*` and `expected_head` say up to where nothing is missing."""

    terminal: TerminalId
    batch_number: int
    batch_hash: bytes
    count: int
    sums: Sums
    contiguous_batch: int
    contiguous_sequence: int
    expected_head: bytes
    server_time: Instant
    results: tuple[tuple[Sequence, ResultClass], ...]
    waiting: Versions


def _fault(ack: Ack) -> str | None:
    if not rises(sequence for sequence, _ in ack.results):
        return "results do not rise by sequence"
    return sums_fault(ack.sums) or versions_fault(ack.waiting)


def encode_ack(ack: Ack) -> bytes:
    """The body of an ACK object. Raises OurViolation."""
    if fault := _fault(ack):
        raise OurViolation(fault)
    writer = Writer()
    writer.u16(ack.terminal)
    writer.u32(ack.batch_number)
    writer.raw(ack.batch_hash, HASH_BYTES)
    writer.u16(ack.count)
    write_sums(writer, ack.sums)
    writer.u32(ack.contiguous_batch)
    writer.u32(ack.contiguous_sequence)
    writer.raw(ack.expected_head, HASH_BYTES)
    writer.u48(ack.server_time)
    writer.varint(len(ack.results), BATCH_ENTRIES_MAX)
    for sequence, result in ack.results:
        writer.u32(sequence)
        writer.u8(result)
    write_versions(writer, ack.waiting)
    return writer.finish()


def decode_ack(body: bytes) -> Ack:
    """Read the body of an ACK object. Raises TheirViolation."""
    reader = Reader(body)
    ack = Ack(
        terminal=TerminalId(reader.u16()),
        batch_number=reader.u32(),
        batch_hash=reader.raw(HASH_BYTES),
        count=reader.u16(),
        sums=read_sums(reader),
        contiguous_batch=reader.u32(),
        contiguous_sequence=reader.u32(),
        expected_head=reader.raw(HASH_BYTES),
        server_time=Instant(reader.u48()),
        results=tuple(
            (Sequence(reader.u32()), reader.one_of(reader.u8, ResultClass)) for _ in range(reader.varint(BATCH_ENTRIES_MAX))
        ),
        waiting=read_versions(reader),
    )
    reader.done()
    if fault := _fault(ack):
        raise TheirViolation(Reason.NOT_CANONICAL, fault)
    return ack
