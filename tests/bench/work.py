"""What every case is given: a folder, the disk under it, and somebody to tell how far it is."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from tests.bench.disk import Disk


@dataclass
class Work:
    """The place of one run. `notes` are sentences that must be read with the figures."""

    folder: Path
    notes: list[str] = field(default_factory=list)
    begin: float = field(default_factory=perf_counter)

    def __post_init__(self) -> None:
        self.disk = Disk(self.folder)

    def within(self, name: str) -> Work:
        """The same run in a folder of its own."""
        folder = self.folder / name
        folder.mkdir()
        return Work(folder, self.notes, self.begin)

    def say(self, sentence: str) -> None:
        """Progress, on standard error."""
        print(f"{perf_counter() - self.begin:7.1f} s  {sentence}", file=sys.stderr, flush=True)

    def note(self, sentence: str) -> None:
        """Something that must be said with the figures, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)
