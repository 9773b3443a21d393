"""EEPROM cells: what they read now, and what the weak ones among them will read when time has passed.

A cell whose write was cut short may read as old, new or neither, and may change its mind later. `Cells` holds
three images of equal length in one block of bytes: the content, a mark for each weak cell, and what it turns into.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

SOUND: Final = b"\x00"
WEAK: Final = b"\x01"


class Cells:
    """The memory of a virtual chip. Every change is also told to `mirror(offset, data)`, if there is one."""

    def __init__(self, content: bytes) -> None:
        self.size = len(content)
        self._image = bytearray(content + bytes(2 * self.size))
        self.mirror: Callable[[int, bytes], None] | None = None

    @classmethod
    def from_image(cls, image: bytes) -> Cells:
        """Rebuild the cells from what `image` gave. Raises ValueError if its length is not three times a size."""
        if not image or len(image) % 3:
            raise ValueError(f"{len(image)} bytes are not an image of cells")
        cells = cls(image[: len(image) // 3])
        cells._image[:] = image
        return cells

    @property
    def image(self) -> bytes:
        """Content, marks and later content."""
        return bytes(self._image)

    @property
    def content(self) -> bytes:
        """What all cells read now."""
        return bytes(self._image[: self.size])

    def read(self, address: int, length: int) -> bytes:
        """What these cells read now. Raises IndexError outside the memory."""
        self._check(address, length)
        return bytes(self._image[address : address + length])

    def write(self, address: int, data: bytes) -> None:
        """A complete write; the cells are sound afterwards."""
        self._check(address, len(data))
        self._put(address, data)
        self._put(self.size + address, SOUND * len(data))

    def weaken(self, address: int, now: bytes, later: bytes) -> None:
        """A write cut short: the cells read `now`, and `later` once they have aged."""
        self._check(address, len(now))
        self._put(address, now)
        self._put(2 * self.size + address, later)
        self._put(self.size + address, WEAK * len(now))

    def age(self) -> None:
        """Time passes: every weak cell turns into what it will stay."""
        for address in range(self.size):
            if self._image[self.size + address]:
                self.write(address, bytes([self._image[2 * self.size + address]]))

    def _check(self, address: int, length: int) -> None:
        if address < 0 or address + length > self.size:
            raise IndexError(f"{length} bytes at {address} do not lie in a memory of {self.size}")

    def _put(self, offset: int, data: bytes) -> None:
        if bytes(self._image[offset : offset + len(data)]) != data:
            self._image[offset : offset + len(data)] = data
            if self.mirror is not None:
                self.mirror(offset, data)
