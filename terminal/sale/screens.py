"""What the two displays show, as values. Deciding what to show is the machine's; sending it is the display driver's.

The member's display has 2 x 20 places and keeps stale characters unless each line is sent in full (HARDWARE 8.3). So its
lines are always exactly 20 columns, built here. Many know ASCII alone: for them the language is English. In Chinese,
which takes two columns a character, it is for a display that has the letters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from protocol.ids import DIRECT_AMOUNT, ItemCode
from protocol.money import Money
from terminal.sale.layout import display_width, printable
from terminal.words.catalogue import say
from terminal.words.language import Language
from terminal.words.member import MemberWord

CUSTOMER_COLUMNS = 20

CustomerLines = tuple[str, str]


def ascii_text(text: str) -> str:
    """Printable ASCII for a display without other characters: accents are dropped, what is left over becomes `?`."""
    plain = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(char if char.isascii() and char.isprintable() else "?" for char in plain)


def customer_line(left: str, right: str = "", language: Language = Language.EN) -> str:
    """One full line: `left` cut so that `right`, the money, is always whole and flush right."""
    tail, head = _shown(right, language), _shown(left, language)
    while display_width(tail) > CUSTOMER_COLUMNS:
        tail = tail[1:]
    room = max(0, CUSTOMER_COLUMNS - display_width(tail) - (1 if tail else 0))
    while display_width(head) > room:
        head = head[:-1]
    return head + " " * (CUSTOMER_COLUMNS - display_width(head) - display_width(tail)) + tail


def _shown(text: str, language: Language) -> str:
    return ascii_text(text) if language is Language.EN else printable(text)


BLANK: CustomerLines = (customer_line(""), customer_line(""))


@dataclass(frozen=True, slots=True)
class Screen:
    """Both displays at one moment. Raises ValueError unless each customer line is 20 columns of printable characters.

    `more` is what the customer reads in turn with `customer`: warnings.
    """

    operator: tuple[str, ...]
    customer: CustomerLines = BLANK
    more: tuple[CustomerLines, ...] = ()

    def __post_init__(self) -> None:
        for line in (line for page in (self.customer, *self.more) for line in page):
            if display_width(line) != CUSTOMER_COLUMNS or line != printable(line):
                raise ValueError(f"{line!r} is not a full line of a customer display")


def customer_words(
    upper: MemberWord | str, lower: MemberWord | str = "", language: Language = Language.EN, **values: object
) -> CustomerLines:
    """Two lines of words; `values` fill their places."""
    return _words(upper, language, values), _words(lower, language, values)


def _words(what: MemberWord | str, language: Language, values: dict[str, object]) -> str:
    return customer_line(what if isinstance(what, str) else say(what, language, **values), language=language)


def customer_item(
    code: ItemCode, name: str, quantity: int, amount: Money, sum_so_far: Money, digits: int, language: Language = Language.EN
) -> CustomerLines:
    """The line just keyed with its price, above the sum so far."""
    words = _item_words(code, name, language)
    return (
        customer_line(words if quantity == 1 else f"{quantity}x{words}", amount.text(digits), language),
        customer_line(say(MemberWord.TOTAL, language), sum_so_far.text(digits), language),
    )


def customer_total(sum_to_pay: Money, digits: int, lower: str, language: Language = Language.EN) -> CustomerLines:
    """The sum to pay, above what the customer is to do."""
    total = customer_line(say(MemberWord.TOTAL, language), sum_to_pay.text(digits), language)
    return total, customer_line(lower, language=language)


def customer_balance(balance: Money, digits: int, language: Language = Language.EN) -> CustomerLines:
    """The balance on the card, `BAL 123.45`, on the lower line."""
    return customer_line(""), balance_line(balance, digits, language)


def customer_done(
    what: MemberWord, amount: Money | None, balance: Money | None, digits: int, language: Language = Language.EN
) -> CustomerLines:
    """What was done and with how much, above what is now on the card; without a card the lower line is empty."""
    lower = customer_line("") if balance is None else balance_line(balance, digits, language)
    return customer_line(say(what, language), "" if amount is None else amount.text(digits), language), lower


def customer_uses(taken: int, left: int, language: Language = Language.EN) -> CustomerLines:
    """Uses that were taken, or added where `taken` is below zero, above those that are left."""
    moved = MemberWord.USES_TAKEN if taken > 0 else MemberWord.USES_ADDED
    words = say(moved, language, count=abs(taken)) if taken else ""
    return (
        customer_line(say(MemberWord.USES, language), words, language),
        customer_line(say(MemberWord.USES_LEFT, language), str(left), language),
    )


def balance_line(balance: Money, digits: int, language: Language = Language.EN) -> str:
    """`BAL 123.45` as a full line."""
    return customer_line(say(MemberWord.BALANCE, language, amount=balance.text(digits)), language=language)


def _item_words(code: ItemCode, name: str, language: Language) -> str:
    """The name if the display can show it; else the code, which the customer can compare with the price list."""
    if code == DIRECT_AMOUNT:
        return say(MemberWord.AMOUNT, language)
    return _legible(name, language) or say(MemberWord.ITEM, language, code=code)


def customer_idle(shop: str, language: Language = Language.EN) -> CustomerLines:
    """What stands there between two sales: the shop's name, if the display can show it."""
    return customer_words(_legible(shop, language) or MemberWord.WELCOME, language=language)


def _legible(name: str, language: Language) -> str:
    """The name as the display shows it; nothing where a letter of it would be lost."""
    words = _shown(name, language)
    return "" if any(words.count(mark) != name.count(mark) for mark in "?？") else words
