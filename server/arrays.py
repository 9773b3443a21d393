"""Columns of values as PostgreSQL's own binary arrays: a statement with arrays has one text, however many rows it gets."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

BOOL, BYTEA, INT8, TEXT = 16, 17, 20, 25
_HEAD = struct.Struct(">iiiii")
_INT8 = struct.Struct(">iq")
_SIZE = struct.Struct(">i")
_NULL = _SIZE.pack(-1)
_BOOLS = {True: b"\0\0\0\1\1", False: b"\0\0\0\1\0"}


@dataclass(frozen=True, slots=True)
class Array:
    """A one-dimensional array in the binary form of PostgreSQL: a head, then size and bytes of each element."""

    data: bytes


class ArrayDumper(Dumper):
    """Sends an Array as it is; the statement says by a cast what it holds."""

    format = Format.BINARY

    def dump(self, obj: Array) -> bytes:
        """The bytes."""
        return obj.data


psycopg.adapters.register_dumper(Array, ArrayDumper)


def array_of(kind: int, count: int, cells: bytes, nulls: bool = False) -> Array:
    """An array of this type (its OID) from the sizes and bytes of its elements."""
    return Array(_HEAD.pack(1, nulls, kind, count, 1) + cells)


def column(values: Sequence[Any]) -> tuple[str, Array] | None:
    """The type of the array, and the values (None for NULL); no array where nothing tells the type, or it is another one.

    Raises OverflowError, as SQLite does, for a number beyond 64 bits.
    """
    nulls = None in values
    first = next((value for value in values if value is not None), None) if nulls else values[0]
    match first:
        case bool():
            name, kind, cells = "boolean[]", BOOL, [_NULL if value is None else _BOOLS[value] for value in values]
        case int():
            name, kind, cells = "bigint[]", INT8, _whole(values)
        case bytes():
            name, kind, cells = "bytea[]", BYTEA, [_sized(value) for value in values]
        case str():
            texts = [None if value is None else value.encode() for value in values]
            name, kind, cells = "text[]", TEXT, [_sized(text) for text in texts]
        case _:
            return None
    return name, array_of(kind, len(values), b"".join(cells), nulls)


def _whole(values: Sequence[int | None]) -> list[bytes]:
    try:
        return [_NULL if value is None else _INT8.pack(8, value) for value in values]
    except struct.error as error:
        raise OverflowError(str(error)) from None


def _sized(value: bytes | None) -> bytes:
    return _NULL if value is None else _SIZE.pack(len(value)) + value
