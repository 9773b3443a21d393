"""If these failed, a member could not see from the slip what was paid, or a copy could pass as a second sale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocol.ids import CardNumber, ItemCode, OwnerId
from protocol.link.entries import SaleLine
from protocol.link.tables import Parameters
from protocol.money import ZERO, Money, UnitPrice
from terminal.sale.basket import lines_total
from terminal.sale.cautions import Uses
from terminal.sale.layout import render
from terminal.sale.receipt import Drawer, QrCode, Slip, SlipKind, Tender, TextLine, masked, price_text, receipt_of
from tests.support.canteen import CHINESE_SHOP, EARLIER, SHOP, card_slip, sold
from tests.support.golden import Golden

LINES = sold()
TOTAL = lines_total(LINES)
SALE = card_slip(SlipKind.SALE, LINES, TOTAL, -TOTAL)
CASH_SALE = replace(
    card_slip(SlipKind.SALE, sold(None), lines_total(sold(None)), ZERO),
    tender=Tender.CASH,
    card=None,
    balance_before=None,
    balance_after=None,
    ticket="",
)
REFUND = replace(card_slip(SlipKind.REFUND, LINES[:1], lines_total(LINES[:1]), lines_total(LINES[:1])), about=EARLIER)
LOAD = replace(card_slip(SlipKind.LOAD, (), Money(5_000), Money(5_000)), tender=Tender.CASH)
CASH_OUT = card_slip(SlipKind.CASH_OUT, (), Money(5_000), Money(-5_000))
CLAIM = card_slip(SlipKind.CLAIM, (), Money(3_000), Money(3_000))
DOUBT = replace(LOAD, kind=SlipKind.LOAD_IN_DOUBT, balance_after=None)
VOID = replace(card_slip(SlipKind.VOID, LINES, TOTAL, TOTAL), about=EARLIER)


@pytest.mark.parametrize(
    ("name", "slip", "shop", "columns"),
    [
        ("sale-32", SALE, SHOP, 32),
        ("sale-48", SALE, SHOP, 48),
        ("sale-zh-32", SALE, CHINESE_SHOP, 32),
        ("sale-zh-Hant-48", SALE, replace(CHINESE_SHOP, language="zh-TW"), 48),
        ("cash-sale-32", CASH_SALE, SHOP, 32),
        ("sale-copy-virtual-32", replace(SALE, copy=True, virtual=True), SHOP, 32),
        ("sale-late-32", replace(SALE, late=True), SHOP, 32),
        ("refund-32", REFUND, SHOP, 32),
        ("load-32", LOAD, SHOP, 32),
        ("load-zh-virtual-48", replace(LOAD, virtual=True), CHINESE_SHOP, 48),
        ("void-48", VOID, SHOP, 48),
        ("claim-32", CLAIM, SHOP, 32),
        ("cash-out-32", CASH_OUT, SHOP, 32),
        ("cash-out-zh-48", CASH_OUT, CHINESE_SHOP, 48),
        ("load-in-doubt-32", DOUBT, SHOP, 32),
        ("load-in-doubt-zh-32", DOUBT, CHINESE_SHOP, 32),
    ],
)
def test_each_receipt_looks_as_it_was_approved(name: str, slip: Slip, shop: Parameters, columns: int, golden: Golden) -> None:
    golden(f"receipts/{name}.txt", "\n".join(render(receipt_of(slip, shop), columns)) + "\n")


@pytest.mark.parametrize("slip", [SALE, CASH_SALE, REFUND, LOAD, VOID, CLAIM, DOUBT])
def test_a_copy_says_so_and_virtual_devices_say_so_at_head_and_foot(slip: Slip) -> None:
    marks = [line.text for line in receipt_of(replace(slip, copy=True, virtual=True), SHOP) if isinstance(line, TextLine)]
    assert marks.count("COPY") == marks.count("VIRTUAL") == 2
    assert not {"COPY", "VIRTUAL"} & {line.text for line in receipt_of(slip, SHOP) if isinstance(line, TextLine)}


def test_j8_the_drawer_opens_for_cash_and_never_for_a_card_or_a_copy() -> None:
    assert Drawer() in receipt_of(CASH_SALE, SHOP)
    assert Drawer() in receipt_of(LOAD, SHOP)
    assert Drawer() not in receipt_of(SALE, SHOP)
    assert Drawer() not in receipt_of(replace(CASH_SALE, copy=True), SHOP)


def test_a_card_number_is_printed_with_its_middle_hidden() -> None:
    assert masked(CardNumber(6001_2345_6789_4242)) == "6001 **** **** 4242"
    assert masked(CardNumber(42)) == "0000 **** **** 0042"
    assert all("00000000" not in line for line in render(receipt_of(SALE, SHOP), 48))


def test_a_late_sale_says_that_it_was_finished_now_and_not_just_paid() -> None:
    text = render(receipt_of(replace(SALE, late=True), SHOP), 48)
    assert any("PAID (finished now)" in line for line in text)
    assert all(line.strip() != "PAID" for line in text)


def test_an_item_that_left_the_price_list_prints_its_code() -> None:
    gone = SaleLine(ItemCode(999), 1, UnitPrice(100_000), ZERO, OwnerId(0))
    text = "\n".join(render(receipt_of(replace(SALE, lines=(gone,), total=Money(100)), SHOP), 32))
    assert "Item 999" in text


def test_a_shop_without_settings_still_prints_a_receipt() -> None:
    bare = replace(SHOP, shop="", currency="", receipt_head=(), receipt_foot=())
    text = render(receipt_of(SALE, bare), 32)
    assert text[0].strip() == "SALE"
    assert any(line.startswith("TOTAL ") for line in text)


@pytest.mark.parametrize(
    ("mills", "digits", "text"),
    [
        (255_000, 2, "2.55"),
        (255_500, 2, "2.555"),
        (12_345, 2, "0.12345"),
        (1_200_000, 2, "12.00"),
        (12_000, 0, "12"),
        (12_500, 0, "12.5"),
        (0, 2, "0.00"),
    ],
)
def test_a_unit_price_shows_the_decimals_it_really_has(mills: int, digits: int, text: str) -> None:
    assert price_text(UnitPrice(mills), digits) == text


@pytest.mark.parametrize(("uses", "text"), [(Uses(1, 9), "Uses taken"), (Uses(-10, 10), "Uses added")])
def test_a_card_of_uses_prints_what_was_taken_or_added_and_what_is_left(uses: Uses, text: str) -> None:
    printed = "\n".join(render(receipt_of(replace(SALE, uses=uses), SHOP), 32))
    assert text in printed
    assert str(uses.left) in printed


def test_a_qr_code_on_a_slip_is_printable_ascii() -> None:
    assert QrCode("https://shop.example/7").text
    with pytest.raises(ValueError, match="QR code"):
        QrCode("caf\u00e9")
