"""The columns in which head office reads ordinary sales: whatever they take, the reader of single entries says too."""

from __future__ import annotations

from itertools import islice

from protocol.link.batch import Batch
from protocol.link.codec import decode_entry
from protocol.link.violations import TheirViolation
from server.settlement.columns.sales import joined, read_sales
from server.settlement.reading import read_batch
from tests.fuzz.target import Target, refused
from tests.server.settlement.columns.test_sales import batch_of, check_row, day_of_sales, lines_in

ENTRIES_MAX = 12
FILLER = day_of_sales(2)
"""A batch of ordinary sales: whatever stands beside them must not change what is read of them."""
SALES_OF_FILLER = read_sales([FILLER])


def entries_in(data: bytes) -> list[bytes]:
    """Entries that the bytes tell of, each after its length in two bytes; at least one, none of them empty."""

    def cut() -> list[bytes]:
        at, found = 0, []
        while at + 2 <= len(data):
            size = int.from_bytes(data[at : at + 2], "big")
            found.append(data[at + 2 : at + 2 + size])
            at += 2 + size
        return found

    return [entry for entry in islice(cut(), ENTRIES_MAX) if entry] or [b"\x00"]


def told(entries: list[bytes]) -> bytes:
    """The bytes that tell of these entries."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def check_columns(data: bytes) -> None:
    """Alone and between others: every row is what the entries say, and nothing breaks on the rest."""
    batch = batch_of(entries_in(data))
    sales = read_sales([batch])
    for row in range(len(sales)):
        check_row(sales, row, batch)
    together = read_sales([FILLER, batch, FILLER])
    apart = joined([SALES_OF_FILLER, sales, SALES_OF_FILLER], [0, 1, 2])
    assert [together.intent.tolist(), together.amount.tolist()] == [apart.intent.tolist(), apart.amount.tolist()]
    assert lines_in(together) == lines_in(apart)
    read = refused(TheirViolation, lambda: read_batch(batch))
    assert (read is not None) == _all_read(batch)


def _all_read(batch: Batch) -> bool:
    try:
        for entry in batch.entries:
            decode_entry(entry)
    except TheirViolation:
        return False
    return True


TARGETS = (Target("columns", check_columns, largest=2_048, seconds_per_piece=0.2, share=3),)
