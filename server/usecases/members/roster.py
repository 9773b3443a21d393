"""The roster: members as a list to print or to take along (FEATURES B16). Names leave the house, so the audit is told before,
and nobody takes everybody at once where there are very many (INTEGRITY 11.5)."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.instants import Instant
from server.audit import Actor
from server.database import run
from server.usecases.declined import Declined, Reason
from server.usecases.exports import tell_export
from server.usecases.members.holders import cards_of
from server.usecases.members.members import Member, members_numbered

FILE_MAX, PAGE_MAX = 20_000, 2_000
"""Members in one file, and on a page to print."""
PAGE = "page"


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose roster: of one branch, or None for everybody; and whether those who left are on it."""

    branch: int | None
    with_left: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the member, and the numbers of the cards, the newest first."""

    member: Member
    cards: tuple[str, ...]


def take_roster(choice: Choice, form: str, actor: Actor, now: Instant) -> list[Entry]:
    """The members, by number, for a page or a file. Raises Declined where these are too many."""
    most = PAGE_MAX if form == PAGE else FILE_MAX
    where, values = ("", ()) if choice.branch is None else (" AND branch = %s", (choice.branch,))
    if not choice.with_left:
        where += " AND active"
    sql = f"SELECT id FROM member WHERE id > 0{where} ORDER BY id LIMIT {most + 1}"
    numbers = [number for (number,) in run(sql, values)]
    if len(numbers) > most:
        raise Declined(Reason.ROSTER_LONG)
    members, cards = members_numbered(numbers), cards_of(numbers)
    whose = "all" if choice.branch is None else f"branch {choice.branch}"
    tell_export("roster of members", {"form": form, "of": whose, "rows": str(len(numbers))}, actor, now)
    return [Entry(members[one], tuple(map(str, cards.get(one, ())))) for one in numbers if one in members]
