"""A journal of a few lines for the uplink: batches of clock steps, sealed as the protocol says, kept in memory."""

from __future__ import annotations

from protocol.ids import Lineage, Sequence, TerminalId
from protocol.instants import Instant
from protocol.link import chain
from protocol.link.batch import NO_BATCH, Batch, BatchHeader, batch_hash, encode_batch
from protocol.link.codec import encode_entry
from protocol.link.entries import ClockStep, Entry
from protocol.link.poll import Poll, encode_poll
from protocol.link.seal import Purpose, SigningKey, seal
from protocol.link.snapshot import Delta, SnapshotPart, StatesHeld, with_delta, with_part
from protocol.link.tables import TableKind
from protocol.link.violations import Reason
from protocol.money import ZERO

ENTRIES = 3


class SmallOutbox:
    """Keeps what the uplink's contract says, and crashes where the uplink breaks it."""

    def __init__(self, terminal: TerminalId, environment: bytes, key: SigningKey) -> None:
        self._who = (terminal, environment, key)
        self.batches: dict[int, bytes] = {}
        self.acks: dict[int, bytes] = {}
        self.lost_after: list[int] = []
        self.tables: dict[TableKind, tuple[int, bytes]] = {}
        self.states = StatesHeld()
        self._head = chain.GENESIS
        self._polls = 0

    def close_batch(self) -> int:
        """One more batch; its number."""
        terminal, environment, key = self._who
        number = len(self.batches) + 1
        first = Sequence(ENTRIES * (number - 1) + 1)
        entries = [encode_entry(Entry(Instant(number), ClockStep(Instant(place), Instant(number)))) for place in range(ENTRIES)]
        head = chain.run(self._head, first, entries)
        header = BatchHeader(
            terminal=terminal,
            certificate=1,
            lineage=Lineage(1),
            number=number,
            previous=batch_hash(self.batches[number - 1]) if self.batches else NO_BATCH,
            first_sequence=first,
            count=ENTRIES,
            head_before=self._head,
            head_after=head,
            sums=(),
            totals=(),
            open_count=0,
            open_sum=ZERO,
            versions=(),
            closed_at=Instant(number),
            last_server_time=Instant(0),
        )
        self._head = head
        self.batches[number] = seal(Purpose.BATCH, environment, key, encode_batch(Batch(header, tuple(entries))))
        return number

    def waiting(self, limit: int) -> list[tuple[int, bytes]]:
        return [(number, sealed) for number, sealed in self.batches.items() if number not in self.acks][:limit]

    def store_ack(self, number: int, sealed: bytes) -> None:
        assert number in self.batches
        assert self.acks.setdefault(number, sealed) == sealed, "two acknowledgements of one batch"

    def resend_after(self, number: int) -> None:
        self.lost_after.append(number)
        self.acks = {acked: sealed for acked, sealed in self.acks.items() if acked <= number}

    def table_versions(self) -> dict[TableKind, int]:
        held = {TableKind.CARD_STATES: self.states.version} if self.states.version else {}
        return {kind: version for kind, (version, _) in self.tables.items()} | held

    def states_held(self) -> StatesHeld:
        return self.states

    def take_part(self, part: SnapshotPart) -> None:
        self._hold(with_part(self.states, part))

    def install_delta(self, delta: Delta) -> None:
        self._hold(with_delta(self.states, delta))

    def _hold(self, held: StatesHeld | Reason) -> None:
        assert isinstance(held, StatesHeld), "card states that do not follow"
        self.states = held

    def install_table(self, kind: TableKind, version: int, sealed: bytes) -> None:
        assert version > self.table_versions().get(kind, 0), "the version of a table fell"
        self.tables[kind] = (version, sealed)

    def make_poll(self) -> bytes:
        terminal, environment, key = self._who
        self._polls += 1
        poll = Poll(
            terminal=terminal,
            next_sequence=Sequence(ENTRIES * len(self.batches) + 1),
            head=self._head,
            batch_number=len(self.batches),
            acknowledged=self._contiguous(),
            office_keys=1,
            versions=tuple(sorted(self.table_versions().items())),
            states_hash=self.states.hash,
            incoming=self.states.incoming,
            incoming_parts=self.states.parts,
            open_count=0,
            open_sum=ZERO,
            sent_at=Instant(self._polls),
        )
        return seal(Purpose.POLL, environment, key, encode_poll(poll))

    def _contiguous(self) -> int:
        number = 0
        while number + 1 in self.acks:
            number += 1
        return number
