"""A mapped file of card-state rows, each near the place that its hash names, so that a look-up reads one or two of them.

    slots, 16 bytes each: hash u64 · what is said u64 (the last eight bytes of a row, protocol/link/SPEC.md 6.6)
    one empty slot · shift u64 · rows u64

All in this machine's byte order. There are 2**n slots, at least half again as many as rows, and more at the end for rows
that do not fit. The top n bits of a hash name its slot (shift = 64 - n); a slot that is taken sends a row to the next
free one, so rows keep their order and a search ends at the first hash that is not below. Hashes are keyed, so they
spread evenly. An empty slot has all bits set, which no row has. The mapped file costs no memory that the system cannot
take back.
"""

from __future__ import annotations

import mmap
import struct
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

WORD: Final = "Q"
SLOT_BYTES = 2 * array(WORD).itemsize
NOTHING = 2**64 - 1
"""Both words of an empty slot."""
EMPTY = array(WORD, [NOTHING, NOTHING])
CHUNK_BYTES = 2**18
_ROW = struct.Struct(">QQ")
_SLOT = struct.Struct("=QQ")


class BaseDamaged(Exception):
    """A file that is not what was written."""


class Base:
    """The rows of one file; `digest` is the SHA-256 of the file. Raises BaseDamaged, OSError."""

    def __init__(self, path: Path, digest: bytes) -> None:
        with path.open("rb") as file:
            found = sha256()
            while chunk := file.read(CHUNK_BYTES):
                found.update(chunk)
            if found.digest() != digest:
                raise BaseDamaged(f"{path.name} is not the file that was written")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._words = memoryview(self._map).cast(WORD)
        self._shift, self.rows = self._words[-2:]

    def finder(self, newer: Mapping[bytes, int]) -> Callable[[bytes], int | None]:
        """A function that gives what is said of a card instance, or None; what `newer` says comes before the file.

        Everything it needs is bound once: a look-up costs little more than one in a set.
        """
        words, number = self._words, int.from_bytes
        shift = self._shift

        def find(hash8: bytes) -> int | None:
            if hash8 in newer:
                return newer[hash8]
            sought = number(hash8)
            at = sought >> shift << 1
            while (found := words[at]) < sought:
                at += 2
            if found != sought:
                return None
            said = words[at + 1]
            return None if said == NOTHING else said  # the hash whose bits are all set looks like an empty slot

        return find

    def merged(self, newer: Mapping[bytes, int]) -> Iterator[bytes]:
        """These rows with newer ones put in or over them, in order, piece by piece."""
        waiting = sorted((int.from_bytes(hash8), said) for hash8, said in newer.items())
        done = 0
        for piece in self._pieces():
            last, start = next(reversed(piece)), done
            while done < len(waiting) and waiting[done][0] <= last:
                done += 1
            piece.update(waiting[start:done])
            yield _rows(piece)
        yield _rows(dict(waiting[done:]))

    def _pieces(self) -> Iterator[dict[int, int]]:
        """What is said by hash, some thousand rows at a time; none is empty."""
        for start in range(0, len(self._words) - 2, CHUNK_BYTES // SLOT_BYTES):
            end = min(start + CHUNK_BYTES // SLOT_BYTES, len(self._words) - 2)
            words = self._words[start:end].tolist()
            if piece := {found: said for found, said in zip(words[::2], words[1::2], strict=True) if said != NOTHING}:
                yield piece

    def close(self) -> None:
        """Let go of the file."""
        self._words.release()
        self._map.close()


def _rows(said: Mapping[int, int]) -> bytes:
    return b"".join(_ROW.pack(*row) for row in sorted(said.items()))


class RowsOutOfOrder(Exception):
    """Rows that do not rise."""


class BaseWriter:
    """Bytes of a base file from pieces of at most `most` rows; after the last one `digest` is known.

    Raises RowsOutOfOrder.
    """

    def __init__(self, pieces: Iterable[bytes], most: int) -> None:
        self._pieces = pieces
        self._bits = (most + most // 2).bit_length()
        self._digest = sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._slots():
            self._digest.update(piece)
            yield piece

    def _slots(self) -> Iterator[bytes]:
        shift, place, rows, last = 64 - self._bits, 0, 0, -1
        for piece in self._pieces:
            words = array(WORD)
            for row in _ROW.iter_unpack(piece):
                if row[0] <= last:
                    raise RowsOutOfOrder
                last = row[0]
                if (home := last >> shift) > place:
                    words.extend(EMPTY * (home - place))
                    place = home
                words.extend(row)
                place += 1
            rows += len(piece) // SLOT_BYTES
            yield words.tobytes()
        yield (EMPTY * (max(0, (1 << self._bits) - place) + 1)).tobytes()
        yield _SLOT.pack(shift, rows)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the whole file."""
        return self._digest.digest()
