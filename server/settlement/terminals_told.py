"""What a terminal said of its journal in its last sign of life."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.tables import TableKind
from server.database import run


@dataclass(frozen=True, slots=True)
class Word:
    """Its last batch and entry, the head of its journal there, what is open, and which tables it holds."""

    heard_at: Instant
    batch: int
    entry: int
    head: bytes
    open_count: int
    versions: Mapping[TableKind, int]


def last_word(terminal: TerminalId) -> Word | None:
    """None if none has ever come."""
    row = run(
        "SELECT heard_at, batch, next_sequence, head, open_count, versions FROM heartbeat WHERE terminal = %s", (terminal,)
    ).fetchone()
    if row is None:
        return None
    heard_at, batch, following, head, open_count, held = row
    versions = {TableKind[name]: version for name, version in json.loads(held).items()}
    return Word(Instant(heard_at), batch, following - 1, bytes(head), open_count, versions)
