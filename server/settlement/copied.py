"""A copied journal after head office was restored from a backup: which of two journals of one terminal has told what?

Both have the same numbers, so the highest number that is here says nothing of the one that speaks. Its own batches are found
by their hashes: each names the one before it.
"""

from __future__ import annotations

from protocol.ids import TerminalId
from protocol.link.batch import BatchHeader, read_header
from protocol.link.poll import Poll
from protocol.link.seal import unverified_body
from server.database import run
from server.settlement.findings.cases import CaseKind


def held_of(poll: Poll, batch: int) -> int:
    """Up to which batch the journal that speaks here is held without a gap; `batch` says it of the terminal as a whole.

    It is the same thing but for a terminal whose journal was copied or put back. Where the journal cannot be told by its
    head (entries are in no batch yet), the next sign of life tells. Answers below the gap, twice as far as that lies back:
    how much is missing is not known, and what is sent again is known by its hash.
    """
    first = _first_conflict(poll.terminal)
    if first is None:
        return batch
    number = poll.batch_number
    here = next((one for one in _versions(poll.terminal, number).values() if one.head_after == poll.head), None)
    while here is not None and number >= first:
        number -= 1
        if number < 1:
            return batch
        before = _versions(poll.terminal, number).get(here.previous)
        if before is None:
            return max(0, 2 * number - poll.acknowledged - 2)
        here = before
    return batch


def _first_conflict(terminal: TerminalId) -> int | None:
    """The lowest number that two batches have; None if no journal of this terminal was ever copied."""
    told = "SELECT 1 FROM case_file WHERE terminal = %s AND kind = %s LIMIT 1"
    if run(told, (terminal, int(CaseKind.BATCH_CONFLICT))).fetchone() is None:
        return None
    twice = "SELECT number FROM stored_batch WHERE terminal = %s GROUP BY number HAVING COUNT(*) > 1"
    (found,) = run(f"SELECT MIN(number) FROM ({twice}) AS twice", (terminal,)).fetchone()
    return None if found is None else int(found)


def _versions(terminal: TerminalId, number: int) -> dict[bytes, BatchHeader]:
    rows = run("SELECT hash, sealed FROM stored_batch WHERE terminal = %s AND number = %s", (terminal, number)).fetchall()
    return {bytes(name): read_header(unverified_body(bytes(sealed))) for name, sealed in rows}
