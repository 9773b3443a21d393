"""The columns of files with members: what stands above them in the reader's language, and which heading means which column in
any language. What goes out can come back."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale, gettext

from server.office.wording import say
from server.usecases.members.details import Column, OwnField, Sex
from server.usecases.members.importing import NUMBER
from server.usecases.members.roster import Entry
from server.usecases.members.words import folded
from server.web.language import LANGUAGES

_BRIEF = (Column.NAME, Column.SEX, Column.BIRTHDAY, Column.MOBILE, Column.PHONE, Column.COMPANY, Column.BRANCH)
CARDS, LEFT = "-cards", "-left"
"""They go out, and are passed over when they come back."""
_PRINTED = (NUMBER, CARDS, *_BRIEF)
_OURS = (NUMBER, *(column.value for column in Column))


def titles(own: Sequence[OwnField]) -> dict[str, str]:
    """What stands above each column, in their order."""
    ours = {NUMBER: gettext("Member number")} | {column.value: say(column) for column in Column}
    return ours | {one.key: one.name for one in own} | {CARDS: gettext("Cards"), LEFT: gettext("Has left")}


def printed(own: Sequence[OwnField]) -> list[int]:
    """The places of the columns that go on a page to print: those by which somebody is known."""
    return [at for at, key in enumerate(titles(own)) if key in _PRINTED]


def headings(own: Sequence[OwnField]) -> dict[str, str]:
    """Every heading, folded, and the column that it means."""
    known = {folded(one.name): one.key for one in own}
    for language in LANGUAGES:
        with force_locale(language):
            known |= {folded(title): key for key, title in titles(()).items()}
    return known | {folded(key): key for key in _OURS}


def cells(entry: Entry, own: Sequence[OwnField]) -> list[str]:
    """One line of a roster, in the order of the titles."""
    details = entry.member.details
    ours = {column: details.text(column) for column in Column}
    ours[Column.SEX] = "" if details.sex is Sex.UNKNOWN else say(details.sex)
    left = "" if entry.member.active else gettext("yes")
    return [entry.member.shown, *ours.values(), *(details.own.get(one.number, "") for one in own), " ".join(entry.cards), left]
