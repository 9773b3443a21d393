"""How somebody finds a member. Members are shared by all branches (FEATURES I9, M1), but a branch does not look through the
others' (S9, I10): whoever does not see everything finds one by a whole number alone, which the member who stands there
tells: the card's, the telephone's or the member's own; and opening a file of another branch is written down.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import CardInstance
from server.database import run
from server.settlement.cards.standing import read_card
from server.usecases.members.holders import cards_of
from server.usecases.members.members import Member, members_numbered
from server.usecases.members.words import DIGITS_LEAST, TAIL, digits_of, name_prefix, phone_prefix, phone_tail, read_member
from server.usecases.staff.roles import EVERYTHING, Reach, Scope
from server.web.paging import ROWS, Page, page_of

TYPED_MAX = 80
WHOLE_DIGITS = 6
"""So many digits may be a whole telephone number."""
NEWEST = 2**31
BEGINNING = f"SELECT member FROM member_word WHERE word >= %s AND word < %s ORDER BY word, member LIMIT {ROWS + 1}"
"""Read from the primary key in its order: as quick with a million members."""


@dataclass(frozen=True, slots=True)
class Found:
    """A member as a list shows one. `sure`: what was typed is a whole number of this member."""

    member: Member
    cards: tuple[CardInstance, ...]
    sure: bool = False


def browses(scope: Scope) -> bool:
    """Whether somebody may look through all members."""
    return scope == EVERYTHING


def newest(scope: Scope, before: int) -> Page[Found]:
    """All members, the newest first, for whoever may look through them."""
    if not browses(scope):
        return Page((), None)
    rows = run(f"SELECT id FROM member WHERE id < %s ORDER BY id DESC LIMIT {ROWS + 1}", (before,)).fetchall()
    return page_of(_found([number for (number,) in rows], frozenset()), lambda one: one.member.number)


def find(typed: str, scope: Scope) -> list[Found]:
    """Whom this may mean: whole numbers first, then names and telephone numbers that begin so. One more than a page has, if
    there are more."""
    sure = _whole(typed.strip()[:TYPED_MAX])
    begun = _begun(typed.strip()[:TYPED_MAX]) if browses(scope) else []
    return _found(list(dict.fromkeys([*sure, *begun]))[: ROWS + 1], frozenset(sure))


def at_home(member: Member, scope: Scope) -> bool:
    """Whether this is a member of one's own branch or region, or one sees everything."""
    home = member.details.branch
    match scope.reach:
        case Reach.ALL:
            return True
        case Reach.BRANCH:
            return home == scope.number
        case Reach.REGION:
            sql = "SELECT 1 FROM branch WHERE id = %s AND region = %s"
            return home is not None and run(sql, (home, scope.number)).fetchone() is not None
        case Reach.OWNER:
            return False


def branch_names() -> list[tuple[int, str]]:
    """The branches where a member can be at home."""
    return [(number, name) for number, name in run("SELECT id, name FROM branch ORDER BY id").fetchall()]


def roster_branches(scope: Scope) -> list[tuple[int, str]]:
    """The branches whose rosters somebody may take."""
    match scope.reach:
        case Reach.ALL:
            return branch_names()
        case Reach.REGION:
            sql = "SELECT id, name FROM branch WHERE region = %s ORDER BY id"
            return [(number, name) for number, name in run(sql, (scope.number,)).fetchall()]
        case Reach.BRANCH:
            return [one for one in branch_names() if one[0] == scope.number]
        case Reach.OWNER:
            return []


def _whole(typed: str) -> list[int]:
    numbers: list[int] = []
    if (number := read_member(typed)) is not None:
        numbers.append(number)
    if (card := read_card(typed)) is not None:
        sql = "SELECT member FROM card_holder WHERE card = %s" + ("" if card[1] is None else " AND instance = %s")
        numbers += [member for (member,) in run(f"{sql} ORDER BY instance DESC", [one for one in card if one is not None])]
    digits = digits_of(typed)
    if len(digits) >= WHOLE_DIGITS and not any(one.isalpha() for one in typed):
        word = phone_prefix(digits)
        numbers += [member for (member,) in run(f"SELECT member FROM member_word WHERE word = %s LIMIT {ROWS + 1}", (word,))]
    return numbers


def _begun(typed: str) -> list[int]:
    digits = digits_of(typed)
    found: list[int] = []
    if len(digits) >= DIGITS_LEAST and not any(one.isalpha() for one in typed):
        if len(digits) == TAIL:
            tail = phone_tail(digits)
            found += [member for (member,) in run(f"SELECT member FROM member_word WHERE word = %s LIMIT {ROWS + 1}", (tail,))]
        found += _beginning(phone_prefix(digits))
    prefix = name_prefix(typed)
    return found + (_beginning(prefix) if len(prefix) > 1 else [])


def _beginning(prefix: bytes) -> list[int]:
    """No word has a byte FF, so all that begin so lie below it."""
    return [member for (member,) in run(BEGINNING, (prefix, prefix + b"\xff"))]


def _found(numbers: list[int], sure: frozenset[int]) -> list[Found]:
    members, cards = members_numbered(numbers), cards_of(numbers)
    return [Found(members[number], tuple(cards.get(number, ())), number in sure) for number in numbers if number in members]
