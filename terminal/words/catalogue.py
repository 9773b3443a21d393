"""What a phrase of the catalogue is, where it can be shown, and the one way to say it."""

from __future__ import annotations

from enum import Enum, unique
from typing import Any, ClassVar

from terminal.words.language import Language


@unique
class Shown(Enum):
    """Where a phrase is read or heard, and so how much room it has."""

    LINE = "one line of the cashier's display: 20 columns"
    TITLE = "a line of the menu, behind its number: 18 columns"
    LABEL = "the left of a line of the cashier's display, with a value at its right"
    SENTENCE = "broken into lines on the pages of the cashier's display, three lines a page"
    MEMBER = "one line of the member's display: 20 columns"
    MEMBER_LABEL = "the left of a line of the member's display, with a value at its right"
    BIG = "letters of twice the size on paper: 16 columns a line on the narrowest roll"
    ROW = "the left of a row on paper, with a value at its right: 32 columns on the narrowest roll"
    VALUE = "the right of a row on paper"
    TEXT = "a sentence or title on paper, broken into lines"
    VOICE = "spoken, and shown nowhere"
    PART = "only within other words"
    PAGE = "the panel's page in a browser"


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
