"""The arithmetic of rounds: which count, what their middle is. Numerator and denominator always stem from one round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

Values = dict[str, float]
"""What one round gave, by name."""

MOVED_MOST = 3.0


@dataclass(frozen=True, slots=True)
class Round:
    """What was measured in one round, and the medians of the disk's own syncs in it, in milliseconds."""

    values: Values
    syncs_ms: tuple[float, ...] = ()

    @property
    def quiet(self) -> bool:
        """Whether the disk stayed as fast as it was: one that moved three-fold makes every ratio of the round chance."""
        return not self.syncs_ms or max(self.syncs_ms) <= MOVED_MOST * min(self.syncs_ms)


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of a value over the rounds, and how far it went."""

    middle: float
    low: float
    high: float


def kept(rounds: Sequence[Round]) -> Sequence[Round]:
    """The rounds that count: the quiet ones, or all if there is no quiet one."""
    return [one for one in rounds if one.quiet] or rounds


def spreads(rounds: Sequence[Round]) -> dict[str, Spread]:
    """The spread of every value over the rounds that count."""
    found: dict[str, list[float]] = {}
    for one in kept(rounds):
        for name, value in one.values.items():
            found.setdefault(name, []).append(value)
    return {name: Spread(median(values), min(values), max(values)) for name, values in found.items()}


def percentile(values: Iterable[float], share: float) -> float:
    """The value that `share` of all do not exceed: the nearest rank, so always one that was measured."""
    ranked = sorted(values)
    return ranked[max(1, ceil(share * len(ranked))) - 1]
