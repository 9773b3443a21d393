"""Terminals a page at a time, with everything that tells how each of them stands: one statement, whatever the filter."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from protocol.instants import Instant
from protocol.link.batch import Flag
from protocol.link.certificate import Role
from protocol.link.tables import TableKind
from protocol.money import Money
from server.database import ask, run
from server.office.queries.fleet.health import felt
from server.office.queries.fleet.standing import Life, Line, Pass, Told, Trouble
from server.office.queries.scope import within
from server.settlement.findings.cases import BLOCKING
from server.settlement.publish import newest_versions
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Scope
from server.web.paging import ROWS, Page, page_of

DISK_NEEDED_MIB = 200
"""As long as there is no shop that asks for another one."""
_KINDS = ", ".join(str(int(kind)) for kind in sorted(BLOCKING))
_SELECT = f"""
SELECT t.id, COALESCE(m.owner, 0), COALESCE(b.name, ''), e.closed_at, e.retired_at, b.closed_at,
    EXISTS (SELECT 1 FROM case_file f WHERE f.terminal = t.id AND f.closed_at IS NULL AND f.kind IN ({_KINDS})),
    c.serial, c.branch, c.fleet_group, c.roles, c.valid_until, r.revoked_at,
    h.heard_at, h.sent_at, h.batch, h.next_sequence, h.acknowledged, h.open_count, h.open_sum, h.flags, h.versions, h.signs,
    COALESCE((SELECT p.ready_disk_mib FROM parameter p), {DISK_NEEDED_MIB}),
    COALESCE(l.batch, 0), COALESCE(l.sequence, 0), s.number, s.received_at
FROM (SELECT terminal AS id FROM certificate UNION SELECT id FROM terminal) t
LEFT JOIN certificate c ON c.serial = (SELECT MAX(n.serial) FROM certificate n WHERE n.terminal = t.id)
LEFT JOIN revocation r ON r.serial = c.serial
LEFT JOIN branch b ON b.id = c.branch
LEFT JOIN terminal m ON m.id = t.id
LEFT JOIN terminal_end e ON e.terminal = t.id
LEFT JOIN heartbeat h ON h.terminal = t.id
LEFT JOIN terminal_log l ON l.terminal = t.id
LEFT JOIN stored_batch s ON s.id =
    (SELECT n.id FROM stored_batch n WHERE n.terminal = t.id ORDER BY n.number DESC, n.hash DESC LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; 0 and None: all. Retired terminals are shown only where `retired` asks for them."""

    branch: int = 0
    owner: int = 0
    trouble: Trouble | None = None
    any_trouble: bool = False
    retired: bool = False


def terminals_page(scope: Scope, wanted: Filter, after: int, now: Instant) -> Page[Line]:
    """Terminals behind a number, by number."""
    newest = versions()
    found: list[Line] = []
    for line in _lines(scope, wanted, after):
        troubles = line.troubles(newest, now)
        if (not wanted.any_trouble or troubles) and (wanted.trouble is None or wanted.trouble in troubles):
            found.append(line)
            if len(found) > ROWS:
                break
    return page_of(found, lambda line: line.terminal)


def missing_page(scope: Scope, after: int, now: Instant) -> Page[Line]:
    """Those of which batches are missing."""
    return terminals_page(scope, Filter(trouble=Trouble.MISSING), after, now)


def attention(scope: Scope, now: Instant) -> Counter[Trouble]:
    """How many terminals have which trouble, each counted at its gravest."""
    newest = versions()
    found = (line.troubles(newest, now) for line in _lines(scope, Filter(any_trouble=True), 0))
    return Counter(troubles[0] for troubles in found if troubles)


def terminal_line(terminal: int, scope: Scope) -> Line:
    """One of them. Raises Declined where it is not, or not within the scope."""
    seen = within(scope, "t.id")
    row = run(f"{_SELECT} WHERE t.id = %s{seen.sql}", (terminal, *seen.values)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    return _line(*row)


def versions() -> dict[TableKind, int]:
    """The newest version of each table that all terminals are to hold."""
    return ask(newest_versions())


def _lines(scope: Scope, wanted: Filter, after: int) -> Iterator[Line]:
    seen = within(scope, "t.id")
    where, values = f"WHERE t.id > %s{seen.sql}", [after, *seen.values]
    if wanted.branch:
        where, values = f"{where} AND c.branch = %s", [*values, wanted.branch]
    if wanted.owner:
        where, values = f"{where} AND m.owner = %s", [*values, wanted.owner]
    where += f" AND e.retired_at IS {'NOT ' if wanted.retired else ''}NULL"
    whole = wanted.any_trouble or wanted.trouble is not None
    limit = "" if whole else f" LIMIT {ROWS + 1}"
    return (_line(*row) for row in run(f"{_SELECT} {where} ORDER BY t.id{limit}", values).fetchall())


def _line(
    terminal: int,
    owner: int,
    branch_name: str,
    closed_at: int | None,
    retired_at: int | None,
    branch_closed_at: int | None,
    blocked: bool,
    *rest: Any,
) -> Line:
    licence, told, (batch, entry, newest, received_at) = rest[:6], rest[6:17], rest[17:]
    heard = [at for at in (told[0], received_at) if at is not None]
    return Line(
        terminal,
        owner,
        branch_name,
        _life(closed_at, retired_at, branch_closed_at),
        bool(blocked),
        None if licence[0] is None else _licence(*licence),
        None if told[0] is None else _told(*told),
        Instant(max(heard)) if heard else None,
        batch,
        entry,
        newest or 0,
    )


def _life(closed_at: int | None, retired_at: int | None, branch_closed_at: int | None) -> Life:
    if retired_at is not None:
        return Life.RETIRED
    if closed_at is not None:
        return Life.CLOSED
    return Life.OPEN if branch_closed_at is None else Life.BRANCH_CLOSED


def _licence(serial: int, branch: int, group: int, roles: int, valid_until: int, revoked_at: int | None) -> Pass:
    return Pass(serial, branch, group, Role(roles), Instant(valid_until), revoked_at is not None)


def _told(
    heard_at: int,
    sent_at: int,
    batch: int,
    next_sequence: int,
    acknowledged: int,
    open_count: int,
    open_sum: int,
    flags: int,
    held: str,
    signs: str,
    disk_needed_mib: int,
) -> Told:
    return Told(
        Instant(heard_at),
        Instant(sent_at),
        batch,
        next_sequence - 1,
        acknowledged,
        open_count,
        Money(open_sum),
        Flag(flags),
        {TableKind[name]: version for name, version in json.loads(held).items()},
        felt({int(code): value for code, value in json.loads(signs).items()}, disk_needed_mib),
    )
