"""How far the journal of each terminal is here without a gap."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Items
from dataclasses import dataclass, field
from typing import Any

from protocol.ids import TerminalId
from protocol.link.batch import BatchHeader, read_header
from protocol.link.chain import GENESIS
from protocol.link.seal import unverified_body
from protocol.link.sums import Sums, read_sums, write_sums
from protocol.link.wire import Reader, Writer
from server.database import Question, ask, run, run_rows
from server.settlement.findings.cases import CaseKind, NewCase
from server.settlement.findings.review import totals_fault


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where nothing of a terminal's journal is missing here, and its grand totals there."""

    batch: int = 0
    sequence: int = 0
    head: bytes = GENESIS
    totals: Sums = ()


@dataclass(slots=True)
class Journals:
    """Where terminals stand, while the batches of one transaction come in.

    `jumped` are terminals of which batches are stored before their turn, `arrived` the headers that came just now.
    """

    places: dict[TerminalId, Place]
    jumped: set[TerminalId]
    arrived: dict[tuple[TerminalId, int], BatchHeader] = field(default_factory=dict)

    def advance(self, header: BatchHeader) -> tuple[Place, list[NewCase]]:
        """Where the terminal stands once this batch counts as stored, over batches that came before their turn.

        A batch that does not continue the chain from where the journal stood is a copied or wiped journal (R18, P16). One
        that does, with grand totals that do not follow from those before, is a case too (R20).
        """
        place, cases = self.places[header.terminal], list[NewCase]()
        self.arrived.setdefault((header.terminal, header.number), header)
        following: BatchHeader | None = header if header.number == place.batch + 1 else None
        while following is not None:
            if (following.first_sequence, following.head_before) != (place.sequence + 1, place.head):
                subject = f"terminal {following.terminal} batch {following.number}"
                cases.append(
                    NewCase(
                        CaseKind.HEAD_MISMATCH,
                        subject,
                        "the batch does not continue the journal known here",
                        terminal=following.terminal,
                    )
                )
            elif fault := totals_fault(place.totals, following.sums, following.totals):
                subject = f"terminal {following.terminal} grand totals of batch {following.number}"
                cases.append(NewCase(CaseKind.TOTALS, subject, fault, terminal=following.terminal))
            place = Place(following.number, following.last_sequence, following.head_after, following.totals)
            following = self._header(header.terminal, place.batch + 1)
        self.places[header.terminal] = place
        return place, cases

    def _header(self, terminal: TerminalId, number: int) -> BatchHeader | None:
        if (terminal, number) in self.arrived or terminal not in self.jumped:
            return self.arrived.get((terminal, number))
        """The first that came of the batches with this number."""
        first = "SELECT sealed FROM stored_batch WHERE terminal = %s AND number = %s ORDER BY id LIMIT 1"
        row = run(first, (terminal, number)).fetchone()
        return None if row is None else read_header(unverified_body(bytes(row[0])))


def journals_of(terminals: Iterable[TerminalId]) -> Question[Journals]:
    """Where these terminals stand."""
    wanted = list(dict.fromkeys(terminals))
    return Question(
        "WITH w (terminal) AS (VALUES {rows}) SELECT w.terminal, t.batch, t.sequence, t.head, t.totals, EXISTS (SELECT 1 FROM"
        " stored_batch s WHERE s.terminal = w.terminal AND s.number > COALESCE(t.batch, 0)) FROM w"
        " LEFT JOIN terminal_log t ON t.terminal = w.terminal",
        [(terminal,) for terminal in wanted],
        lambda rows: _journals(wanted, rows),
    )


def _journals(wanted: Iterable[TerminalId], rows: Items[tuple[Any, ...]]) -> Journals:
    places = {terminal: Place() for terminal in wanted} | {
        TerminalId(terminal): Place(batch, sequence, bytes(head), read_sums(Reader(bytes(totals))))
        for terminal, batch, sequence, head, totals, _ in rows
        if batch is not None
    }
    return Journals(places, {TerminalId(terminal) for terminal, *_, jumped in rows if jumped})


def place_of(terminal: TerminalId) -> Place:
    """Where one terminal stands."""
    return ask(journals_of([terminal])).places[terminal]


def store_places(journals: Journals) -> None:
    """Remember where the terminals stand. Must run inside `writing()`."""
    run_rows(
        "INSERT INTO terminal_log (terminal, batch, sequence, head, totals) VALUES {rows} ON CONFLICT (terminal) DO UPDATE SET"
        " batch = excluded.batch, sequence = excluded.sequence, head = excluded.head, totals = excluded.totals",
        [
            (terminal, place.batch, place.sequence, place.head, _totals_bytes(place.totals))
            for terminal, place in journals.places.items()
        ],
    )


def _totals_bytes(totals: Sums) -> bytes:
    writer = Writer()
    write_sums(writer, totals)
    return writer.finish()
