"""What the two displays show, as values. Deciding what to show is the machine's; sending it is the display driver's.

The customer's display is a plain VFD of 2 x 20 characters: it knows ASCII only and keeps stale characters unless
each line is sent in full (HARDWARE 8.3). So its lines are always exactly 20 ASCII characters, built here.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from protocol.ids import DIRECT_AMOUNT, ItemCode
from protocol.money import Money

CUSTOMER_COLUMNS = 20

CustomerLines = tuple[str, str]


def ascii_text(text: str) -> str:
    """Printable ASCII for a display without other characters: accents are dropped, what is left over becomes `?`."""
    plain = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(char if char.isascii() and char.isprintable() else "?" for char in plain)


def customer_line(left: str, right: str = "") -> str:
    """One full line: `left` cut so that `right`, the money, is always whole and flush right."""
    tail = ascii_text(right)[-CUSTOMER_COLUMNS:]
    room = max(0, CUSTOMER_COLUMNS - len(tail) - (1 if tail else 0))
    return ascii_text(left)[:room].ljust(CUSTOMER_COLUMNS - len(tail)) + tail


BLANK: CustomerLines = (customer_line(""), customer_line(""))


@dataclass(frozen=True, slots=True)
class Screen:
    """Both displays at one moment. Raises ValueError unless each customer line is 20 printable ASCII characters.

    `more` is what the customer reads in turn with `customer`: warnings.
    """

    operator: tuple[str, ...]
    customer: CustomerLines = BLANK
    more: tuple[CustomerLines, ...] = ()

    def __post_init__(self) -> None:
        for line in (line for page in (self.customer, *self.more) for line in page):
            if len(line) != CUSTOMER_COLUMNS or not (line.isascii() and line.isprintable()):
                raise ValueError(f"{line!r} is not a full line of a customer display")


def customer_words(upper: str, lower: str = "") -> CustomerLines:
    """Two lines of words."""
    return customer_line(upper), customer_line(lower)


def customer_item(code: ItemCode, name: str, quantity: int, amount: Money, sum_so_far: Money, digits: int) -> CustomerLines:
    """The line just keyed with its price, above the sum so far."""
    words = _item_words(code, name)
    return (
        customer_line(words if quantity == 1 else f"{quantity}x{words}", amount.text(digits)),
        customer_line("TOTAL", sum_so_far.text(digits)),
    )


def customer_total(sum_to_pay: Money, digits: int, lower: str = "PRESENT CARD") -> CustomerLines:
    """The sum to pay, above what the customer is to do."""
    return customer_line("TOTAL", sum_to_pay.text(digits)), customer_line(lower)


def customer_balance(balance: Money, digits: int, upper: str = "") -> CustomerLines:
    """The balance on the card, `BAL 123.45`, below some words."""
    return customer_line(upper), balance_line(balance, digits)


def customer_done(word: str, amount: Money | None, balance: Money | None, digits: int) -> CustomerLines:
    """What was done and with how much, above what is now on the card; without a card the lower line is empty."""
    lower = customer_line("") if balance is None else balance_line(balance, digits)
    return customer_line(word, "" if amount is None else amount.text(digits)), lower


def customer_uses(taken: int, left: int) -> CustomerLines:
    """Uses that were taken, or added where `taken` is below zero, above those that are left."""
    word = "TAKEN" if taken > 0 else "ADDED" if taken else ""
    return customer_line("USES", f"{abs(taken)} {word}" if word else ""), customer_line("USES LEFT", str(left))


def balance_line(balance: Money, digits: int) -> str:
    """`BAL 123.45` as a full line."""
    return customer_line(f"BAL {balance.text(digits)}")


def _item_words(code: ItemCode, name: str) -> str:
    """The name if the display can show it; else the code, which the customer can compare with the price list."""
    if code == DIRECT_AMOUNT:
        return "AMOUNT"
    words = ascii_text(name)
    return words if words and words.count("?") == name.count("?") else f"ITEM {code}"
