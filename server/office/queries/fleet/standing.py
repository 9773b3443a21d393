"""PURE: how a terminal stands, from what it told last and what is here, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from protocol.instants import MS_PER_MINUTE, Instant
from protocol.link.batch import Flag
from protocol.link.certificate import Role
from protocol.link.signs import Sign
from protocol.link.tables import TableKind
from protocol.money import Money
from server.office.queries.fleet.health import Felt, Lamp
from server.settlement.findings.worklists import MS_PER_DAY, SILENT_HOURS, hours_between

SOON_DAYS = 60
"""A certificate that ends sooner is a trouble: from month nine it may be renewed (INTEGRITY P26)."""
AHEAD_MS = 2 * MS_PER_MINUTE
LATE_MS = 15 * MS_PER_MINUTE
"""A sign of life takes time on its way, on a stick even days; a clock that is ahead has no such excuse."""


class Trouble(Enum):
    """What somebody must look at, the gravest first."""

    REVOKED = "revoked"
    BLOCKED = "blocked"
    NO_CERTIFICATE = "no certificate"
    ENDED = "certificate ended"
    MISSING = "batches are missing"
    SILENT = "silent"
    FAILING = "a part has failed"
    CLOCK = "clock"
    ENDS_SOON = "certificate ends soon"
    OLD_TABLES = "old tables"
    UNWELL = "a part needs a look"

    @property
    def grave(self) -> bool:
        """Whether nothing may be put off."""
        return self not in (Trouble.CLOCK, Trouble.ENDS_SOON, Trouble.OLD_TABLES, Trouble.UNWELL)


class Life(Enum):
    """Whether a terminal may sell, as far as head office decides it."""

    OPEN = "open"
    CLOSED = "closed"
    BRANCH_CLOSED = "branch closed"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Pass:
    """What the newest certificate says."""

    serial: int
    branch: int
    group: int
    roles: Role
    valid_until: Instant
    revoked: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The last sign of life: when it came and what the terminal's clock said, up to where its journal went, what it holds,
    how its parts are."""

    heard_at: Instant
    sent_at: Instant
    batch: int
    entry: int
    acknowledged: int
    open_count: int
    open_sum: Money
    flags: Flag
    versions: Mapping[TableKind, int]
    health: tuple[Felt, ...]

    @property
    def drift_ms(self) -> int:
        """By how much the terminal's clock was ahead when its word came; below zero it was behind, or the word was long under
        way."""
        return self.sent_at - self.heard_at


@dataclass(frozen=True, slots=True)
class Line:
    """One terminal. `batch` and `entry`: up to there nothing is missing here; `newest`: the highest batch that is here."""

    terminal: int
    owner: int
    branch_name: str
    life: Life
    blocked: bool
    licence: Pass | None
    told: Told | None
    heard_at: Instant | None
    batch: int
    entry: int
    newest: int

    @property
    def untold_entries(self) -> int:
        """Entries of its journal of which it told and which are not here."""
        return 0 if self.told is None else max(0, self.told.entry - self.entry)

    @property
    def missing_batches(self) -> int:
        """How many closed batches are known of and not here in their turn."""
        return max(0, max(self.newest, self.told.batch if self.told else 0) - self.batch)

    @property
    def virtual(self) -> bool:
        """Whether it runs, or may run, on virtual devices."""
        return bool(self.licence and Role.VIRTUAL in self.licence.roles)

    def behind(self, newest: Mapping[TableKind, int]) -> list[TableKind]:
        """The tables of which it holds an older version than there is; of its own leases nothing is said here."""
        held = {} if self.told is None else self.told.versions
        return [kind for kind, version in newest.items() if held.get(kind, 0) < version and kind is not TableKind.LEASES]

    def troubles(self, newest: Mapping[TableKind, int], now: Instant) -> list[Trouble]:
        """What is wrong. A retired terminal has none: nothing is expected of it any more."""
        return [] if self.life is Life.RETIRED else list(_troubles(self, newest, now))


def _troubles(line: Line, newest: Mapping[TableKind, int], now: Instant) -> Iterator[Trouble]:
    if line.licence is None:
        yield Trouble.NO_CERTIFICATE
        return
    if line.licence.revoked:
        yield Trouble.REVOKED
    if line.blocked:
        yield Trouble.BLOCKED
    if now > line.licence.valid_until:
        yield Trouble.ENDED
    if line.missing_batches:
        yield Trouble.MISSING
    if line.heard_at is None or hours_between(line.heard_at, now) >= SILENT_HOURS:
        yield Trouble.SILENT
    lamps = {one.lamp for one in line.told.health if one.sign is not Sign.CLOCK} if line.told else set()
    if Lamp.BAD in lamps:
        yield Trouble.FAILING
    if line.told is not None and clock_is_wrong(line.told):
        yield Trouble.CLOCK
    if now <= line.licence.valid_until < now + SOON_DAYS * MS_PER_DAY:
        yield Trouble.ENDS_SOON
    if line.told is not None and any(kind is not TableKind.CARD_STATES for kind in line.behind(newest)):
        yield Trouble.OLD_TABLES
    if Lamp.LOOK in lamps:
        yield Trouble.UNWELL


def clock_is_wrong(told: Told) -> bool:
    """Whether the terminal doubts its clock, or we do."""
    return Flag.CLOCK_DOUBTFUL in told.flags or not -LATE_MS <= told.drift_ms <= AHEAD_MS
