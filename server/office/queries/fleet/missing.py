"""Which batches of a terminal are not here, by number, and where the journal has a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.database import run
from server.office.queries.fleet.standing import Line

NUMBERS_MAX = 1_000
"""So many stored batches behind a gap are looked at; what lies beyond them is not told before the gap is closed."""


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers that follow each other, both ends included."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def missing_of(line: Line, most: int = NUMBERS_MAX) -> list[Span]:
    """The numbers that are not here, of all that this terminal or a later batch has told of: up to the `most`th that is here."""
    if not line.missing_batches:
        return []
    here = run(
        "SELECT DISTINCT number FROM stored_batch WHERE terminal = %s AND number > %s ORDER BY number LIMIT %s",
        (line.terminal, line.batch, most),
    ).fetchall()
    numbers = [number for (number,) in here]
    told = numbers[-1] if len(numbers) == most else max(line.newest, line.told.batch if line.told else 0)
    return spans_between(line.batch, numbers, told)


def spans_between(whole_to: int, here: Iterable[int], told: int) -> list[Span]:
    """PURE: what is missing above `whole_to` and up to `told`, where these numbers, rising, are here."""
    spans, expected = list[Span](), whole_to + 1
    for number in (*here, told + 1):
        if number > expected:
            spans.append(Span(expected, number - 1))
        expected = number + 1
    return spans
