"""What was uploaded from sticks lately: one's own files, or all of them for whoever sees the whole chain."""

from __future__ import annotations

from dataclasses import dataclass

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.stick import down_name, unanswered
from server.database import run
from server.usecases.declined import Declined, Reason
from server.usecases.staff.roles import Reach
from server.usecases.staff.sessions import Session
from server.usecases.terminals.collecting import Brought, brought_from

SHOWN = 30


@dataclass(frozen=True, slots=True)
class StickFile:
    """One file, what came of it, and how large the answer is."""

    number: int
    name: str
    size: int
    by: str
    at: Instant
    brought: Brought
    answer_bytes: int

    @property
    def terminals(self) -> list[int]:
        """Whose batches it held."""
        return sorted({terminal for terminal, *_ in self.brought.batches})

    @property
    def new(self) -> int:
        """How many of its batches were not here before."""
        return sum(fresh for *_, fresh in self.brought.batches)


_COLUMNS = "f.id, f.name, f.size, s.name, f.at, f.told, LENGTH(f.answer)"


def files_seen(session: Session) -> list[StickFile]:
    """The newest first."""
    own, values = _own(session)
    rows = run(
        f"SELECT {_COLUMNS} FROM stick_file f JOIN staff s ON s.id = f.staff WHERE {own} ORDER BY f.id DESC LIMIT {SHOWN}", values
    ).fetchall()
    return [_file(*row) for row in rows]


def answer_seen(number: int, session: Session) -> tuple[str, bytes]:
    """The name that an answer must have on the stick, and the answer. Raises Declined."""
    own, values = _own(session)
    row = run(f"SELECT f.name, f.told, f.answer FROM stick_file f WHERE {own} AND f.id = %s", (*values, number)).fetchone()
    if row is None:
        raise Declined(Reason.NOT_THERE)
    name, told, answer = row
    named = unanswered([name])
    terminals = [terminal for terminal, *_ in brought_from(told).batches]
    other = down_name(TerminalId(terminals[0]), number) if terminals else f"answer-{number}.down"
    return named[0][1] if named else other, bytes(answer)


def _own(session: Session) -> tuple[str, tuple[int, ...]]:
    return ("1 = 1", ()) if session.scope.reach is Reach.ALL else ("f.staff = %s", (session.staff,))


def _file(number: int, name: str, size: int, by: str, at: int, told: str, answer_bytes: int) -> StickFile:
    return StickFile(number, name, size, by, Instant(at), brought_from(told), answer_bytes)
