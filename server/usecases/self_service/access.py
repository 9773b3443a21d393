"""How a member comes to his own pages: card number and a web secret, never the card's PIN (INTEGRITY 11.5).

The office hands out a one-time code on paper, with which the member chooses the secret. Whoever guesses locks the web access of
that number, never the card. Nothing tells whether a number exists: every refusal is the same and takes the same time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.ids import CardInstance, CardNumber
from protocol.instants import MS_PER_DAY, BusinessDay, Instant
from protocol.link.tables import CardState
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.cards.standing import instances_of, read_card
from server.usecases.cards.lists import report_loss
from server.usecases.declined import Declined, Reason
from server.usecases.members.holders import holder_of
from server.usecases.money.claims import check_card
from server.usecases.self_service.sessions import MemberSession, end_member_session, end_member_sessions, start_member_session
from server.usecases.staff.passwords import Passwords, check_password, one_time_code, plain_code
from server.usecases.staff.sign_in import Visitor

SECRET_LEAST = 6
CODE_DAYS = 14
FAILURES_MAX = 20
FAILURE_DAYS = 30
REPORTED = "reported by the member on the web"


@dataclass(frozen=True, slots=True)
class WebAccess:
    """What the office sees of the access of one number."""

    card: CardInstance
    given_at: Instant
    code_until: Instant | None
    locked_at: Instant | None


@dataclass(frozen=True, slots=True)
class _Access:
    card: CardNumber
    secret: str = field(repr=False)
    code_until: int | None
    locked: bool

    def may_enter(self, now: Instant) -> bool:
        """Whether the right secret opens anything."""
        return not self.locked and (self.code_until is None or now <= self.code_until)


def access_of(number: int) -> WebAccess | None:
    """The access of a number, if one was given."""
    row = run("SELECT card, instance, given_at, code_until, locked_at FROM member_access WHERE card = %s", (number,)).fetchone()
    if row is None:
        return None
    card, instance, given_at, *others = row
    code_until, locked_at = (None if at is None else Instant(at) for at in others)
    return WebAccess(CardInstance(CardNumber(card), instance), Instant(given_at), code_until, locked_at)


def give_web_code(card: CardInstance, passwords: Passwords, reason: str, actor: Actor, now: Instant) -> str:
    """A code for whoever holds this card, to be handed over on paper; what opened the pages before opens nothing any more.

    Raises Declined.
    """
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    check_card(card)
    if instances_of(card.number)[0] != card:
        raise Declined(Reason.CARD_ENDED)
    code = one_time_code()
    values = (card.number, card.instance, passwords.hashed(code), now + CODE_DAYS * MS_PER_DAY, now, 0, now)
    with writing():
        run(
            "INSERT INTO member_access (card, instance, secret, code_until, given_at, failures, failures_since)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (card) DO UPDATE SET instance = excluded.instance,"
            " secret = excluded.secret, code_until = excluded.code_until, given_at = excluded.given_at, failures = 0,"
            " failures_since = excluded.failures_since, locked_at = NULL",
            values,
        )
        end_member_sessions(card.number, now)
        record(actor, Deed("web code given", f"card {card}", reason=reason.strip()), now)
    return code


def enter(typed: str, secret: str, visitor: Visitor, passwords: Passwords, now: Instant) -> str:
    """The word of a new session. Raises Declined, always with the same reason and after the same time, whatever was wrong."""
    asked = read_card(typed)
    number = CardNumber(0) if asked is None else asked[0]
    access = _access(number)
    fits = passwords.fit(*_tried(access, secret))
    with writing():
        if access is not None and fits and access.may_enter(now) and _access(number) == access:
            return start_member_session(number, visitor.address, visitor.agent, now)
        _failed(number, visitor.address, now)
    raise Declined(Reason.PASSWORD_WRONG)


def leave(session: MemberSession, now: Instant) -> None:
    """End this session."""
    with writing():
        end_member_session(session.key, now)


def prove_member(session: MemberSession, secret: str, visitor: Visitor, passwords: Passwords, now: Instant) -> str:
    """Whoever does something shows the secret again; a wrong one counts, and where it is locked none is right.

    The hash that it was compared with. Raises Declined.
    """
    access = _access(session.card.number)
    if passwords.fit(*_tried(access, secret)) and access is not None and access.may_enter(now):
        return access.secret
    with writing():
        _failed(session.card.number, visitor.address, now)
    raise Declined(Reason.PASSWORD_WRONG)


def change_secret(session: MemberSession, old: str, new: str, visitor: Visitor, passwords: Passwords, now: Instant) -> str:
    """Another secret, and with it the end of all sessions; the word of a new one. Raises Declined."""
    number = session.card.number
    proven = prove_member(session, old, visitor, passwords, now)
    if old == new:
        raise Declined(Reason.PASSWORD_SAME)
    if new in str(number):
        raise Declined(Reason.PASSWORD_COMMON)
    check_password(new, str(number), SECRET_LEAST)
    hashed = passwords.hashed(new)
    with writing():
        sql = "UPDATE member_access SET secret = %s, code_until = NULL WHERE card = %s AND secret = %s RETURNING card"
        if run(sql, (hashed, number, proven)).fetchone() is None:
            raise Declined(Reason.PASSWORD_WRONG)
        end_member_sessions(number, now)
        record(_member(session, visitor), Deed("web secret changed", f"card {session.card}"), now)
        return start_member_session(number, visitor.address, visitor.agent, now)


def report_own_loss(
    session: MemberSession, secret: str, visitor: Visitor, passwords: Passwords, today: BusinessDay, now: Instant
) -> None:
    """The member's card is refused from now on, as if the office had listed it. Raises Declined."""
    prove_member(session, secret, visitor, passwords, now)
    report_loss(shown_card(session.card), CardState.LOST, REPORTED, _member(session, visitor), today, now)


