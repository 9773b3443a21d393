"""A terminal's sign of life: where its journal stands, what it holds, what is open (SPEC 5.3).

terminal u16 · next sequence u32 · head 32 · batch number u32 · acknowledged batch u32 · office keys u32
versions · card states: hash 32, version on its way u32, parts of it u16
open count varint · open sum money · sent at u48 · flags u8 · words of jobs: number varint, then each (6.8) · signs (5.4)
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import Sequence, TerminalId
from protocol.instants import Instant
from protocol.link.batch import NO_FLAGS, Flag, read_flags, write_flags
from protocol.link.chain import HASH_BYTES
from protocol.link.desk_orders import JobWord
from protocol.link.desk_orders_codec import read_words, write_words
from protocol.link.signs import Signs, read_signs, write_signs
from protocol.link.snapshot import VERSION_HASH_BYTES, StatesHeld
from protocol.link.tables import TableKind
from protocol.link.versions import Versions, read_versions, versions_fault, write_versions
from protocol.link.violations import OurViolation
from protocol.link.wire import U32_MAX, Reader, Writer
from protocol.money import Money


@dataclass(frozen=True, slots=True)
class Poll:
    """`batch_number` is the last closed batch, `acknowledged` the highest up to which all are acknowledged; 0 for none.

    `incoming` is the version of the card states whose first `incoming_parts` parts have come; 0 for none.
    `open_sum` adds up the magnitudes of the open changes. `jobs`: how far a desk is with its orders.
    `signs`: how its parts are.
    """

    terminal: TerminalId
    next_sequence: Sequence
    head: bytes
    batch_number: int
    acknowledged: int
    office_keys: int
    versions: Versions
    states_hash: bytes
    incoming: int
    incoming_parts: int
    open_count: int
    open_sum: Money
    sent_at: Instant
    flags: Flag = NO_FLAGS
    jobs: tuple[JobWord, ...] = ()
    signs: Signs = ()

    @property
    def states(self) -> StatesHeld:
        """What the terminal holds of the card states."""
        version = dict(self.versions).get(TableKind.CARD_STATES, 0)
        return StatesHeld(version, self.states_hash, self.incoming, self.incoming_parts)


def encode_poll(poll: Poll) -> bytes:
    """The body of a POLL object. Raises OurViolation."""
    if fault := versions_fault(poll.versions):
        raise OurViolation(fault)
    writer = Writer()
    writer.u16(poll.terminal)
    writer.u32(poll.next_sequence)
    writer.raw(poll.head, HASH_BYTES)
    writer.u32(poll.batch_number)
    writer.u32(poll.acknowledged)
    writer.u32(poll.office_keys)
    write_versions(writer, poll.versions)
    writer.raw(poll.states_hash, VERSION_HASH_BYTES)
    writer.u32(poll.incoming)
    writer.u16(poll.incoming_parts)
    writer.varint(poll.open_count, U32_MAX)
    writer.money(poll.open_sum)
    writer.u48(poll.sent_at)
    write_flags(writer, poll.flags)
    write_words(writer, poll.jobs)
    write_signs(writer, poll.signs)
    return writer.finish()


def decode_poll(body: bytes) -> Poll:
    """Read the body of a POLL object. Raises TheirViolation."""
    reader = Reader(body)
    poll = Poll(
        terminal=TerminalId(reader.u16()),
        next_sequence=Sequence(reader.u32()),
        head=reader.raw(HASH_BYTES),
        batch_number=reader.u32(),
        acknowledged=reader.u32(),
        office_keys=reader.u32(),
        versions=read_versions(reader),
        states_hash=reader.raw(VERSION_HASH_BYTES),
        incoming=reader.u32(),
        incoming_parts=reader.u16(),
        open_count=reader.varint(U32_MAX),
        open_sum=reader.money(),
        sent_at=Instant(reader.u48()),
        flags=read_flags(reader),
        jobs=read_words(reader),
        signs=read_signs(reader),
    )
    reader.done()
    return poll
