"""What the books hold of new batches before any of them is stored: asked for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as SetOf
from dataclasses import dataclass

from protocol.ids import TerminalId
from protocol.link.tables import TableKind
from server.database import Question, ask_together
from server.settlement.evidence import BatchKey, known_acks, overlapping
from server.settlement.journals import Journals, journals_of
from server.settlement.office import revoked
from server.settlement.publish import newest_versions
from server.settlement.reading import NewBatch


@dataclass(frozen=True, slots=True)
class Prior:
    """`waits`: a stored batch is not booked yet. `revoked` are serials of certificates, `acks` the answers by batch hash that
    were given under these batch numbers, `overlapping` the batches that cover places which stored ones cover too."""

    waits: bool
    revoked: SetOf[int]
    acks: dict[BatchKey, dict[bytes, bytes]]
    journals: Journals
    versions: tuple[tuple[TableKind, int], ...]
    overlapping: SetOf[BatchKey]


def look_up(batches: Iterable[NewBatch]) -> Prior:
    """Ask everything that storing them needs. Inside `writing()` it holds until the transaction ends."""
    verdicts = [one.verdict for one in batches]
    headers = [verdict.batch.header for verdict in verdicts]
    waits, gone, acks, journals, versions, overlaps = ask_together(
        anything_waits(),
        revoked(verdict.certificate.serial for verdict in verdicts),
        known_acks((one.terminal, one.number) for one in headers),
        journals_of(TerminalId(one.terminal) for one in headers),
        newest_versions(),
        overlapping(headers),
    )
    return Prior(waits, gone, acks, journals, tuple(versions.items()), overlaps)


def anything_waits() -> Question[bool]:
    """Whether a stored batch is not booked yet."""
    return Question("SELECT 1 FROM stored_batch WHERE NOT booked LIMIT 1", None, bool)
