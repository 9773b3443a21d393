"""The evidence of copies: each batch once more with another lineage, and with the chain of its entries run anew.

Batches of copies are not signed anew, the batch before does not lead to the next, and they name the cards of their originals:
no page reads that. What a page reads of a card it finds by lineage and place, and that is the copy's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from protocol.link import chain
from protocol.link.batch import split_batch
from protocol.link.seal import unverified_body
from server.database import run
from tests.bench.chain.seed import LINEAGE

NUMBERS = 1_000
"""How far the numbers of a copy's batches lie above those of the copy before it."""
HEAD_AFTER = 84
"""Where in a batch the head after its entries stands (SPEC 3.4); the one before stands right before it."""
BATCH_COLUMNS = "terminal, number, lineage, first_sequence, count, hash, sealed, ack, received_at, booked"


def batches() -> list[tuple[Any, ...]]:
    """All stored batches, in the order in which they came."""
    found: list[tuple[Any, ...]] = run(f"SELECT {BATCH_COLUMNS} FROM stored_batch ORDER BY received_at, id").fetchall()
    return found


def evidence_of_copies(rows: list[tuple[Any, ...]], copies: int) -> Iterator[str]:
    """Lines for COPY of `stored_batch`, in the same order."""
    with ProcessPoolExecutor(2) as pool:
        yield from pool.map(partial(_copies_of, copies), rows, chunksize=4)


def digits_of(copy: int) -> str:
    """The hexadecimal digits of a copy's lineage."""
    return f"{LINEAGE + copy:08x}"


def _copies_of(copies: int, row: tuple[Any, ...]) -> str:
    terminal, number, lineage, first, count, identity, sealed, ack, received_at, _ = row
    places, body = _places(sealed), sealed.index(unverified_body(sealed))
    digits = sealed.hex()
    lines = []
    for copy in range(1, copies + 1):
        moved = digits.replace(digits_of(0), digits_of(copy))
        data = bytes.fromhex(moved)
        at = body + HEAD_AFTER
        before = data[at - chain.HASH_BYTES : at]
        after = chain.run(before, first, (data[begin:end] for begin, end in places)).hex()
        chained = f"{moved[: 2 * at]}{after}{moved[2 * at + len(after) :]}"
        names = f"{terminal}\t{number + NUMBERS * copy}\t{lineage + copy}\t{first}\t{count}"
        lines.append(f"{names}\t\\\\x{identity.hex()}\t\\\\x{chained}\t\\\\x{ack.hex()}\t{received_at}\tt\n")
    return "".join(lines)


def _places(sealed: bytes) -> list[tuple[int, int]]:
    """Where each entry begins and ends."""
    found, end = [], 0
    for entry in split_batch(unverified_body(sealed)).entries:
        begin = sealed.index(entry, end)
        end = begin + len(entry)
        found.append((begin, end))
    return found
