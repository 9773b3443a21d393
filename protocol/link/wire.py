"""Bytes one value at a time: a writer that says each value in exactly one way, a reader that takes no other (SPEC 1).

Integers are big-endian. A varint has seven bits a byte, highest group first, the top bit set on all but the last
byte, and never starts with an empty group. Signed values are zigzagged first. Nothing is read past the end and
nothing may be left over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TypeVar

from protocol.limits import TEXT_BYTES_MAX
from protocol.link.violations import OurViolation, Reason, TheirViolation
from protocol.money import Money

U8_MAX = 2**8 - 1
U16_MAX = 2**16 - 1
U32_MAX = 2**32 - 1
U64_MAX = 2**64 - 1
I64_MIN, I64_MAX = -(2**63), 2**63 - 1
VARINT_BYTES_MAX = 10

T = TypeVar("T")


def rises(values: Iterable[int]) -> bool:
    """Whether each value is above the one before it: the one order that lists of rows may have."""
    return all(below < above for below, above in pairwise(values))


def text_fault(text: str, bytes_max: int = TEXT_BYTES_MAX) -> str | None:
    """Why a text has no encoding, or None: it must be NFC, without control characters, at most `bytes_max` in UTF-8."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return "a text is not Unicode"
    if size > bytes_max:
        return f"a text has more than {bytes_max} bytes"
    if any(unicodedata.category(character) == "Cc" for character in text):
        return "a text holds a control character"
    if not unicodedata.is_normalized("NFC", text):
        return "a text is not in NFC"
    return None


