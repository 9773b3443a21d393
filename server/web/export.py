"""A table as a file for spreadsheets: CSV or XLSX (INTEGRITY 11.5).

No cell becomes a formula. In CSV, text that a spreadsheet would take for one gets an apostrophe before it; in XLSX, text is
stored as text. Money is a decimal number in both, never text, so that it can be summed.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from io import StringIO
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from flask import Response, stream_with_context
from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from protocol.instants import date_of, local_text
from protocol.money import Money

ROWS_MAX = 100_000
"""More is for a program, not for a spreadsheet."""
CHUNK_ROWS = 500
CHUNK_BYTES = 65_536
CELL_CHARACTERS_MAX = 32_767
_FORMULA = "=+-@\t\r\n\0＝＋－＠"
_WIDTH_MIN, _WIDTH_MAX = 14, 60
Cell = str | int | Money | None


class Kind(Enum):
    """What a column holds: text (a name, a number that nobody sums), Money, an Instant, a BusinessDay, a count."""

    TEXT = "text"
    MONEY = "money"
    INSTANT = "instant"
    DAY = "day"
    COUNT = "count"


class Form(Enum):
    """Which file."""

    CSV = "csv"
    XLSX = "xlsx"


_MEDIA = {Form.CSV: "text/csv", Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True, slots=True)
class Column:
    """`title` stands above it, in the reader's language."""

    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be written. `name` is the file's, without its ending. `rows` may be read once; None is an empty cell."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    digits: int
    utc_offset_minutes: int


def as_file(sheet: Sheet, form: Form) -> Response:
    """The answer to whoever asked for the file."""
    content = csv_of(sheet) if form is Form.CSV else xlsx_of(sheet)
    answer = Response(stream_with_context(content), mimetype=_MEDIA[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{_file_name(sheet.name)}.{form.value}")
    return answer


def csv_of(sheet: Sheet) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, every cell quoted, lines end in CR LF."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(column.title) for column in sheet.columns])
    yield BOM_UTF8
    for count, row in enumerate(_limited(sheet), 1):
        writer.writerow([_plain(value, column.kind, sheet) for value, column in zip(row, sheet.columns, strict=False)])
        if count % CHUNK_ROWS == 0:
            yield _taken(text)
    yield _taken(text)


def xlsx_of(sheet: Sheet) -> Iterator[bytes]:
    """One worksheet; dates are dates and money is a number with the shop's digits."""
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[get_column_letter(number)].width = min(_WIDTH_MAX, max(_WIDTH_MIN, len(column.title) + 4))
    page.append([_head(page, column.title) for column in sheet.columns])
    for row in _limited(sheet):
        page.append([_cell(page, value, column.kind, sheet) for value, column in zip(row, sheet.columns, strict=False)])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while part := file.read(CHUNK_BYTES):
            yield part


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    shown = text.replace("\0", "")
    return f"'{shown}" if text and text[0] in _FORMULA else shown


def _limited(sheet: Sheet) -> Iterator[Sequence[Cell]]:
    """The rows, as many as a file may have; where some are left out, a sentence says so below them."""
    rows = iter(sheet.rows)
    yield from islice(rows, ROWS_MAX)
    if next(rows, None) is not None:
        said = gettext("Cut off after %(count)s rows: choose a shorter period or a narrower filter.", count=f"{ROWS_MAX:,}")
        yield (said,)


def _plain(value: Cell, kind: Kind, sheet: Sheet) -> str:
    match value, kind:
        case None, _:
            return ""
        case Money() as amount, _:
            return amount.text(sheet.digits)
        case int() as number, Kind.INSTANT:
            return local_text(number, sheet.utc_offset_minutes)  # type: ignore[arg-type]
        case int() as number, Kind.DAY:
            return date_of(number).isoformat()  # type: ignore[arg-type]
        case int() as number, Kind.COUNT:
            return str(number)
        case _:
            return harmless(str(value))


def _cell(page: Any, value: Cell, kind: Kind, sheet: Sheet) -> Any:
    match value, kind:
        case None, _:
            return None
        case Money() as amount, _:
            places = "." + "0" * sheet.digits if sheet.digits else ""
            return _formatted(page, Decimal(amount.minor).scaleb(-sheet.digits), f"#,##0{places}")
        case int() as number, Kind.INSTANT:
            return _formatted(page, _wall_clock(number, sheet.utc_offset_minutes), "yyyy-mm-dd hh:mm:ss")
        case int() as number, Kind.DAY:
            return _formatted(page, date_of(number), "yyyy-mm-dd")  # type: ignore[arg-type]
        case int() as number, Kind.COUNT:
            return number
        case _:
            return _text_cell(page, str(value))


def _formatted(page: Any, value: Decimal | date | datetime, number_format: str) -> Any:
    cell = WriteOnlyCell(page, value)  # type: ignore[arg-type] # numbers and dates of each kind
    cell.number_format = number_format
    return cell


def _text_cell(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", text)[:CELL_CHARACTERS_MAX])
    cell.data_type = "s"
    return cell


def _head(page: Any, title: str) -> Any:
    cell = _text_cell(page, title)
    cell.font = Font(bold=True)
    return cell


def _wall_clock(at: int, utc_offset_minutes: int) -> datetime:
    """The shop's, without a zone: spreadsheets know none."""
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at, minutes=utc_offset_minutes)
    return moment.replace(tzinfo=None, microsecond=0)


def _taken(text: StringIO) -> bytes:
    found = text.getvalue()
    text.seek(0)
    text.truncate()
    return found.encode()


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "table"
