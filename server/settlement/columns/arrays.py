"""Columns of numpy as PostgreSQL's own binary arrays: no Python number is made of them on their way into the database."""

from __future__ import annotations

import numpy as np

from server.arrays import BYTEA, INT8, Array, array_of
from server.settlement.columns.cursor import Bytes, Numbers


def bigints(column: Numbers) -> Array:
    """A column as bigint[]."""
    cells = np.empty(len(column), [("size", ">i4"), ("value", ">i8")])
    cells["size"], cells["value"] = 8, column
    return array_of(INT8, len(column), cells.tobytes())


def byte_strings(rows: Bytes) -> Array:
    """A table of bytes as bytea[], one element for each row."""
    count, width = rows.shape
    cells = np.empty(count, [("size", ">i4"), ("value", "u1", width)])
    cells["size"], cells["value"] = width, rows
    return array_of(BYTEA, count, cells.tobytes())
