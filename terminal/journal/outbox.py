"""What the terminal says to head office: closed batches of the journal, polls, and where the answers are kept."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Protocol

from protocol.ids import Lineage, Sequence
from protocol.instants import Instant
from protocol.link.batch import Batch, BatchHeader, Flag, batch_hash, encode_batch
from protocol.link.chain import run
from protocol.link.codec import decode_entry
from protocol.link.desk_orders import JobWord
from protocol.link.poll import Poll, encode_poll
from protocol.link.seal import Purpose, SigningKey, seal
from protocol.link.signs import Signs
from protocol.link.snapshot import Delta, SnapshotPart, StatesHeld
from protocol.link.tables import TableKind
from terminal.journal.standing import Standing, stand_after, standing_of
from terminal.journal.store import Journal

NO_FLAGS = Flag(0)


class KeptStates(Protocol):
    """The card states on disk."""

    @property
    def held(self) -> StatesHeld:
        """What is held of them."""
        ...

    def take_part(self, part: SnapshotPart) -> None:
        """Keep the next part of newer card states."""
        ...

    def install_delta(self, delta: Delta) -> None:
        """Put what changed over them."""
        ...


class JournalOutbox:
    """Batches and polls of one journal, signed with the terminal's key.

    `now` gives the time that batches and polls carry. `flags` says of the terminal what head office must know, `doubtful`
    whether its clock may be wrong, `signs` how its parts are.
    Raises JournalFault if the last closed batch is not what the journal holds.
    """

    def __init__(
        self,
        journal: Journal,
        states: KeptStates,
        signing_key: SigningKey,
        environment: bytes,
        certificate: int,
        now: Callable[[], Instant],
        flags: Flag = NO_FLAGS,
        office_keys: int = 0,
        doubtful: Callable[[], bool] = lambda: False,
        signs: Callable[[], Signs] = lambda: (),
    ) -> None:
        self._journal, self._states, self._key, self._environment = journal, states, signing_key, environment
        self._certificate, self._now, self._flags = certificate, now, flags
        self._office_keys, self._doubtful, self._signs = office_keys, doubtful, signs
        self._jobs: dict[int, JobWord] = {}
        self.read_anew()

    def read_anew(self) -> None:
        """Go on from the last closed batch that the journal holds: it was opened, or opened again. Raises JournalFault."""
        last = self._journal.last_header()
        self._sent = standing_of(last) if last else Standing()

    def close_batches(self) -> int:
        """Put every entry that is in no batch yet into closed batches; how many were made."""
        made = 0
        while piece := self._journal.unbatched():
            self._close(*piece)
            made += 1
        return made

    def _close(self, lineage: Lineage, first: Sequence, entries: list[bytes]) -> None:
        journal = self._journal
        number, previous = journal.last_batch()
        head = journal.head_before(first)
        sums, sent = stand_after(self._sent, [decode_entry(data).body for data in entries], journal.intent)
        header = BatchHeader(
            terminal=journal.terminal,
            certificate=self._certificate,
            lineage=lineage,
            number=number + 1,
            previous=previous,
            first_sequence=first,
            count=len(entries),
            head_before=head,
            head_after=run(head, first, entries),
            sums=sums,
            totals=sent.totals,
            open_count=sent.open_count,
            open_sum=sent.open_sum,
            versions=self._versions(),
            closed_at=self._now(),
            last_server_time=journal.last_server_time(),
            flags=self._flags_now(),
        )
        sealed = seal(Purpose.BATCH, self._environment, self._key, encode_batch(Batch(header, tuple(entries))))
        journal.store_batch(header.number, first, header.count, batch_hash(sealed), sealed)
        self._sent = sent

    def _flags_now(self) -> Flag:
        return self._flags | (Flag.CLOCK_DOUBTFUL if self._doubtful() else NO_FLAGS)

    def _versions(self) -> tuple[tuple[TableKind, int], ...]:
        return tuple(sorted(self.table_versions().items()))

    # What the uplink asks (terminal/uplink/uplink.py).

    def waiting(self, limit: int) -> list[tuple[int, bytes]]:
        """Batches without an acknowledgement, oldest first."""
        return self._journal.waiting(limit)

    def store_ack(self, number: int, ack: bytes) -> None:
        """Keep an acknowledgement whose signature holds."""
        self._journal.store_ack(number, ack)

    def resend_after(self, number: int) -> None:
        """Head office asks for all batches above `number` again."""
        self._journal.resend_after(number)

    def table_versions(self) -> dict[TableKind, int]:
        """The version held of each table and of the card states."""
        states = self._states.held.version
        return self._journal.table_versions() | ({TableKind.CARD_STATES: states} if states else {})

    def install_table(self, kind: TableKind, version: int, sealed: bytes) -> None:
        """Keep a table whose signature holds."""
        self._journal.install_table(kind, version, sealed)

    def states_held(self) -> StatesHeld:
        """What is held of the card states."""
        return self._states.held

    def take_part(self, part: SnapshotPart) -> None:
        """Keep the next part of newer card states."""
        self._states.take_part(part)

    def install_delta(self, delta: Delta) -> None:
        """Put what changed over the card states."""
        self._states.install_delta(delta)

    def tell_job(self, word: JobWord, known: Container[int]) -> None:
        """The next poll says this of an order, and nothing of those that are not known any more."""
        said = self._jobs | {word.number: word}
        self._jobs = {number: one for number, one in said.items() if number in known}

    def make_poll(self) -> bytes:
        """A signed sign of life."""
        journal, states = self._journal, self._states.held
        poll = Poll(
            terminal=journal.terminal,
            next_sequence=Sequence(journal.state.last_sequence + 1),
            head=journal.head,
            batch_number=journal.last_batch()[0],
            acknowledged=journal.acknowledged(),
            office_keys=self._office_keys,
            versions=self._versions(),
            states_hash=states.hash,
            incoming=states.incoming,
            incoming_parts=states.parts,
            open_count=len(journal.state.open),
            open_sum=journal.state.open_minor,
            sent_at=self._now(),
            flags=self._flags_now(),
            jobs=tuple(self._jobs[number] for number in sorted(self._jobs)),
            signs=self._signs(),
        )
        return seal(Purpose.POLL, self._environment, self._key, encode_poll(poll))
