"""A plan becomes a job list for the issuing desk: every card instance once, ever, and every job number once.

The plan, its job numbers and the sealed list are stored in one transaction; the file for the desk is written after it
and can be written again. PINs are readable by the desk alone: the office keeps nothing but the sealed list.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass

from protocol.ids import CardInstance, TerminalId
from protocol.instants import Instant
from protocol.link.certificate import Role
from protocol.link.job_delivery import seal_jobs
from protocol.link.jobs import JobList
from protocol.link.seal import SigningKey
from provisioning.issue_record import Act, note
from provisioning.keystore.port import OfficeSecrets
from provisioning.office import Office
from provisioning.plan import Order, PinPolicy, Plan, judge_pin, make_plan
from provisioning.refusals import Refusal, Refused
from provisioning.registry import act

PIN_DIGITS = 4
DESK_ROLES = Role.PERSONALISE | Role.LOAD


@dataclass(frozen=True, slots=True)
class Applied:
    """A plan that counts: the list's number, what was planned, and the object for the desk."""

    list: int
    plan: Plan
    sealed: bytes


def draw_pins(count: int) -> tuple[str, ...]:
    """PINs by lot, without the trivial ones, from the operating system's generator."""
    pins: list[str] = []
    while len(pins) < count:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
        if judge_pin(pin) is None:
            pins.append(pin)
    return tuple(pins)


def pins_for(order: Order, given: str) -> tuple[str, ...]:
    """One PIN a card as the order wants them; `given` counts under PinPolicy.GIVEN only."""
    match order.pin:
        case PinPolicy.NONE:
            return ()
        case PinPolicy.GIVEN:
            return (given,) * len(order.cards)
        case PinPolicy.RANDOM:
            return draw_pins(len(order.cards))


def preview(office: Office, desk: int, order: Order, pins: tuple[str, ...], now: Instant) -> Plan | Refused:
    """What `apply` would do now; nothing is stored."""
    with act(office.registry) as database:
        seal_public = _desk_key(database, desk, now)
        return seal_public if isinstance(seal_public, Refused) else _plan(database, order, pins)


def apply(office: Office, held: OfficeSecrets, desk: int, order: Order, pins: tuple[str, ...], now: Instant) -> Applied | Refused:
    """[!] Plan these cards for good. The desk takes the cash for first loads and makes the cards."""
    with act(office.registry) as database:
        seal_public = _desk_key(database, desk, now)
        if isinstance(seal_public, Refused):
            return seal_public
        plan = _plan(database, order, pins)
        if isinstance(plan, Refused):
            return plan
        (number,) = database.execute("SELECT coalesce(max(id), 0) + 1 FROM job_list").fetchone()
        jobs = JobList(number, TerminalId(desk), tuple(step.job for step in plan.steps))
        sealed = seal_jobs(jobs, held.environment, seal_public, SigningKey.from_seed(held.personalisation))
        database.execute("INSERT INTO job_list (id, desk, sealed) VALUES (?, ?, ?)", (number, desk, sealed))
        rows = [(job.number, number, job.card.number, job.card.instance) for job in jobs.jobs]
        database.executemany("INSERT INTO job (number, list, card, instance) VALUES (?, ?, ?, ?)", rows)
        first, last = jobs.jobs[0].number, jobs.jobs[-1].number
        note(database, now, Act.CARDS_PLANNED, list=number, desk=desk, jobs=f"{first}-{last}", loads=plan.loads.minor)
    return Applied(number, plan, sealed)


def list_again(office: Office, number: int) -> bytes | Refused:
    """The object of a list that was applied, as it was made."""
    with act(office.registry) as database:
        row = database.execute("SELECT sealed FROM job_list WHERE id = ?", (number,)).fetchone()
    return row[0] if row else Refused(Refusal.LIST_UNKNOWN, str(number))


def _plan(database: sqlite3.Connection, order: Order, pins: tuple[str, ...]) -> Plan | Refused:
    def was_planned(card: CardInstance) -> bool:
        query = "SELECT 1 FROM job WHERE card = ? AND instance = ?"
        return database.execute(query, (card.number, card.instance)).fetchone() is not None

    (first_job,) = database.execute("SELECT coalesce(max(number), 0) + 1 FROM job").fetchone()
    return make_plan(order, first_job, was_planned, pins)


def _desk_key(database: sqlite3.Connection, desk: int, now: Instant) -> bytes | Refused:
    """The X25519 key of a desk that may make and load cards."""
    query = "SELECT seal_public, roles, valid_until FROM certificate WHERE terminal = ? ORDER BY serial DESC LIMIT 1"
    row = database.execute(query, (desk,)).fetchone()
    if row is None:
        return Refused(Refusal.DESK_UNKNOWN, str(desk))
    seal_public, roles, valid_until = row
    if now > valid_until:
        return Refused(Refusal.DESK_EXPIRED, str(desk))
    if roles & DESK_ROLES != DESK_ROLES:
        return Refused(Refusal.DESK_ROLE, str(desk))
    return bytes(seal_public)
