"""Who is there: the staff, the members and their cards, and how all that reads in a language (`example/`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from protocol.money import Money
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope

FOLDER = Path(__file__).parents[1] / "example"
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
FIRST_CARD = 1001
PIN = "2580"
MEMBER, STAFF, STUDENT, GUEST = 1, 2, 3, 4
"""The classes of the example shop."""
REACHES = {Role.CASHIER: Reach.BRANCH, Role.BRANCH_MANAGER: Reach.BRANCH, Role.OWNER: Reach.OWNER}
BLANK = "blank: order a card at head office"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff, with the example password that the demo prints."""

    name: str
    display: str
    role: Role
    scope: Scope
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Card:
    """A card and whose it is; `day` is the day of the past on which it is made, `load` what lies on it first. `what` stands on
    those that a visitor has in his hand."""

    number: int
    card_class: int
    sle4442: bool
    load: Money
    what: str = ""
    day: int = 0

    @property
    def holder(self) -> str:
        """The member; nothing for nobody's card."""
        names = _told()["members"]["names"]
        return str(names[self.number - FIRST_CARD]) if self.number - FIRST_CARD < len(names) else ""


CARDS = (
    Card(1001, MEMBER, False, Money(5_000), "member, MIFARE Classic"),
    Card(1002, STAFF, True, Money(5_000), "staff, SLE4442, asks its PIN"),
    Card(1003, MEMBER, False, Money(100), "member with only 1.00 left"),
    Card(1004, MEMBER, False, Money(5_000), "reported lost: is refused"),
    Card(1005, MEMBER, True, Money(5_000), "near its limit of the day"),
)
"""What a visitor has in his hand. The first two were used before."""
OWN, LOW, LISTED, NEAR_LIMIT = 1001, 1003, 1004, 1005


@dataclass(frozen=True, slots=True)
class Example:
    """The example as it reads in a language."""

    words: Mapping[str, str]

    def read(self, text: str) -> str:
        """A text of the example; one that is not translated reads as it is."""
        return self.words.get(text, text)

    def reason(self, name: str) -> str:
        """Why somebody does something."""
        return self.read(_told()["reasons"][name])

    @property
    def branches(self) -> list[str]:
        """Their names, from number 1 on."""
        return [self.read(name) for name in _told()["branches"]]


def example_in(language: str) -> Example:
    """The example in one of the languages."""
    words = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    return Example(dict(words.get(language, {})))


def staff() -> list[Person]:
    """The staff; the first one sets head office up."""
    return [_person(one, _told()["password"]) for one in _told()["staff"]]


def web_secret() -> str:
    """What the member of the card OWN signs in with on his own pages."""
    return str(_told()["web_secret"])


def crowd() -> list[Card]:
    """The cards of everybody else, most of them made on the first day."""
    many = len(_told()["members"]["names"]) + int(_told()["members"]["unnamed"])
    return [_card(number) for number in range(FIRST_CARD + len(CARDS), FIRST_CARD + many)]


def texts() -> set[str]:
    """All texts of `chain.toml` and of the cards that are translated."""
    return {*_told()["branches"], *_told()["reasons"].values(), *(card.what for card in CARDS), BLANK}


def _card(number: int) -> Card:
    named = Card(number, MEMBER, False, Money(0)).holder
    card_class = {0: STAFF, 5: MEMBER}.get(number % 10, STUDENT) if named else GUEST
    day = number % 13 if number % 3 == 0 else 0
    return Card(number, card_class, card_class == STAFF, Money(2_000 + 1_000 * (number % 3)), day=day)


def _person(one: Mapping[str, Any], password: str) -> Person:
    role = Role(one["role"])
    scope = Scope(REACHES[role], one["number"]) if role in REACHES else EVERYTHING
    return Person(one["name"], one["display"], role, scope, password + one["name"])


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "chain.toml").read_text(encoding="utf-8"))
