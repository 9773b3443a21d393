"""Whose a terminal is and what it may load: masters on which the books depend, so each change of them is an act.

A sale that only a card tells of goes to the owner of its terminal (R13). Booked again it must go to the same one, whatever
the shop file says by then.

Whether a terminal is closed is no matter of the books: it is told to sell nothing (SPEC 6.7), and what comes is booked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from protocol.ids import TerminalId
from protocol.instants import Instant
from server.database import run, run_rows
from server.settlement.acts import PERFORM, Act, ActKind, record_act

_ROW = struct.Struct(">HIq")
"""What the act says of each terminal that is known, rising by terminal: number u16, owner u32, float i64."""

Row = tuple[int, int, int]
"""Terminal, owner, float in minor units."""


def set_terminals(rows: Iterable[Row], at: Instant) -> None:
    """What is known of these terminals from now on; the others stay. Must run inside `writing()`."""
    held = {number: (number, owner, int(float_)) for number, owner, float_ in run("SELECT id, owner, load_float FROM terminal")}
    wanted = held | {row[0]: row for row in rows}
    if wanted != held:
        record_act(ActKind.TERMINALS, b"".join(_ROW.pack(*wanted[number]) for number in sorted(wanted)), at)


def is_closed(terminal: TerminalId) -> bool:
    """Whether the terminal, or the branch that its newest certificate names, is to sell nothing."""
    return (
        run(
            "SELECT 1 FROM terminal_end WHERE terminal = %s AND (closed_at IS NOT NULL OR retired_at IS NOT NULL) UNION ALL"
            " SELECT 1 FROM branch WHERE closed_at IS NOT NULL AND id ="
            " (SELECT branch FROM certificate WHERE terminal = %s ORDER BY serial DESC LIMIT 1)",
            (terminal, terminal),
        ).fetchone()
        is not None
    )


def is_retired(terminal: TerminalId) -> bool:
    """Whether the terminal is out of use for good."""
    row = run("SELECT 1 FROM terminal_end WHERE terminal = %s AND retired_at IS NOT NULL", (terminal,)).fetchone()
    return row is not None


def _perform(act: Act) -> None:
    run("DELETE FROM terminal")
    run_rows("INSERT INTO terminal (id, owner, load_float) VALUES {rows}", list(_ROW.iter_unpack(act.data)))


PERFORM[ActKind.TERMINALS] = _perform
