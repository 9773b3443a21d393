"""A mapped file of card-state rows, sorted by hash, with a fence: where each 16-bit prefix begins.

    rows, 16 bytes each (protocol/link/SPEC.md 6.6) · fence, 65,537 places u32 in this machine's byte order

Hashes are keyed, so rows spread evenly: of a million rows some fifteen share a prefix, and one search of the C library
over their 240 bytes is faster than any search in Python. The mapped file costs no memory that the system cannot take back.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from protocol.link.card_states import HASH_BYTES, ROW_BYTES

PREFIXES = 2**16
FENCE = "I"
FENCE_BYTES = (PREFIXES + 1) * array(FENCE).itemsize
CHUNK_BYTES = 2**18
_PREFIX = struct.Struct(">H14x")


class BaseDamaged(Exception):
    """A file that is not what was written."""


class Base:
    """The rows of one file; `digest` is the SHA-256 of the file. Raises BaseDamaged, OSError."""

    def __init__(self, path: Path, digest: bytes) -> None:
        with path.open("rb") as file:
            found = sha256()
            while chunk := file.read(CHUNK_BYTES):
                found.update(chunk)
            size = file.tell() - FENCE_BYTES
            if found.digest() != digest or size < 0 or size % ROW_BYTES:
                raise BaseDamaged(f"{path.name} is not the file that was written")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            file.seek(size)
            self._fence = array(FENCE, file.read(FENCE_BYTES))
        self.rows = size // ROW_BYTES

    def finder(self, newer: Mapping[bytes, bytes]) -> Callable[[bytes], bytes | None]:
        """A function that gives the raw row of a card instance, or None; rows of `newer` come before those of the file.

        Everything it needs is bound once: a look-up costs little more than one in a set.
        """
        fence, mapped, search = self._fence, self._map, self._map.find

        def find(hash8: bytes) -> bytes | None:
            if hash8 in newer:
                return newer[hash8]
            prefix = hash8[0] << 8 | hash8[1]
            start = fence[prefix]
            at = search(hash8, start, fence[prefix + 1])
            while (at - start) % ROW_BYTES and at >= 0:  # the eight bytes may stand across two fields
                at = search(hash8, at + 1, fence[prefix + 1])
            return None if at < 0 else mapped[at : at + ROW_BYTES]

        return find

    def merged(self, newer: Mapping[bytes, bytes]) -> Iterator[bytes]:
        """The bytes of these rows with newer ones put in or over them, in order, piece by piece."""
        done = 0
        for hash8 in sorted(newer):
            place = self._place(hash8)
            yield from self._pieces(done, place)
            yield newer[hash8]
            done = place + ROW_BYTES if self._map[place : place + HASH_BYTES] == hash8 else place
        yield from self._pieces(done, self.rows * ROW_BYTES)

    def _pieces(self, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, CHUNK_BYTES):
            yield self._map[at : min(end, at + CHUNK_BYTES)]

    def _place(self, hash8: bytes) -> int:
        """Where the row of this hash is, or would be."""
        prefix = hash8[0] << 8 | hash8[1]
        low, high = self._fence[prefix] // ROW_BYTES, self._fence[prefix + 1] // ROW_BYTES
        while low < high:
            middle = (low + high) // 2
            if self._map[middle * ROW_BYTES : middle * ROW_BYTES + HASH_BYTES] < hash8:
                low = middle + 1
            else:
                high = middle
        return low * ROW_BYTES

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()


class RowsOutOfOrder(Exception):
    """Rows that do not rise from one piece to the next."""


class BaseWriter:
    """Bytes of a base file from pieces of rows; after the last one `digest` is known. Raises RowsOutOfOrder."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._digest = sha256()

    def __iter__(self) -> Iterator[bytes]:
        counts, last = array(FENCE, bytes(FENCE_BYTES)), b""
        for piece in self._pieces:
            if not last < piece[:HASH_BYTES]:
                raise RowsOutOfOrder
            last = piece[-ROW_BYTES : HASH_BYTES - ROW_BYTES]
            for (prefix,) in _PREFIX.iter_unpack(piece):
                counts[prefix + 1] += ROW_BYTES
            self._digest.update(piece)
            yield piece
        for below, above in pairwise(range(PREFIXES + 1)):
            counts[above] += counts[below]
        self._digest.update(counts.tobytes())
        yield counts.tobytes()

    @property
    def digest(self) -> bytes:
        """SHA-256 of the whole file."""
        return self._digest.digest()
