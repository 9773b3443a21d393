"""Columns as PostgreSQL's own binary arrays: no Python number is made of them on their way into the database."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

from server.settlement.columns.cursor import Bytes, Numbers

INT8, BYTEA = 20, 17
_HEAD = struct.Struct(">iiiii")


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


def bigints(column: Numbers) -> Array:
    """A column as bigint[]."""
    cells = np.empty(len(column), [("size", ">i4"), ("value", ">i8")])
    cells["size"], cells["value"] = 8, column
    return _array(INT8, len(column), cells.tobytes())


def byte_strings(rows: Bytes) -> Array:
    """A table of bytes as bytea[], one element for each row."""
    count, width = rows.shape
    cells = np.empty(count, [("size", ">i4"), ("value", "u1", width)])
    cells["size"], cells["value"] = width, rows
    return _array(BYTEA, count, cells.tobytes())


def _array(kind: int, count: int, cells: bytes) -> Array:
    return Array(_HEAD.pack(1, 0, kind, count, 1) + cells)
