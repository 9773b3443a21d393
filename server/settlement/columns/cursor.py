"""One place in each of many byte strings, moved together: the reader of `protocol.link.wire` for columns (SPEC 1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

VARINT_BYTES = 8
"""Longer numbers are left to the other reader; 56 bits fit an int64 with room to add."""
SPARE = 8_192
"""Zeros behind the last byte, so that a row which has gone astray never reads outside; its end tells that it did."""


class Cursor:
    """`at` is the place in `data` of each row, `good` whether everything read so far has its one form."""

    def __init__(self, data: Bytes, at: Numbers) -> None:
        self.data = data
        self.at = at.copy()
        self.good: Flags = np.ones(len(at), np.bool_)

    def u8(self) -> Numbers:
        """One byte."""
        found = self.data[self.at].astype(np.int64)
        self.at += 1
        return found

    def unsigned(self, size: int) -> Numbers:
        """`size` bytes, at most 7."""
        found = self.u8()
        for _ in range(size - 1):
            found = found << 8 | self.u8()
        return found

    def skip(self, size: int | Numbers) -> None:
        """Bytes that any value may have."""
        self.at += size

    def varint(self, maximum: int) -> Numbers:
        """An unsigned number from 0 to `maximum` in its shortest form."""
        found = self.u8()
        self.good &= found != 0x80
        more = np.flatnonzero(found >= 0x80)
        found &= 0x7F
        for _ in range(VARINT_BYTES - 1):
            if not len(more):
                break
            byte = self.data[self.at[more]].astype(np.int64)
            self.at[more] += 1
            found[more] = found[more] << 7 | byte & 0x7F
            more = more[byte >= 0x80]
        self.good[more] = False
        self.good &= found <= maximum
        return found

    def zigzag(self) -> Numbers:
        """A signed number of at most 55 bits."""
        found = self.varint(2 ** (7 * VARINT_BYTES) - 1)
        return (found >> 1) ^ -(found & 1)

    def rows(self, size: int) -> Bytes:
        """The next `size` bytes of each row, as a table."""
        found: Bytes = self.data[self.at[:, None] + np.arange(size)]
        self.at += size
        return found

    def part(self, rows: Numbers) -> Cursor:
        """A cursor on some of the rows, from where they are now; `merge` takes it back."""
        return Cursor(self.data, self.at[rows])

    def merge(self, rows: Numbers, part: Cursor) -> None:
        """Go on from where a part of the rows has come to."""
        self.at[rows] = part.at
        self.good[rows] &= part.good
