"""How long the disk takes for one sync, just now: the weather in which everything durable is measured."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median
from time import perf_counter

SYNCS = 40
PAGE = 8_192


class Disk:
    """Probes one folder; `take` gives what was probed since it was last asked."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "probe"
        self._found: list[float] = []

    def probe(self) -> float:
        """The median of 40 written pages with fdatasync each, in milliseconds."""
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600)
        took = []
        try:
            for place in range(SYNCS):
                os.pwrite(descriptor, os.urandom(PAGE), place * PAGE)
                begin = perf_counter()
                os.fdatasync(descriptor)
                took.append(1_000 * (perf_counter() - begin))
        finally:
            os.close(descriptor)
        self._found.append(median(took))
        return self._found[-1]

    def take(self) -> tuple[float, ...]:
        """The medians since the last call."""
        found, self._found = tuple(self._found), []
        return found
