"""Rows of a table: their number, then one after the other (SPEC 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from protocol.link.wire import Reader, Writer

ROWS_MAX = 100_000

Row = TypeVar("Row")


def write_rows(writer: Writer, rows: tuple[Row, ...], write: Callable[[Writer, Row], None]) -> None:
    """The number of rows as a varint, then what `write` makes of each."""
    writer.varint(len(rows), ROWS_MAX)
    for row in rows:
        write(writer, row)


def read_rows(reader: Reader, read: Callable[[Reader], Row]) -> tuple[Row, ...]:
    """Read rows. Raises TheirViolation."""
    return tuple(read(reader) for _ in range(reader.varint(ROWS_MAX)))
