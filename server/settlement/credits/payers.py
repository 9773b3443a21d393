"""Whom a promise to a card is taken from, as people write it: `house`, `bank`, `branch:3`, `owner:5`."""

from __future__ import annotations

from collections.abc import Callable

from protocol.ids import OwnerId
from server.ledger.chart import BANK, BONUS_EXPENSE, AccountKind, AccountName, branch_receivable, revenue

HOUSE = "house"
_ALONE = {HOUSE: BONUS_EXPENSE, "bank": BANK}
_NUMBERED: dict[str, Callable[[int], AccountName]] = {
    "branch": branch_receivable,
    "owner": lambda number: revenue(OwnerId(number)),
}
_WORDS = {AccountKind.BRANCH_RECEIVABLE: "branch", AccountKind.REVENUE: "owner"}


def payer(text: str) -> AccountName | None:
    """The account of a payer; None for what names none."""
    name, _, number = text.partition(":")
    if text in _ALONE:
        return _ALONE[text]
    if name in _NUMBERED and number.isascii() and number.isdecimal():
        return _NUMBERED[name](int(number))
    return None


def payer_text(name: AccountName) -> str:
    """How people write a payer; of any other account its kind and key."""
    for text, account in _ALONE.items():
        if account == name:
            return text
    word = _WORDS.get(name.kind, name.kind.name.lower().replace("_", " "))
    return f"{word}:{name.key}" if name.key else word
