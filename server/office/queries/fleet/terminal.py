"""One terminal in full: certificates, tables, batches with their acknowledgements, loads against the float, cases."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.ack import decode_ack
from protocol.link.certificate import Role
from protocol.link.seal import unverified_body
from protocol.link.tables import TableKind
from protocol.money import ZERO, Money
from server.database import run
from server.office.queries.fleet.lines import versions
from server.office.queries.fleet.missing import Span, missing_of
from server.office.queries.fleet.standing import Line
from server.settlement.findings.cases import Case, find_cases

BATCHES_SHOWN = 12
CASES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Licence:
    """One certificate that the terminal has shown. `key`: the id of its signing key."""

    serial: int
    branch: int
    group: int
    roles: Role
    key: str
    valid_from: Instant
    valid_until: Instant
    revoked_at: Instant | None


@dataclass(frozen=True, slots=True)
class Held:
    """One table: the version that the terminal told of, the newest that there is, and since when."""

    kind: TableKind
    version: int
    newest: int
    issued_at: Instant | None


@dataclass(frozen=True, slots=True)
class Came:
    """One batch: what it covers, when it came, and up to where nothing was missing when it was acknowledged."""

    number: int
    lineage: str
    first: int
    count: int
    received_at: Instant
    hash: str
    booked: bool
    whole_to: int


@dataclass(frozen=True, slots=True)
class Loads:
    """What a terminal may load before head office has heard of it. `entitled`: all loads it may ever have made by the table
    that was signed for it last."""

    load_float: Money
    granted: Money
    booked: Money
    entitled: Money

    @property
    def room(self) -> Money:
        """What it may still have loaded, or load, that head office does not know."""
        return max(ZERO, self.entitled - self.booked)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything of one terminal. `carded`: the highest entry that only cards tell of, 0 for none beyond what is here."""

    line: Line
    licences: tuple[Licence, ...]
    held: tuple[Held, ...]
    missing: tuple[Span, ...]
    carded: int
    came: tuple[Came, ...]
    loads: Loads
    cases: tuple[Case, ...]


def terminal_whole(line: Line) -> Whole:
    """All of it, in a few statements."""
    terminal = TerminalId(line.terminal)
    return Whole(
        line,
        tuple(licences(terminal)),
        tuple(_held(line)),
        tuple(missing_of(line)),
        carded_above(terminal, line.entry),
        tuple(_came(terminal)),
        loads_of(terminal),
        tuple(find_cases("WHERE closed_at IS NULL AND terminal = %s", terminal, tail=f"ORDER BY id DESC LIMIT {CASES_SHOWN}")),
    )


def licences(terminal: TerminalId) -> list[Licence]:
    """Its certificates, the newest first."""
    rows = run(
        "SELECT c.serial, c.branch, c.fleet_group, c.roles, c.key_id, c.valid_from, c.valid_until, r.revoked_at"
        " FROM certificate c LEFT JOIN revocation r ON r.serial = c.serial WHERE c.terminal = %s ORDER BY c.serial DESC",
        (terminal,),
    ).fetchall()
    return [
        Licence(
            *(serial, branch, group, Role(roles), bytes(key).hex()),
            *(Instant(valid_from), Instant(valid_until), None if revoked_at is None else Instant(revoked_at)),
        )
        for serial, branch, group, roles, key, valid_from, valid_until, revoked_at in rows
    ]


def carded_above(terminal: TerminalId, entry: int) -> int:
    """The highest entry behind this one of which only a card tells (R13), or 0."""
    (found,) = run(
        "SELECT MAX(sequence) FROM card_change WHERE terminal = %s AND recovered AND sequence > %s", (terminal, entry)
    ).fetchone()
    return int(found or 0)


def loads_of(terminal: TerminalId) -> Loads:
    """Its loads against its float."""
    row = run(
        "SELECT (SELECT load_float FROM terminal WHERE id = %s), (SELECT granted FROM terminal_loads WHERE terminal = %s),"
        " (SELECT amount FROM terminal_loads WHERE terminal = %s),"
        " (SELECT granted FROM lease_table WHERE terminal = %s ORDER BY version DESC LIMIT 1)",
        (terminal,) * 4,
    ).fetchone()
    load_float, granted, booked, entitled = (Money(int(amount or 0)) for amount in row)
    return Loads(load_float, granted, booked, entitled)


def newest_lease(terminal: int) -> tuple[int, Instant | None]:
    """Version and time of the last table that was signed for this terminal alone; 0 for none."""
    row = run(
        "SELECT version, issued_at FROM lease_table WHERE terminal = %s ORDER BY version DESC LIMIT 1", (terminal,)
    ).fetchone()
    return (0, None) if row is None else (int(row[0]), Instant(row[1]))


def _held(line: Line) -> list[Held]:
    lease, leased_at = newest_lease(line.terminal)
    issued = _issued() | {TableKind.LEASES: leased_at}
    newest = versions() | ({TableKind.LEASES: lease} if lease else {})
    told = {} if line.told is None else line.told.versions
    return [Held(kind, told.get(kind, 0), newest.get(kind, 0), issued.get(kind)) for kind in TableKind if newest.get(kind)]


def _issued() -> dict[TableKind, Instant | None]:
    rows = run(
        "SELECT p.kind, p.issued_at FROM published_table p WHERE p.version ="
        " (SELECT MAX(n.version) FROM published_table n WHERE n.kind = p.kind)"
        f" UNION ALL SELECT {int(TableKind.CARD_STATES)}, issued_at FROM states_version"
        " WHERE version = (SELECT MAX(version) FROM states_version)"
    ).fetchall()
    return {TableKind(kind): Instant(at) for kind, at in rows}


def _came(terminal: TerminalId) -> list[Came]:
    rows = run(
        "SELECT number, lineage, first_sequence, count, received_at, hash, booked, ack FROM stored_batch WHERE terminal = %s"
        " ORDER BY number DESC, hash DESC LIMIT %s",
        (terminal, BATCHES_SHOWN),
    ).fetchall()
    return [
        Came(
            *(number, f"{lineage:08x}", first, count, Instant(received_at), bytes(name).hex()[:12], bool(booked)),
            decode_ack(unverified_body(bytes(ack))).contiguous_batch,
        )
        for number, lineage, first, count, received_at, name, booked, ack in rows
    ]
