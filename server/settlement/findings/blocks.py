"""Terminals that may sell no more (R3, R18): whoever has an open case of a blocking kind.

Their batches are stored and booked as before (I23); every answer to them carries a signed refusal beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import TerminalId
from protocol.instants import Instant
from server.database import run
from server.settlement.findings.cases import BLOCKING, CaseKind, CaseMistake, close_case

_KINDS = ", ".join(str(int(kind)) for kind in sorted(BLOCKING))


@dataclass(frozen=True, slots=True)
class Block:
    """One reason why a terminal is blocked."""

    terminal: TerminalId
    case: int
    kind: CaseKind
    detail: str
    since: Instant


def blocks(terminal: TerminalId | None = None) -> list[Block]:
    """Why this terminal, or why any terminal, is blocked; oldest first."""
    one, values = (" AND terminal = %s", (terminal,)) if terminal is not None else ("", ())
    rows = run(
        "SELECT terminal, id, kind, detail, opened_at FROM case_file WHERE closed_at IS NULL AND terminal IS NOT NULL"
        f" AND kind IN ({_KINDS}){one} ORDER BY id",
        values,
    ).fetchall()
    return [Block(TerminalId(number), case, CaseKind(kind), detail, Instant(at)) for number, case, kind, detail, at in rows]


def is_blocked(terminal: TerminalId) -> bool:
    """Whether the terminal may sell no more."""
    return bool(blocks(terminal))


def unblock(terminal: TerminalId, by: str, checked_by: str, reason: str, at: Instant) -> int:
    """Close every case that blocks a terminal; how many there were. Must run inside `writing()`; raises CaseMistake."""
    found = blocks(terminal)
    if not found:
        raise CaseMistake(f"terminal {terminal} is not blocked")
    for block in found:
        close_case(block.case, by, checked_by, reason, at)
    return len(found)
