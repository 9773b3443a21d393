"""Whose a terminal is and what it may load: masters on which the books depend, so each change of them is an act.

A sale that only a card tells of goes to the owner of its terminal (R13). Booked again it must go to the same one, whatever
the shop file says by then.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from protocol.instants import Instant
from server.database import run, run_rows
from server.settlement.acts import PERFORM, Act, ActKind, record_act

_ROW = struct.Struct(">HIq")
"""What the act says of each terminal, rising by terminal: number u16, owner u32, float i64."""

Row = tuple[int, int, int]
"""Terminal, owner, float in minor units."""


def set_terminals(rows: Iterable[Row], at: Instant) -> None:
    """Replace what is known of terminals, if it differs. Must run inside `writing()`."""
    wanted = sorted(rows)
    held = sorted((number, owner, int(float_)) for number, owner, float_ in run("SELECT id, owner, load_float FROM terminal"))
    if wanted != held:
        record_act(ActKind.TERMINALS, b"".join(_ROW.pack(*row) for row in wanted), at)


def _perform(act: Act) -> None:
    run("DELETE FROM terminal")
    run_rows("INSERT INTO terminal (id, owner, load_float) VALUES {rows}", list(_ROW.iter_unpack(act.data)))


PERFORM[ActKind.TERMINALS] = _perform
