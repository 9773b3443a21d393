"""If these failed, a file would run a stranger's formula at somebody's desk, or say other figures than the page."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from openpyxl import load_workbook

from protocol.instants import day_of
from protocol.money import Money
from server.web import export
from server.web.export import Cell, Column, Form, Kind, Sheet, as_file, csv_of, harmless, xlsx_of
from tests.server.head_office import NOON

COLUMNS = (
    Column("name"),
    Column("sum", Kind.MONEY),
    Column("at", Kind.INSTANT),
    Column("day", Kind.DAY),
    Column("count", Kind.COUNT),
)
DAY = day_of(date(2026, 12, 24))
ROW: tuple[Cell, ...] = ("=1+1", Money(-1_234_567), NOON, DAY, 3)


def sheet(*rows: tuple[Cell, ...], digits: int = 2) -> Sheet:
    return Sheet("takings 1/2", COLUMNS, iter(rows), digits, 480)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[Any]]:
    page: Any = load_workbook(BytesIO(content)).active
    return [list(row) for row in page.iter_rows()]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert harmless(f"{start}cmd|' /C calc'!A0")[0] == "'"
    assert "\0" not in harmless(f"a{start}")


def test_csv_begins_with_its_mark_quotes_all_and_leaves_negative_money_a_number() -> None:
    content = b"".join(csv_of(sheet(ROW, (None,) * 5)))
    assert content.startswith(b'\xef\xbb\xbf"name","sum"')
    head, first, empty = read_csv(content)
    assert (first[0], first[1], first[4]) == ("'=1+1", "-12345.67", "3")
    assert first[2:4] == ["2026-12-24 20:00", "2026-12-24"]
    assert (len(head), empty) == (5, [""] * 5)
    assert content.count(b"\r\n") == 3


def test_xlsx_has_numbers_dates_and_text_that_is_never_a_formula() -> None:
    _, first, second = read_xlsx(b"".join(xlsx_of(sheet(ROW, ("a\x01b", None, None, None, None)))))
    assert [cell.data_type for cell in first] == ["s", "n", "d", "d", "n"]
    assert first[0].value == "=1+1"
    assert (float(first[1].value), first[1].number_format) == (-12_345.67, "#,##0.00")
    assert (first[2].value, first[3].value.date()) == (datetime(2026, 12, 24, 20), date(2026, 12, 24))
    assert second[0].value == "ab"


def test_money_without_minor_units_is_a_whole_number() -> None:
    assert read_csv(b"".join(csv_of(sheet(ROW, digits=0))))[1][1] == "-1234567"
    cell = read_xlsx(b"".join(xlsx_of(sheet(ROW, digits=0))))[1][1]
    assert (cell.value, cell.number_format) == (-1_234_567, "#,##0")


def test_a_file_that_is_cut_off_says_so_and_its_name_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "ROWS_MAX", 2)
    app = Flask("files")
    Babel(app)
    for form, count in ((Form.CSV, 2), (Form.XLSX, 2)):
        with app.test_request_context():
            answer = as_file(sheet(*[ROW] * (count + 1)), form)
            content = answer.get_data()
        assert answer.headers["Content-Disposition"] == f"attachment; filename=takings-1-2.{form.value}"
        last = read_csv(content)[-1][0] if form is Form.CSV else read_xlsx(content)[-1][0].value
        assert str(last).startswith("Cut off after 2 rows")
        with app.test_request_context():
            whole = as_file(sheet(*[ROW] * count), form).get_data()
        assert b"Cut off" not in whole
