"""Card states as the terminal holds them beside a Python set of the same hashes: each in a process of its own, asked in turn."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

from tests.bench.card_states import install
from tests.bench.rounds import Values
from tests.bench.scale import Scale
from tests.bench.work import Work

TURNS = 5
UNITS = {
    "states_find_ns": "card states: what is said of a card that is there, as a number, ns",
    "states_miss_ratio": "card states ÷ the set for cards that are not there",
    "states_lookup_ns": "card states: the row as a value, as a tap asks, ns",
    "set_ns": "the set: is it in, for the same cards, ns",
    "slowest_delta_ms": "card states: the slowest of five deltas, ms; now and then one is merged into a new file",
    "states_mb": "card states: memory that is not a file's, MB",
    "set_mb": "the set: memory, MB",
}


class Holder:
    """One process that holds the states in one way."""

    def __init__(self, kind: str, folder: Path, count: int) -> None:
        command = [sys.executable, "-m", "tests.bench.card_states", kind, str(folder), str(count)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, word: str) -> float:
        """A number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(word + "\n")
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()


@contextmanager
def measuring(scale: Scale, work: Work) -> Iterator[Callable[[], Values]]:
    """Time in turn, memory at the end, then deltas."""
    work.note("card states: an ordinary tap finds its row, so that is the ratio; for cards that are not there, see beside it")
    work.say(f"installing {scale.states:,} card states")
    install(work.folder, scale.states)

    def one_round() -> Values:
        with (
            closing(Holder("set", work.folder, scale.states)) as plain,
            closing(Holder("states", work.folder, scale.states)) as states,
        ):
            plain.ask("find"), states.ask("find")
            asked = [
                (plain.ask("find"), states.ask("find"), plain.ask("miss"), states.ask("miss"), states.ask("lookup"))
                for _ in range(TURNS)
            ]
            in_set, find, not_in_set, miss, lookup = (median(column) for column in zip(*asked, strict=True))
            memory, of_states = plain.ask("memory"), states.ask("memory")
            deltas = [states.ask("delta") for _ in range(TURNS)]
        return {
            "snapshot_lookup_ratio": find / in_set,
            "snapshot_memory_ratio": of_states / memory,
            "snapshot_delta_ms": median(deltas),
            "slowest_delta_ms": max(deltas),
            "states_find_ns": find,
            "states_lookup_ns": lookup,
            "set_ns": in_set,
            "states_miss_ratio": miss / not_in_set,
            "states_mb": of_states,
            "set_mb": memory,
        }

    yield one_round
