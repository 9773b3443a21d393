"""Acts that take two persons: one proposes, another looks at exactly that and decides within 72 hours (INTEGRITY 11.5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from protocol.instants import MS_PER_MINUTE, Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.declined import Declined, Reason

HOURS = 72
_SELECT = (
    "SELECT p.id, p.kind, p.content, p.hash, p.reason, p.maker, m.name, p.made_at, p.expires_at, c.name, p.decided_at, p.approved"
    " FROM proposal p JOIN staff m ON m.id = p.maker LEFT JOIN staff c ON c.id = p.checker"
)


class ProposalKind(StrEnum):
    """What can be proposed. What is done when it is approved stands in `approving`."""

    ADD_STAFF = "add staff"
    CHANGE_STAFF = "change staff"
    RESET_STAFF = "reset staff"
    CLOSE_CASE = "close case"
    MAKE_CLAIM = "promise money"
    GRANT_FLOAT = "grant float"
    CLOSE_SUSPENSE = "close suspense"
    REFUND_SALE = "refund sale"
    CORRECT_OWNER = "correct owner"
    TAKE_LOAD_BACK = "take load back"
    TRANSFER = "transfer"
    SETTLE_OWNER = "settle owner"
    CLAIM_FILE = "promise by file"
    MOVE_BRANCH = "move branch"
    SET_TERMINAL = "set terminal"
    ADMIT_TERMINAL = "admit terminal"
    RETIRE_TERMINAL = "retire terminal"
    RELEASE_CERTIFICATE = "release certificate"
    REPLACE_CARD = "replace card"
    TAKE_CARD_BACK = "take card back"
    UNLIST_CARD = "unlist card"
    CHANGE_OPERATOR = "change operator"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal. `content` never changes; `shown` is its hash as the checker sees it and sends it back."""

    number: int
    kind: ProposalKind
    content: dict[str, Any]
    shown: str
    reason: str
    maker: int
    maker_name: str
    made_at: Instant
    expires_at: Instant
    checker_name: str | None
    decided_at: Instant | None
    approved: bool | None

    def fault(self, shown: str, now: Instant) -> Reason | None:
        """Why nobody can decide this now, or None."""
        if self.decided_at is not None:
            return Reason.DECIDED
        if now > self.expires_at:
            return Reason.EXPIRED
        return None if shown == self.shown else Reason.CHANGED


def propose(kind: ProposalKind, content: Mapping[str, Any], reason: str, maker: Actor, now: Instant) -> int:
    """Write a proposal down; its number. Raises Declined without a reason."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    frozen = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    shown = hashlib.sha256(f"{kind}\n{frozen}\n{reason.strip()}".encode()).digest()
    with writing():
        (number,) = run(
            "INSERT INTO proposal (kind, content, hash, reason, maker, made_at, expires_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
            (kind.value, frozen, shown, reason.strip(), maker.staff, now, now + HOURS * 60 * MS_PER_MINUTE),
        ).fetchone()
        record(maker, Deed(f"proposed: {kind.value}", f"proposal {number}", after=content, reason=reason.strip()), now)
    return int(number)


def proposal_numbered(number: int) -> Proposal:
    """One proposal. Raises Declined if there is none."""
    row = run(f"{_SELECT} WHERE p.id = %s", (number,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _proposal(*row)


def undecided(now: Instant) -> list[Proposal]:
    """What waits for somebody, oldest first: never many, because proposals expire."""
    rows = run(f"{_SELECT} WHERE p.decided_at IS NULL AND p.expires_at >= %s ORDER BY p.id", (now,)).fetchall()
    return [_proposal(*row) for row in rows]


def decided_before(number: int, most: int) -> list[Proposal]:
    """What was decided or has expired, newest first, from below a number on."""
    rows = run(f"{_SELECT} WHERE p.decided_at IS NOT NULL AND p.id < %s ORDER BY p.id DESC LIMIT %s", (number, most)).fetchall()
    return [_proposal(*row) for row in rows]


def _proposal(
    number: int,
    kind: str,
    content: str,
    hashed: bytes,
    reason: str,
    maker: int,
    maker_name: str,
    made_at: int,
    expires_at: int,
    checker_name: str | None,
    decided_at: int | None,
    approved: bool | None,
) -> Proposal:
    return Proposal(
        number,
        ProposalKind(kind),
        json.loads(content),
        bytes(hashed).hex(),
        reason,
        maker,
        maker_name,
        Instant(made_at),
        Instant(expires_at),
        checker_name,
        None if decided_at is None else Instant(decided_at),
        None if approved is None else bool(approved),
    )