def shown_card(given: CardInstance) -> CardInstance:
    """The card that these pages are about: the newest with the number, if it is the same member's as the one the access was given
    for. A number that went to somebody else tells nothing of him."""
    newest = next(iter(instances_of(given.number)), given)
    holder = holder_of(given)
    return newest if newest == given or (holder is not None and holder_of(newest) == holder) else given


def _access(number: CardNumber) -> _Access | None:
    row = run("SELECT card, secret, code_until, locked_at FROM member_access WHERE card = %s", (number,)).fetchone()
    return None if row is None else _Access(CardNumber(row[0]), row[1], row[2], row[3] is not None)


def _tried(access: _Access | None, secret: str) -> tuple[str | None, str]:
    """The hash to compare with, and what to compare: a one-time code may be typed in any way."""
    if access is None:
        return None, secret
    return access.secret, secret if access.code_until is None else plain_code(secret)


def _failed(number: CardNumber, address: str, now: Instant) -> None:
    """Write it down, so that it takes as long where there is no such number; count it, and lock the web access of a number that
    somebody guesses at. Must run inside `writing()`."""
    somebody = Actor(None, "somebody", address=address)
    record(somebody, Deed("web sign-in refused", f"card {number}"), now)
    month = now - FAILURE_DAYS * MS_PER_DAY
    row = run(
        "UPDATE member_access SET failures = CASE WHEN failures_since < %s THEN 1 ELSE failures + 1 END,"
        " failures_since = CASE WHEN failures_since < %s THEN %s ELSE failures_since END WHERE card = %s RETURNING failures",
        (month, month, now, number),
    ).fetchone()
    if row is not None and row[0] == FAILURES_MAX:
        run("UPDATE member_access SET locked_at = %s WHERE card = %s", (now, number))
        record(somebody, Deed("web access locked", f"card {number}"), now)


def _member(session: MemberSession, visitor: Visitor) -> Actor:
    return Actor(None, f"member with card {session.card}", session.key.hex()[:12], visitor.address)
