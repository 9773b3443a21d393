"""What a phrase of the catalogue is, where it can be shown, and the one way to say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from typing import Any, ClassVar

from terminal.words.language import Language


@dataclass(frozen=True, slots=True)
class Space:
    """The room of a phrase: columns of a line (a Chinese character takes two) and lines; None where nothing limits it."""

    where: str
    columns: int | None = None
    lines: int = 1


@unique
class Shown(Enum):
    """Where a phrase is read or heard. What can be cut (an article's, operator's or device's name) is no part of a phrase."""

    LINE = Space("one line of the cashier's display", 20)
    TITLE = Space("a line of the menu, behind its number", 18)
    LABEL = Space("on a line of the cashier's display, with an amount at the right", 10)
    SPAN_LABEL = Space("on a line of the cashier's display, with a time at the right", 13)
    LISTED = Space("on a line of the cashier's display, behind a number and before a state in four columns", 13)
    SENTENCE = Space("two pages of three lines on the cashier's display", 20, 6)
    MEMBER = Space("one line of the member's display", 20)
    MEMBER_LABEL = Space("on a line of the member's display, with an amount at the right", 10)
    MEMBER_STEP = Space("on a line of the member's display, with the code of a refusal at the right", 16)
    BIG = Space("letters of twice the size on the narrowest roll", 16, 2)
    HEADING = Space("one line of the narrowest roll", 32)
    ROW = Space("on a line of the narrowest roll, with an amount at the right", 22)
    VALUE = Space("at the right of a line of the narrowest roll", 16)
    TEXT = Space("lines of the narrowest roll", 32, 4)
    VOICE = Space("spoken, and shown nowhere")
    PART = Space("within other words alone")
    PAGE = Space("the panel's page in a browser")


class Words(Enum):
    """A room of the catalogue: each member is (en, zh-Hans, zh-Hant), and where it is shown if not where its room is.

    A room names where its phrases are shown: `class Slips(Words, shown=Shown.ROW)`.
    """

    _value_: tuple[str, str, str] | tuple[str, str, str, Shown]
    _room: ClassVar[Shown]

    def __init_subclass__(cls, *, shown: Shown, **others: Any) -> None:
        super().__init_subclass__(**others)
        cls._room = shown

    @property
    def texts(self) -> tuple[str, str, str]:
        """In the order of `Language`, with the places unfilled."""
        english, simplified, traditional = self.value[:3]
        return english, simplified, traditional

    @property
    def shown(self) -> Shown:
        """Where it is read or heard."""
        return self.value[3] if len(self.value) > 3 else self._room


_COLUMN = {language: column for column, language in enumerate(Language)}


def say(what: Words, language: Language, **values: object) -> str:
    """The words with their places filled. Raises KeyError if a place has no value."""
    return what.texts[_COLUMN[language]].format(**values)
