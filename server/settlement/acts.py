"""What people or the office decided: an append-only list, so that the books can be booked again with their decisions.

An act is kept with the batch that was the last one stored when it was decided. `PERFORM` says for each kind what it does
to the books; `rebook` performs each act again right after its batch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from protocol.ids import Lineage, Reference, Sequence, TerminalId
from protocol.instants import Instant
from server.database import run


class ActKind(IntEnum):
    """What was decided."""

    TERMINALS = 1
    CLAIM_MADE = 2
    CLAIM_RETURNED = 3
    FLOAT_GRANTED = 4
    SUSPENSE_CLOSED = 5
    DUES = 6
    SALE_CORRECTED = 7
    OWNER_SETTLED = 8


@dataclass(frozen=True, slots=True)
class Act:
    """One decision: `kind` is a key of `PERFORM`, `data` is what that kind needs to be done."""

    after_batch: int
    at: Instant
    kind: int
    data: bytes


PERFORM: dict[int, Callable[[Act], None]] = {}
"""How an act of each kind is done; called inside `writing()`, at its first time and when the books are booked again."""


def claim_fact(claim: int) -> Reference:
    """Under which key the transfers of a claim stand: the office is terminal 0, which no journal has."""
    return Reference(TerminalId(0), Lineage(0), Sequence(claim))


def closing_fact(number: int) -> Reference:
    """Under which key the transfers of a closing of suspense stand."""
    return Reference(TerminalId(0), Lineage(1), Sequence(number))


def dues_fact(number: int) -> Reference:
    """Under which key the transfers of deposits and fees stand."""
    return Reference(TerminalId(0), Lineage(2), Sequence(number))


def correction_fact(number: int) -> Reference:
    """Under which key the transfers of a corrected sale stand."""
    return Reference(TerminalId(0), Lineage(3), Sequence(number))


def settlement_fact(number: int) -> Reference:
    """Under which key the transfers of a settlement with an owner stand."""
    return Reference(TerminalId(0), Lineage(4), Sequence(number))


def record_act(kind: int, data: bytes, at: Instant) -> Act:
    """Write down a decision and perform it. Must run inside `writing()`."""
    (after,) = run("SELECT COALESCE(MAX(id), 0) FROM stored_batch").fetchone()
    act = Act(after, at, kind, data)
    store_act(act)
    PERFORM[kind](act)
    return act


def store_act(act: Act) -> None:
    """Write down an act as it is. Must run inside `writing()`."""
    run("INSERT INTO act (after_batch, at, kind, data) VALUES (%s, %s, %s, %s)", (act.after_batch, act.at, act.kind, act.data))


def acts_after(batch: int) -> list[Act]:
    """What was decided when `batch` was the last one stored, in that order."""
    rows = run("SELECT after_batch, at, kind, data FROM act WHERE after_batch = %s ORDER BY id", (batch,)).fetchall()
    return [Act(after, Instant(at), kind, bytes(data)) for after, at, kind, data in rows]
