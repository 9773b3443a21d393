"""What a file of retail lines says as sales of ours."""

from __future__ import annotations

import csv
from pathlib import Path

from protocol.money import Money, UnitPrice
from provisioning.retail_day import RetailDay, plain_name, read_day

DAY = Path(__file__).parents[1] / "data" / "retail_day.csv"


def row(invoice: str, quantity: str, price: str, customer: str = "1.0", code: str = "22") -> dict[str, str]:
    return {
        "InvoiceNo": invoice,
        "StockCode": code,
        "Description": "TEA",
        "Quantity": quantity,
        "UnitPrice": price,
        "CustomerID": customer,
    }


def day_of(*rows: dict[str, str]) -> RetailDay:
    return read_day(rows)


def test_an_amount_is_quantity_times_price_rounded_half_up_once() -> None:
    day = day_of(row("1", "3", "0.005"), row("2", "1", "0.005"), row("3", "499", "0.001"))
    assert [one.amount for one in day.invoices] == [Money(2), Money(1), Money(50)]


def test_an_invoice_that_comes_to_nothing_is_no_sale() -> None:
    assert day_of(row("1", "1", "0.001")).invoices == []


def test_odd_lines_are_listed_with_their_row_and_never_sold() -> None:
    day = day_of(row("1", "1", "0"), row("1", "-1", "1"), row("C2", "1", "1"), row("3", "1", "-5"), row("4", "x", "1"))
    assert day.invoices == []
    assert [odd.row for odd in day.odd] == [2, 3, 4, 5, 6]
    assert len({odd.why for odd in day.odd}) == 4


def test_a_line_of_no_pieces_is_nothing_and_not_odd() -> None:
    day = day_of(row("1", "0", "1.00"), row("1", "2", "1.00"))
    assert (day.odd, [len(one.lines) for one in day.invoices]) == ([], [1])


def test_a_credit_is_a_refund_with_positive_quantities() -> None:
    (credit,) = day_of(row("C1", "-3", "1.85")).invoices
    assert (credit.credit, credit.amount, credit.lines[0].quantity) == (True, Money(555), 3)


def test_an_invoice_without_a_customer_is_cash() -> None:
    (sale,) = day_of(row("1", "1", "1", customer="")).invoices
    assert sale.customer is None


def test_one_stock_code_at_two_prices_is_two_articles() -> None:
    day = day_of(row("1", "1", "2.55"), row("1", "1", "5.06"), row("2", "1", "2.55"))
    assert [(one.code, one.price) for one in day.articles.values()] == [(1, UnitPrice(255_000)), (2, UnitPrice(506_000))]


def test_names_can_be_printed() -> None:
    assert plain_name(" CAFE\u0301\t\x1b \n 汤 ") == "CAFÉ 汤"


def test_the_sample_day_holds_every_oddity_of_the_real_ones() -> None:
    with DAY.open(newline="", encoding="utf-8") as file:
        day = read_day(csv.DictReader(file))
    assert max(one.amount for one in day.invoices) == Money(16_846_960)
    assert max(len(one.lines) for one in day.invoices) == 140
    assert (len(day.invoices), len(day.odd), day.customers[0]) == (14, 3, 12_583)
