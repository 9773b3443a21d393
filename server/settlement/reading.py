"""A batch read once: its ordinary sales in columns, every other entry as a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Sequence as Items
from dataclasses import dataclass

from protocol.ids import Reference, Sequence
from protocol.instants import Instant
from protocol.link.batch import Batch
from protocol.link.codec import decode_entry, time_of
from protocol.link.conversation import StoreBatch
from protocol.link.entries import Abandon, Boot, Cancel, Commit, Entry, Late
from server.settlement.cards.days import Span, span_of
from server.settlement.columns.sales import Sales, read_sales

Word = Commit | Late | Cancel | Abandon
"""What is said of an intent later on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`rest` are the entries that are not part of an ordinary sale, by sequence. `regular`: the clock of the entries never
    went back (`first_at` and `last_at` bound it then), and no start of the program stands inside."""

    batch: Batch
    sales: Sales
    rest: Mapping[Sequence, Entry]
    regular: bool
    first_at: Instant
    last_at: Instant

    @property
    def journal(self) -> int:
        """Whose journal it is, as the columns say it: terminal << 32 | lineage."""
        return self.batch.header.terminal << 32 | self.batch.header.lineage

    def entries(self, sales: Sales) -> dict[Sequence, Entry]:
        """The rest together with the entries of some of the sales, by rising sequence."""
        first = self.batch.header.first_sequence
        offsets = (*sales.intent.tolist(), *sales.commit.tolist())
        told = {Sequence(first + offset): decode_entry(self.batch.entries[offset]) for offset in offsets}
        return dict(sorted((told | dict(self.rest)).items())) if told else dict(self.rest)

    def words(self, *kinds: type[Word]) -> Iterator[Reference]:
        """The intents of which entries of the rest speak, in entries of these kinds."""
        header = self.batch.header
        for entry in self.rest.values():
            body = entry.body
            if isinstance(body, kinds):
                yield body.intent if not isinstance(body, Commit) else Reference(header.terminal, header.lineage, body.intent)


def read_batch(batch: Batch) -> Reading:
    """Read the entries of a batch that was split. Raises TheirViolation if one of them cannot be read."""
    return with_sales(batch, read_sales([batch]))


def read_together(batches: Items[Batch]) -> list[Sales]:
    """The ordinary sales of several batches; for small ones this is many times as fast as one after the other."""
    return read_sales(batches).split(len(batches))


def with_sales(batch: Batch, sales: Sales) -> Reading:
    """Read the other entries of a batch. Raises TheirViolation if one of them cannot be read."""
    taken = {*sales.intent.tolist(), *sales.commit.tolist()}
    first = batch.header.first_sequence
    rest = {Sequence(first + offset): decode_entry(data) for offset, data in enumerate(batch.entries) if offset not in taken}
    clock = [data[1:7] for data in batch.entries]
    bounds = time_of(batch.entries[0]), time_of(batch.entries[-1])
    started = any(isinstance(entry.body, Boot) for sequence, entry in rest.items() if sequence != first)
    return Reading(batch, sales, rest, not started and clock == sorted(clock), *bounds)


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A sound batch, read."""

    verdict: StoreBatch
    reading: Reading


@dataclass(frozen=True, slots=True)
class Arrival:
    """A stored batch by its row, to be booked. `said` is what earlier batches said at its places, by sequence."""

    number: int
    reading: Reading
    said: Mapping[int, bytes]
    received_at: Instant

    @property
    def span(self) -> Span:
        """Between which instants its entries were made."""
        return span_of(self.reading.batch.header.last_server_time, self.received_at)
