"""The table for people and the line for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tests.bench.figures import FIGURES, NAMES
from tests.bench.rounds import Spread


def table(found: Mapping[str, Spread], units: Mapping[str, str], notes: Sequence[str]) -> list[str]:
    """Every figure with its range and goal, then everything else that was measured, then what must be said with it."""
    lines = [f"{'figure':<24}{'median':>11}  {'range':<21}{'goal':<22}what", "-" * 132]
    for figure in FIGURES:
        spread = found.get(figure.name)
        if spread is None:
            lines.append(f"{figure.name:<24}{'not taken':>11}  {'':<21}{figure.goal:<22}{figure.what}")
            continue
        missed = "" if figure.holds(spread.middle) else "  MISSED"
        lines.append(f"{figure.name:<24}{number(spread.middle):>11}  {between(spread):<21}{figure.goal:<22}{figure.what}{missed}")
    lines += ["", "beside them"]
    for name, spread in found.items():
        if name not in NAMES:
            lines.append(f"  {units.get(name, name):<72}{number(spread.middle):>11}  {between(spread)}")
    return [*lines, "", *(f"* {note}" for note in notes)]


def line(found: Mapping[str, Spread]) -> str:
    """One JSON object with every name; null for what was not taken."""
    return json.dumps({name: round(found[name].middle, 4) if name in found else None for name in NAMES})


def number(value: float) -> str:
    """A figure with as many places as say something."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"


def between(spread: Spread) -> str:
    """The range."""
    return f"{number(spread.low)} - {number(spread.high)}"
