"""PURE: what people must clear, from rows and the present instant (R12, R16, R19, R27, P15; FEATURES N1).

A list is worked out anew each time it is asked for, so that what comes in late takes itself off it. `worklist_rows` reads
the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from protocol.card.record import Kind
from protocol.ids import CardInstance, Reference, TerminalId
from protocol.instants import Instant
from protocol.money import Money
from server.settlement.cards.chain import State
from server.settlement.findings.cases import MS_PER_HOUR, Case, CaseClass, CaseKind

MS_PER_DAY = 24 * MS_PER_HOUR
TTL_DAYS = 14
"""How long an open change or a suspense may wait for evidence before a person decides (INTEGRITY 6.5, R7)."""
ALARM_HOURS = 24
"""P15, and the claim for a debit that was never shown as PAID (6.5)."""
SILENT_HOURS = 24


@dataclass(frozen=True, slots=True)
class Contact:
    """Where one terminal stands here.

    `batch`, `sequence`: up to there nothing is missing. `complete_until`: everything that it did before that instant is here.
    `told_batch`, `told_sequence`: the highest that its sign of life, a later batch or a card told of. `heard_at`: when it
    was last heard of; None if only cards speak of it.
    """

    terminal: TerminalId
    batch: int
    sequence: int
    complete_until: Instant
    told_batch: int
    told_sequence: int
    heard_at: Instant | None
    missing_since: Instant | None

    @property
    def missing(self) -> bool:
        """Whether anything that was told of is not here."""
        return self.told_batch > self.batch or self.told_sequence > self.sequence


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card change that is not settled: open, replaced with its cash still held, orphaned or recovered."""

    reference: Reference
    card: CardInstance
    kind: Kind
    amount: Money
    state: State
    abandoned: bool
    since: Instant


@dataclass(frozen=True, slots=True)
class Suspense:
    """What lies in suspense for a card, and since when records are missing; None where none is missing any more."""

    card: CardInstance
    amount: Money
    since: Instant | None


