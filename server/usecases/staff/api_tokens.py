"""Tokens of other programs: what each may do, until when. The token itself is shown once; head office keeps its hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from protocol.instants import MS_PER_DAY, MS_PER_MINUTE, Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.declined import Declined, Reason

WORD_BYTES = 32
MARK = "tcapi_"
"""Begins each token, so that one that lies about in a file is known for what it is."""
NAME_MAX = 60
DAYS_MAX = 400
SEEN_STEP_MS = 5 * MS_PER_MINUTE
_SELECT = (
    "SELECT t.id, t.name, t.scopes, t.staff, p.name, t.made_at, t.expires_at, t.revoked_at, t.seen_at, p.active"
    " FROM api_token t JOIN staff p ON p.id = t.staff"
)


class ApiScope(StrEnum):
    """What a token may be good for."""

    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    CARDS_READ = "cards:read"
    CLAIMS_WRITE = "claims:write"
    SALES_READ = "sales:read"
    REPORTS_READ = "reports:read"
    METRICS_READ = "metrics:read"


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret. `answered`: whoever made it still works here, and answers for what it does."""

    number: int
    name: str
    scopes: frozenset[ApiScope]
    staff: int
    made_by: str
    made_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    seen_at: Instant | None
    answered: bool

    def holds(self, now: Instant) -> bool:
        """Whether it opens anything."""
        return self.answered and self.revoked_at is None and now <= self.expires_at

    def actor(self, address: str) -> Actor:
        """Who does what is done with it: the program, for whoever made the token."""
        return Actor(self.staff, f"token {self.name}", f"token {self.number}", address)


def make_token(name: str, scopes: Iterable[ApiScope], days: int, actor: Actor, now: Instant) -> str:
    """A new token, to be shown once. Raises Declined."""
    name, wanted = name.strip(), sorted(set(scopes))
    if not 0 < len(name) <= NAME_MAX:
        raise Declined(Reason.TITLE_UNFIT)
    if not wanted or not 0 < days <= DAYS_MAX:
        raise Declined(Reason.TOKEN_UNFIT)
    word = MARK + secrets.token_hex(WORD_BYTES)
    until = Instant(now + days * MS_PER_DAY)
    with writing():
        (number,) = run(
            "INSERT INTO api_token (name, hash, scopes, staff, made_at, expires_at) VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
            (name, _hash(word), " ".join(wanted), actor.staff, now, until),
        ).fetchone()
        after = {"name": name, "scopes": [one.value for one in wanted], "until": until}
        record(actor, Deed("token made", f"token {number}", after=after), now)
    return word


def revoke_token(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """It opens nothing any more. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    with writing():
        if token_numbered(number).revoked_at is not None:
            raise Declined(Reason.NOT_NEEDED)
        run("UPDATE api_token SET revoked_at = %s WHERE id = %s", (now, number))
        record(actor, Deed("token revoked", f"token {number}", reason=reason.strip()), now)


def all_tokens() -> list[Token]:
    """All that there ever were, the newest first."""
    return [_token(*row) for row in run(f"{_SELECT} ORDER BY t.id DESC").fetchall()]


def token_numbered(number: int) -> Token:
    """One of them. Raises Declined."""
    row = run(f"{_SELECT} WHERE t.id = %s", (number,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _token(*row)


def token_of(word: str, now: Instant) -> Token | None:
    """The token with this secret, if it still opens anything."""
    row = run(f"{_SELECT} WHERE t.hash = %s", (_hash(word),)).fetchone()
    found = None if row is None else _token(*row)
    return found if found is not None and found.holds(now) else None


def see_token(token: Token, now: Instant) -> None:
    """It is in use: one statement, every few minutes at most."""
    if token.seen_at is None or now - token.seen_at >= SEEN_STEP_MS:
        run("UPDATE api_token SET seen_at = %s WHERE id = %s", (now, token.number))


def _hash(word: str) -> bytes:
    return hashlib.sha256(word.encode(errors="replace")).digest()


def _token(
    number: int,
    name: str,
    scopes: str,
    staff: int,
    made_by: str,
    made_at: int,
    expires_at: int,
    revoked_at: int | None,
    seen_at: int | None,
    answered: bool,
) -> Token:
    revoked, seen = (None if at is None else Instant(at) for at in (revoked_at, seen_at))
    known = frozenset(ApiScope(one) for one in scopes.split())
    return Token(number, name, known, staff, made_by, Instant(made_at), Instant(expires_at), revoked, seen, bool(answered))
