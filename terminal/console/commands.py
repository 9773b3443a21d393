"""What a typed line means. Pure: text in, an event for the sale or a command for the console out."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import ItemCode, Reference, parse_reference
from protocol.money import parse_money
from terminal.sale import events as on

HELP = """\
101            one piece of item 101          #A17          ticket number
3*101          three pieces                   cash | card   pay
=12.50         an amount without an item      load 20.00    onto the next card
-2 | -         take line 2 | the last out     refund cash | refund card
void           undo the card's last sale      cancel | abandon
refund card 12-5eed0001-7 | refund card #A17  of the sale with this reference or ticket

card present   tap FILE | pull                virtual cards only; `tap` alone lays the last card down again
copy | status | totals | ticket A17 | help | quit
send           to head office now      export FOLDER | import FOLDER   by stick
tear N HOW [BYTE] | pull-at N                 levers on the next virtual card
"""
"""What a cashier reads who asks."""
PLAIN: dict[str, on.Event] = {
    "cash": on.CashKeyed(),
    "card": on.CardKeyed(),
    "refund cash": on.RefundKeyed(to_card=False),
    "refund card": on.RefundKeyed(to_card=True),
    "void": on.VoidKeyed(),
    "cancel": on.CancelKeyed(),
    "abandon": on.AbandonKeyed(),
}
CONSOLE_WORDS = frozenset(
    {"tap", "pull", "copy", "status", "ticket", "send", "export", "import", "quit", "tear", "pull-at", "totals", "help"}
)


@dataclass(frozen=True, slots=True)
class ConsoleCommand:
    """Something for the console itself."""

    word: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A line that means nothing, and why."""

    why: str


def parse(line: str, digits: int) -> on.Event | ConsoleCommand | NotUnderstood | None:
    """Read one typed line; None for an empty one. `digits` are the decimals of the currency."""
    text = " ".join(line.split())
    if not text:
        return None
    if text in PLAIN:
        return PLAIN[text]
    word, *arguments = text.split(" ")
    if word in CONSOLE_WORDS:
        return ConsoleCommand(word, tuple(arguments))
    try:
        return _keyed(text, word, arguments, digits)
    except ValueError as error:
        return NotUnderstood(str(error))


def _keyed(text: str, word: str, arguments: list[str], digits: int) -> on.Event | NotUnderstood:
    if text.startswith("="):
        return on.AmountKeyed(parse_money(text[1:], digits))
    if text.startswith("#"):
        return on.TicketKeyed(text[1:])
    if text == "-":
        return on.LineRemoved(-1)
    if text.startswith("-"):
        return on.LineRemoved(_number(text[1:]) - 1)
    if word == "load" and len(arguments) == 1:
        return on.LoadKeyed(parse_money(arguments[0], digits))
    if word == "refund" and arguments[:1] == ["card"] and len(arguments) == 2:
        return on.RefundKeyed(to_card=True, sale=_sale(arguments[1]))
    quantity, star, code = text.partition("*")
    if star:
        return on.ItemKeyed(ItemCode(_number(code)), _number(quantity))
    return on.ItemKeyed(ItemCode(_number(text)))


def _sale(text: str) -> Reference | str:
    """A sale as it is keyed: `#` and its ticket, or the reference on its slip."""
    if text.startswith("#"):
        return text[1:]
    try:
        return parse_reference(text)
    except ValueError:
        raise ValueError(f"{text!r} is neither a slip's reference nor # and a ticket") from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not understood; type help")
    return int(text)