class Duty(Enum):
    """The lists, in the order in which they are shown."""

    OPEN_LOADS = "open loads"
    OPEN_CHANGES = "open changes"
    UNSHOWN_DEBITS = "debits that were never shown as PAID"
    MISSING_BATCHES = "missing batches"
    AGED_SUSPENSE = "aged suspense"
    BLOCKED_TERMINALS = "blocked terminals"
    SILENT_TERMINALS = "silent terminals"
    SHIFT_DIFFERENCES = "drawers that were over or short"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to clear. `owner`: the role that must act; `alarm`: it has waited too long."""

    duty: Duty
    subject: str
    detail: str
    owner: CaseClass
    hours: int
    alarm: bool
    amount: Money | None = None


def hours_between(since: Instant, now: Instant) -> int:
    """Whole hours, never negative: clocks of two rooms differ."""
    return max(0, now - since) // MS_PER_HOUR


def all_complete(contacts: Iterable[Contact], after: Instant) -> bool:
    """Whether every terminal has told everything that it did up to `after`."""
    return all(contact.complete_until > after for contact in contacts)


def has_aged(since: Instant, contacts: Iterable[Contact], now: Instant, ttl_days: int = TTL_DAYS) -> bool:
    """R7, R12, R27: older than the TTL, or sooner where every terminal has told all and it is there still."""
    return now - since > ttl_days * MS_PER_DAY or all_complete(contacts, since)


def open_loads(rows: Iterable[Waiting], now: Instant) -> list[Task]:
    """Cash was taken and nobody knows whether the card got it: each is cleared on the day (6.4 row 30)."""
    return [
        _task(
            Duty.OPEN_LOADS,
            str(row.reference),
            f"card {row.card}: tap it at the same terminal, or return the cash and cancel",
            CaseClass.BRANCH,
            row.since,
            now,
            hours_between(row.since, now) >= ALARM_HOURS,
            row.amount,
        )
        for row in rows
        if row.kind is Kind.LOAD and row.state in (State.OPEN, State.VOIDED)
    ]


def open_changes(rows: Iterable[Waiting], contacts: Iterable[Contact], now: Instant, ttl_days: int = TTL_DAYS) -> list[Task]:
    """Changes without an end, loads apart; past the TTL they show as VOID: the member is not charged (6.5)."""
    known = list(contacts)
    tasks = []
    for row in rows:
        if row.state is State.OPEN and row.kind is not Kind.LOAD:
            void = now - row.since > ttl_days * MS_PER_DAY and all_complete(known, row.since)
            given_up = ", given up by the cashier" if row.abandoned else ""
            what = "VOID, not charged" if void else "waits for the card"
            detail = f"card {row.card}: {what}{given_up}"
            tasks.append(_task(Duty.OPEN_CHANGES, str(row.reference), detail, CaseClass.BRANCH, row.since, now, void, row.amount))
    return tasks


def unshown_debits(rows: Iterable[Waiting], now: Instant) -> list[Task]:
    """R12: the card was charged, PAID was not shown. Due for a refund claim unless the branch says DELIVERED (6.5)."""
    return [
        _task(
            Duty.UNSHOWN_DEBITS,
            str(row.reference),
            f"card {row.card}: mark as delivered, or a refund claim follows",
            CaseClass.BRANCH,
            row.since,
            now,
            hours_between(row.since, now) >= ALARM_HOURS,
            row.amount,
        )
        for row in rows
        if row.state is State.ORPHAN and row.kind is Kind.SALE
    ]


def missing_batches(contacts: Iterable[Contact], now: Instant) -> list[Task]:
    """R19: a sign of life, a later batch or a card tells of more than is here."""
    tasks = []
    for contact in contacts:
        if contact.missing and contact.missing_since is not None:
            parts = []
            if contact.told_batch > contact.batch:
                parts.append(f"batches {contact.batch + 1} to {contact.told_batch}")
            if contact.told_sequence > contact.sequence:
                parts.append(f"entries {contact.sequence + 1} to {contact.told_sequence}")
            since = contact.missing_since
            alarm = hours_between(since, now) >= ALARM_HOURS
            detail = " and ".join(parts) + ": bring the stick"
            subject = f"terminal {contact.terminal}"
            tasks.append(_task(Duty.MISSING_BATCHES, subject, detail, CaseClass.BRANCH, since, now, alarm))
    return tasks


def aged_suspense(rows: Iterable[Suspense], contacts: Iterable[Contact], now: Instant, ttl_days: int = TTL_DAYS) -> list[Task]:
    """R27: closed by two persons with a reason, or by the record that is missing."""
    known = list(contacts)
    return [
        _task(
            Duty.AGED_SUSPENSE,
            f"card {row.card}",
            "no record is missing" if row.since is None else "records are missing that no terminal has any more",
            CaseClass.FINANCE,
            now if row.since is None else row.since,
            now,
            True,
            row.amount,
        )
        for row in rows
        if row.since is None or has_aged(row.since, known, now, ttl_days)
    ]


def silent_terminals(contacts: Iterable[Contact], now: Instant, hours: int = SILENT_HOURS) -> list[Task]:
    """Terminals that were not heard of for long."""
    return [
        _task(
            Duty.SILENT_TERMINALS,
            f"terminal {contact.terminal}",
            "no sign of life",
            CaseClass.BRANCH,
            contact.heard_at,
            now,
            True,
        )
        for contact in contacts
        if contact.heard_at is not None and hours_between(contact.heard_at, now) >= hours
    ]


def cases_to_close(cases: Iterable[Case], now: Instant) -> list[Task]:
    """Open cases, each with its owner and what is proposed; not notes, nor counts of drawers, which have a list of their own."""
    return [
        _task(
            Duty.CASES,
            f"case {case.number}: {case.subject}",
            f"{case.kind.name.lower()} ({case.handling.rule}), {case.detail}: {case.handling.act.value}",
            case.handling.case_class,
            case.opened_at,
            now,
            case.handling.alarm,
        )
        for case in cases
        if case.handling.case_class is not CaseClass.NOTE and case.kind is not CaseKind.SHIFT_DIFFERENCE
    ]


def shift_differences(cases: Iterable[Case], counts: Mapping[str, Money], now: Instant) -> list[Task]:
    """D3: counts of a drawer that were over or short beyond the shop's limit, until a named person closes the case.

    `counts`: how much each was over, less what it was short, by the subject of its case.
    """
    return [
        _task(
            Duty.SHIFT_DIFFERENCES,
            f"terminal {case.terminal}, case {case.number}",
            f"{case.detail}: {case.handling.act.value}",
            case.handling.case_class,
            case.opened_at,
            now,
            hours_between(case.opened_at, now) >= ALARM_HOURS,
            counts.get(case.subject),
        )
        for case in cases
        if case.kind is CaseKind.SHIFT_DIFFERENCE
    ]


def _task(
    duty: Duty,
    subject: str,
    detail: str,
    owner: CaseClass,
    since: Instant,
    now: Instant,
    alarm: bool,
    amount: Money | None = None,
) -> Task:
    return Task(duty, subject, detail, owner, hours_between(since, now), alarm, amount)
