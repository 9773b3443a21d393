"""If these failed, the paper that people see on the panel would not be what a printer makes of the same bytes."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from protocol.link.tables import Parameters
from protocol.money import Money
from terminal.drivers.printer.commands import encode
from terminal.drivers.printer.paper import PaperElement, elements
from terminal.sale.basket import lines_total
from terminal.sale.layout import display_width, render
from terminal.sale.receipt import (
    Align,
    Cut,
    Drawer,
    Feed,
    QrCode,
    Receipt,
    Slip,
    SlipKind,
    Tender,
    TextLine,
    found_by,
    receipt_of,
)
from tests.support.canteen import CHINESE_SHOP, SHOP, card_slip, sold
from tests.support.golden import GOLDEN, Golden, hex_text

LINES = sold()
TOTAL = lines_total(LINES)
SALE = card_slip(SlipKind.SALE, LINES, TOTAL, -TOTAL)
LOAD = replace(card_slip(SlipKind.LOAD, (), Money(5_000), Money(5_000)), tender=Tender.CASH)
FED_AT_CUT = 6
SLIPS = {"sale": replace(SALE, virtual=True), "load": LOAD}
SHOPS = {"en": SHOP, "zh-Hans": CHINESE_SHOP, "zh-Hant": replace(CHINESE_SHOP, language="zh-Hant")}


def drawn(found: list[PaperElement]) -> str:
    """Paper as text: styles in front of a line, and what is no line in brackets."""
    return "".join(_drawn(one) + "\n" for one in found)


def _drawn(one: PaperElement) -> str:
    if one["kind"] != "line":
        return f"   [{one['kind']}{' ' + one['text'] if 'text' in one else ''}]"
    marks = "B" * one["bold"] + "2" * one["double"]
    return f"{marks:3}{one['text']}".rstrip()


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("language", SHOPS)
@pytest.mark.parametrize("name", SLIPS)
def test_j6_d16_each_receipt_comes_out_of_its_bytes_as_it_was_approved(
    name: str, language: str, columns: int, golden: Golden
) -> None:
    receipt = receipt_of(SLIPS[name], SHOPS[language])
    data = encode(receipt, columns)
    golden(f"receipts/paper/{name}-{language}-{columns}.txt", drawn(elements(data)))
    golden(f"receipts/paper/{name}-{language}-{columns}.hex", hex_text(data))


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("shop", SHOPS.values())
@pytest.mark.parametrize("slip", SLIPS.values())
def test_the_paper_says_what_the_receipt_says_and_no_line_runs_over_its_edge(slip: Slip, shop: Parameters, columns: int) -> None:
    receipt = receipt_of(slip, shop)
    found = elements(encode(receipt, columns))
    lines = [one for one in found if one["kind"] == "line"]
    written = [line.strip() for line in render(receipt, columns)]
    assert [one["text"].strip() for one in lines][: len(written)] == written
    assert all(display_width(one["text"]) * (1 + one["double"]) <= columns for one in lines)
    assert [one["kind"] for one in found if one["kind"] != "line"] == [*["drawer"] * (slip is LOAD), "qr", "cut"]


@pytest.mark.parametrize("columns", [32, 48])
@pytest.mark.parametrize("language", SHOPS)
@pytest.mark.parametrize("name", SLIPS)
def test_an_independent_decoder_reads_the_same_text_and_commands(name: str, language: str, columns: int) -> None:
    data = encode(receipt_of(SLIPS[name], SHOPS[language]), columns)
    reading = (GOLDEN / f"receipts/paper/{name}-{language}-{columns}.npos.txt").read_text(encoding="utf-8")
    read, commands, _, text = reading.split("\n", 3)
    assert read == sha256(data).hexdigest(), "the bytes have changed: read them again, as tests/support/read_with_npos.js says"
    found = elements(data)
    lines = [one["text"] for one in found if one["kind"] == "line"]
    assert text.split("\n")[:-1] == lines[:-FED_AT_CUT]
    given = commands.split(", ")
    drawers = sum(one["kind"] == "drawer" for one in found)
    assert [given.count(command) for command in ("GS V", "ESC p", "GS (k")] == [1, drawers, 5]
    assert ("FS &" in given) == (not data.isascii())


@pytest.mark.parametrize("slip", SLIPS.values())
def test_the_qr_code_is_read_by_a_camera_and_names_the_slip(slip: Slip) -> None:
    (code,) = [one for one in elements(encode(receipt_of(slip, SHOP), 32)) if one["kind"] == "qr"]
    (seen,) = zxingcpp.read_barcodes(photographed(code))
    assert seen.text == code["text"] == found_by(slip, SHOP)
    assert str(slip.reference) in seen.text
    assert code["align"] == "middle"
    assert 4 * len(code["modules"]) < 384  # the dots of the narrow paper


def photographed(code: PaperElement) -> Image.Image:
    """The code with four dots a module on white paper, a little turned and grey as a photograph is."""
    size = len(code["modules"])
    image = Image.new("L", (4 * size + 80, 4 * size + 80), 235)
    pen = ImageDraw.Draw(image)
    for y, row in enumerate(code["modules"]):
        for x, bit in enumerate(row):
            if bit == "1":
                pen.rectangle((40 + 4 * x, 40 + 4 * y, 43 + 4 * x, 43 + 4 * y), fill=40)
    return image.rotate(7, fillcolor=235)


def test_a_qr_code_holds_printable_ascii_alone() -> None:
    for text in ("余额", "a\x1b"):
        with pytest.raises(ValueError, match="is not for a QR code"):
            QrCode(text)


def test_styles_and_places_are_those_of_the_bytes() -> None:
    big = TextLine("PAID 12", Align.CENTRE, bold=True, double=True)
    receipt: Receipt = (Drawer(), TextLine("plain"), big, TextLine("已付款", double=True), Feed(2), Cut())
    found = elements(encode(receipt, 32))
    assert [one["kind"] for one in found] == ["drawer", *["line"] * 5, *["line"] * 6, "cut"]
    styles = [(one["text"], one["bold"], one["double"]) for one in found if one["kind"] == "line"][:3]
    assert styles == [("plain", False, False), ("    PAID 12", True, True), ("已付款", False, True)]


def test_chinese_that_was_not_switched_on_comes_out_as_rubbish_and_half_doubled_letters_are_not_called_double() -> None:
    (rubbish,) = elements("余额\n".encode("gb18030"))
    assert rubbish["text"] == "╙α╢ε"
    (half,) = elements(b"\x1b@\x1c&\x1b!\x30" + "PAID 已付款\n".encode("gb18030"))
    assert not half["double"]
    (right,) = elements(b"\x1b\x61\x02sum\n")
    assert right["align"] == "right"


@pytest.mark.parametrize(
    ("data", "hexes"),
    [(b"\x07", ["07"]), (b"\x1b\x45\x01a\n", ["1b 45", "01"]), (b"\x1d\x28\x4c\x02\x00\x30\x43", ["1d 28 4c 02 00 30 43"])],
)
def test_a_command_that_is_not_known_is_shown_and_not_guessed_at(data: bytes, hexes: list[str]) -> None:
    assert [one["text"] for one in elements(data) if one["kind"] == "unknown"] == hexes


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_make_some_paper(data: bytes) -> None:
    assert all(one["kind"] in ("line", "qr", "cut", "drawer", "unknown") for one in elements(data))


def test_a_command_that_is_cut_off_waits_for_its_rest() -> None:
    whole = encode((QrCode("A1"),), 32)
    kinds = [[one["kind"] for one in elements(whole[:cut])] for cut in range(len(whole) + 1)]
    assert set(map(tuple, kinds)) == {(), ("qr",)}
