"""What somebody wants a report of: a period, and filters; as conditions of a statement, within what he may see."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from protocol.instants import BusinessDay
from server.usecases.reach import Within, within
from server.usecases.staff.roles import Reach, Scope


@dataclass(frozen=True, slots=True)
class Chosen:
    """`first` to `last` business day, both within it; of the rest None is all."""

    first: BusinessDay
    last: BusinessDay
    branch: int | None = None
    terminal: int | None = None
    operator: int | None = None
    owner: int | None = None
    tender: int | None = None
    card_class: int | None = None
    card: int | None = None
    member: int | None = None
    category: int | None = None
    item: int | None = None

    @property
    def days(self) -> int:
        """How long the period is."""
        return self.last - self.first + 1

    @property
    def needs_lines(self) -> bool:
        """Whether days alone cannot tell it."""
        return any(getattr(self, name) is not None for name in _ON_LINES)

    @property
    def of_parts(self) -> bool:
        """Whether it asks for parts of baskets."""
        return any(one is not None for one in (self.owner, self.category, self.item))

    def before(self) -> Chosen:
        """The same over the period just before, as long."""
        return replace(self, first=BusinessDay(self.first - self.days), last=BusinessDay(self.first - 1))


_COLUMNS = {
    "terminal": "x.terminal",
    "operator": "x.operator",
    "owner": "x.owner",
    "tender": "x.tender",
    "card_class": "x.card_class",
    "card": "x.card",
    "category": "x.category",
    "item": "x.item",
}
_ON_LINES = ("operator", "card_class", "card", "member", "category", "item")
FILTERS = tuple(one.name for one in fields(Chosen))[2:]
"""The filters beside the period."""


def condition(chosen: Chosen, scope: Scope) -> Within:
    """The filters on rows `x`, beginning with AND; the period is said elsewhere. An owner sees what is his, at any terminal."""
    parts = [Within(f" AND {column} = %s", (getattr(chosen, name),)) for name, column in _COLUMNS.items()]
    asked = [part for part in parts if part.values[0] is not None]
    if chosen.branch is not None:
        asked.append(within(Scope(Reach.BRANCH, chosen.branch), "x.terminal"))
    if chosen.member is not None:
        of_member = (
            " AND EXISTS (SELECT 1 FROM card_holder h WHERE h.card = x.card AND h.instance = x.instance AND h.member = %s)"
        )
        asked.append(Within(of_member, (chosen.member,)))
    own = scope.reach is Reach.OWNER
    asked.append(Within(" AND x.owner = %s", (scope.number,)) if own else within(scope, "x.terminal"))
    return Within("".join(one.sql for one in asked), tuple(value for one in asked for value in one.values))
