"""Signing in and out, one's own password, one's own telephone. The slow part, checking a password, holds no lock."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocol.instants import Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.usecases.declined import Declined, Reason
from server.usecases.staff.passwords import Passwords, check_password, plain_code
from server.usecases.staff.roles import Role
from server.usecases.staff.sessions import end_session, end_sessions, start_session
from server.usecases.staff.staff import plain_name
from server.usecases.staff.totp import Vault, step_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser, from where."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Locks:
    """What passwords and codes are checked with."""

    passwords: Passwords
    vault: Vault


@dataclass(frozen=True, slots=True)
class _Person:
    """Whoever tries to come in, with what he is checked against."""

    number: int
    name: str
    password: str = field(repr=False)
    code_until: int | None
    totp: bytes | None = field(repr=False)
    totp_step: int
    role: Role
    active: bool

    def may_enter(self, now: Instant) -> bool:
        """Whether the right password opens anything."""
        return self.active and self.role is not Role.ATTENDANT and (self.code_until is None or now <= self.code_until)


def sign_in(typed: str, password: str, code: str, visitor: Visitor, locks: Locks, now: Instant) -> str:
    """The word of a new session. Raises Declined, always with the same reason and after the same time, whatever was wrong."""
    person = _person(typed)
    step = None
    if locks.passwords.fit(*_tried(person, password)) and person is not None and person.may_enter(now):
        step = _step(person, code, locks.vault, now)
    with writing():
        if person is not None and step is not None and _use(person, step):
            record(Actor(person.number, person.name, address=visitor.address), Deed("signed in", f"staff {person.number}"), now)
            return start_session(person.number, visitor.address, visitor.agent, now)
        whom = "unknown name" if person is None else f"staff {person.number}"
        record(Actor(None, "somebody", address=visitor.address), Deed("sign-in refused", whom), now)
    raise Declined(Reason.PASSWORD_WRONG)


def sign_out(key: bytes, actor: Actor, now: Instant) -> None:
    """End this session."""
    with writing():
        end_session(key, now)
        record(actor, Deed("signed out", f"staff {actor.staff}"), now)


def prove_oneself(actor: Actor, password: str, passwords: Passwords) -> None:
    """Whoever approves something types his password again. Raises Declined."""
    if not passwords.fit(*_tried(_person(actor.name), password)):
        raise Declined(Reason.PASSWORD_WRONG)


def change_password(actor: Actor, old: str, new: str, visitor: Visitor, locks: Locks, now: Instant) -> str:
    """Another password, and with it the end of all sessions; the word of a new one. Raises Declined."""
    prove_oneself(actor, old, locks.passwords)
    if old == new:
        raise Declined(Reason.PASSWORD_SAME)
    check_password(new, actor.name)
    hashed = locks.passwords.hashed(new)
    assert actor.staff is not None
    with writing():
        run("UPDATE staff SET password = %s, password_at = %s, code_until = NULL WHERE id = %s", (hashed, now, actor.staff))
        end_sessions(actor.staff, now)
        record(actor, Deed("password changed", f"staff {actor.staff}"), now)
        return start_session(actor.staff, visitor.address, visitor.agent, now)


def take_telephone(actor: Actor, secret: str, code: str, password: str, locks: Locks, now: Instant) -> None:
    """From now on a one-time code of this telephone is asked for. Raises Declined."""
    prove_oneself(actor, password, locks.passwords)
    step = step_of(secret, code, now, 0)
    if step is None:
        raise Declined(Reason.CODE_WRONG)
    with writing():
        run("UPDATE staff SET totp = %s, totp_step = %s WHERE id = %s", (locks.vault.seal(secret), step, actor.staff))
        record(actor, Deed("telephone set", f"staff {actor.staff}"), now)


def _tried(person: _Person | None, password: str) -> tuple[str | None, str]:
    """The hash to compare with, and what to compare: a one-time code may be typed in any way."""
    if person is None:
        return None, password
    return person.password, password if person.code_until is None else plain_code(password)


def _step(person: _Person, code: str, vault: Vault, now: Instant) -> int | None:
    """The step that this sign-in uses up; None if the code is not right."""
    if person.totp is None:
        return person.totp_step
    return step_of(vault.open(person.totp), code, now, person.totp_step)


def _use(person: _Person, step: int) -> bool:
    """Use a step up, unless another sign-in was quicker."""
    if person.totp is None:
        return True
    sql = "UPDATE staff SET totp_step = %s WHERE id = %s AND totp_step < %s RETURNING id"
    return run(sql, (step, person.number, step)).fetchone() is not None


def _person(typed: str) -> _Person | None:
    try:
        name = plain_name(typed)
    except Declined:
        return None
    row = run(
        "SELECT id, name, password, code_until, totp, totp_step, role, active FROM staff WHERE name = %s", (name,)
    ).fetchone()
    if row is None:
        return None
    number, name, password, code_until, totp, totp_step, role, active = row
    return _Person(number, name, password, code_until, None if totp is None else bytes(totp), totp_step, Role(role), bool(active))
