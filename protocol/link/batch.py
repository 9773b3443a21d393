"""A batch: a numbered, immutable piece of a journal, the unit that is sent and acknowledged (SPEC 4).

header     terminal u16 · certificate u32 · lineage u32 · number u32 · previous batch hash 32
           first sequence u32 · count u16 · head before 32 · head after 32 · sums · grand totals
           open count varint · open sum money · versions · closed at u48 · last server time u48 · flags u8
entries    `count` times: length varint, entry
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntFlag
from hashlib import sha256

from protocol.ids import Lineage, Sequence, TerminalId
from protocol.instants import Instant
from protocol.limits import BATCH_ENTRIES_MAX, ENTRY_BYTES_MAX
from protocol.link import chain
from protocol.link.baskets import amount_fault, gather
from protocol.link.codec import decode_entry
from protocol.link.entries import Body, Boot, CashRefund, CashSale, Entry, Intent
from protocol.link.sums import Sum, SumKind, Sums, add_up, cash_only, read_sums, sums_fault, write_sums
from protocol.link.versions import Versions, read_versions, versions_fault, write_versions
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.link.wire import U32_MAX, Reader, Writer
from protocol.money import ZERO, Money, total

NO_BATCH = bytes(chain.HASH_BYTES)
"""The previous batch hash of batch 1."""


class Flag(IntFlag):
    """What a terminal says of itself; other bits are refused."""

    VIRTUAL_DEVICES = 1
    CLOCK_DOUBTFUL = 2


NO_FLAGS = Flag(0)
FLAG_BITS = 0b11


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """Everything a batch says beside its entries.

    `number` starts at 1 and always rises by 1; `sums` are of this batch, `totals` since enrolment and never reset;
    `open_count` and `open_sum` describe all changes open when the batch was closed (magnitudes).
    """

    terminal: TerminalId
    certificate: int
    lineage: Lineage
    number: int
    previous: bytes
    first_sequence: Sequence
    count: int
    head_before: bytes
    head_after: bytes
    sums: Sums
    totals: Sums
    open_count: int
    open_sum: Money
    versions: Versions
    closed_at: Instant
    last_server_time: Instant
    flags: Flag = NO_FLAGS

    @property
    def last_sequence(self) -> Sequence:
        """The place of the last entry."""
        return Sequence(self.first_sequence + self.count - 1)

    def overlaps(self, other: BatchHeader) -> bool:
        """Whether both cover a place of one journal."""
        same = (self.terminal, self.lineage) == (other.terminal, other.lineage)
        return same and self.first_sequence <= other.last_sequence and other.first_sequence <= self.last_sequence


@dataclass(frozen=True, slots=True)
class Batch:
    """A header and the entries as bytes, in journal order."""

    header: BatchHeader
    entries: tuple[bytes, ...]

    def decoded(self) -> Iterator[tuple[Sequence, Entry]]:
        """The entries as values with their places."""
        for offset, data in enumerate(self.entries):
            yield Sequence(self.header.first_sequence + offset), decode_entry(data)


def batch_hash(sealed: bytes) -> bytes:
    """The identity of a batch: SHA-256 of the whole sealed object."""
    return sha256(sealed).digest()


def cash_sums(bodies: Iterable[Body]) -> Sums:
    """The sums of the cash kinds, from the body alone. A basket with a fault (SPEC 3.6) counts in none."""
    parts = []
    for found in gather(bodies):
        if isinstance(found.body, CashSale | CashRefund) and not found.fault:
            kind = SumKind.CASH_SALES if isinstance(found.body, CashSale) else SumKind.CASH_REFUNDS
            parts.append(Sum(kind, 1, total([line.amount for line in found.lines])))
    return add_up(parts)


def _header_fault(header: BatchHeader) -> str | None:
    first = header.number == 1
    if header.terminal < 1 or header.number < 1 or header.first_sequence < 1:
        return "terminal, batch number and sequence start at 1"
    if not 1 <= header.count <= BATCH_ENTRIES_MAX or header.last_sequence > U32_MAX:
        return f"a batch has 1 to {BATCH_ENTRIES_MAX} entries within 32-bit places"
    if {header.previous == NO_BATCH, header.first_sequence == 1, header.head_before == chain.GENESIS} != {first}:
        return "only batch 1 starts at sequence 1 from nothing"
    if header.open_sum < ZERO:
        return "the open sum is negative"
    return sums_fault(header.sums) or sums_fault(header.totals) or versions_fault(header.versions)


def _chain_fault(batch: Batch) -> str | None:
    header = batch.header
    head = chain.run(header.head_before, header.first_sequence, batch.entries)
    return None if head == header.head_after else "the entries do not lead from the head before to the head after"


def _content_fault(batch: Batch) -> str | None:
    """Why no program of ours makes this batch of its entries, or None."""
    bodies = [entry.body for _, entry in batch.decoded()]
    if any(isinstance(body, Boot) for body in bodies[1:]):
        return "a start of the program stands inside a batch: a batch holds one lineage"
    for found in gather(bodies):
        loose = isinstance(found.body, Intent) and found.lines and amount_fault(found.body.change, found.lines)
        if fault := found.fault or loose:
            return fault
    return None if cash_sums(bodies) == cash_only(batch.header.sums) else "the cash sums are not those of the body"


def encode_batch(batch: Batch) -> bytes:
    """The body of a BATCH object. Raises OurViolation if the parts do not fit each other."""
    if fault := _content_fault(batch):
        raise OurViolation(fault)
    return batch_bytes(batch)


def batch_bytes(batch: Batch) -> bytes:
    """The bytes of a batch, whatever its entries say: `decode_batch` backwards. Raises OurViolation for a bad header."""
    header, writer = batch.header, Writer()
    if header.count != len(batch.entries):
        raise OurViolation(f"the header counts {header.count} entries, there are {len(batch.entries)}")
    if fault := _header_fault(header) or _chain_fault(batch):
        raise OurViolation(fault)
    writer.u16(header.terminal)
    writer.u32(header.certificate)
    writer.u32(header.lineage)
    writer.u32(header.number)
    writer.raw(header.previous, chain.HASH_BYTES)
    writer.u32(header.first_sequence)
    writer.u16(header.count)
    writer.raw(header.head_before, chain.HASH_BYTES)
    writer.raw(header.head_after, chain.HASH_BYTES)
    write_sums(writer, header.sums)
    write_sums(writer, header.totals)
    writer.varint(header.open_count, U32_MAX)
    writer.money(header.open_sum)
    write_versions(writer, header.versions)
    writer.u48(header.closed_at)
    writer.u48(header.last_server_time)
    write_flags(writer, header.flags)
    for entry in batch.entries:
        writer.blob(entry, ENTRY_BYTES_MAX)
    return writer.finish()


def _read_header(reader: Reader) -> BatchHeader:
    header = BatchHeader(
        terminal=TerminalId(reader.u16()),
        certificate=reader.u32(),
        lineage=Lineage(reader.u32()),
        number=reader.u32(),
        previous=reader.raw(chain.HASH_BYTES),
        first_sequence=Sequence(reader.u32()),
        count=reader.u16(),
        head_before=reader.raw(chain.HASH_BYTES),
        head_after=reader.raw(chain.HASH_BYTES),
        sums=read_sums(reader),
        totals=read_sums(reader),
        open_count=reader.varint(U32_MAX),
        open_sum=reader.money(),
        versions=read_versions(reader),
        closed_at=Instant(reader.u48()),
        last_server_time=Instant(reader.u48()),
        flags=read_flags(reader),
    )
    if fault := _header_fault(header):
        raise TheirViolation(Reason.INCONSISTENT, fault)
    return header


def read_header(body: bytes) -> BatchHeader:
    """The header alone, from the body of a BATCH object whose signature holds. Raises TheirViolation."""
    return _read_header(Reader(body))


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch of which only the header was read, for whoever may not need the rest."""

    header: BatchHeader
    _rest: Reader

    def split(self) -> Batch:
        """The batch as far as count and chain go; the entries stay bytes. Once; raises TheirViolation."""
        batch = Batch(self.header, self._rest.blobs(self.header.count, ENTRY_BYTES_MAX))
        self._rest.done()
        if fault := _chain_fault(batch):
            raise TheirViolation(Reason.INCONSISTENT, fault)
        return batch

    def decode(self) -> Batch:
        """The batch, of which each entry can be read. Once; raises TheirViolation."""
        batch = self.split()
        for data in batch.entries:
            decode_entry(data)
        return batch


def open_batch(body: bytes) -> Opened:
    """Begin to read the body of a BATCH object whose signature holds. Raises TheirViolation."""
    reader = Reader(body)
    return Opened(_read_header(reader), reader)


def split_batch(body: bytes) -> Batch:
    """Read the body of a BATCH object as far as header, count and chain go; the entries stay bytes. Raises TheirViolation."""
    return open_batch(body).split()


def decode_batch(body: bytes) -> Batch:
    """Read the body of a BATCH object and check its form: header, count, chain, and that each entry can be read.

    Raises TheirViolation. What the entries say is not judged here and never refuses a batch (I23).
    """
    return open_batch(body).decode()


def write_flags(writer: Writer, flags: Flag) -> None:
    """One byte."""
    writer.u8(flags)


def read_flags(reader: Reader) -> Flag:
    """One byte; unknown bits are refused. Raises TheirViolation."""
    bits = reader.u8()
    if bits & ~FLAG_BITS:
        raise TheirViolation(Reason.MALFORMED, f"flags {bits:02x} are unknown")
    return Flag(bits)
