"""A day of real retail as sales of ours. Pure: rows in, a price list, invoices and odd lines out.

Columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country. A line's amount is
quantity x unit price, rounded half up to the minor unit. A line is odd if its unit price is not above zero, if its
quantity is negative outside a `C` invoice, or positive inside one: odd lines are listed and not sold. A line of no
pieces is nothing, odd or not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from protocol.money import ZERO, Money, UnitPrice, total

MILLS_PER_UNIT = 100_000
NAME_CHARS = 60
CREDIT = "C"


@dataclass(frozen=True, slots=True)
class Article:
    """A line of the price list. One stock code at two prices is two articles."""

    code: int
    stock_code: str
    name: str
    price: UnitPrice


@dataclass(frozen=True, slots=True)
class Line:
    """Some pieces of an article; the quantity is never negative."""

    article: Article
    quantity: int

    @property
    def amount(self) -> Money:
        """Price x quantity, rounded once."""
        return self.article.price.times(self.quantity)


@dataclass(frozen=True, slots=True)
class Invoice:
    """A sale, or with `credit` goods that came back; without a customer it is cash."""

    number: str
    customer: int | None
    credit: bool
    lines: tuple[Line, ...]

    @property
    def amount(self) -> Money:
        """The sum of the lines."""
        return total([line.amount for line in self.lines])


@dataclass(frozen=True, slots=True)
class OddLine:
    """A line that is no sale, and why."""

    row: int
    invoice: str
    stock_code: str
    why: str


@dataclass(slots=True)
class RetailDay:
    """What a file says, in the order of the file."""

    articles: dict[tuple[str, int], Article] = field(default_factory=dict)
    invoices: list[Invoice] = field(default_factory=list)
    odd: list[OddLine] = field(default_factory=list)

    @property
    def customers(self) -> list[int]:
        """Who bought with a card or brought back, rising."""
        return sorted({one.customer for one in self.invoices if one.customer is not None})


def read_day(rows: Iterable[Mapping[str, str]]) -> RetailDay:
    """Read the rows of a file. An invoice whose total is zero is no sale and is left out."""
    day, lines, customers = RetailDay(), dict[str, list[Line]](), dict[str, int | None]()
    for number, row in enumerate(rows, start=2):
        invoice = row["InvoiceNo"].strip()
        customers.setdefault(invoice, _customer(row["CustomerID"]))
        read = _line(day, row, invoice.startswith(CREDIT))
        if isinstance(read, str):
            day.odd.append(OddLine(number, invoice, row["StockCode"], read))
        elif read.quantity:
            lines.setdefault(invoice, []).append(read)
    for invoice, kept in lines.items():
        one = Invoice(invoice, customers[invoice], invoice.startswith(CREDIT), tuple(kept))
        if one.amount != ZERO:
            day.invoices.append(one)
    return day


def _line(day: RetailDay, row: Mapping[str, str], credit: bool) -> Line | str:
    try:
        price, quantity = Decimal(row["UnitPrice"]), int(row["Quantity"])
    except (InvalidOperation, ValueError):
        return "price or quantity is not a number"
    if price <= 0:
        return "unit price is not above zero"
    if quantity < 0 and not credit:
        return "negative quantity outside a credit"
    if quantity > 0 and credit:
        return "positive quantity inside a credit"
    mills = int((price * MILLS_PER_UNIT).quantize(Decimal(1), ROUND_HALF_UP))
    return Line(_article(day, row, mills), abs(quantity))


def _article(day: RetailDay, row: Mapping[str, str], mills: int) -> Article:
    key = (row["StockCode"].strip(), mills)
    if key not in day.articles:
        name = plain_name(row["Description"]) or key[0]
        day.articles[key] = Article(len(day.articles) + 1, key[0], name, UnitPrice(mills))
    return day.articles[key]


def plain_name(text: str) -> str:
    """A description as a receipt can print it: NFC, no control characters, single spaces."""
    kept = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:NAME_CHARS]


def _customer(text: str) -> int | None:
    """`17850.0` as 17850; None for a blank."""
    whole = text.strip().partition(".")[0]
    return int(whole) if whole.isdigit() else None
