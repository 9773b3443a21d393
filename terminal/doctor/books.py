"""Journal, tables and card states, read beside a terminal that may be selling: nothing here writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.seal import unverified_body
from protocol.link.sums import Sums
from protocol.link.table_codec import decode_table
from terminal.contact import NOTHING_HEARD, Heard, heard
from terminal.journal.store import Journal, JournalFault
from terminal.sale.catalogue import Catalogue

NAME = "journal.db"


@dataclass(frozen=True, slots=True)
class Books:
    """What the journal says. `fault` is why it cannot be read; then everything else is empty."""

    fault: str = ""
    entries: int = 0
    open: int = 0
    latest: Instant = Instant(0)  # noqa: RUF009 - a plain int
    news: Heard = NOTHING_HEARD
    totals: Sums = ()
    catalogue: Catalogue = Catalogue()  # noqa: RUF009 - frozen


def read_books(folder: Path, terminal: TerminalId, group: int) -> Books:
    """Check the chain and decode every entry: no checkpoint is believed. A journal that is missing is not made."""
    path = folder / NAME
    if not path.exists():
        return Books(fault="there is no journal yet: the terminal was never started")
    try:
        with closing(Journal(path, terminal)) as journal:
            state = journal.state
            signed = [decode_table(unverified_body(sealed)) for sealed in journal.tables()]
            catalogue = Catalogue.at(group, terminal, ((one.version, one.table) for one in signed))
            return Books("", state.last_sequence, len(state.open), journal.latest, heard(journal), state.totals, catalogue)
    except (JournalFault, sqlite3.Error) as error:
        return Books(fault=str(error))


def states_issued(folder: Path) -> Instant:
    """When the card states that are held were signed; 0 if none are held or they cannot be read."""
    path = folder / "states.db"
    if not path.exists():
        return Instant(0)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            asked = "SELECT max(at) FROM (SELECT issued_at AS at FROM base UNION ALL SELECT issued_at FROM delta)"
            return Instant(database.execute(asked).fetchone()[0] or 0)
    except sqlite3.Error:
        return Instant(0)
