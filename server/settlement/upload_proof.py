"""Proof that a terminal has told everything it ever will: what its last signed word says of its journal is what is here, and it
knows that it may sell no more (FEATURES N12, U25).

The sign of life carries the head of the journal under the terminal's signature. Where that head, the number of the last entry and
the last batch are those that are here without a gap, nothing is missing; where the terminal holds the table that locks it and has
nothing open, nothing that moves money can follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from protocol.ids import TerminalId
from protocol.link.seal import unverified_body
from protocol.link.table_codec import decode_table
from protocol.link.tables import LeaseTable, TableKind
from server.database import run
from server.settlement.journals import Place, place_of
from server.settlement.terminals import is_closed
from server.settlement.terminals_told import Word, last_word


class Lack(Enum):
    """What a proof still lacks."""

    NEVER_HEARD = "no sign of life has ever come"
    NOT_CLOSED = "it may still sell"
    NOT_TOLD = "it has not heard that it is closed"
    BATCHES = "batches are missing"
    ENTRIES = "entries are in no batch yet"
    HEAD = "its journal is not the one that is here"
    CARDED = "cards tell of entries that no batch brought"
    OPEN = "changes are open"


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the journal stands here, the terminal's last word, and what is lacking."""

    here: Place
    word: Word | None
    lacks: tuple[Lack, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing can be lost with the terminal."""
        return not self.lacks


def proof_of_upload(terminal: TerminalId) -> Proof:
    """What is known of one terminal."""
    here, word = place_of(terminal), last_word(terminal)
    lacks = [Lack.NEVER_HEARD] if word is None else _lacks(terminal, here, word)
    if not is_closed(terminal):
        lacks.insert(0, Lack.NOT_CLOSED)
    carded = "SELECT 1 FROM card_change WHERE terminal = %s AND recovered AND sequence > %s LIMIT 1"
    if run(carded, (terminal, here.sequence)).fetchone():
        lacks.append(Lack.CARDED)
    return Proof(here, word, tuple(lacks))


def _lacks(terminal: TerminalId, here: Place, word: Word) -> list[Lack]:
    lacks = []
    if not _knows_lock(terminal, word):
        lacks.append(Lack.NOT_TOLD)
    (stored,) = run("SELECT MAX(number) FROM stored_batch WHERE terminal = %s", (terminal,)).fetchone()
    if max(word.batch, stored or 0) > here.batch:
        lacks.append(Lack.BATCHES)
    elif word.entry > here.sequence:
        lacks.append(Lack.ENTRIES)
    elif (word.entry, word.head) != (here.sequence, here.head):
        lacks.append(Lack.HEAD)
    if word.open_count:
        lacks.append(Lack.OPEN)
    return lacks


def _knows_lock(terminal: TerminalId, word: Word) -> bool:
    """Whether the newest table that was signed for it locks it, and it holds that one."""
    row = run("SELECT version, sealed FROM lease_table WHERE terminal = %s ORDER BY version DESC LIMIT 1", (terminal,)).fetchone()
    if row is None:
        return False
    table = decode_table(unverified_body(bytes(row[1]))).table
    return isinstance(table, LeaseTable) and table.locked and word.versions.get(TableKind.LEASES, 0) >= int(row[0])
