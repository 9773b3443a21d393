"""Whether a terminal may open in the morning: GO, GO WITH LIMITS or STOP, and each reason by name. Pure: facts are handed in.

STOP means that nothing is taken from cards, or nothing at all; the advice on the slip says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from protocol.link.tables import Parameters, TableKind
from protocol.money import ZERO, Money

DISK_STOP_MB = 20
CERTIFICATE_LIMITED_DAYS = 30


class Verdict(Enum):
    """From best to worst."""

    GO = 0
    LIMITED = 1
    STOP = 2


class Check(Enum):
    """What is looked at, in the order of the slip."""

    JOURNAL = "journal"
    LOCK = "lock"
    CONTACT = "contact"
    STATES = "states"
    TABLES = "tables"
    UNSENT = "unsent"
    CLOCK = "clock"
    DISK = "disk"
    CERTIFICATE = "certificate"
    READER = "reader"
    PRINTER = "printer"
    DEVICES = "devices"
    FLOAT = "float"
    UNFINISHED = "unfinished"


class Paper(Enum):
    """What the printer says. UNKNOWN: it cannot be asked, as many cannot; printing may still work."""

    READY = "ready"
    NO_PAPER = "no-paper"
    UNKNOWN = "unknown"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found. Ages are None where head office was never heard of.

    `float_left` is None for a terminal that loads no cards. `missing_devices` are names for people, without reader and
    printer. `clock_set` is False while the clock cannot know the time.
    """

    journal_sound: bool
    locked: bool
    contact_minutes: int | None
    states_minutes: int | None
    missing_tables: tuple[TableKind, ...]
    unsent: int
    unsent_sum: Money
    clock_set: bool
    clock_behind: bool
    disk_free_mb: int
    certificate_days: int
    reader_found: bool
    paper: Paper
    missing_devices: tuple[str, ...]
    float_left: Money | None
    unfinished: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and how it went."""

    check: Check
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Readiness:
    """All findings, with the facts they were made of."""

    facts: Facts
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of them."""
        return max((finding.verdict for finding in self.findings), key=lambda verdict: verdict.value)

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """What is not in order, worst first."""
        found = [finding for finding in self.findings if finding.verdict is not Verdict.GO]
        return tuple(sorted(found, key=lambda finding: -finding.verdict.value))


def judge(facts: Facts, shop: Parameters) -> Readiness:
    """Go through every check by the shop's own limits."""
    return Readiness(facts, tuple(Finding(check, verdict) for check, verdict in _verdicts(facts, shop)))


def _verdicts(facts: Facts, shop: Parameters) -> Iterator[tuple[Check, Verdict]]:
    yield Check.JOURNAL, _stop_unless(facts.journal_sound)
    yield Check.LOCK, _stop_unless(not facts.locked)
    yield Check.CONTACT, _by_age(facts.contact_minutes, shop)
    yield Check.STATES, _by_age(facts.states_minutes, shop)
    yield Check.TABLES, _tables(facts.missing_tables)
    much_waits = facts.unsent > shop.stored_records_max or facts.unsent_sum > shop.stored_sum_max
    yield Check.UNSENT, _limited_if(much_waits)
    yield Check.CLOCK, _limited_if(facts.clock_behind or not facts.clock_set)
    yield Check.DISK, _below(facts.disk_free_mb, shop.ready_disk_mib, DISK_STOP_MB)
    yield Check.CERTIFICATE, _below(facts.certificate_days, CERTIFICATE_LIMITED_DAYS, 0)
    yield Check.READER, _limited_if(not facts.reader_found)
    yield Check.PRINTER, _limited_if(facts.paper in (Paper.NO_PAPER, Paper.OFFLINE))
    yield Check.DEVICES, _limited_if(bool(facts.missing_devices))
    if facts.float_left is not None:
        yield Check.FLOAT, _limited_if(facts.float_left <= ZERO)
    yield Check.UNFINISHED, _limited_if(facts.unfinished > 0)


def _stop_unless(fine: bool) -> Verdict:
    return Verdict.GO if fine else Verdict.STOP


def _limited_if(wrong: bool) -> Verdict:
    return Verdict.LIMITED if wrong else Verdict.GO


def _by_age(minutes: int | None, shop: Parameters) -> Verdict:
    if minutes is None or minutes >= shop.stop_after_minutes:
        return Verdict.STOP
    return _limited_if(minutes >= shop.narrow_after_minutes)


def _tables(missing: tuple[TableKind, ...]) -> Verdict:
    """Without settings there is no currency and no limit; without another table some keys mean nothing."""
    return Verdict.STOP if TableKind.PARAMETERS in missing else _limited_if(bool(missing))


def _below(found: int, limited: int, stop: int) -> Verdict:
    """STOP at `stop` or less, LIMITED at `limited` or less."""
    return Verdict.STOP if found <= stop else _limited_if(found <= limited)
