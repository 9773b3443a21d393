"""If these failed, sums would wander on paper, or an article's name could command the printer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal.sale.layout import PrintLine, display_width, lay_out, pad, printable, render, two_columns, wrap
from terminal.sale.receipt import Align, Columns, Cut, Drawer, Feed, Rule, TextLine


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("余额 ¥12.50", "余额 ￥12.50"),
        ("£5 – 2 × “tea”", '￡5 - 2 x "tea"'),
        ("Café\tcrème\x1b@\n", "Cafe creme @ "),
        ("5 €", "5 €"),
        ("ok 👍 œ", "ok ？ ?"),
        ("a\u00a0b\u3000c", "a b\u3000c"),
        ("１２", "１２"),
    ],
)
def test_text_is_brought_down_to_what_a_printer_can_show(text: str, shown: str) -> None:
    assert printable(text) == shown


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_the_width_counted_is_the_number_of_bytes_printed(text: str) -> None:
    shown = printable(text)
    assert len(shown.encode("gb18030")) == display_width(shown)
    assert not any(unicodedata.category(char) == "Cc" for char in shown)
    assert printable(shown) == shown


def test_wide_characters_take_two_columns() -> None:
    assert display_width("余额 12") == 7


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 10, [""]),
        ("   ", 10, [""]),
        ("short", 10, ["short"]),
        ("  kept indent", 20, ["  kept indent"]),
        ("one two three", 8, ["one two", "three"]),
        ("one  two", 5, ["one", "two"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("a unbreakable", 5, ["a", "unbre", "akabl", "e"]),
        ("鲜榨橙汁大杯", 7, ["鲜榨橙", "汁大杯"]),
        ("鲜榨 juice 大", 10, ["鲜榨 juice", "大"]),
        ("ends with spaces      ", 10, ["ends with", "spaces"]),
        ("full line ", 9, ["full line"]),
        ("请检查纸卷、机盖", 10, ["请检查纸", "卷、机盖"]),
        ("请取走（或换）卡", 8, ["请取走", "（或换）", "卡"]),
        ("按 ENTER。然后", 8, ["按", "ENTER。", "然后"]),
        ("。。。", 4, ["。。", "。"]),
    ],
)
def test_text_is_broken_where_a_reader_would(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60).map(printable), st.integers(2, 48))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(display_width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_text_moves_to_its_place() -> None:
    assert pad("ab", 6) == "ab"
    assert pad("ab", 6, Align.CENTRE) == "  ab"
    assert pad("余", 6, Align.RIGHT) == "    余"
    assert pad("too wide", 3, Align.RIGHT) == "too wide"


def test_money_stands_at_the_right_edge_whatever_the_words() -> None:
    assert two_columns("Tea", "1.00", 10) == ["Tea   1.00"]
    assert two_columns("Long name", "1.00", 10) == ["Long name", "      1.00"]
    assert two_columns("茶", "1.00", 10) == ["茶    1.00"]
    assert two_columns("Tea", "", 10) == ["Tea"]
    assert two_columns("Ref", "12-5eed1234-4711", 10) == ["Ref", "12-5eed123", "    4-4711"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40).map(printable), st.text(max_size=40).map(printable), st.sampled_from([32, 48]))
def test_two_columns_never_run_over_the_paper(left: str, right: str, columns: int) -> None:
    assert all(display_width(line) <= columns for line in two_columns(left, right, columns))


def test_every_element_has_its_lines() -> None:
    receipt = (
        Drawer(),
        TextLine("SHOP", Align.CENTRE, bold=True, double=True),
        Columns("Total", "5.00", bold=True),
        Rule(),
        Feed(2),
        Cut(),
    )
    assert lay_out(receipt, 12) == (
        Drawer(),
        PrintLine(" SHOP", bold=True, double=True),
        PrintLine("Total   5.00", bold=True),
        PrintLine("-" * 12),
        PrintLine(""),
        PrintLine(""),
        Cut(),
    )
    assert render(receipt, 12) == ["  SHOP", "Total   5.00", "-" * 12, "", ""]
