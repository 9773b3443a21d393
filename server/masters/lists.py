"""A list out of a spreadsheet, CSV or XLSX: its rows by the names in the first one. Nothing is believed of its size."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

LIST_BYTES_MAX = 300_000
ROWS_MAX = 5_000
COLUMNS_MAX = 40
UNPACKED_BYTES_MAX = 20_000_000
"""Of an XLSX, which is a ZIP: a small file can hold a very big one."""
_ZIP = b"PK\x03\x04"
_ENCODINGS = ("utf-8-sig", "gb18030")
"""What spreadsheets write, the second where they speak Chinese."""
_GUARDED = "=+-@"


class Unreadable(Exception):
    """It is no list."""


class TooLong(Exception):
    """It has too many rows, or bytes."""


def read_list(data: bytes, needed: Iterable[str]) -> list[dict[str, str]]:
    """The rows that are not empty. Raises Unreadable, TooLong."""
    if len(data) > LIST_BYTES_MAX:
        raise TooLong
    rows = _xlsx(data) if data.startswith(_ZIP) else _csv(data)
    head = [name.strip().casefold() for name in next(rows, [])]
    if not set(needed) <= set(head):
        raise Unreadable
    found = [dict(zip(head, map(_plain, row), strict=False)) for row in islice(rows, ROWS_MAX + 1) if any(map(str.strip, row))]
    if len(found) > ROWS_MAX:
        raise TooLong
    return found


def _plain(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from reading it as a formula."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in _GUARDED else text


def _csv(data: bytes) -> Iterator[Sequence[str]]:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable
    first = text.partition("\n")[0]
    try:
        yield from (row[:COLUMNS_MAX] for row in csv.reader(StringIO(text, newline=""), delimiter=";" if ";" in first else ","))
    except csv.Error:
        raise Unreadable from None


def _xlsx(data: bytes) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook  # takes longer to import than many a command to run

    try:
        with ZipFile(BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED_BYTES_MAX:
                raise TooLong
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
        page = book.worksheets[0]
        for row in page.iter_rows(max_col=COLUMNS_MAX, values_only=True):
            yield [_text(cell) for cell in row]
    except TooLong:
        raise
    except (BadZipFile, KeyError, ValueError, IndexError, OSError, TypeError, AttributeError, SyntaxError):
        raise Unreadable from None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    return str(cell)
