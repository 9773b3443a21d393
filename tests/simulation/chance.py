"""Chance with a seed: every draw of a world comes from here, and each run draws its own weights (swarm).

A class of faults may be off in one run and ten times likelier in the next; while a burst lasts everything is likelier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

FAULTS = {
    "cut_apdu": 6.0,
    "cut_sync": 6.0,
    "cut_shown": 1.5,
    "cut_printing": 1.0,
    "pull": 12.0,
    "tear": 10.0,
    "tear_cut": 6.0,
    "io_error": 1.5,
    "disk_full": 0.7,
    "disk_lies": 2.0,
}
"""Faults that hit one sale, with their usual weights."""

CALAMITIES = {
    "outage": 6.0,
    "dark": 4.0,
    "clock_jump": 3.0,
    "destroyed": 1.0,
    "sd_copied": 0.3,
    "sd_restored": 0.3,
    "server_killed": 6.0,
    "backup_taken": 1.0,
    "backup_restored": 0.15,
    "stick": 8.0,
    "stick_lost": 2.0,
    "vanish": 12.0,
}
"""What happens between sales."""

LINE = {"request_lost": 4.0, "answer_lost": 6.0, "twice": 6.0, "late_copy": 4.0, "corrupt": 3.0, "old_answer": 2.0, "held": 3.0}
"""What happens on the way to head office."""

HABITS = {"gives_up": 1.0, "walks_away": 1.0, "other_card": 1.0, "presses_twice": 1.0, "wrong_pin": 1.0, "goods_early": 1.0}
"""What people do when something takes too long."""

CRIME = {"attack": 1.0, "keeper": 1.0}
"""How many attackers there are, and keepers of terminals who cheat."""

SCHEMES = {
    "silent": 1.0,
    "batches_withheld": 1.0,
    "tail_cut": 1.0,
    "amount_edited": 1.0,
    "told_edited": 1.0,
    "edited_without_chain": 1.0,
    "clock_ahead": 1.0,
}
"""What such keepers do."""


class Chance:
    """One seeded source. `force` names classes of faults that are on at a given strength whatever is drawn."""

    def __init__(self, seed: int, rate: float = 0.06, force: Mapping[str, float] | None = None, only: Iterable[str] = ()) -> None:
        self.random = Random(seed)
        self.rate = rate
        self.burst = 0
        self.weights: dict[str, float] = {}
        allowed = set(only)
        for table in (FAULTS, CALAMITIES, LINE, HABITS, CRIME, SCHEMES):
            for name, usual in table.items():
                swarm = self.random.choice((0.0, 0.3, 1.0, 1.0, 3.0))
                self.weights[name] = usual * swarm if not allowed or name in allowed else 0.0
        self.weights.update(force or {})

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens now."""
        return self.random.random() < probability

    def fault(self, table: Mapping[str, float], rate: float) -> str | None:
        """One class of a table, or None most of the time; in a burst ten times likelier."""
        if self.random.random() >= min(0.6, rate * (10 if self.burst else 1)):
            return None
        return self.pick(table)

    def pick(self, table: Mapping[str, float]) -> str | None:
        """One class of a table by this run's weights; None if all are off."""
        names = [name for name in table if self.weights[name] > 0]
        if not names:
            return None
        return self.random.choices(names, [self.weights[name] for name in names])[0]

    def habit(self, name: str, usual: float) -> bool:
        """Whether somebody does what he should not."""
        return self.random.random() < min(0.9, usual * self.weights[name])