class Writer:
    """Collects bytes. Raises OurViolation for a value that does not fit its place."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def finish(self) -> bytes:
        """Everything written."""
        return bytes(self._bytes)

    def _unsigned(self, value: int, size: int) -> None:
        if not 0 <= value < 1 << 8 * size:
            raise OurViolation(f"{value} does not fit {size} bytes")
        self._bytes += value.to_bytes(size, "big")

    def u8(self, value: int) -> None:
        """One byte."""
        self._unsigned(value, 1)

    def u16(self, value: int) -> None:
        """Two bytes."""
        self._unsigned(value, 2)

    def u32(self, value: int) -> None:
        """Four bytes."""
        self._unsigned(value, 4)

    def u48(self, value: int) -> None:
        """Six bytes: an instant."""
        self._unsigned(value, 6)

    def u64(self, value: int) -> None:
        """Eight bytes."""
        self._unsigned(value, 8)

    def varint(self, value: int, maximum: int = U64_MAX) -> None:
        """An unsigned number from 0 to `maximum` in as few bytes as it needs."""
        if not 0 <= value <= maximum:
            raise OurViolation(f"{value} is not from 0 to {maximum}")
        groups = [value & 0x7F]
        while value := value >> 7:
            groups.append(0x80 | value & 0x7F)
        self._bytes += bytes(reversed(groups))

    def zigzag(self, value: int) -> None:
        """A signed 64-bit number."""
        if not I64_MIN <= value <= I64_MAX:
            raise OurViolation(f"{value} does not fit 64 bits")
        self.varint(value << 1 if value >= 0 else (-value << 1) - 1)

    def money(self, amount: Money) -> None:
        """An amount in minor units, zigzagged."""
        self.zigzag(amount.minor)

    def raw(self, data: bytes, size: int) -> None:
        """Exactly `size` bytes, without a length."""
        if len(data) != size:
            raise OurViolation(f"a byte string has {len(data)} bytes, not {size}")
        self._bytes += data

    def blob(self, data: bytes, maximum: int) -> None:
        """A byte string of at most `maximum` bytes after its length."""
        self.varint(len(data), maximum)
        self._bytes += data

    def yes(self, value: bool) -> None:
        """One byte, 0 or 1."""
        self.u8(int(value))

    def text(self, text: str, bytes_max: int = TEXT_BYTES_MAX) -> None:
        """A text after its length in bytes."""
        if fault := text_fault(text, bytes_max):
            raise OurViolation(fault)
        self.blob(text.encode(), bytes_max)


class Reader:
    """Takes bytes off the front. Every method raises TheirViolation if they are not what a Writer makes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes have not been read."""
        return len(self._data) - self._at

    def done(self) -> None:
        """Refuse anything left over."""
        if self.left:
            raise TheirViolation(Reason.TRAILING, f"{self.left} bytes are left over")

    def raw(self, size: int) -> bytes:
        """Exactly `size` bytes."""
        start, end = self._at, self._at + size
        if end > len(self._data):
            raise TheirViolation(Reason.TRUNCATED, f"{size} bytes expected, {self.left} left")
        self._at = end
        return self._data[start:end]

    def u8(self) -> int:
        """One byte."""
        if self._at >= len(self._data):
            raise TheirViolation(Reason.TRUNCATED, "1 byte expected, none left")
        self._at += 1
        return self._data[self._at - 1]

    def u16(self) -> int:
        """Two bytes."""
        return int.from_bytes(self.raw(2), "big")

    def u32(self) -> int:
        """Four bytes."""
        return int.from_bytes(self.raw(4), "big")

    def u48(self) -> int:
        """Six bytes: an instant."""
        return int.from_bytes(self.raw(6), "big")

    def u64(self) -> int:
        """Eight bytes."""
        return int.from_bytes(self.raw(8), "big")

    def varint(self, maximum: int = U64_MAX) -> int:
        """An unsigned number from 0 to `maximum`, refused if a shorter form exists."""
        data, at = self._data, self._at
        if at < len(data) and data[at] < 0x80 and data[at] <= maximum:  # most have one byte
            self._at = at + 1
            return data[at]
        value = 0
        for place in range(VARINT_BYTES_MAX):
            byte = self.u8()
            if place == 0 and byte == 0x80:
                raise TheirViolation(Reason.NOT_CANONICAL, "a number starts with an empty group")
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                break
        else:
            raise TheirViolation(Reason.MALFORMED, "a number has more than 10 bytes")
        if value > maximum:
            raise TheirViolation(Reason.MALFORMED, f"{value} is above {maximum}")
        return value

    def zigzag(self) -> int:
        """A signed 64-bit number."""
        value = self.varint()
        return -(value + 1 >> 1) if value & 1 else value >> 1

    def money(self) -> Money:
        """An amount in minor units."""
        return Money(self.zigzag())

    def blob(self, maximum: int) -> bytes:
        """A byte string after its length."""
        return self.raw(self.varint(maximum))

    def blobs(self, count: int, maximum: int) -> tuple[bytes, ...]:
        """`count` times `blob`, for the entries of a batch: short lengths, which have one byte, are read here and now."""
        data, at, found = self._data, self._at, []
        short = min(maximum, 0x7F)
        for _ in range(count):
            size = data[at] if at < len(data) else short + 1
            if size <= short:
                found.append(data[at + 1 : at + 1 + size])
                at += 1 + size
            else:
                self._at = at
                found.append(self.blob(maximum))
                at = self._at
        self._at = at
        if at > len(data):
            raise TheirViolation(Reason.TRUNCATED, f"{at - len(data)} bytes are missing")
        return tuple(found)

    def yes(self) -> bool:
        """One byte, 0 or 1."""
        byte = self.u8()
        if byte > 1:
            raise TheirViolation(Reason.MALFORMED, f"{byte} is neither 0 nor 1")
        return byte == 1

    def text(self, bytes_max: int = TEXT_BYTES_MAX) -> str:
        """A text after its length in bytes."""
        try:
            text = self.blob(bytes_max).decode()
        except UnicodeDecodeError:
            raise TheirViolation(Reason.MALFORMED, "a text is not UTF-8") from None
        if fault := text_fault(text, bytes_max):
            raise TheirViolation(Reason.NOT_CANONICAL, fault)
        return text

    def one_of(self, read: Callable[[], int], kind: Callable[[int], T]) -> T:
        """A code read by `read` that `kind` (an enum) knows."""
        code = read()
        try:
            return kind(code)
        except ValueError:
            raise TheirViolation(Reason.MALFORMED, f"code {code} is unknown") from None
