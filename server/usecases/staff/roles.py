"""What somebody is at head office, and how far that reaches. What a role may do stands in `server.office.permissions`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """INTEGRITY 11.5. An attendant works at terminals alone and cannot sign in."""

    ADMINISTRATOR = "administrator"
    FINANCE = "finance"
    CASHIER = "cashier"
    BRANCH_MANAGER = "branch manager"
    OWNER = "owner"
    AUDITOR = "auditor"
    ATTENDANT = "attendant"


class Reach(IntEnum):
    """Of what kind the limit is that somebody may not see beyond."""

    ALL = 0
    REGION = 1
    BRANCH = 2
    OWNER = 3


@dataclass(frozen=True, slots=True)
class Scope:
    """A reach and its number: which region, branch or owner; 0 for all."""

    reach: Reach
    number: int = 0


EVERYTHING = Scope(Reach.ALL)
REACHES = {
    Role.ADMINISTRATOR: frozenset({Reach.ALL}),
    Role.FINANCE: frozenset({Reach.ALL, Reach.REGION}),
    Role.CASHIER: frozenset({Reach.BRANCH}),
    Role.BRANCH_MANAGER: frozenset({Reach.BRANCH, Reach.REGION}),
    Role.OWNER: frozenset({Reach.OWNER}),
    Role.AUDITOR: frozenset({Reach.ALL}),
    Role.ATTENDANT: frozenset({Reach.BRANCH}),
}
"""Which reach goes with which role."""


def fits(role: Role, scope: Scope) -> bool:
    """Whether a role may have this scope."""
    return scope.reach in REACHES[role] and (scope.number > 0) == (scope.reach is not Reach.ALL)
