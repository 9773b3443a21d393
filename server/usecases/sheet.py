"""A table in a file, as cells of text: CSV as spreadsheets write it, or XLSX. Reads only; nothing in it is computed."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from server.usecases.declined import Declined, Reason

BYTES_MAX = 8 * 1024 * 1024
UNPACKED_MAX = 128 * 1024 * 1024
ROWS_MAX = 10_000
COLUMNS_MAX = 40
_ENCODINGS = ("utf-8-sig", "gb18030")
"""gb18030 is what a Chinese spreadsheet writes by default."""
_SHIELDED = "=+-@＝＋－＠"
"""Before these we write an apostrophe when we export, and take it away again here."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands there, as text. A formula, or what came of a wrong one, is not its value."""

    text: str
    formula: bool = False


def read_table(content: bytes) -> list[list[Cell]]:
    """The rows, the headings first; empty rows are empty lists. Raises Declined."""
    if len(content) > BYTES_MAX:
        raise Declined(Reason.FILE_LONG)
    rows = list(islice(_xlsx(content) if content.startswith(b"PK") else _csv(content), ROWS_MAX + 2))
    if len(rows) > ROWS_MAX + 1 or any(len(row) > COLUMNS_MAX for row in rows):
        raise Declined(Reason.FILE_LONG)
    return rows


def _csv(content: bytes) -> Iterator[list[Cell]]:
    text = _decoded(content)
    head = text.partition("\n")[0]
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True):
            yield _trimmed([_typed(one) for one in row])
    except csv.Error:
        raise Declined(Reason.FILE_UNREADABLE) from None


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Declined(Reason.FILE_UNREADABLE)


def _typed(text: str) -> Cell:
    if text[:1] == "'" and text[1:2] and text[1] in _SHIELDED:
        return Cell(text[1:])
    return Cell(text, formula=text.startswith(("=", "＝")))


def _xlsx(content: bytes) -> Iterator[list[Cell]]:
    """Damaged files raise many kinds of exceptions within the library."""
    from openpyxl import load_workbook  # takes longer to import than many a command to run

    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED_MAX:
                raise Declined(Reason.FILE_LONG)
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            for row in book.worksheets[0].iter_rows(max_row=ROWS_MAX + 2, max_col=COLUMNS_MAX + 1):
                yield _trimmed([_stored(one) for one in row])
        finally:
            book.close()
    except Declined:
        raise
    except Exception:
        raise Declined(Reason.FILE_UNREADABLE) from None


def _stored(cell: Any) -> Cell:
    value = cell.value
    match value:
        case None:
            return Cell("")
        case datetime() if value.time() == time():
            return Cell(value.date().isoformat())
        case date() | datetime():
            return Cell(value.isoformat())
        case float() if value.is_integer():
            return Cell(str(int(value)))
        case str():
            return Cell(value, formula=cell.data_type in ("f", "e"))
        case _:
            return Cell(str(value), formula=cell.data_type in ("f", "e"))


def _trimmed(row: list[Cell]) -> list[Cell]:
    """Without the empty cells at its end."""
    while row and not row[-1].text.strip():
        row.pop()
    return row
