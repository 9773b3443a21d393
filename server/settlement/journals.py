"""How far the journal of each terminal is here without a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Items
from dataclasses import dataclass, field
from typing import Any

from protocol.ids import TerminalId
from protocol.instants import Instant
from protocol.link.batch import Batch, split_batch
from protocol.link.chain import GENESIS
from protocol.link.codec import time_of
from protocol.link.seal import unverified_body
from protocol.link.sums import Sums, read_sums, write_sums
from protocol.link.wire import Reader, Writer
from server.database import Question, ask, run, run_rows
from server.settlement.findings.cases import CaseKind, NewCase
from server.settlement.findings.review import start_fault, totals_fault


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where nothing of a terminal's journal is missing here, its grand totals there, and in which lineage it was then.

    `told`: what the clock said at its last entry.
    """

    batch: int = 0
    sequence: int = 0
    head: bytes = GENESIS
    totals: Sums = ()
    lineage: int = 0
    told: Instant = Instant(0)  # noqa: RUF009 - a plain int


@dataclass(slots=True)
class Journals:
    """Where terminals stand, while the batches of one transaction come in.

    `jumped` are terminals of which batches are stored before their turn, `arrived` the batches that came just now.
    """

    places: dict[TerminalId, Place]
    jumped: set[TerminalId]
    arrived: dict[tuple[TerminalId, int], Batch] = field(default_factory=dict)

    def advance(self, batch: Batch) -> tuple[Place, list[NewCase]]:
        """Where the terminal stands once this batch counts as stored, over batches that came before their turn.

        A batch that does not continue the chain from where the journal stood is a copied or wiped journal (R18, P16). One
        that does, with grand totals that do not follow from those before, is a case too (R20), and so is one that starts
        a lineage when the clock stood before the last entry of the lineage before (R23).
        """
        terminal, number = batch.header.terminal, batch.header.number
        place, cases = self.places[terminal], list[NewCase]()
        self.arrived.setdefault((terminal, number), batch)
        following: Batch | None = batch if number == place.batch + 1 else None
        while following is not None:
            cases.extend(_misfits(place, following))
            place = _place_after(following)
            following = self._batch(terminal, place.batch + 1)
        self.places[terminal] = place
        return place, cases

    def _batch(self, terminal: TerminalId, number: int) -> Batch | None:
        """The first that came of the batches with this number."""
        if (terminal, number) in self.arrived or terminal not in self.jumped:
            return self.arrived.get((terminal, number))
        first = "SELECT sealed FROM stored_batch WHERE terminal = %s AND number = %s ORDER BY id LIMIT 1"
        row = run(first, (terminal, number)).fetchone()
        return None if row is None else split_batch(unverified_body(bytes(row[0])))


def _place_after(batch: Batch) -> Place:
    header = batch.header
    told = time_of(batch.entries[-1])
    return Place(header.number, header.last_sequence, header.head_after, header.totals, header.lineage, told)


def _misfits(place: Place, batch: Batch) -> Iterator[NewCase]:
    """PURE: what is wrong with the next batch of a journal that stands at a place."""
    header = batch.header
    terminal = f"terminal {header.terminal}"

    def case(kind: CaseKind, subject: str, detail: str) -> NewCase:
        return NewCase(kind, f"{terminal} {subject}", detail, terminal=header.terminal)

    if (header.first_sequence, header.head_before) != (place.sequence + 1, place.head):
        yield case(CaseKind.HEAD_MISMATCH, f"batch {header.number}", "the batch does not continue the journal known here")
        return
    if fault := totals_fault(place.totals, header.sums, header.totals):
        yield case(CaseKind.TOTALS, f"grand totals of batch {header.number}", fault)
    if header.lineage != place.lineage and (fault := start_fault(place.told, time_of(batch.entries[0]))):
        yield case(CaseKind.SUSPECT_CLOCK, f"start of lineage {header.lineage:08x}", fault)


def journals_of(terminals: Iterable[TerminalId]) -> Question[Journals]:
    """Where these terminals stand."""
    wanted = list(dict.fromkeys(terminals))
    return Question(
        "WITH w (terminal) AS (VALUES {rows}) SELECT w.terminal, t.batch, t.sequence, t.head, t.totals, t.lineage, t.told,"
        " EXISTS (SELECT 1 FROM stored_batch s WHERE s.terminal = w.terminal AND s.number > COALESCE(t.batch, 0)) FROM w"
        " LEFT JOIN terminal_log t ON t.terminal = w.terminal",
        [(terminal,) for terminal in wanted],
        lambda rows: _journals(wanted, rows),
    )


def _journals(wanted: Iterable[TerminalId], rows: Items[tuple[Any, ...]]) -> Journals:
    places = {terminal: Place() for terminal in wanted} | {
        TerminalId(terminal): Place(batch, sequence, bytes(head), read_sums(Reader(bytes(totals))), lineage, Instant(told))
        for terminal, batch, sequence, head, totals, lineage, told, _ in rows
        if batch is not None
    }
    return Journals(places, {TerminalId(terminal) for terminal, *_, jumped in rows if jumped})


def place_of(terminal: TerminalId) -> Place:
    """Where one terminal stands."""
    return ask(journals_of([terminal])).places[terminal]


def store_places(journals: Journals) -> None:
    """Remember where the terminals stand. Must run inside `writing()`."""
    run_rows(
        "INSERT INTO terminal_log (terminal, batch, sequence, head, totals, lineage, told) VALUES {rows}"
        " ON CONFLICT (terminal) DO UPDATE SET batch = excluded.batch, sequence = excluded.sequence, head = excluded.head,"
        " totals = excluded.totals, lineage = excluded.lineage, told = excluded.told",
        [
            (terminal, place.batch, place.sequence, place.head, _totals_bytes(place.totals), place.lineage, place.told)
            for terminal, place in journals.places.items()
        ],
    )


def _totals_bytes(totals: Sums) -> bytes:
    writer = Writer()
    write_sums(writer, totals)
    return writer.finish()
