"""The hash chain of a journal: each head stands for everything before it (SPEC 3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from protocol.ids import Sequence

HASH_BYTES = 32
GENESIS = bytes(HASH_BYTES)
"""The head of a journal without entries."""


def link(previous: bytes, sequence: int, entry_bytes: bytes) -> bytes:
    """The head after one more entry: SHA-256(previous ‖ sequence u32 ‖ entry)."""
    return sha256(previous + sequence.to_bytes(4, "big") + entry_bytes).digest()


def run(previous: bytes, first_sequence: Sequence | int, entries: Iterable[bytes]) -> bytes:
    """The head after `entries`, the first of which has place `first_sequence`."""
    head, place = previous, first_sequence
    for entry in entries:
        head = sha256(b"%b%b%b" % (head, place.to_bytes(4, "big"), entry)).digest()
        place += 1
    return head
