"""Who may sign in, as what, and how far that reaches. To give somebody power takes two persons; to take it away takes one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from protocol.instants import MS_PER_MINUTE, Instant
from server.audit import Actor, Deed, record
from server.database import run, writing
from server.settlement.credits.claims import OFFICE
from server.settlement.publish import PLAN
from server.settlement.standing_tables import NIGHT
from server.usecases.decision import Decision
from server.usecases.declined import Declined, Reason
from server.usecases.proposals import HOURS, ProposalKind, propose
from server.usecases.staff.console import CONSOLE, use_word
from server.usecases.staff.passwords import Passwords, check_password, one_time_code
from server.usecases.staff.roles import EVERYTHING, Reach, Role, Scope, fits
from server.usecases.staff.sessions import end_sessions

NAME_MAX = 40
RESERVED = (OFFICE, CONSOLE.name, PLAN.name, NIGHT.name)
_COLUMNS = "id, name, display, role, reach, reach_number, totp IS NOT NULL, code_until, active, added_at"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the staff, without secrets. `waiting`: has not signed in with the one-time code yet."""

    number: int
    name: str
    display: str
    role: Role
    scope: Scope
    has_totp: bool
    waiting_until: Instant | None
    active: bool
    added_at: Instant


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who is to be added."""

    name: str
    display: str
    role: Role
    scope: Scope


def anybody() -> bool:
    """Whether head office is set up: somebody is on the staff."""
    return run("SELECT 1 FROM staff LIMIT 1").fetchone() is not None


def all_members() -> list[Member]:
    """The staff, by name."""
    return [_member(*row) for row in run(f"SELECT {_COLUMNS} FROM staff ORDER BY name").fetchall()]


def member_numbered(number: int) -> Member:
    """One of them. Raises Declined if there is none."""
    row = run(f"SELECT {_COLUMNS} FROM staff WHERE id = %s", (number,)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _member(*row)


def other_administrators(number: int) -> bool:
    """Whether anybody else can administer: active, and has a password of his own."""
    sql = "SELECT 1 FROM staff WHERE id <> %s AND role = %s AND active AND code_until IS NULL LIMIT 1"
    return run(sql, (number, Role.ADMINISTRATOR.value)).fetchone() is not None


def plain_name(typed: str) -> str:
    """A name as it is compared. Raises Declined for what nobody could sign in with."""
    name = unicodedata.normalize("NFKC", typed).strip().casefold()
    if not (2 <= len(name) <= NAME_MAX and all(letter.isalnum() or letter in "._-@" for letter in name)):
        raise Declined(Reason.NAME_UNFIT)
    return name


def set_up(word: str, new: NewMember, password: str, passwords: Passwords, address: str, now: Instant) -> int:
    """The first administrator, who chooses his own password. Raises Declined."""
    name = plain_name(new.name)
    check_password(password, name)
    kept = passwords.hashed(password)
    with writing():
        if anybody():
            raise Declined(Reason.ALREADY_SET_UP)
        _free(name)
        use_word(word, now)
        number = _insert(NewMember(name, new.display.strip() or name, Role.ADMINISTRATOR, EVERYTHING), kept, None, now)
        after = {"name": name, "role": Role.ADMINISTRATOR.value}
        record(Actor(None, CONSOLE.name, address=address), Deed("set up", f"staff {number}", after=after), now)
    return number


def propose_add(new: NewMember, reason: str, maker: Actor, now: Instant) -> int:
    """Propose to add somebody; the number of the proposal. Raises Declined."""
    name = plain_name(new.name)
    if not fits(new.role, new.scope):
        raise Declined(Reason.ROLE_UNFIT)
    _free(name)
    content = {"name": name, "display": new.display.strip() or name, **_standing(new.role, new.scope)}
    return propose(ProposalKind.ADD_STAFF, content, reason, maker, now)


def perform_add(decision: Decision) -> str:
    """Add him; the one-time code with which he signs in first."""
    content = decision.proposal.content
    _free(content["name"])
    code = one_time_code()
    new = NewMember(content["name"], content["display"], Role(content["role"]), _scope(content))
    until = Instant(decision.at + HOURS * 60 * MS_PER_MINUTE)
    number = _insert(new, decision.passwords.hashed(code), until, decision.at)
    record(decision.checker, Deed("added", f"staff {number}", after=content, reason=decision.proposal.reason), decision.at)
    return code


def propose_change(number: int, role: Role, scope: Scope, reason: str, maker: Actor, now: Instant) -> int:
    """Propose another role or reach. Raises Declined."""
    member = member_numbered(number)
    if not fits(role, scope):
        raise Declined(Reason.ROLE_UNFIT)
    if (role, scope) == (member.role, member.scope):
        raise Declined(Reason.NOT_NEEDED)
    return propose(
        ProposalKind.CHANGE_STAFF, {"staff": number, "name": member.name, **_standing(role, scope)}, reason, maker, now
    )


def perform_change(decision: Decision) -> str:
    """Change it; he signs in anew."""
    content, member = decision.proposal.content, member_numbered(decision.proposal.content["staff"])
    _still_administered(member, Role(content["role"]))
    run(
        "UPDATE staff SET role = %s, reach = %s, reach_number = %s WHERE id = %s",
        (content["role"], content["reach"], content["number"], member.number),
    )
    end_sessions(member.number, decision.at)
    deed = Deed(
        "changed", f"staff {member.number}", _standing(member.role, member.scope), content, reason=decision.proposal.reason
    )
    record(decision.checker, deed, decision.at)
    return ""


def propose_reset(number: int, reason: str, maker: Actor, now: Instant) -> int:
    """Propose a new one-time code for somebody who cannot sign in any more, or may again. Raises Declined."""
    member = member_numbered(number)
    return propose(ProposalKind.RESET_STAFF, {"staff": number, "name": member.name}, reason, maker, now)


def perform_reset(decision: Decision) -> str:
    """Take password and telephone away; the one-time code with which he begins anew."""
    member = member_numbered(decision.proposal.content["staff"])
    code = one_time_code()
    run(
        "UPDATE staff SET password = %s, password_at = %s, code_until = %s, totp = NULL, active = %s WHERE id = %s",
        (decision.passwords.hashed(code), decision.at, decision.at + HOURS * 60 * MS_PER_MINUTE, True, member.number),
    )
    end_sessions(member.number, decision.at)
    record(decision.checker, Deed("reset", f"staff {member.number}", reason=decision.proposal.reason), decision.at)
    return code


def disable(number: int, reason: str, actor: Actor, now: Instant) -> None:
    """He may not sign in any more, from this moment. Raises Declined."""
    if not reason.strip():
        raise Declined(Reason.NO_REASON)
    if number == actor.staff:
        raise Declined(Reason.ONESELF)
    with writing():
        member = member_numbered(number)
        if not member.active:
            raise Declined(Reason.NOT_NEEDED)
        run("UPDATE staff SET active = %s WHERE id = %s", (False, number))
        end_sessions(number, now)
        record(actor, Deed("disabled", f"staff {number}", {"active": True}, {"active": False}, reason.strip()), now)


def _still_administered(member: Member, role: Role) -> None:
    if member.role is Role.ADMINISTRATOR is not role and not other_administrators(member.number):
        raise Declined(Reason.LAST_ADMINISTRATOR)


def _free(name: str) -> None:
    """Raises Declined for a name that somebody has, or by which the books know what no person decided."""
    if name in RESERVED or run("SELECT 1 FROM staff WHERE name = %s", (name,)).fetchone() is not None:
        raise Declined(Reason.NAME_TAKEN)


def _insert(new: NewMember, kept: str, code_until: Instant | None, now: Instant) -> int:
    (number,) = run(
        "INSERT INTO staff (name, display, role, reach, reach_number, password, password_at, code_until, totp_step, active,"
        " added_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s) RETURNING id",
        (new.name, new.display, new.role.value, int(new.scope.reach), new.scope.number, kept, now, code_until, True, now),
    ).fetchone()
    return int(number)


def _standing(role: Role, scope: Scope) -> dict[str, str | int]:
    return {"role": role.value, "reach": int(scope.reach), "number": scope.number}


def _scope(content: dict[str, int]) -> Scope:
    return Scope(Reach(content["reach"]), content["number"])


def _member(
    number: int,
    name: str,
    display: str,
    role: str,
    reach: int,
    reach_number: int,
    has_totp: bool,
    code_until: int | None,
    active: bool,
    added_at: int,
) -> Member:
    return Member(
        number,
        name,
        display,
        Role(role),
        Scope(Reach(reach), reach_number),
        bool(has_totp),
        None if code_until is None else Instant(code_until),
        bool(active),
        Instant(added_at),
    )
