"""How cards fared since the program began: for head office to see a reader that fails before the members tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from terminal.sale import effects as do
from terminal.sale import events as on


@dataclass(slots=True)
class Tally:
    """`written`: read back and right. `in_doubt`: a card was taken away in the middle, or does not hold what was written."""

    read: int = 0
    refused: int = 0
    written: int = 0
    in_doubt: int = 0

    def note(self, effect: do.Effect, answer: on.Event | None) -> None:
        """Count what was done, and what came of it."""
        match answer:
            case on.CardRead():
                self.read += 1
            case on.Written():
                self.written += 1
            case on.WriteInDoubt():
                self.in_doubt += 1
        if isinstance(effect, do.Refuse):
            self.refused += 1
